// One run's pictures on their way to file and screen: places them on an unbroken line, gives them their times, gathers
// them to GOPs, and says where something is missing. Ends with the run; reconnecting is the camera's business.

import { CameraClockWatch } from '@sereno/domain/video/time/camera-clock'
import { MediaClock } from '@sereno/domain/video/time/media-clock'
import type { RecorderClock } from '@sereno/domain/video/time/recorder-clock'
import { TickLine } from '@sereno/domain/video/time/tick-line'
import type { GapCause } from '@sereno/domain/video/recordings/gap'
import type { RunId } from '@sereno/domain/ids'
import { type VideoFormat, describeFormat } from '@sereno/fmp4/format'
import { type Problem, isProblem } from '@sereno/fmp4/problem'
import type { AccessUnit, SenderReport } from '@sereno/rtsp/run'
import type { Budget } from '../store/camera-store.ts'
import { FRAME_OVERHEAD_BYTES, type Frame, type Gop, GopBuilder, type RawGop } from './gop.ts'
import type { LiveFeed } from './live-feed.ts'

/** Above this share of the budget GOPs are cut early, so that what grows leaves memory sooner; above all of it they are lost. */
const TIGHT_SHARE = 0.75
/** A clock that is set jumps once. */
const JUMPS_DOUBTED = 10

export interface IntakeOptions {
  readonly run: RunId
  readonly clock: RecorderClock
  readonly live: LiveFeed
  /** Memory that pictures of all cameras may take, while a GOP grows and while it waits. */
  readonly budget: Budget
  /** End of what was recorded of this camera before: no picture of this run may claim an earlier time. */
  readonly notBefore: number
  readonly onFormat: (format: VideoFormat) => void
  readonly onBadFormat: (problem: Problem) => void
  readonly onGop: (gop: Gop) => void
  readonly onLoss: (cause: GapCause, from: number) => void
  /** Pictures for which there was no room, up to a keyframe or the end of the run. */
  readonly onSkipped: (skipped: Skipped) => void
  readonly onDoubt: (why: 'jump' | 'drift' | 'rate', errorMs: number) => void
}

export interface Skipped {
  /** Wall time of the first. */
  readonly startAt: number
  readonly frames: number
  readonly bytes: number
}

export class RunIntake {
  readonly #options: IntakeOptions
  readonly #line = new TickLine()
  readonly #media = new MediaClock()
  readonly #watch = new CameraClockWatch()
  readonly #builder = new GopBuilder()
  #format: VideoFormat | undefined
  /** Wall time at which the last GOP ended, where the next one begins if nothing is lost. */
  #boundAt: number | undefined
  #generation: number
  #isMissing = true
  #toldRate = false
  #toldJumps = false
  /** What the growing GOP takes of the budget. */
  #heldBytes = 0
  #skipped: Skipped | undefined
  framesLost = 0
  frames = 0

  constructor(options: IntakeOptions) {
    this.#options = options
    this.#generation = options.clock.generation
  }

  get clockErrorMs(): number | undefined {
    return this.#watch.errorMs
  }

  get lastEndAt(): number | undefined {
    return this.#boundAt
  }

