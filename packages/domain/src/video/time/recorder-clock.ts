// The recorder's own wall clock, made out of the monotonic one, so that a step of the machine's clock neither doubles
// nor tears recorded time: small steps are made up for slowly, a large one is followed at once and said.

/** No faster than this, and nobody sees it: 1.8 s an hour. */
export const SLEW_PPM_MAX = 500
/** A step beyond it is a clock that was set: made up for at 500 ppm it would be wrong for more than half an hour. */
export const STEP_MS_MAX = 1_000

export class RecorderClock {
  /** Wall minus monotonic, as we tell it. */
  #offsetMs: number
  #lastMs: number
  /** Counts the steps: a file holds only one such time. */
  generation = 0
  /** How far the last step went; positive is forward. */
  lastStepMs = 0

  constructor(monotonicMs: number, wallMs: number) {
    this.#offsetMs = wallMs - monotonicMs
    this.#lastMs = monotonicMs
  }

  /** To be called about once a second with both clocks read together. */
  sample(monotonicMs: number, wallMs: number): void {
    const errorMs = wallMs - monotonicMs - this.#offsetMs
    if (Math.abs(errorMs) > STEP_MS_MAX) {
      this.#offsetMs += errorMs
      this.lastStepMs = errorMs
      this.generation++
    } else {
      const most = (Math.max(0, monotonicMs - this.#lastMs) * SLEW_PPM_MAX) / 1_000_000
      this.#offsetMs += Math.min(most, Math.max(-most, errorMs))
    }
    this.#lastMs = monotonicMs
  }

  /** Wall time of a monotonic moment, with fractions. */
  wallAt(monotonicMs: number): number {
    return monotonicMs + this.#offsetMs
  }
}
