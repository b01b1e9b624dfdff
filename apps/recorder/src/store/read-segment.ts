// Reads one recording file: what a sealed one says at its two ends, or what is whole in one that was left open. Also the
// hash over all its bytes, slowly, so that pictures which come meanwhile do not wait.

import { createHash } from 'node:crypto'
import { GOP_DURATION_MS_MAX, type Gop as TableGop, decodeGopTable } from '@sereno/fmp4/gop-table'
import { isProblem } from '@sereno/fmp4/problem'
import type { InitSegment } from '@sereno/fmp4/reader'
import { type ScannedFragment, scanSegment } from '@sereno/fmp4/scan-segment'
import { readSegmentTrailer } from '@sereno/fmp4/segment-file'
import type { StoredFile } from './files.ts'
import type { StoredGop } from './open-segment.ts'
import { type SegmentHeader, type SegmentTrailerJson, segmentHeaderShape, segmentTrailerShape } from './segment-json.ts'

export interface SealedSegment {
  readonly header: SegmentHeader
  readonly trailer: SegmentTrailerJson
  readonly init: InitSegment
  /** ftyp, moov and uuid. */
  readonly headerPart: Uint8Array
  readonly initBytes: number
  readonly gops: readonly StoredGop[]
  readonly bytes: number
}

/**
 * Two short reads at the end, one at the head. Nothing where the file has no trailer or is not ours. `startAt` is what
 * its path says, and places its GOPs: where a file lies decides what it is found as, and only a chain says if it is true.
 */
export async function readSealed(file: StoredFile, startAt?: number): Promise<SealedSegment | undefined> {
  const size = await file.size()
  const found = await readSegmentTrailer((offset, length) => file.read(offset, length), size)
  if (isProblem(found)) return undefined
  const trailer = segmentTrailerShape.safeParse(found.json)
  if (!trailer.success || trailer.data.headerBytes > found.offset) return undefined
  const headerPart = await file.read(0, trailer.data.headerBytes)
  const head = await scanSegment(
    (offset, length) => Promise.resolve(headerPart.subarray(offset, offset + length)),
    headerPart.length,
  )
  if (isProblem(head) || head.headerLength !== headerPart.length) return undefined
  const header = segmentHeaderShape.safeParse(head.header)
  const table = decodeGopTable(Buffer.from(trailer.data.gops, 'base64'))
  if (!header.success || isProblem(table)) return undefined
  const ticksAt = new Map(found.randomAccess.map(({ offset, decodeTicks }) => [offset, decodeTicks]))
  const from = { offset: headerPart.length, startAt: startAt ?? header.data.startAt }
  const gops = placed(table, from, ticksAt)
  const end = gops.at(-1)
  if (end && end.offset + end.byteLength !== found.offset) return undefined
  return {
    header: header.data,
    trailer: trailer.data,
    init: head.init,
    headerPart,
    initBytes: head.initRange.length,
    gops,
    bytes: size,
  }
}

function placed(
  table: readonly TableGop[],
  from: { offset: number; startAt: number },
  ticksAt: ReadonlyMap<number, number>,
): StoredGop[] {
  let { offset, startAt } = from
  return table.map(({ byteLength, durationMs }) => {
    const decodeTicks = ticksAt.get(offset)
    const gop = {
      offset,
      byteLength,
      startAt,
      durationMs,
      decodeTicks: decodeTicks ?? 0,
      isSync: decodeTicks !== undefined,
    }
    offset += byteLength
    startAt += durationMs
    return gop
  })
}

export interface LeftOpen {
  readonly header: SegmentHeader
  readonly init: InitSegment
  readonly headerBytes: number
  readonly gops: readonly StoredGop[]
  readonly frames: number
  readonly mediaDurationTicks: number
  /** All before it is whole. */
  readonly wholeBytes: number
  readonly endAt: number
}

/** Beyond this the media clock of the camera lied, and the time of the last write knows better. */
const RATE_DOUBT = 0.02
const RATE_KNOWN_MS = 5_000

/** What is whole in a file that a crash left open; nothing where there is not one whole fragment in it. */
export async function readLeftOpen(file: StoredFile, changedMs: number): Promise<LeftOpen | undefined> {
  const size = await file.size()
  const scan = await scanSegment((offset, length) => file.read(offset, length), size)
  if (isProblem(scan) || scan.fragments.length === 0) return undefined
  const header = segmentHeaderShape.safeParse(scan.header)
  if (!header.success) return undefined
  const { startAt } = header.data
  const mediaDurationTicks = scan.fragments.reduce((sum, { durationTicks }) => sum + durationTicks, 0)
  const rate = wallRate(mediaDurationTicks / 90, changedMs - startAt)
  const gops = wallTimes(scan.fragments, startAt, rate)
  const last = gops.at(-1)
  return {
    header: header.data,
    init: scan.init,
    headerBytes: scan.headerLength,
    gops,
    frames: scan.fragments.reduce((sum, { frames }) => sum + frames, 0),
    mediaDurationTicks,
    wholeBytes: last ? last.offset + last.byteLength : scan.headerLength,
    endAt: last ? last.startAt + last.durationMs : startAt,
  }
}

// The last write was made when the last GOP had become whole: its time minus the start is the wall duration.
function wallRate(mediaMs: number, writtenMs: number): number {
  if (mediaMs < RATE_KNOWN_MS || writtenMs <= 0) return 1
  const rate = writtenMs / mediaMs
  return Math.abs(rate - 1) > RATE_DOUBT && rate > 0.1 && rate < 10 ? rate : 1
}

function wallTimes(fragments: readonly ScannedFragment[], startAt: number, rate: number): StoredGop[] {
  let [ticks, at] = [0, startAt]
  return fragments.map(({ offset, length, durationTicks, baseDecodeTicks, startsWithSync }) => {
    ticks += durationTicks
    // No camera goes on for an hour without a keyframe or a picture: such ticks lie, and no table could hold them.
    const endAt = Math.min(Math.max(at + 1, startAt + Math.round((ticks * rate) / 90)), at + GOP_DURATION_MS_MAX)
    const gop = {
      offset,
      byteLength: length,
      startAt: at,
      durationMs: endAt - at,
      decodeTicks: baseDecodeTicks,
      isSync: startsWithSync,
    }
    at = endAt
    return gop
  })
}

const HASH_READ_BYTES = 1_000_000

/** SHA-256 over all bytes of the file. */
export async function hashFile(file: StoredFile): Promise<string> {
  const hash = createHash('sha256')
  for (let at = 0; ;) {
    const bytes = await file.read(at, HASH_READ_BYTES)
    if (bytes.length === 0) return hash.digest('hex')
    hash.update(bytes)
    at += bytes.length
  }
}
