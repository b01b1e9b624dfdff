// Brings what was written onto the disk, spread over time: no file is unsynced for longer than five seconds, and a
// hundred files do not ask the disk in the same moment.

import type { OpenSegment } from './open-segment.ts'

/** With the 4 s that a GOP may wait in memory and the second that a busy disk takes this stays under ten. */
export const UNSYNCED_MS_MAX = 4_000
const LOOK_MS = 500
const SYNCS_AT_ONCE_MAX = 8

export class Syncer {
  readonly #segments: () => Iterable<OpenSegment>
  readonly #nowMs: () => number
  #running = new Set<OpenSegment>()
  #timer: NodeJS.Timeout | undefined

  constructor(segments: () => Iterable<OpenSegment>, nowMs: () => number) {
    this.#segments = segments
    this.#nowMs = nowMs
  }

  start(): void {
    this.#timer = setInterval(() => this.look(), LOOK_MS)
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  look(): void {
    const due = this.#nowMs() - UNSYNCED_MS_MAX + LOOK_MS
    for (const segment of this.#segments()) {
      if (this.#running.size >= SYNCS_AT_ONCE_MAX) return
      if (segment.dirtySinceMs === undefined || segment.dirtySinceMs > due || this.#running.has(segment)) continue
      this.#running.add(segment)
      segment
        .sync()
        // Told here or never: Linux reports a failed write-back to one sync, and the next one succeeds.
        .catch((error: unknown) => segment.onSyncFailed(error))
        .finally(() => this.#running.delete(segment))
    }
  }
}
