// Facts that a recorder writes into its own journal and the server takes over by watermark. Each is self-contained:
// the same one taken twice changes nothing.

import { gapCauses } from '@sereno/domain/video/recordings/gap'
import { z } from 'zod'
import { cameraIdShape, instantShape, runIdShape, sha256Shape } from './common.ts'

const camera = cameraIdShape
const cause = z.enum(gapCauses)

/** One row of the index: a whole, closed recording file. Hash and length are over the bytes on disk. */
export const segmentShape = z.object({
  camera,
  run: runIdShape,
  startAt: instantShape,
  endAt: instantShape,
  /** What the media clock says of the same time: never the same thing as endAt - startAt. */
  mediaDurationTicks: z.int().min(0),
  frames: z.int().min(0),
  bytes: z.int().min(0),
  codec: z.enum(['h264', 'h265']),
  codecString: z.string().max(40),
  width: z.int(),
  height: z.int(),
  hash: sha256Shape,
  /** Hash of the camera's segment before this one; 64 zeros for its first. */
  prevHash: sha256Shape,
  /** Byte length of everything before the first fragment. */
  headerBytes: z.int().min(0),
  /** Packed table of GOPs, base64: at most 5 bytes a GOP (docs/reference/video/recordings.md). */
  gops: z.base64().max(16_000),
  /** Time not recorded just before this segment, with its cause. */
  gapBefore: z.object({ from: instantShape, cause }).optional(),
  /** Closed after a crash, from what was on disk. */
  isRecovered: z.boolean().optional(),
  seal: z.enum(['identity', 'aes-256-gcm']),
  /** How wrong the camera's clock was, when it said so. */
  cameraClockErrorMs: z.number().optional(),
})
export type Segment = z.infer<typeof segmentShape>

const kinds = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('segment.sealed'), segment: segmentShape }),
  /** In place of a segment.sealed that the journal had no room to keep: the file is there, `reindex` brings its row back. */
  z.object({ kind: z.literal('segment.forgotten'), camera, startAt: instantShape }),
  z.object({
    kind: z.literal('segments.expired'),
    camera,
    startAts: z.array(instantShape).min(1).max(1_000),
    why: z.enum(['retention-hours', 'retention-bytes', 'store-full', 'disk-full']),
  }),
  z.object({
    kind: z.literal('run.started'),
    camera,
    run: runIdShape,
    codec: z.enum(['h264', 'h265']),
    width: z.int(),
    height: z.int(),
  }),
  z.object({ kind: z.literal('run.ended'), camera, run: runIdShape, cause, detail: z.string().max(300) }),
  z.object({ kind: z.literal('gap.opened'), camera, from: instantShape, cause }),
  z.object({ kind: z.literal('gap.closed'), camera, from: instantShape, to: instantShape, cause }),
  z.object({ kind: z.literal('gop.dropped'), camera, at: instantShape, frames: z.int(), bytes: z.int(), cause }),
  z.object({ kind: z.literal('clock.doubted'), camera, errorMs: z.number(), why: z.enum(['jump', 'drift', 'rate']) }),
  z.object({
    kind: z.literal('disk.changed'),
    state: z.enum(['ok', 'low', 'full', 'failing']),
    freeBytes: z.int().min(0),
  }),
  z.object({ kind: z.literal('recording.stopped'), why: z.enum(['disk-full', 'disk-error']) }),
  z.object({ kind: z.literal('recording.resumed') }),
  /** So many facts were let go: the journal was full, or the disk hung for longer than memory lasts. */
  z.object({ kind: z.literal('facts.forgotten'), count: z.int().min(1) }),
  z.object({ kind: z.literal('recorder.started'), crashed: z.boolean() }),
])

export const recorderEventShape = z.intersection(
  z.object({ seq: z.int().min(1).describe('gapless within this journal'), happenedAt: instantShape }),
  kinds,
)
export type RecorderEvent = z.infer<typeof recorderEventShape>
export type RecorderFact = z.infer<typeof kinds>
