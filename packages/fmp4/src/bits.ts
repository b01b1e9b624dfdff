// Reads bits and exp-golomb numbers out of a NAL unit, stepping over the emulation prevention bytes (H.264, 7.4.1).
// The first problem stays; every later read answers 0, so that parsers need not ask after each field.

import { type Problem, type ProblemKind, bitProblem } from './problem.ts'

export class BitReader {
  readonly #bytes: Uint8Array
  #byte: number
  #bit = 0
  #zeros = 0
  problem: Problem | undefined

  /** @param from the first byte after the header. */
  constructor(bytes: Uint8Array, from: number) {
    this.#bytes = bytes
    this.#byte = from
  }

  /** The next bit, counted from the first of the NAL unit as it was received. */
  get position(): number {
    return this.#byte * 8 + this.#bit
  }

  /** @param count up to 32. */
  bits(count: number, field: string): number {
    const at = this.position
    let value = 0
    for (let index = 0; index < count; index++) {
      const bit = this.#next()
      if (bit === undefined) return this.#fail('truncated', field, at)
      value = value * 2 + bit
    }
    return value
  }

  skip(count: number, field: string): void {
    for (let left = count; left > 0; left -= 32) this.bits(Math.min(32, left), field)
  }

  /** Notes that a field is wrong for a reason that only its reader knows; the first problem stays. */
  refuse(field: string, at: number): void {
    this.#fail('out-of-range', field, at)
  }

  flag(field: string): boolean {
    return this.bits(1, field) === 1
  }

  /** Unsigned exp-golomb (9.1), refused above `max`. */
  ue(field: string, max = 0xffff_fffe): number {
    const at = this.position
    let zeros = 0
    for (let bit = this.#next(); bit !== 1; bit = this.#next()) {
      if (bit === undefined) return this.#fail('truncated', field, at)
      zeros++
      // 31 zeros reach 2^32 - 2, the largest that either standard knows.
      if (zeros > 31) return this.#fail('out-of-range', field, at)
    }
    const value = 2 ** zeros - 1 + this.bits(zeros, field)
    return value > max ? this.#fail('out-of-range', field, at) : value
  }

  /** Signed exp-golomb (9.1.1), refused where its size is above `max`. */
  se(field: string, max = 0x7fff_ffff): number {
    const at = this.position
    const code = this.ue(field)
    const value = code % 2 === 1 ? (code + 1) / 2 : -code / 2
    return Math.abs(value) > max ? this.#fail('out-of-range', field, at) : value
  }

  #next(): number | undefined {
    if (this.problem) return undefined
    if (this.#bit === 0 && this.#zeros >= 2 && this.#bytes[this.#byte] === 3) {
      this.#byte++
      this.#zeros = 0
    }
    const byte = this.#bytes[this.#byte]
    if (byte === undefined) return undefined
    const value = (byte >> (7 - this.#bit)) & 1
    this.#bit++
    if (this.#bit === 8) {
      this.#bit = 0
      this.#byte++
      this.#zeros = byte === 0 ? this.#zeros + 1 : 0
    }
    return value
  }

  #fail(kind: ProblemKind, field: string, at: number): number {
    this.problem ??= bitProblem(kind, field, at)
    return 0
  }
}
