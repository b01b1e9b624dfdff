// Asks the listing thread, which is there only while somebody asks.

import { Worker } from 'node:worker_threads'
import type { FoundFile, TreeAnswer, TreeQuestion } from './tree-worker.ts'

export type { FoundFile } from './tree-worker.ts'

/** A thread has some 10 MB: it goes when nothing was asked for so long. */
const IDLE_MS = 10_000

interface Waiting {
  resolve(found: { files: readonly FoundFile[]; isCut: boolean }): void
  reject(error: Error): void
}

let worker: Worker | undefined
let idle: NodeJS.Timeout | undefined
let lastId = 0
const waiting = new Map<number, Waiting>()

/** All files under a folder, up to `most`; none where there is no such folder. */
export function listTree(folder: string, most: number): Promise<{ files: readonly FoundFile[]; isCut: boolean }> {
  return new Promise((resolve, reject) => {
    const id = ++lastId
    waiting.set(id, { resolve, reject })
    clearTimeout(idle)
    worker ??= begin()
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    worker.postMessage({ id, folder, most } satisfies TreeQuestion)
  })
}

function begin(): Worker {
  const begun = new Worker(new URL('./tree-worker.ts', import.meta.url))
  // A listing that hangs on a broken disk must not keep the process from ending.
  begun.unref()
  begun.on('message', (said: TreeAnswer) => {
    const asked = waiting.get(said.id)
    waiting.delete(said.id)
    if ('error' in said) asked?.reject(new Error(said.error))
    else asked?.resolve(said)
    if (waiting.size === 0) endWhenIdle()
  })
  begun.on('error', (error) => giveUp(begun, error))
  begun.on('exit', () => giveUp(begun, new Error('the listing thread ended')))
  return begun
}

function endWhenIdle(): void {
  clearTimeout(idle)
  idle = setTimeout(() => {
    const ended = worker
    worker = undefined
    void ended?.terminate()
  }, IDLE_MS).unref()
}

/** Who waits is told; who asks next gets a new thread. */
function giveUp(begun: Worker, error: unknown): void {
  if (worker !== begun) return
  worker = undefined
  const asked = [...waiting.values()]
  waiting.clear()
  for (const each of asked) each.reject(error instanceof Error ? error : new Error(String(error)))
}
