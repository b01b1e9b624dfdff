// The GOPs of a segment in a few bytes each: length on the disk and wall duration. Index rows and trailers carry it.
// Format: for each GOP a varint with its length in bytes, then the zig-zag varint by which its duration in ms differs
// from that of the GOP before (the first from 0). Varints are LEB128, as protobuf has them.

import { type Problem, byteProblem } from './problem.ts'

export interface Gop {
  readonly byteLength: number
  readonly durationMs: number
}

// Ten minutes at 60 frames a second, each of them a keyframe.
export const GOPS_IN_TABLE_MAX = 36_000
// An hour: no segment is longer.
export const GOP_DURATION_MS_MAX = 3_600_000
// A fragment's mdat has a 32-bit size.
const BYTE_LENGTH_MAX = 0xffff_ffff

export function encodeGopTable(gops: readonly Gop[]): Uint8Array {
  if (gops.length > GOPS_IN_TABLE_MAX) throw new RangeError(`${gops.length} GOPs in one table`)
  const out: number[] = []
  let before = 0
  for (const { byteLength, durationMs } of gops) {
    if (!isWithin(byteLength, BYTE_LENGTH_MAX)) throw new RangeError(`GOP of ${byteLength} bytes`)
    if (!isWithin(durationMs, GOP_DURATION_MS_MAX)) throw new RangeError(`GOP of ${durationMs} ms`)
    const delta = durationMs - before
    pushVarint(out, byteLength)
    pushVarint(out, delta < 0 ? -2 * delta - 1 : 2 * delta)
    before = durationMs
  }
  return Uint8Array.from(out)
}

export function decodeGopTable(bytes: Uint8Array): Gop[] | Problem {
  const gops: Gop[] = []
  const cursor = { at: 0 }
  let durationMs = 0
  while (cursor.at < bytes.length) {
    const at = cursor.at
    if (gops.length >= GOPS_IN_TABLE_MAX) return byteProblem('too-large', 'GOP count', at)
    const byteLength = readVarint(bytes, cursor)
    const zigzag = byteLength === undefined ? undefined : readVarint(bytes, cursor)
    if (byteLength === undefined || zigzag === undefined) return byteProblem('malformed', 'GOP table', at)
    durationMs += zigzag % 2 === 1 ? -(zigzag + 1) / 2 : zigzag / 2
    if (!isWithin(durationMs, GOP_DURATION_MS_MAX)) return byteProblem('out-of-range', 'GOP duration', at)
    gops.push({ byteLength, durationMs })
  }
  return gops
}

function isWithin(value: number, max: number): boolean {
  return Number.isSafeInteger(value) && value >= 0 && value <= max
}

function pushVarint(out: number[], value: number): void {
  let rest = value
  while (rest > 127) {
    out.push((rest % 128) | 128)
    rest = Math.floor(rest / 128)
  }
  out.push(rest)
}

/** Nothing where the bytes end inside it or it passes 32 bits. */
function readVarint(bytes: Uint8Array, cursor: { at: number }): number | undefined {
  let value = 0
  for (let shift = 1; shift <= 128 ** 4; shift *= 128) {
    const byte = bytes[cursor.at]
    if (byte === undefined) return undefined
    cursor.at++
    value += (byte & 127) * shift
    if (byte < 128) return value <= BYTE_LENGTH_MAX ? value : undefined
  }
  return undefined
}
