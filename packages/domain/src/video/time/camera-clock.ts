// How wrong the camera's own clock is, as its sender reports tell. It is recorded with each segment and raises doubt;
// no recorded time ever follows it.

/** Reports come every few seconds and are exact to a few ms: a second is no jitter. */
export const JUMP_MS_MIN = 1_000
/** A clock that is not set by anybody runs off by 100 ppm at most; 2 s away from where it was first seen is worth a word. */
export const DRIFT_MS_MIN = 2_000
/** A camera that lies all day says so six times an hour, not with each report. */
export const DOUBT_PAUSE_MS = 600_000

export interface ClockDoubt {
  readonly why: 'jump' | 'drift'
  readonly errorMs: number
}

export class CameraClockWatch {
  /** Camera's clock minus ours; undefined while it has sent no report. */
  errorMs: number | undefined
  #toldMs: number | undefined
  #lastDoubtMs = Number.NEGATIVE_INFINITY

  /** @param errorMs NTP time of the report minus our wall time of its ticks. */
  report(errorMs: number, nowMs: number): ClockDoubt | undefined {
    const before = this.errorMs
    this.errorMs = errorMs
    this.#toldMs ??= errorMs
    if (before === undefined) return undefined
    const isJump = Math.abs(errorMs - before) >= JUMP_MS_MIN
    const isDrift = Math.abs(errorMs - this.#toldMs) >= DRIFT_MS_MIN
    if ((!isJump && !isDrift) || nowMs - this.#lastDoubtMs < DOUBT_PAUSE_MS) return undefined
    this.#lastDoubtMs = nowMs
    this.#toldMs = errorMs
    return { why: isJump ? 'jump' : 'drift', errorMs: Math.round(errorMs) }
  }
}
