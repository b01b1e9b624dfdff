// What a recording file says of itself, in its header and its trailer; and the row of the index that follows from both.
// A file can lie: everything read from one is checked here.

import { gapCauses } from '@sereno/domain/video/recordings/gap'
import { cameraIdShape, instantShape, runIdShape, sha256Shape } from '@sereno/contract/common'
import type { Segment } from '@sereno/contract/recorder-events'
import type { InitSegment } from '@sereno/fmp4/reader'
import { z } from 'zod'

/** Before a camera's first segment there is none. */
export const FIRST_HASH = '0'.repeat(64)

const gapShape = z.object({ from: instantShape, cause: z.enum(gapCauses) })
export type GapBefore = z.infer<typeof gapShape>

export const segmentHeaderShape = z.object({
  v: z.literal(1),
  camera: cameraIdShape,
  run: runIdShape,
  startAt: instantShape,
  gapBefore: gapShape.optional(),
  seal: z.enum(['identity', 'aes-256-gcm']),
})
export type SegmentHeader = z.infer<typeof segmentHeaderShape>

export const segmentTrailerShape = z.object({
  v: z.literal(1),
  prevHash: sha256Shape,
  endAt: instantShape,
  mediaDurationTicks: z.int().min(0),
  frames: z.int().min(0),
  /** Where the first fragment begins: a reader needs no scan to find it. */
  headerBytes: z.int().min(0),
  gops: z.base64().max(16_000),
  isRecovered: z.literal(true).optional(),
  cameraClockErrorMs: z.number().optional(),
})
export type SegmentTrailerJson = z.infer<typeof segmentTrailerShape>

export interface RowFacts {
  readonly header: SegmentHeader
  readonly trailer: SegmentTrailerJson
  readonly format: Pick<InitSegment, 'codec' | 'codecString' | 'width' | 'height'>
  readonly bytes: number
  readonly hash: string
}

export function segmentRow({ header, trailer, format, bytes, hash }: RowFacts): Segment {
  const { camera, run, startAt, gapBefore, seal } = header
  const { codec, codecString, width, height } = format
  const { endAt, mediaDurationTicks, frames, prevHash, headerBytes, gops, isRecovered, cameraClockErrorMs } = trailer
  return {
    camera,
    run,
    startAt,
    endAt,
    mediaDurationTicks,
    frames,
    bytes,
    codec,
    codecString,
    width,
    height,
    hash,
    prevHash,
    headerBytes,
    gops,
    ...(gapBefore && { gapBefore }),
    ...(isRecovered && { isRecovered }),
    seal,
    ...(cameraClockErrorMs !== undefined && { cameraClockErrorMs }),
  }
}
