// What was recorded, over the API: spans, gaps with their causes, holds; and one segment's row.

import { gapCauses } from '@sereno/domain/video/recordings/gap'
import { z } from 'zod'
import { cameraIdShape, holdIdShape, instantShape } from './common.ts'
import { segmentShape } from './recorder-events.ts'

/** A timeline has at most about so many spans, and as many gaps. No screen is wider. */
export const TIMELINE_PIECES_MAX = 10_000

export const timelineQueryShape = z.object({
  from: z.coerce.number().pipe(instantShape),
  to: z.coerce.number().pipe(instantShape),
  /** Spans closer than this are drawn as one, shorter gaps are left out: what a pixel is worth. */
  resolutionMs: z.coerce
    .number()
    .int()
    .min(0)
    .max(86_400_000)
    .default(0)
    .describe(`never finer than a ${TIMELINE_PIECES_MAX}th of to - from, whatever is asked for`),
})

export const timelineShape = z.object({
  camera: cameraIdShape,
  from: instantShape,
  to: instantShape,
  spans: z.array(z.object({ from: instantShape, to: instantShape })),
  gaps: z.array(
    z.object({
      from: instantShape,
      to: instantShape.nullable(),
      cause: z.enum([...gapCauses, 'unknown', 'expired', 'before-first']),
    }),
  ),
  holds: z.array(z.object({ id: holdIdShape, from: instantShape, to: instantShape, reason: z.string() })),
  /** Keyframe times, when at most two hours are asked for: what frame steps and scrubbing snap to. */
  keyframes: z.array(instantShape).optional(),
})
export type Timeline = z.infer<typeof timelineShape>

export const segmentQueryShape = z.object({ at: z.coerce.number().pipe(instantShape) })
export const segmentAnswerShape = z.object({ segment: segmentShape, path: z.string() })

export const HOLD_REASON_LENGTH_MAX = 500
export const newHoldShape = z.object({
  camera: cameraIdShape,
  from: instantShape,
  to: instantShape,
  reason: z.string().trim().min(3).max(HOLD_REASON_LENGTH_MAX),
  endsAt: instantShape,
})
export const holdShape = newHoldShape.extend({
  id: holdIdShape,
  madeBy: z.string(),
  madeAt: instantShape,
  endedAt: instantShape.nullable(),
})
export const holdChangeShape = z.object({
  reason: z.string().trim().min(3).max(HOLD_REASON_LENGTH_MAX).optional(),
  endsAt: instantShape.optional(),
})
export type Hold = z.infer<typeof holdShape>
export const holdListShape = z.object({ holds: z.array(holdShape) })
