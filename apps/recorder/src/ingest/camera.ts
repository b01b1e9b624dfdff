// One camera: connects, records, reconnects with growing pauses, and says how it is. Knows neither server nor screens.

import { type Failures, GOOD_RUN_MS, reconnectPauseMs } from '@sereno/domain/video/recordings/reconnect'
import type { GapCause } from '@sereno/domain/video/recordings/gap'
import type { RecorderClock } from '@sereno/domain/video/time/recorder-clock'
import type { VideoFormat } from '@sereno/fmp4/format'
import { type RunId, makeId } from '@sereno/domain/ids'
import { instant } from '@sereno/domain/instant'
import type { CameraState } from '@sereno/contract/cameras'
import type { RecorderFact } from '@sereno/contract/recorder-events'
import type { RecorderCamera } from '@sereno/contract/recorder-link'
import type { RunClock } from '@sereno/rtsp/clock'
import type { RtspFailure, RtspFailureCode, RtspRun, RtspRunHandlers, RtspRunOptions } from '@sereno/rtsp/run'
import { type OpenSealed, openSource } from '../link/passwords.ts'
import type { CameraStore } from '../store/camera-store.ts'
import { trace } from '../trace.ts'
import { gapCauseOf } from './failure-causes.ts'
import type { Gop } from './gop.ts'
import { LiveFeed } from './live-feed.ts'
import { Rates } from './rates.ts'
import { RunIntake } from './run-intake.ts'

export interface CameraDeps {
  readonly store: CameraStore
  readonly wall: RecorderClock
  readonly clock: RunClock
  readonly startRun: (options: RtspRunOptions, handlers: RtspRunHandlers) => RtspRun
  readonly password: OpenSealed
  readonly note: (fact: RecorderFact) => void
  readonly random: () => number
  readonly obstacle: () => GapCause | undefined
}

/** A camera whose pictures stop is asked anew after this. */
const PICTURE_TIMEOUT_MS = 10_000
const DETAIL_LENGTH_MAX = 300
const PASSWORD_UNREADABLE = 'secrets/camera-passwords.key does not open the stored password: nobody connected'

export class Camera {
  readonly #deps: CameraDeps
  readonly live = new LiveFeed()
  readonly rates = new Rates()
  settings: RecorderCamera
  #run: RtspRun | undefined
  #runId: RunId | undefined
  #intake: RunIntake | undefined
  #runFromMs = 0
  #failures: Failures = { inARow: 0, wrongPasswordInARow: 0 }
  #pause: unknown
  #isStopped = true
  #isRunTold = false
  #format: VideoFormat | undefined
  #state: Pick<CameraState, 'what' | 'since' | 'cause' | 'detail'>
  #framesLostBefore = 0
  #lastEndAt = 0
  /** Of the clock that told that end: after a step it says nothing. */
  #lastGeneration = 0
  reconnects = 0

  constructor(settings: RecorderCamera, deps: CameraDeps) {
    this.settings = settings
    this.#deps = deps
    this.#state = { what: 'connecting', since: this.#now() }
  }

  get store(): CameraStore {
    return this.#deps.store
  }

  start(): void {
    this.#isStopped = false
    if (!this.settings.isRecorded) this.store.lose('switched-off', undefined, { isTold: true })
    this.#connect()
  }

