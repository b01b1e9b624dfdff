// What the recorder's reindex program writes and the server's loads: one JSON object a line, in the order of cameras and
// times. The last line says that it is the last, so that half a reading is never taken for the whole.

import { gapCauses } from '@sereno/domain/video/recordings/gap'
import { z } from 'zod'
import { cameraIdShape, instantShape } from './common.ts'
import { segmentShape } from './recorder-events.ts'

/** A segment's row with the largest table of GOPs is 17 kB; a path of a stranger is at most 4,096 bytes. */
export const REINDEX_LINE_LENGTH_MAX = 100_000

export const skippedWhys = [
  'unfinished', // no end yet: a power cut left it open, or a recorder writes it. The next start closes it and tells its row
  'foreign', // not one of ours, or not where we would have put it
  'unreadable', // the disk does not give it back
] as const

const count = z.int().min(0)
export const reindexLineShape = z.union([
  z.object({ segment: segmentShape }),
  z.object({
    gap: z.object({
      camera: cameraIdShape,
      from: instantShape,
      to: instantShape.nullable(),
      cause: z.enum(gapCauses),
    }),
  }),
  z.object({ skipped: z.string(), why: z.enum(skippedWhys) }),
  z.object({ end: z.object({ segments: count, gaps: count, skipped: count }) }),
])
export type ReindexLine = z.infer<typeof reindexLineShape>
