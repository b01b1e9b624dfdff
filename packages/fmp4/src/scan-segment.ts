// Walks a recording file box by box: what is whole in it, and where it is torn. After a kill -9 or a power cut this is
// what is known of the open file. Reads box headers and moofs; of the pictures not more than a few bytes of read-ahead.

import { readBoxHeader, readUuidJson, UUID_JSON_BYTES_MAX } from './boxes.ts'
import { GOPS_IN_TABLE_MAX } from './gop-table.ts'
import { type Problem, byteProblem, isProblem } from './problem.ts'
import { type InitSegment, MOOF_BYTES_MAX, parseInit, parseMoof } from './reader.ts'
import { SEAL_TAG_BYTES } from './seal.ts'
import { HEADER_UUID, type ReadAt, type SegmentTrailer, TRAILER_PART_BYTES_MAX, parseTrailer } from './segment-file.ts'

export interface ScannedFragment {
  readonly offset: number
  readonly length: number
  readonly sequence: number
  readonly baseDecodeTicks: number
  readonly durationTicks: number
  readonly frames: number
  readonly startsWithSync: boolean
}

export interface SegmentScan {
  /** What the header's uuid says; for the caller to check. */
  readonly header: unknown
  readonly init: InitSegment
  /** ftyp and moov: what MSE wants first. */
  readonly initRange: { readonly offset: 0; readonly length: number }
  /** ftyp, moov and uuid: where the first fragment begins, and what a seal stage binds to. */
  readonly headerLength: number
  readonly fragments: readonly ScannedFragment[]
  /** The first byte that belongs to nothing whole; absent where the file is clean to its end. */
  readonly tornAt?: number
  readonly tornBecause?: Problem
  /** Present only in a sealed file. */
  readonly trailer?: SegmentTrailer
}

// Ours is about 1 kB; with every parameter set and every byte of header JSON that we accept it stays below this.
export const HEADER_PART_BYTES_MAX = 512 * 1024 + UUID_JSON_BYTES_MAX
const HEADER_READ_BYTES = 2048
// The moof of 30 frames has 568 bytes.
const FRAGMENT_READ_BYTES = 640
// A moof, and the header of the mdat after it.
const MDAT_HEADER_BYTES = 8

/** A problem only where not even the header is whole: then there is nothing in the file to keep. */
export async function scanSegment(readAt: ReadAt, size: number): Promise<SegmentScan | Problem> {
  const header = await scanHeader(readAt, size)
  if (isProblem(header)) return header
  const fragments: ScannedFragment[] = []
  let at = header.headerLength
  let ahead = FRAGMENT_READ_BYTES
  const tornBy = (problem: Problem): SegmentScan => ({ ...header, fragments, tornAt: at, tornBecause: problem })
  while (at < size) {
    const bytes = await readAt(at, Math.min(ahead, size - at))
    const box = readBoxHeader(bytes, 0, size - at)
    if (isProblem(box)) return tornBy({ ...box, at: box.at + at })
    if (box.type === 'mfra') return await scanTrailer(readAt, at, box.length, { ...header, fragments }, size)
    if (fragments.length >= GOPS_IN_TABLE_MAX) return tornBy(byteProblem('too-large', 'fragment count', at))
    const wanted = Math.min(box.length, MOOF_BYTES_MAX) + MDAT_HEADER_BYTES
    const whole = wanted > bytes.length ? await readAt(at, Math.min(wanted, size - at)) : bytes
    const fragment = scanFragment(whole, at, size, fragments.at(-1))
    if (isProblem(fragment)) return tornBy(fragment)
    fragments.push(fragment)
    at += fragment.length
    // GOPs of one camera are alike, so mostly one read is enough.
    ahead = Math.max(FRAGMENT_READ_BYTES, Math.min(wanted + 64, 64 * 1024))
  }
  return { ...header, fragments }
}

type HeaderScan = Pick<SegmentScan, 'header' | 'init' | 'initRange' | 'headerLength'>

async function scanHeader(readAt: ReadAt, size: number): Promise<HeaderScan | Problem> {
  let bytes = await readAt(0, Math.min(HEADER_READ_BYTES, size))
  let at = 0
  let initLength = 0
  for (const type of ['ftyp', 'moov', 'uuid']) {
    const box = readBoxHeader(bytes, at, size - at)
    if (isProblem(box)) return box
    if (box.type !== type) return byteProblem('missing', type, at)
    const end = at + box.length
    if (end > HEADER_PART_BYTES_MAX) return byteProblem('too-large', type, at)
    // The next box header too, so that every turn finds the bytes that it needs.
    if (end + 16 > bytes.length) bytes = await readAt(0, Math.min(end + HEADER_READ_BYTES, size))
    if (end > bytes.length) return byteProblem('truncated', type, bytes.length)
    if (type === 'uuid') {
      const init = parseInit(bytes.subarray(0, initLength))
      if (isProblem(init)) return init
      const body = readUuidJson(bytes, box, HEADER_UUID)
      if (isProblem(body)) return body
      return { header: body.json, init, initRange: { offset: 0, length: initLength }, headerLength: end }
    }
    at = end
    initLength = end
  }
  return byteProblem('missing', 'header', 0)
}

function scanFragment(
  bytes: Uint8Array,
  offset: number,
  size: number,
  before: ScannedFragment | undefined,
): ScannedFragment | Problem {
  const moof = parseMoof(bytes)
  if (isProblem(moof)) return { ...moof, at: moof.at + offset }
  const problem = (kind: Problem['problem'], field: string): Problem => byteProblem(kind, field, offset + moof.length)
  const mdat = readBoxHeader(bytes, moof.length, size - offset - moof.length)
  if (isProblem(mdat)) return { ...mdat, at: mdat.at + offset }
  if (mdat.type !== 'mdat') return problem('missing', 'mdat')
  const [first] = moof.samples
  if (!first) return problem('malformed', 'trun sample_count')
  if (first.offset !== moof.length + mdat.headerLength) return problem('malformed', 'trun data_offset')
  const samplesBytes = moof.samples.reduce((sum, sample) => sum + sample.length, 0)
  const extra = mdat.length - mdat.headerLength - samplesBytes
  if (extra !== 0 && extra !== SEAL_TAG_BYTES) return problem('malformed', 'mdat size')
  // Both only ever rise in a file of ours: an old block that a disk gives back must not pass as new.
  if (before && moof.sequence <= before.sequence) return problem('malformed', 'mfhd sequence_number')
  if (before && moof.baseDecodeTicks < before.baseDecodeTicks) return problem('malformed', 'tfdt')
  return {
    offset,
    length: moof.length + mdat.length,
    sequence: moof.sequence,
    baseDecodeTicks: moof.baseDecodeTicks,
    durationTicks: moof.durationTicks,
    frames: moof.samples.length,
    startsWithSync: first.isSync,
  }
}

type ScanWithoutTrailer = HeaderScan & Pick<SegmentScan, 'fragments'>

async function scanTrailer(
  readAt: ReadAt,
  at: number,
  length: number,
  scan: ScanWithoutTrailer,
  size: number,
): Promise<SegmentScan> {
  if (length > TRAILER_PART_BYTES_MAX) {
    return { ...scan, tornAt: at, tornBecause: byteProblem('too-large', 'mfra', at) }
  }
  const trailer = parseTrailer(await readAt(at, length), at)
  if (isProblem(trailer)) return { ...scan, tornAt: at, tornBecause: trailer }
  const end = at + length
  if (end === size) return { ...scan, trailer }
  return { ...scan, trailer, tornAt: end, tornBecause: byteProblem('malformed', 'bytes after mfra', end) }
}
