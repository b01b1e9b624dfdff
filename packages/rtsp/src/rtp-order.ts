// The two counters of RTP that wrap, made whole: sequence numbers to losses, timestamps to ticks. TCP keeps the order, so a
// step back is a repeat, garbage, or a camera that counts anew.

/** After RFC 3550 §A.1: one packet out of line is skipped, two that follow each other are a new count. */
export class SequenceOrder {
  #expected = -1
  #restartsAt = -1

  /** How many packets are missing before this one, or -1 when it is to be skipped. */
  missingBefore(sequence: number): number {
    const step = this.#expected < 0 ? 0 : (sequence - this.#expected) & 0xffff
    if (step < 0x8000) {
      this.#expected = (sequence + 1) & 0xffff
      this.#restartsAt = -1
      return step
    }
    if (sequence === this.#restartsAt) {
      this.#expected = (sequence + 1) & 0xffff
      this.#restartsAt = -1
      // The one that we skipped at least; how many more, nobody knows.
      return 1
    }
    this.#restartsAt = (sequence + 1) & 0xffff
    return -1
  }
}

/** 90 kHz since the first timestamp; a step of less than 2^31 (6.6 hours) in either direction is told apart. */
export class TickCount {
  #last = 0
  #ticks = 0
  isStarted = false

  advance(timestamp: number): number {
    this.#ticks = this.ticksAt(timestamp)
    this.#last = timestamp
    this.isStarted = true
    return this.#ticks
  }

  /** Where another timestamp near the last one lies, without moving on. */
  ticksAt(timestamp: number): number {
    return this.isStarted ? this.#ticks + ((timestamp - this.#last) | 0) : 0
  }
}
