// Tests a source before it becomes a camera: connects, waits for one whole keyframe, keeps that picture for a minute so
// that the person who asked can look at it through the same door as any other.

import { type VideoFormat, describeFormat } from '@sereno/fmp4/format'
import type { ProbeId } from '@sereno/domain/ids'
import { refuse } from '@sereno/domain/refusal'
import { isProblem } from '@sereno/fmp4/problem'
import type { ToRecorder, ToServer } from '@sereno/contract/recorder-link'
import type { RunClock } from '@sereno/rtsp/clock'
import type { AccessUnit, RtspRun, RtspRunHandlers, RtspRunOptions } from '@sereno/rtsp/run'
import { probeRefusal } from '../ingest/failure-causes.ts'
import { LiveFeed } from '../ingest/live-feed.ts'
import { type OpenSealed, openSource } from '../link/passwords.ts'

export const PROBE_WAIT_MS = 10_000
export const PROBE_KEPT_MS = 60_000
/** Somebody who adds cameras tests one after another. */
export const PROBES_MAX = 16

type Asked = Extract<ToRecorder, { type: 'probe' }>
type Probed = Extract<ToServer, { type: 'probed' }>

export interface ProbeDeps {
  readonly startRun: (options: RtspRunOptions, handlers: RtspRunHandlers) => RtspRun
  readonly clock: RunClock
  readonly wallNow: () => number
  readonly password: OpenSealed
  readonly answer: (answer: Probed) => void
}

export class Probes {
  readonly #deps: ProbeDeps
  readonly #feeds = new Map<ProbeId, LiveFeed>()
  #running = 0

  constructor(deps: ProbeDeps) {
    this.#deps = deps
  }

  /** The picture of a probe, while it is kept. */
  feed(probe: ProbeId): LiveFeed | undefined {
    return this.#feeds.get(probe)
  }

  start({ probe, source }: Asked): void {
    const { startRun, clock, password, answer } = this.#deps
    const seconds = PROBE_WAIT_MS / 1000
    if (this.#running >= PROBES_MAX) {
      answer({ type: 'probed', probe, refusal: refuse('too-many-requests', { seconds }) })
      return
    }
    const opened = openSource(source, probe, password)
    if (!opened) {
      answer({ type: 'probed', probe, refusal: refuse('camera-password-unreadable') })
      return
    }
    this.#running++
    const startedMs = clock.nowMs()
    const timer = clock.setTimeout(() => {
      finish({ type: 'probed', probe, refusal: refuse('camera-no-picture', { seconds }) })
    }, PROBE_WAIT_MS)
    let isDone = false
    const finish = (answered: Probed): void => {
      if (isDone) return
      isDone = true
      this.#running--
      clock.clearTimeout(timer)
      answer(answered)
      run.close()
    }
    let format: VideoFormat | undefined
    const run: RtspRun = startRun(
      {
        ...opened,
        audio: 'left-out',
        clock,
        connectTimeoutMs: PROBE_WAIT_MS / 2,
        answerTimeoutMs: PROBE_WAIT_MS / 2,
        pictureTimeoutMs: PROBE_WAIT_MS,
      },
      {
        onAccessUnit: (unit) => {
          format = formatOf(unit) ?? format
          if (!format || !unit.isKeyframe || unit.refersToMissing || isDone) return
          this.#keep(probe, unit, format)
          const { codec, codecString, width, height } = format
          const answeredMs = Math.round(clock.nowMs() - startedMs)
          finish({ type: 'probed', probe, answer: { probe, codec, codecString, width, height, answeredMs } })
        },
        onEnd: (failure) => finish({ type: 'probed', probe, refusal: probeRefusal(failure, source, seconds) }),
      },
    )
  }

  #keep(probe: ProbeId, unit: AccessUnit, format: VideoFormat): void {
    const feed = new LiveFeed()
    const { sample, nalUnits, arrivedMs } = unit
    feed.push({ sample, nalUnits, ticks: 0, isKeyframe: true, arrivedMs }, this.#deps.wallNow(), format)
    this.#feeds.set(probe, feed)
    this.#deps.clock.setTimeout(() => this.#feeds.delete(probe), PROBE_KEPT_MS)
  }
}

function formatOf({ codec, parameterSets }: AccessUnit): VideoFormat | undefined {
  const format = parameterSets && describeFormat({ codec, ...parameterSets })
  return !format || isProblem(format) ? undefined : format
}
