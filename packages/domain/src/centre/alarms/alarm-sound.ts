// Which alarm sounds now. Urgent ones sound until somebody takes them, high ones twice; nothing else sounds. Pure: who
// plays it asks about once a second and carries the memory.

import type { AlarmId } from '../../ids.ts'
import type { Instant } from '../../instant.ts'
import type { Alarm } from './alarm.ts'

export const URGENT_EVERY_MS = 5_000
export const HIGH_AGAIN_MS = 60_000
const HIGH_TIMES_MAX = 2
/** No silence is longer: whoever silences a seat also leaves it. */
export const MUTE_MS_MAX = 120_000

export interface SoundMemory {
  readonly urgentAt: Instant | undefined
  /** Of each high alarm that is not yet acknowledged: when it sounded last, and how often. */
  readonly high: ReadonlyMap<AlarmId, { readonly at: Instant; readonly times: number }>
}
export const noSoundYet: SoundMemory = { urgentAt: undefined, high: new Map() }

export interface SoundNow {
  readonly sound: 'urgent' | 'high' | undefined
  readonly memory: SoundMemory
}

/** One sound at a time: a high one that meets an urgent one waits for the next asking. */
export function soundNow(
  alarms: readonly Pick<Alarm, 'id' | 'priority' | 'state'>[],
  memory: SoundMemory,
  now: Instant,
): SoundNow {
  const waiting = alarms.filter(({ state }) => state === 'unacknowledged')
  const high = new Map(memory.high)
  const highWaiting = new Set(waiting.filter(({ priority }) => priority === 2).map(({ id }) => id))
  for (const id of high.keys()) if (!highWaiting.has(id)) high.delete(id)
  const isUrgent = waiting.some(({ priority }) => priority === 1)
  const urgentAt = isUrgent ? memory.urgentAt : undefined
  if (isUrgent && (urgentAt === undefined || now - urgentAt >= URGENT_EVERY_MS))
    return { sound: 'urgent', memory: { urgentAt: now, high } }
  const due = [...highWaiting].filter((id) => {
    const heard = high.get(id)
    return !heard || (heard.times < HIGH_TIMES_MAX && now - heard.at >= HIGH_AGAIN_MS)
  })
  for (const id of due) high.set(id, { at: now, times: (high.get(id)?.times ?? 0) + 1 })
  return { sound: due.length > 0 ? 'high' : undefined, memory: { urgentAt, high } }
}