  take(unit: AccessUnit): void {
    const ticks = this.#line.place(unit.rtpTicks, unit.arrivedMs)
    this.#doubtJumps()
    if (unit.parameterSets) this.#describe(unit)
    const isLoss = unit.lostPackets > 0 || unit.droppedUnits > 0
    if (isLoss || unit.refersToMissing) this.#miss(unit)
    this.#media.observe(ticks, unit.arrivedMs)
    const format = this.#format
    if (!format || unit.refersToMissing || (this.#isMissing && !unit.isKeyframe)) return
    this.#isMissing = false
    this.frames++
    const { sample, nalUnits, isKeyframe, arrivedMs } = unit
    const frame = { sample, nalUnits, ticks, isKeyframe, arrivedMs }
    const at = this.#options.clock.wallAt(this.#media.guess(ticks))
    this.#gather(frame, format, at)
    this.#options.live.push(frame, at, format)
  }

  // The disk may be the cause that memory runs short: who watches live is not to suffer for it.
  #gather(frame: Frame, format: VideoFormat, at: number): void {
    const { budget } = this.#options
    const bytes = frame.sample.length + FRAME_OVERHEAD_BYTES
    if (budget.bytes + bytes > budget.bytesMax) this.#flush()
    const isFull = budget.bytes + bytes > budget.bytesMax
    if (isFull || (this.#skipped && !frame.isKeyframe)) {
      this.#skip(frame, at)
      return
    }
    this.#endSkip()
    const ended = this.#builder.push(frame, { isTight: budget.bytes + bytes > budget.bytesMax * TIGHT_SHARE })
    if (ended) this.#hand(ended, format)
    this.#heldBytes += bytes
    budget.bytes += bytes
  }

  #skip(frame: Frame, at: number): void {
    const { startAt, frames, bytes } = this.#skipped ?? { startAt: Math.round(at), frames: 0, bytes: 0 }
    this.#skipped = { startAt, frames: frames + 1, bytes: bytes + frame.sample.length }
    this.#boundAt = undefined
  }

  #endSkip(): void {
    const skipped = this.#skipped
    this.#skipped = undefined
    if (skipped) this.#options.onSkipped(skipped)
  }

  #release(): void {
    this.#options.budget.bytes -= this.#heldBytes
    this.#heldBytes = 0
  }

  #doubtJumps(): void {
    if (this.#toldJumps || this.#line.jumps < JUMPS_DOUBTED) return
    this.#toldJumps = true
    this.#options.onDoubt('jump', Math.round(this.#line.lastJumpMs))
  }

  report({ ntpMs, rtpTicks, arrivedMs }: SenderReport): void {
    const errorMs = ntpMs - this.#options.clock.wallAt(this.#media.guess(this.#line.at(rtpTicks)))
    const doubt = this.#watch.report(errorMs, arrivedMs)
    if (doubt) this.#options.onDoubt(doubt.why, doubt.errorMs)
  }

  /** Hands on what is left. */
  end(): void {
    try {
      this.#flush()
      this.#endSkip()
    } finally {
      this.#release()
    }
  }

  #describe({ codec, parameterSets }: AccessUnit): void {
    if (!parameterSets) return
    const format = describeFormat({ codec, ...parameterSets })
    if (isProblem(format)) {
      this.#options.onBadFormat(format)
      return
    }
    // What came before belongs to the old format.
    this.#flush()
    this.#format = format
    this.#options.onFormat(format)
  }

  #miss({ lostPackets, droppedUnits, refersToMissing }: AccessUnit): void {
    // A run joins in the middle of a GOP: what came before its first keyframe was never ours to lose.
    if (this.frames > 0) this.framesLost += droppedUnits + (refersToMissing ? 1 : 0)
    if (this.#isMissing) return
    this.#flush()
    this.#isMissing = true
    if (lostPackets > 0 || droppedUnits > 0 || refersToMissing) {
      this.#options.live.break('packets-lost')
      this.#options.onLoss('packets-lost', this.#boundAt ?? 0)
    }
    this.#boundAt = undefined
  }

  #flush(): void {
    const left = this.#builder.end()
    if (left && this.#format) this.#hand(left, this.#format)
  }

  #hand(raw: RawGop, format: VideoFormat): void {
    this.#release()
    const { clock, run, notBefore } = this.#options
    const { generation } = clock
    if (generation !== this.#generation) this.#boundAt = undefined
    const least = generation === this.#generation ? notBefore : 0
    this.#generation = generation
    const firstMs = raw.frames[0]?.arrivedMs
    const begunAt = () => Math.round(clock.wallAt(this.#media.settle(raw.startTicks, firstMs)))
    const startAt = this.#boundAt ?? Math.max(least, begunAt())
    const endAt = Math.max(startAt + 1, Math.round(clock.wallAt(this.#media.settle(raw.endTicks))))
    this.#boundAt = endAt
    this.#options.onGop({ ...raw, run, format, startAt, endAt, generation, cameraClockErrorMs: this.#watch.errorMs })
    if (!this.#media.isDoubted || this.#toldRate) return
    this.#toldRate = true
    // How much a minute of its media time is off.
    this.#options.onDoubt('rate', Math.round((this.#media.rate - 1) * 60_000))
  }
}
