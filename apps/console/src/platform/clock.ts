// The server's clock, by the times it sends with its answers. Between them our own monotonic clock runs on, so that a
// seat with a wrong wall clock still shows the right time.

import { useSyncExternalStore } from 'react'

/** Without word from the server for so long, the clock is shown hatched. */
export const CLOCK_TRUST_MS = 15_000

let offset = Date.now() - performance.now()
let heardAt = -Infinity

/** The fastest answer is the truest; over a minute ours may have drifted, so then the newest counts. */
export function hearServerTime(told: number): void {
  const candidate = told - performance.now()
  const isOld = performance.now() - heardAt > 60_000
  if (isOld || candidate > offset || heardAt === -Infinity) offset = candidate
  heardAt = performance.now()
}

export function serverNow(): number {
  return performance.now() + offset
}

export function isClockTrusted(): boolean {
  return performance.now() - heardAt < CLOCK_TRUST_MS
}

const listeners = new Set<() => void>()
let second = 0
let timer: ReturnType<typeof setTimeout> | undefined

function tick(): void {
  const now = serverNow()
  second = Math.floor(now / 1_000) * 1_000
  for (const listener of listeners) listener()
  timer = setTimeout(tick, 1_000 - (now % 1_000) + 5)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  if (listeners.size === 1) tick()
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) clearTimeout(timer)
  }
}

/** The server's time in whole seconds; every age on the screen turns over together. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => second || Math.floor(serverNow() / 1_000) * 1_000)
}
