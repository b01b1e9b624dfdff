// The presentation times of loaded frames, in order: what a single step goes to.

/** Two times closer than this are one frame, told twice. */
const SAME_S = 0.0005
/** Twenty minutes at 25 frames; the player trims far earlier. */
export const FRAME_TIMES_MAX = 30_000

export class FrameTimes {
  private times: number[] = []

  add(time: number): void {
    const at = this.indexFrom(time - SAME_S)
    if (Math.abs((this.times[at] ?? Number.POSITIVE_INFINITY) - time) < SAME_S) return
    this.times.splice(at, 0, time)
    if (this.times.length > FRAME_TIMES_MAX) this.times.shift()
  }

  clear(): void {
    this.times = []
  }

  trim(before: number): void {
    const keepFrom = this.indexFrom(before)
    if (keepFrom > 0) this.times.splice(0, keepFrom)
  }

  /** `time` may lie anywhere within a frame. */
  after(time: number): number | undefined {
    return this.times[this.indexFrom(time + SAME_S)]
  }

  /** The frame before the one that contains `time`. */
  before(time: number): number | undefined {
    const shown = this.indexFrom(time + SAME_S) - 1
    return shown >= 1 ? this.times[shown - 1] : undefined
  }

  /** First index whose time is not below. */
  private indexFrom(time: number): number {
    let low = 0
    let high = this.times.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.times[middle] ?? 0) < time) low = middle + 1
      else high = middle
    }
    return low
  }
}
