// Watches how much room the disk has and whether it still takes what is written. Says when recording must stop and when
// it may go on; what is expired is removed before anything else.

import { type DiskState, diskLimits, nextDiskState } from '@sereno/domain/video/recordings/disk-state'
import type { GapCause } from '@sereno/domain/video/recordings/gap'
import type { RecorderFact } from '@sereno/contract/recorder-events'
import { trace } from '../trace.ts'
import { type Files, isDiskFull } from './files.ts'

export const LOOK_MS = 2_000
/** A disk that refuses writes is tried again after this, and twice as long after each further refusal. */
const FAILING_FIRST_MS = 10_000
const FAILING_MS_MAX = 60_000

export interface DiskWatchOptions {
  readonly folder: string
  readonly files: Files
  readonly freeBytesMin: number | undefined
  readonly note: (fact: RecorderFact) => void
  /** Removes what is expired at once. */
  readonly expire: () => Promise<void>
  readonly nowMs: () => number
}

export class DiskWatch {
  readonly #options: DiskWatchOptions
  #state: DiskState = 'ok'
  #failingUntilMs: number | undefined
  #failingMs = FAILING_FIRST_MS
  #isStopped = false
  #told: DiskState | 'failing' = 'ok'
  #timer: NodeJS.Timeout | undefined
  #looking = false
  freeBytes = 0
  totalBytes = 0

  constructor(options: DiskWatchOptions) {
    this.#options = options
  }

  async start(): Promise<void> {
    await this.look()
    this.#timer = setInterval(() => void this.look(), LOOK_MS)
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  get state(): DiskState | 'failing' {
    return this.#failingUntilMs === undefined ? this.#state : 'failing'
  }

  /** Why nothing may be written now. */
  get obstacle(): GapCause | undefined {
    if (this.#failingUntilMs !== undefined) return 'disk-error'
    return this.#state === 'full' ? 'disk-full' : undefined
  }

  async look(): Promise<void> {
    // A disk that hangs answers no statfs either: one question is enough.
    if (this.#looking) return
    this.#looking = true
    const { expire, nowMs } = this.#options
    try {
      let next = await this.#ask()
      if (this.#failingUntilMs !== undefined && nowMs() >= this.#failingUntilMs) this.#failingUntilMs = undefined
      if (next !== 'ok') {
        // What is expired goes first: only if that does not make room does recording stop.
        await expire()
        next = await this.#ask()
      }
      this.#state = next
      this.#tell()
    } catch (error) {
      trace.error({ error: String(error) }, 'the disk cannot be asked for its room')
    } finally {
      this.#looking = false
    }
  }

  async #ask(): Promise<DiskState> {
    const { files, folder, freeBytesMin } = this.#options
    const { freeBytes, totalBytes } = await files.space(folder)
    this.freeBytes = freeBytes
    this.totalBytes = totalBytes
    return nextDiskState(this.#state, freeBytes, diskLimits(totalBytes, freeBytesMin))
  }

  /** A write was refused: nothing can be written now, whatever is expired. */
  onError(code: string): void {
    if (isDiskFull(code)) this.#state = 'full'
    // A hundred cameras meet the same refusal: it is one, and the pause after it grows once.
    else if (this.#failingUntilMs === undefined) {
      this.#failingUntilMs = this.#options.nowMs() + this.#failingMs
      this.#failingMs = Math.min(FAILING_MS_MAX, this.#failingMs * 2)
    }
    this.#tell()
  }

  /** A file was written and closed: the disk is well. */
  onSuccess(): void {
    this.#failingMs = FAILING_FIRST_MS
  }

  #tell(): void {
    const { note } = this.#options
    const { state, freeBytes, obstacle } = this
    if (state !== this.#told) note({ kind: 'disk.changed', state, freeBytes })
    this.#told = state
    if (obstacle && !this.#isStopped) {
      this.#isStopped = true
      trace.error({ state, freeBytes }, 'recording stops')
      note({ kind: 'recording.stopped', why: obstacle === 'disk-full' ? 'disk-full' : 'disk-error' })
    } else if (!obstacle && this.#isStopped) {
      this.#isStopped = false
      trace.info({ state, freeBytes }, 'recording goes on')
      note({ kind: 'recording.resumed' })
    }
  }
}
