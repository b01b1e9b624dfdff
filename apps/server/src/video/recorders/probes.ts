// Questions to recorders whether a source has a picture. Each ends with an answer, a refusal that names the cause, or time.

import type { CameraTestAnswer } from '@sereno/contract/cameras'
import type { CameraSource } from '@sereno/contract/recorder-link'
import type { ProbeId } from '@sereno/domain/ids'
import { type Facts, type RefusalCode, type Result, refuse, refused } from '@sereno/domain/refusal'
import { refusalTexts } from '@sereno/domain/refusal-texts'
import type { Clock } from '../../platform/clock/clock.ts'

export type ProbeSource = CameraSource

/** What a camera is given for its first picture. A slow one needs some 4 s: a keyframe may be that far away. */
export const PICTURE_WAIT_SECONDS = 10
// The recorder says itself what failed, within its 10 s; after this it is the recorder that does not answer.
const ANSWER_WAIT_MS = (PICTURE_WAIT_SECONDS + 2) * 1_000
/** How long a probe's picture can be opened. */
const PROBE_KEPT_MS = 60_000
// A person tries one camera at a time. More at once come from a program that should wait.
const PROBES_MAX = 50

interface Waiting {
  readonly recorder: string
  readonly startedAt: number
  readonly timer: NodeJS.Timeout
  readonly done: (result: Result<CameraTestAnswer>) => void
}

export class Probes {
  readonly #clock: Clock
  readonly #waiting = new Map<ProbeId, Waiting>()
  readonly #recent = new Map<ProbeId, { recorder: string; until: number }>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  ask(probe: ProbeId, recorder: string, send: () => void): Promise<Result<CameraTestAnswer>> {
    this.#forgetOld()
    if (this.#waiting.size >= PROBES_MAX || this.#recent.size >= 10 * PROBES_MAX) {
      return Promise.resolve(refused(refuse('too-many-requests', { seconds: PICTURE_WAIT_SECONDS })))
    }
    return new Promise((done) => {
      const late = refused<CameraTestAnswer>(refuse('camera-no-picture', { seconds: PICTURE_WAIT_SECONDS }))
      const timer = setTimeout(() => this.#end(probe, late), ANSWER_WAIT_MS)
      this.#waiting.set(probe, { recorder, startedAt: this.#clock.now(), timer, done })
      this.#recent.set(probe, { recorder, until: this.#clock.now() + PROBE_KEPT_MS })
      send()
    })
  }

  answered(
    probe: ProbeId,
    answer: CameraTestAnswer | undefined,
    refusal: { code: string; facts: Facts } | undefined,
  ): void {
    if (answer) return this.#end(probe, { value: { ...answer, probe } })
    const { code = '', facts = {} } = refusal ?? {}
    const known = isRefusalCode(code) ? refuse(code, facts) : refuse('camera-protocol-error', { detail: code })
    this.#end(probe, refused(known))
  }

  recorderGone(recorder: string): void {
    for (const [probe, waiting] of this.#waiting) {
      if (waiting.recorder === recorder) this.#end(probe, refused(refuse('no-recorder')))
    }
  }

  recorderOf(probe: ProbeId): string | undefined {
    this.#forgetOld()
    return this.#recent.get(probe)?.recorder
  }

  stop(): void {
    for (const probe of this.#waiting.keys()) this.#end(probe, refused(refuse('no-recorder')))
  }

  #end(probe: ProbeId, result: Result<CameraTestAnswer>): void {
    const waiting = this.#waiting.get(probe)
    if (!waiting) return
    clearTimeout(waiting.timer)
    this.#waiting.delete(probe)
    if (result.refused) this.#recent.delete(probe)
    waiting.done(result)
  }

  #forgetOld(): void {
    const now = this.#clock.now()
    for (const [probe, { until }] of this.#recent) if (until < now) this.#recent.delete(probe)
  }
}

function isRefusalCode(code: string): code is RefusalCode {
  return Object.hasOwn(refusalTexts, code)
}
