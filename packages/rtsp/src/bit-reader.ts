// Reads the few fields at the head of parameter sets that we need: bits and Exp-Golomb numbers, with emulation prevention bytes
// skipped (H.264 §7.3.1, §9.1; H.265 the same). Past the end it answers undefined.

export class BitReader {
  readonly #bytes: Uint8Array
  #at: number
  #bit = 0
  #zeros = 0

  constructor(bytes: Uint8Array, start: number) {
    this.#bytes = bytes
    this.#at = start
  }

  bit(): number | undefined {
    const byte = this.#bytes[this.#at]
    if (byte === undefined) return undefined
    const value = (byte >> (7 - this.#bit)) & 1
    if (++this.#bit === 8) this.#nextByte(byte)
    return value
  }

  skip(count: number): void {
    for (let index = 0; index < count; index++) if (this.bit() === undefined) return
  }

  bits(count: number): number | undefined {
    let value = 0
    for (let index = 0; index < count; index++) {
      const bit = this.bit()
      if (bit === undefined) return undefined
      value = value * 2 + bit
    }
    return value
  }

  /** ue(v) up to 2^16: ids are far smaller. */
  number(): number | undefined {
    let zeros = 0
    for (;;) {
      const bit = this.bit()
      if (bit === undefined || zeros > 16) return undefined
      if (bit === 1) break
      zeros++
    }
    const rest = this.bits(zeros)
    return rest === undefined ? undefined : 2 ** zeros - 1 + rest
  }

  #nextByte(read: number): void {
    this.#bit = 0
    this.#at++
    this.#zeros = read === 0 ? this.#zeros + 1 : 0
    if (this.#zeros >= 2 && this.#bytes[this.#at] === 3) {
      this.#at++
      this.#zeros = 0
    }
  }
}
