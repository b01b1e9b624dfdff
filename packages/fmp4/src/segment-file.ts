// A recording file: ftyp moov uuid(header) · moof mdat for each GOP · mfra. While it grows it has no mfra.
// The mfra holds the random access table for other players and, between it and mfro, uuid(trailer): so the file ends
// with mfro as 14496-12 wants, and one read from the end finds both. What header and trailer say is the caller's.

import { makeBox, readBoxHeader, readBoxes, readUuidJson, UUID_JSON_BYTES_MAX, uuidJsonBox } from './boxes.ts'
import { concatBytes, fields, viewOf } from './bytes.ts'
import type { VideoFormat } from './format.ts'
import { GOPS_IN_TABLE_MAX } from './gop-table.ts'
import { initSegment } from './init.ts'
import { type Problem, byteProblem, isProblem } from './problem.ts'

export const HEADER_UUID = '5e1ab1f0-93c4-4f0e-8d57-2f6a0c9e4b01'
export const TRAILER_UUID = '5e1ab1f0-93c4-4f0e-8d57-2f6a0c9e4b02'
export const TIMESCALE = 90_000

/** Reads bytes of a file; fewer than asked for at its end. */
export type ReadAt = (offset: number, length: number) => Promise<Uint8Array>

export interface RandomAccessPoint {
  readonly decodeTicks: number
  /** Where the moof begins in the file. */
  readonly offset: number
}

const TFRA_HEAD_BYTES = 24
const TFRA_ENTRY_BYTES = 19
const MFRO_BYTES = 16
// mfra, tfra with the largest entries, uuid with the largest JSON, mfro.
export const TRAILER_PART_BYTES_MAX =
  8 + TFRA_HEAD_BYTES + GOPS_IN_TABLE_MAX * TFRA_ENTRY_BYTES + 24 + UUID_JSON_BYTES_MAX + MFRO_BYTES

/** @param options.header what the uuid says, as JSON. */
export function segmentHeader(options: { readonly format: VideoFormat; readonly header: object }): Uint8Array {
  const init = initSegment(options.format, { timescale: TIMESCALE })
  return concatBytes([init, uuidJsonBox(HEADER_UUID, options.header)])
}

export interface TrailerToWrite {
  /** One for each fragment that begins with a keyframe. */
  readonly randomAccess: readonly RandomAccessPoint[]
  readonly trailer: object
}

export function segmentTrailer({ randomAccess, trailer }: TrailerToWrite): Uint8Array {
  if (randomAccess.length > GOPS_IN_TABLE_MAX) throw new RangeError(`${randomAccess.length} GOPs in one file`)
  const table = randomAccessTable(randomAccess)
  const uuid = uuidJsonBox(TRAILER_UUID, trailer)
  const offsetBox = makeBox('mfro', fields([4, 0], [4, 8 + table.length + uuid.length + MFRO_BYTES]))
  return makeBox('mfra', table, uuid, offsetBox)
}

function randomAccessTable(points: readonly RandomAccessPoint[]): Uint8Array {
  const entries = new Uint8Array(points.length * TFRA_ENTRY_BYTES)
  const view = viewOf(entries)
  points.forEach(({ decodeTicks, offset }, index) => {
    const at = index * TFRA_ENTRY_BYTES
    view.setBigUint64(at, BigInt(decodeTicks))
    view.setBigUint64(at + 8, BigInt(offset))
    entries.fill(1, at + 16, at + 19) // first traf, first trun, first sample
  })
  // Version 1; track 1; traf, trun and sample numbers of one byte each.
  return makeBox('tfra', fields([4, 0x0100_0000], [4, 1], [4, 0], [4, points.length]), entries)
}

export interface SegmentTrailer {
  /** Where the mfra begins: the end of the pictures. */
  readonly offset: number
  readonly length: number
  readonly json: unknown
  readonly randomAccess: readonly RandomAccessPoint[]
}

/** The trailer of a sealed file by two short reads from its end, without a scan. */
export async function readSegmentTrailer(readAt: ReadAt, size: number): Promise<SegmentTrailer | Problem> {
  if (size < MFRO_BYTES) return byteProblem('missing', 'mfro', 0)
  const end = await readAt(size - MFRO_BYTES, MFRO_BYTES)
  const mfro = readBoxHeader(end, 0)
  if (isProblem(mfro) || mfro.type !== 'mfro' || mfro.length !== MFRO_BYTES) {
    return byteProblem('missing', 'mfro', size - MFRO_BYTES)
  }
  const length = viewOf(end).getUint32(12)
  if (length > TRAILER_PART_BYTES_MAX || length > size) return byteProblem('out-of-range', 'mfro size', size - 4)
  return parseTrailer(await readAt(size - length, length), size - length)
}

/** @param bytes the whole mfra. @param offset where it stands in the file. */
export function parseTrailer(bytes: Uint8Array, offset: number): SegmentTrailer | Problem {
  const found = readTrailer(bytes, offset)
  return isProblem(found) ? { ...found, at: found.at + offset } : found
}

function readTrailer(bytes: Uint8Array, offset: number): SegmentTrailer | Problem {
  const mfra = readBoxHeader(bytes, 0)
  if (isProblem(mfra)) return mfra
  if (mfra.type !== 'mfra') return byteProblem('missing', 'mfra', 0)
  const boxes = readBoxes(bytes, mfra.headerLength, mfra.length)
  if (isProblem(boxes)) return boxes
  const [tfra, uuid, mfro] = boxes
  if (tfra?.type !== 'tfra') return byteProblem('missing', 'tfra', mfra.headerLength)
  if (uuid?.type !== 'uuid') return byteProblem('missing', 'uuid trailer', tfra.offset + tfra.length)
  if (mfro?.type !== 'mfro') return byteProblem('missing', 'mfro', uuid.offset + uuid.length)
  const body = readUuidJson(bytes, uuid, TRAILER_UUID)
  if (isProblem(body)) return body
  const randomAccess = readRandomAccess(bytes.subarray(tfra.offset, tfra.offset + tfra.length))
  if (isProblem(randomAccess)) return { ...randomAccess, at: randomAccess.at + tfra.offset }
  return { offset, length: mfra.length, json: body.json, randomAccess }
}

/** Reads only the one shape that `randomAccessTable` writes. */
function readRandomAccess(tfra: Uint8Array): RandomAccessPoint[] | Problem {
  if (tfra.length < TFRA_HEAD_BYTES) return byteProblem('truncated', 'tfra', 0)
  const view = viewOf(tfra)
  if (view.getUint32(8) !== 0x0100_0000 || view.getUint32(16) !== 0) return byteProblem('unsupported', 'tfra', 8)
  const count = view.getUint32(20)
  if (count > GOPS_IN_TABLE_MAX) return byteProblem('too-large', 'tfra count', 20)
  if (tfra.length !== TFRA_HEAD_BYTES + count * TFRA_ENTRY_BYTES) return byteProblem('malformed', 'tfra count', 20)
  const points: RandomAccessPoint[] = []
  for (let at = TFRA_HEAD_BYTES; at < tfra.length; at += TFRA_ENTRY_BYTES) {
    const decodeTicks = view.getBigUint64(at)
    const offset = view.getBigUint64(at + 8)
    if (decodeTicks > Number.MAX_SAFE_INTEGER || offset > Number.MAX_SAFE_INTEGER) {
      return byteProblem('out-of-range', 'tfra entry', at)
    }
    points.push({ decodeTicks: Number(decodeTicks), offset: Number(offset) })
  }
  return points
}
