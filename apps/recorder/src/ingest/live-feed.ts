// The present of one camera: its pictures since the last keyframe, and who wants to see the next ones. Holds pictures of
// one GOP only and makes nothing until somebody watches.

import type { VideoFormat } from '@sereno/fmp4/format'
import type { Frame } from './gop.ts'

export interface LiveFrame extends Frame {
  /** Wall time, as well as it is known at once. */
  readonly at: number
  /** Of its predecessor: its own is not over yet. */
  readonly durationTicks: number
}

export interface LiveWatcher {
  /** A decoder must begin anew: another format, or the first picture after a break. */
  onFrame(frame: LiveFrame, isNewFormat: boolean): void
  onBreak(cause: string): void
}

/** A GOP longer than this cannot be replayed to who joins: he waits for the next keyframe. */
const REPLAY_BYTES_MAX = 8_000_000
const REPLAY_FRAMES_MAX = 2_000
const FRAME_TICKS = 3_600

export class LiveFeed {
  readonly #watchers = new Set<LiveWatcher>()
  #frames: LiveFrame[] = []
  #bytes = 0
  #lastTicks: number | undefined
  #durationTicks = FRAME_TICKS
  format: VideoFormat | undefined
  lastAt: number | undefined
  /** Why nothing comes now; undefined while pictures come. */
  brokenBy: string | undefined = 'connecting'

  /** Since the last keyframe; empty where there is none to begin with. */
  get replay(): readonly LiveFrame[] {
    return this.#frames
  }

  push(frame: Frame, at: number, format: VideoFormat): void {
    const isNewFormat = this.format !== format
    const step = this.#lastTicks === undefined ? 0 : frame.ticks - this.#lastTicks
    // A pause of ten seconds is no frame rate.
    if (step > 0 && step < 900_000) this.#durationTicks = step
    this.#lastTicks = frame.ticks
    this.format = format
    this.lastAt = at
    this.brokenBy = undefined
    const live = { ...frame, at, durationTicks: this.#durationTicks }
    if (frame.isKeyframe) this.#clear()
    if (frame.isKeyframe || this.#frames.length > 0) {
      this.#frames.push(live)
      this.#bytes += frame.sample.length
      if (this.#bytes > REPLAY_BYTES_MAX || this.#frames.length > REPLAY_FRAMES_MAX) this.#clear()
    }
    for (const watcher of this.#watchers) watcher.onFrame(live, isNewFormat)
  }

  /** The next picture does not go on from the last one. */
  break(cause: string): void {
    this.#clear()
    this.#lastTicks = undefined
    this.brokenBy = cause
    for (const watcher of this.#watchers) watcher.onBreak(cause)
  }

  #clear(): void {
    this.#frames = []
    this.#bytes = 0
  }

  watch(watcher: LiveWatcher): () => void {
    this.#watchers.add(watcher)
    return () => this.#watchers.delete(watcher)
  }

  get watchers(): number {
    return this.#watchers.size
  }
}
