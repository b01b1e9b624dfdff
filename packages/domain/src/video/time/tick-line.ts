// Makes one unbroken line out of a run's RTP ticks: a camera that sets its clock moves its timestamps by an hour, and
// that is no hour of pictures. Knows no wall time; only compares the media clock with the time of arrival.

export const TICKS_PER_MS = 90

/** Media time that runs this far ahead of arrival in one step cannot be: nothing arrives before it happens. */
export const JUMP_FORWARD_MS_MAX = 2_000
/** B-pictures step back by a few frames; at one frame a second four of them are 4 s, and cameras with such a rate send none. */
export const JUMP_BACK_MS_MAX = 1_000
/** What a frame lasts while nothing else is known: 25 a second. */
const NOMINAL_TICKS = 3_600

export class TickLine {
  #offset = 0
  #lastRaw: number | undefined
  #highest = 0
  #highestArrivedMs = 0
  #lastArrivedMs = 0
  #usualTicks = NOMINAL_TICKS
  jumps = 0
  /** How far the last jump went; positive is forward. */
  lastJumpMs = 0

  /** Ticks on the unbroken line, the first frame at 0. */
  place(rtpTicks: number, arrivedMs: number): number {
    if (this.#lastRaw === undefined) {
      this.#offset = -rtpTicks
      this.#remember(rtpTicks, arrivedMs, 0)
      return 0
    }
    const stepMs = (rtpTicks - this.#lastRaw) / TICKS_PER_MS
    const waitedMs = arrivedMs - this.#lastArrivedMs
    // Below the highest, not below the last: a clock that runs back by a little each frame steps far in the end.
    const belowMs = (this.#highest - rtpTicks - this.#offset) / TICKS_PER_MS
    if (stepMs - waitedMs > JUMP_FORWARD_MS_MAX || belowMs > JUMP_BACK_MS_MAX) {
      // How long the frame before lasted, we only know by our own clock.
      const step = Math.max(this.#usualTicks, Math.round((arrivedMs - this.#highestArrivedMs) * TICKS_PER_MS))
      this.lastJumpMs = belowMs > JUMP_BACK_MS_MAX ? -belowMs : stepMs
      this.#offset = this.#highest + step - rtpTicks
      this.jumps++
    }
    const ticks = rtpTicks + this.#offset
    const step = ticks - this.#highest
    if (step > 0 && step < 90_000) this.#usualTicks = step
    this.#remember(rtpTicks, arrivedMs, ticks)
    return ticks
  }

  /** The same line for the ticks of a sender report, which are not a frame's. */
  at(rtpTicks: number): number {
    return rtpTicks + this.#offset
  }

  #remember(rtpTicks: number, arrivedMs: number, ticks: number): void {
    const isFirst = this.#lastRaw === undefined
    this.#lastRaw = rtpTicks
    this.#lastArrivedMs = arrivedMs
    if (!isFirst && ticks <= this.#highest) return
    this.#highest = ticks
    this.#highestArrivedMs = arrivedMs
  }
}