  /** A new source or a new login begins a new run; the rest takes effect as it goes. */
  change(settings: RecorderCamera): void {
    const before = this.settings
    this.settings = settings
    if (before.isRecorded && !settings.isRecorded) {
      this.store.lose('switched-off', this.#intake?.lastEndAt, { isTold: true })
      this.#become('off')
    }
    if (!before.isRecorded && settings.isRecorded) this.#become(this.#run && this.#format ? 'recording' : 'connecting')
    const isSame = JSON.stringify([before.source, before.audio]) === JSON.stringify([settings.source, settings.audio])
    if (isSame || this.#isStopped) return
    this.#failures = { inARow: 0, wrongPasswordInARow: 0 }
    this.#deps.clock.clearTimeout(this.#pause)
    if (this.#run) this.#run.close()
    else this.#connect()
  }

  /** Ends the run and hands the last pictures to the store; the camera is not used again. */
  stop(cause: GapCause): void {
    this.#isStopped = true
    this.#deps.clock.clearTimeout(this.#pause)
    const run = this.#run
    this.#run = undefined
    this.#endIntake(cause, 'stopped', { isTold: cause !== 'recorder-stopped' })
    run?.close()
  }

  state(): CameraState {
    const format = this.#format
    const { frameRate, bitrateKbps } = this.rates
    const clockErrorMs = this.#intake?.clockErrorMs
    const { lastAt } = this.live
    const blocked = this.#state.what === 'recording' ? this.#deps.obstacle() : undefined
    return {
      ...this.#state,
      ...(blocked && { what: 'not-recording', cause: blocked }),
      ...(lastAt !== undefined && { lastPictureAt: instant(Math.round(lastAt)) }),
      ...(format && {
        codec: format.codec,
        codecString: format.codecString,
        width: format.width,
        height: format.height,
      }),
      ...(frameRate !== undefined && { frameRate }),
      ...(bitrateKbps !== undefined && { bitrateKbps }),
      ...(clockErrorMs !== undefined && { clockErrorMs: Math.round(clockErrorMs) }),
      reconnects: this.reconnects,
      framesLost: this.#framesLostBefore + (this.#intake?.framesLost ?? 0),
    }
  }

  #now() {
    return instant(Math.round(this.#deps.wall.wallAt(this.#deps.clock.nowMs())))
  }

  #become(what: CameraState['what'], cause?: GapCause, detail?: string): void {
    const isSame = this.#state.what === what && this.#state.cause === cause
    const since = isSame ? this.#state.since : this.#now()
    this.#state = {
      what,
      since,
      ...(cause && { cause }),
      ...(detail && { detail: detail.slice(0, DETAIL_LENGTH_MAX) }),
    }
  }

  #connect(): void {
    const { clock, wall, startRun, password, random } = this.#deps
    const { id, source, audio } = this.settings
    const opened = openSource(source, id, password)
    if (!opened) return this.#ended('password-unreadable', PASSWORD_UNREADABLE)
    const runId = makeId(
      'run',
      Uint8Array.from({ length: 10 }, () => Math.floor(random() * 256)),
    )
    const intake = new RunIntake({
      run: runId,
      clock: wall,
      live: this.live,
      budget: this.store.budget,
      notBefore: this.#lastGeneration === wall.generation ? this.#lastEndAt : 0,
      onFormat: (format) => this.#onFormat(format),
      onBadFormat: (problem) => trace.warn({ camera: this.settings.id, problem }, 'parameter sets that cannot be'),
      onGop: (gop) => this.#onGop(gop),
      onLoss: (cause, from) => this.store.lose(cause, from),
      onSkipped: (skipped) => {
        if (this.settings.isRecorded) this.store.drop('queue-full', skipped)
      },
      onDoubt: (why, errorMs) => this.#deps.note({ kind: 'clock.doubted', camera: this.settings.id, errorMs, why }),
    })
    this.#runId = runId
    this.#intake = intake
    this.#isRunTold = false
    this.#runFromMs = clock.nowMs()
    const run: RtspRun = startRun(
      {
        ...opened,
        audio,
        pictureTimeoutMs: PICTURE_TIMEOUT_MS,
        clock,
      },
      {
        onAccessUnit: (unit) => {
          this.rates.count(unit.sample.length, unit.arrivedMs)
          try {
            intake.take(unit)
          } catch (error) {
            // What one camera sends must not end the others: its run ends, and it is tried again like any that fails.
            trace.error({ camera: this.settings.id, error: String(error) }, 'a picture that we cannot place')
            if (this.#run !== run) return
            this.#onEnd({ code: 'protocol-error', detail: 'a picture that cannot be placed' })
            run.close()
          }
        },
        onSenderReport: (report) => intake.report(report),
        onEnd: (failure) => {
          if (this.#run === run) this.#onEnd(failure)
        },
      },
    )
    this.#run = run
  }

  #onFormat(format: VideoFormat): void {
    this.#format = format
    const { codec, width, height } = format
    if (this.#runId && !this.#isRunTold)
      this.#deps.note({ kind: 'run.started', camera: this.settings.id, run: this.#runId, codec, width, height })
    this.#isRunTold = true
  }

  #onGop(gop: Gop): void {
    this.#lastEndAt = gop.endAt
    this.#lastGeneration = gop.generation
    if (!this.settings.isRecorded) {
      this.#become('off')
      return
    }
    this.#become('recording')
    this.store.offer(gop)
  }

  #onEnd({ code, detail }: RtspFailure): void {
    this.#run = undefined
    this.#ended(gapCauseOf[code], detail, code)
  }

  /** @param code of the run that failed; without one there was none. */
  #ended(cause: GapCause, detail: string, code?: RtspFailureCode): void {
    const wasGood = this.#isRunTold && this.#deps.clock.nowMs() - this.#runFromMs >= GOOD_RUN_MS
    const isLogin = cause === 'wrong-password'
    this.#failures = {
      inARow: wasGood ? 1 : this.#failures.inARow + 1,
      wrongPasswordInARow: isLogin ? this.#failures.wrongPasswordInARow + 1 : 0,
    }
    this.#endIntake(cause, detail, { isTold: true })
    if (this.#isStopped) return
    this.#become(this.settings.isRecorded ? 'not-recording' : 'off', cause, detail)
    this.reconnects++
    const pauseMs = code === 'closed-by-us' ? 0 : reconnectPauseMs(this.#failures, this.#deps.random())
    trace.info({ camera: this.settings.id, code: code ?? cause, detail, pauseMs: Math.round(pauseMs) }, 'run ended')
    this.#pause = this.#deps.clock.setTimeout(() => this.#connect(), pauseMs)
  }

  #endIntake(cause: GapCause, detail: string, told: { isTold: boolean }): void {
    const intake = this.#intake
    this.#intake = undefined
    intake?.end()
    this.#framesLostBefore += intake?.framesLost ?? 0
    this.rates.stop()
    this.live.break(cause)
    if (this.#runId && this.#isRunTold) {
      const text = detail.slice(0, DETAIL_LENGTH_MAX)
      this.#deps.note({ kind: 'run.ended', camera: this.settings.id, run: this.#runId, cause, detail: text })
    }
    this.#isRunTold = false
    if (this.settings.isRecorded) this.store.lose(cause, intake?.lastEndAt, told)
  }
}
