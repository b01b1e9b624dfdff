// Whole recording files made in memory, as a recorder makes them on the disk.

import type { VideoCodec } from '../configuration.ts'
import { byteLengthOf, concatBytes } from '../bytes.ts'
import { type SampleToWrite, fragment } from '../fragment.ts'
import type { VideoFormat } from '../format.ts'
import type { SealStage } from '../seal.ts'
import { type RandomAccessPoint, type ReadAt, segmentHeader, segmentTrailer } from '../segment-file.ts'
import { gopsOf } from './annex-b.ts'
import { formatOf, tinyStream } from './vectors.ts'

export interface MuxedFile {
  /** Header part, fragments in order, trailer part. */
  readonly parts: readonly Uint8Array[]
  readonly bytes: Uint8Array
  readonly fragmentOffsets: readonly number[]
  readonly trailerOffset: number
}

export interface MuxOptions {
  readonly format: VideoFormat
  readonly gops: readonly (readonly SampleToWrite[])[]
  readonly header?: object
  readonly trailer?: object
  readonly seal?: (headerPart: Uint8Array) => SealStage
}

export function muxFile({ format, gops, header = { v: 1 }, trailer = { v: 1 }, seal }: MuxOptions): MuxedFile {
  const headerPart = segmentHeader({ format, header })
  const stage = seal?.(headerPart)
  const parts: Uint8Array[] = [headerPart]
  const randomAccess: RandomAccessPoint[] = []
  let baseDecodeTicks = 0
  gops.forEach((samples, index) => {
    randomAccess.push({ decodeTicks: baseDecodeTicks, offset: byteLengthOf(parts) })
    const options = { sequence: index + 1, baseDecodeTicks, samples, ...(stage ? { seal: stage } : {}) }
    parts.push(concatBytes(fragment(options)))
    baseDecodeTicks += samples.reduce((sum, sample) => sum + sample.durationTicks, 0)
  })
  const trailerOffset = byteLengthOf(parts)
  parts.push(segmentTrailer({ randomAccess, trailer }))
  return { parts, bytes: concatBytes(parts), fragmentOffsets: randomAccess.map(({ offset }) => offset), trailerOffset }
}

/** Three GOPs of eight pictures at 12 a second. */
export function tinyFile(codec: VideoCodec, options: Partial<MuxOptions> = {}): MuxedFile {
  const stream = tinyStream(codec)
  const gops = gopsOf(codec, stream, () => ({ durationTicks: 7500, compositionOffsetTicks: 0 }))
  return muxFile({ format: formatOf(codec, stream), gops, ...options })
}

/** Reads from memory like from a file, and counts what was read. */
export function countedReads(bytes: Uint8Array): { readAt: ReadAt; count: { reads: number; bytes: number } } {
  const count = { reads: 0, bytes: 0 }
  const readAt: ReadAt = (offset, length) => {
    const part = bytes.subarray(offset, offset + length)
    count.reads += 1
    count.bytes += part.length
    return Promise.resolve(part)
  }
  return { readAt, count }
}
