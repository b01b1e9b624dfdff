// How the system itself is: recorders, disks, how long recordings will fit, versions.

import { z } from 'zod'
import { instantShape } from './common.ts'

export const recorderStatusShape = z.object({
  recorder: z.string(),
  isConnected: z.boolean(),
  since: instantShape,
  cameras: z.int(),
  freeBytes: z.int().optional(),
  totalBytes: z.int().optional(),
  recordedBytes: z.int().optional(),
  bytesPerSecond: z.number().optional(),
  oldestAt: instantShape.optional(),
  storeBytesMax: z.int().optional(),
  queuedBytes: z.int().optional(),
  unsentEvents: z.int().optional(),
  /** Days that fit at today's rate: (free + recorded) / bytesPerSecond / 86400; absent while nothing was measured. */
  daysThatFit: z.number().optional(),
  /** Bytes that the cameras' chosen hours need at today's rate. */
  bytesNeeded: z.number().optional(),
})
export type RecorderStatus = z.infer<typeof recorderStatusShape>

export const systemShape = z.object({
  version: z.string(),
  startedAt: instantShape,
  now: instantShape,
  recorders: z.array(recorderStatusShape),
  eventSeq: z.int(),
  isDemo: z.boolean(),
})
export type System = z.infer<typeof systemShape>
