// The live feed of one console: /api/live?since=SEQ. One coalesced JSON frame at most every 50 ms; a console that was
// away reads on from its last number, or is told that it must load everything anew.

import { z } from 'zod'
import { cameraStateShape } from './cameras.ts'
import { cameraIdShape, instantShape } from './common.ts'

export const FRAME_MS = 50

/** A fact from the event log. `seq` has no holes. */
export const eventShape = z.object({
  seq: z.int().min(1),
  kind: z.string().max(60).describe('past tense, e.g. camera.added, alarm.raised, hold.ended'),
  subject: z.string().max(60).describe('id of what it is about'),
  happenedAt: instantShape.describe('as told by whoever saw it'),
  enteredAt: instantShape.describe('when the server stored it'),
  body: z.record(z.string(), z.unknown()),
})
export type Event = z.infer<typeof eventShape>

/** GET /api/events: what comes after a number, as far as the caller's rights go. */
export const EVENTS_LIMIT_MAX = 1_000
export const eventsQueryShape = z.object({
  since: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(EVENTS_LIMIT_MAX).default(EVENTS_LIMIT_MAX),
})
export const eventListShape = z.object({
  /** Read up to here; ask for what comes after it. Not always the last event's: some may not be the caller's to see. */
  seq: z.int().min(0),
  events: z.array(eventShape),
})

export const liveFrameShape = z.object({
  /** The number of the last event in this frame or before it. */
  seq: z.int().min(0),
  now: instantShape,
  events: z.array(eventShape),
  /** Last values, not facts: only what changed since the last frame. */
  states: z.array(z.object({ camera: cameraIdShape, state: cameraStateShape })),
  recorders: z.array(z.object({ recorder: z.string(), isConnected: z.boolean() })).optional(),
  /** The feed cannot go on from `since`: load everything anew. */
  reset: z.boolean().optional(),
})
export type LiveFrame = z.infer<typeof liveFrameShape>
