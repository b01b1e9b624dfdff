// Cameras over the API: what a person sees and sends. The password goes in and never comes out.

import {
  CAMERA_NAME_LENGTH_MAX,
  CAMERA_NUMBER_MAX,
  PASSWORD_LENGTH_MAX,
  RETENTION_HOURS_DEFAULT,
  RETENTION_HOURS_MAX,
  USERNAME_LENGTH_MAX,
} from '@sereno/domain/video/cameras/camera'
import { gapCauses } from '@sereno/domain/video/recordings/gap'
import { z } from 'zod'
import { cameraIdShape, instantShape, probeIdShape } from './common.ts'

export const placeShape = z.object({
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
})

/** What the camera looks at, as drawn on the map. */
export const viewConeShape = z.object({
  headingDegrees: z.number().min(0).max(360),
  fieldOfViewDegrees: z.number().min(1).max(360),
  rangeMetres: z.number().min(1).max(2_000),
})

export const cameraStateShape = z.object({
  what: z.enum(['recording', 'connecting', 'not-recording', 'off']),
  since: instantShape,
  cause: z.enum(gapCauses).optional(),
  detail: z.string().max(300).optional(),
  lastPictureAt: instantShape.optional(),
  codec: z.enum(['h264', 'h265']).optional(),
  codecString: z.string().max(40).optional(),
  width: z.int().min(1).max(16_384).optional(),
  height: z.int().min(1).max(16_384).optional(),
  frameRate: z.number().min(0).max(1_000).optional(),
  bitrateKbps: z.number().min(0).optional(),
  /** Camera's own clock minus ours, from its sender reports; absent where it sends none. */
  clockErrorMs: z.number().optional(),
  reconnects: z.int().min(0).optional(),
  framesLost: z.int().min(0).optional(),
})
export type CameraState = z.infer<typeof cameraStateShape>

export const cameraShape = z.object({
  id: cameraIdShape,
  number: z.int().min(1).max(CAMERA_NUMBER_MAX),
  name: z.string().min(1).max(CAMERA_NAME_LENGTH_MAX),
  url: z.string().max(1_400).describe('rtsp://host[:port]/path, always without credentials'),
  username: z.string().max(USERNAME_LENGTH_MAX).optional(),
  hasPassword: z.boolean(),
  place: placeShape.optional(),
  cone: viewConeShape.optional(),
  isRecorded: z.boolean(),
  retentionHours: z.int().min(1).max(RETENTION_HOURS_MAX),
  /** Absent: only hours count. */
  retentionBytesMax: z.int().min(1_000_000).optional(),
  audio: z.enum(['left-out', 'allowed']),
  recorder: z.string().max(40).optional(),
  version: z.int().min(1),
  state: cameraStateShape,
  /** Only in the list of removed ones: since when nothing more is recorded. Its number may be another's by now. */
  removedAt: instantShape.optional(),
})
export type Camera = z.infer<typeof cameraShape>

export const cameraListQueryShape = z.object({
  removed: z
    .enum(['true', 'false'])
    .default('false')
    .describe('true: instead, cameras that were removed and still have recordings; the newest first, at most 1,000'),
})
export const cameraListShape = z.object({ cameras: z.array(cameraShape) })

/** Where a stream is and how to log in; a URL with user:password is accepted and taken apart. */
export const cameraSourceShape = z.object({
  url: z.string().min(8).max(2_000),
  username: z.string().max(USERNAME_LENGTH_MAX).optional(),
  password: z.string().max(PASSWORD_LENGTH_MAX).optional(),
})

export const newCameraShape = cameraSourceShape.extend({
  number: z.int().min(1).max(CAMERA_NUMBER_MAX).optional().describe('left out: the next free number'),
  name: z.string().trim().min(1).max(CAMERA_NAME_LENGTH_MAX),
  place: placeShape.optional(),
  cone: viewConeShape.optional(),
  isRecorded: z.boolean().default(true),
  retentionHours: z.int().min(1).max(RETENTION_HOURS_MAX).default(RETENTION_HOURS_DEFAULT),
  retentionBytesMax: z.int().min(1_000_000).optional(),
  audio: z.enum(['left-out', 'allowed']).default('left-out'),
})
export type NewCamera = z.input<typeof newCameraShape>

/** Only what is sent changes; `version` is the one that was read. `null` removes an optional value. */
export const cameraChangeShape = z.object({
  version: z.int().min(1),
  number: z.int().min(1).max(CAMERA_NUMBER_MAX).optional(),
  name: z.string().trim().min(1).max(CAMERA_NAME_LENGTH_MAX).optional(),
  url: z.string().min(8).max(2_000).optional(),
  username: z.string().max(USERNAME_LENGTH_MAX).nullable().optional(),
  password: z.string().max(PASSWORD_LENGTH_MAX).nullable().optional(),
  place: placeShape.nullable().optional(),
  cone: viewConeShape.nullable().optional(),
  isRecorded: z.boolean().optional(),
  retentionHours: z.int().min(1).max(RETENTION_HOURS_MAX).optional(),
  retentionBytesMax: z.int().min(1_000_000).nullable().optional(),
  audio: z.enum(['left-out', 'allowed']).optional(),
})
export type CameraChange = z.input<typeof cameraChangeShape>

/** A test of a source before it is added. With `camera`, a password left out is the stored one. */
export const cameraTestShape = cameraSourceShape.extend({ camera: cameraIdShape.optional() })

export const cameraTestAnswerShape = z.object({
  /** Shown by POST /api/views with this id as its camera, purpose maintenance; kept for 60 s. */
  probe: probeIdShape,
  codec: z.enum(['h264', 'h265']),
  codecString: z.string().max(40),
  width: z.int(),
  height: z.int(),
  answeredMs: z.int().min(0),
})
export type CameraTestAnswer = z.infer<typeof cameraTestAnswerShape>
