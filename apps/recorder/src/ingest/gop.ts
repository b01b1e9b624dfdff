// A group of pictures on its way to the disk: from one keyframe to the next, or an early cut of one. And the builder
// that makes them out of a run's pictures. Knows no clock: the caller says when a bound was.

import type { VideoFormat } from '@sereno/fmp4/format'
import type { RunId } from '@sereno/domain/ids'

export interface Frame {
  /** NAL units behind their lengths: an MP4 sample. */
  readonly sample: Uint8Array
  readonly nalUnits: readonly Uint8Array[]
  /** Presentation, on the run's unbroken line of 90 kHz. */
  readonly ticks: number
  readonly isKeyframe: boolean
  readonly arrivedMs: number
}

export interface Gop {
  readonly run: RunId
  readonly format: VideoFormat
  readonly frames: readonly TimedFrame[]
  readonly bytes: number
  /** False where it goes on with the pictures of the one before, which was cut early. */
  readonly isSync: boolean
  /** Decode time of the first frame, and the end of the last one. */
  readonly startTicks: number
  readonly endTicks: number
  /** Wall times of the same, whole milliseconds; the end is always later. */
  readonly startAt: number
  readonly endAt: number
  /** Counts the steps of the recorder's clock: times of two generations do not belong into one file. */
  readonly generation: number
  readonly cameraClockErrorMs: number | undefined
}

export interface TimedFrame extends Frame {
  readonly durationTicks: number
  readonly compositionOffsetTicks: number
}

/** At a power cut what is in memory is lost: 4 s here and 5 s until the next sync stay under the ten that we promise. */
export const GOP_MS_MAX = 4_000
/** 4 s of a 4K camera at 16 Mbit/s. */
export const GOP_BYTES_MAX = 8_000_000
/** 4 s at 500 frames a second: no camera is faster, but a broken one sends thousands of frames of a few bytes. */
export const GOP_FRAMES_MAX = 2_000
/** What a frame costs in memory beside its bytes: objects, views, its place in lists. Measured with Node 24: 510. */
export const FRAME_OVERHEAD_BYTES = 500
/** Cameras that send keyframes only would fill the table with single pictures: shorter GOPs travel together. */
export const GOP_MS_MIN = 500
/** Until a second frame tells more: 25 a second. */
const FRAME_TICKS = 3_600

/** What frames cost while they wait in memory. */
export function memoryOf({ bytes, frames }: { readonly bytes: number; readonly frames: { readonly length: number } }) {
  return bytes + frames.length * FRAME_OVERHEAD_BYTES
}

export interface RawGop {
  readonly frames: readonly TimedFrame[]
  readonly bytes: number
  readonly isSync: boolean
  readonly startTicks: number
  readonly endTicks: number
}

/** Collects frames; `push` answers the GOP that the new frame has ended, `end` what is left. */
export class GopBuilder {
  #frames: Frame[] = []
  #bytes = 0
  #frameTicks = FRAME_TICKS
  #endTicks: number | undefined

  get isEmpty(): boolean {
    return this.#frames.length === 0
  }

  /** @param options.isTight memory runs short: what is long enough to be cut, is. */
  push(frame: Frame, { isTight = false } = {}): RawGop | undefined {
    const [first] = this.#frames
    let ended: RawGop | undefined
    if (first) {
      const ageMs = frame.arrivedMs - first.arrivedMs
      const mediaMs = (frame.ticks - first.ticks) / 90
      const isLong = this.#frames.length >= GOP_FRAMES_MAX || ageMs >= (isTight ? GOP_MS_MIN : GOP_MS_MAX)
      const isFull = isLong || this.#bytes + frame.sample.length > GOP_BYTES_MAX
      const isWhole = frame.isKeyframe && Math.max(ageMs, mediaMs) >= GOP_MS_MIN
      if (isFull || isWhole) ended = this.#take(frame.ticks)
    }
    this.#frames.push(frame)
    this.#bytes += frame.sample.length
    return ended
  }

  /** The run is over or the next picture is lost: the last frame lasts as long as the one before it. */
  end(): RawGop | undefined {
    const gop = this.isEmpty ? undefined : this.#take(undefined)
    this.#endTicks = undefined
    return gop
  }

  #take(nextTicks: number | undefined): RawGop {
    const frames = this.#frames
    this.#frames = []
    const bytes = this.#bytes
    this.#bytes = 0
    // With B-pictures they come in another order than they are shown: decode times are the shown ones in order.
    const times = frames.map((frame) => frame.ticks).sort((a, b) => a - b)
    const first = times[0] ?? 0
    const startTicks = this.#endTicks === undefined ? first : Math.max(this.#endTicks, first - this.#frameTicks * 16)
    const last = Math.max(times.at(-1) ?? 0, startTicks)
    if (times.length > 1) this.#frameTicks = Math.max(1, Math.round((last - first) / (times.length - 1)))
    const endTicks = Math.max(nextTicks ?? last + this.#frameTicks, startTicks + frames.length)
    const timed: TimedFrame[] = []
    let decodeTicks = startTicks
    frames.forEach((frame, index) => {
      const next = Math.min(index + 1 < times.length ? (times[index + 1] ?? 0) : endTicks, endTicks)
      const durationTicks = Math.max(1, next - decodeTicks)
      timed.push({ ...frame, durationTicks, compositionOffsetTicks: frame.ticks - decodeTicks })
      decodeTicks += durationTicks
    })
    this.#endTicks = decodeTicks
    return { frames: timed, bytes, isSync: frames[0]?.isKeyframe ?? false, startTicks, endTicks: decodeTicks }
  }
}
