// What one camera has on the disk, oldest first: three numbers a segment, so that 30 days of 150 cameras fit in 16 MB.
// Knows no files: the recorder keeps it in step with them.

export interface ShelvedSegment {
  readonly startAt: number
  readonly durationMs: number
  readonly bytes: number
}

export class Shelf {
  #starts: number[] = []
  #durations: number[] = []
  #sizes: number[] = []
  bytes = 0

  get length(): number {
    return this.#starts.length
  }

  /** Answers false where a segment with this start is known already: its size is then corrected. */
  add({ startAt, durationMs, bytes }: ShelvedSegment): boolean {
    const at = this.#firstFrom(startAt)
    if (this.#starts[at] === startAt) {
      this.bytes += bytes - (this.#sizes[at] ?? 0)
      this.#sizes[at] = bytes
      this.#durations[at] = durationMs
      return false
    }
    this.#starts.splice(at, 0, startAt)
    this.#durations.splice(at, 0, durationMs)
    this.#sizes.splice(at, 0, bytes)
    this.bytes += bytes
    return true
  }

  remove(startAt: number): boolean {
    const at = this.#firstFrom(startAt)
    if (this.#starts[at] !== startAt) return false
    this.bytes -= this.#sizes[at] ?? 0
    this.#starts.splice(at, 1)
    this.#durations.splice(at, 1)
    this.#sizes.splice(at, 1)
    return true
  }

  has(startAt: number): boolean {
    return this.#starts[this.#firstFrom(startAt)] === startAt
  }

  at(index: number): ShelvedSegment | undefined {
    const startAt = this.#starts[index]
    if (startAt === undefined) return undefined
    return { startAt, durationMs: this.#durations[index] ?? 0, bytes: this.#sizes[index] ?? 0 }
  }

  /** The newest segment that begins at or before this moment. */
  lastFrom(at: number): ShelvedSegment | undefined {
    return this.at(this.#firstFrom(at + 1) - 1)
  }

  /** The first segment that begins after this moment. */
  firstAfter(at: number): ShelvedSegment | undefined {
    return this.at(this.#firstFrom(at + 1))
  }

  /** Index of the first segment that begins at or after this moment. */
  #firstFrom(startAt: number): number {
    let [low, high] = [0, this.#starts.length]
    // Nearly always it is the newest one that is asked for.
    if ((this.#starts.at(-1) ?? -1) < startAt) return high
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#starts[middle] ?? 0) < startAt) low = middle + 1
      else high = middle
    }
    return low
  }
}
