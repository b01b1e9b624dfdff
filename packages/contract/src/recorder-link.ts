// Between a recorder and the server: one WebSocket that the recorder dials (here over the Unix socket run/server.sock,
// path /recorders), JSON text messages. Camera passwords cross it sealed; pictures never do.

import { z } from 'zod'
import { cameraTestAnswerShape, cameraStateShape } from './cameras.ts'
import { cameraIdShape, holdIdShape, instantShape, probeIdShape, viewIdShape } from './common.ts'
import { recorderEventShape } from './recorder-events.ts'

/** Batches of at most this many events, acknowledged one by one. */
export const EVENTS_PER_BATCH_MAX = 500
/** And of at most so many bytes: rows of cameras with only keyframes have 17 kB each, and 500 of them are no message. */
export const EVENTS_BATCH_BYTES_MAX = 2_000_000
/** The server says `alive` this often; a recorder that has heard nothing for SILENCE_MS takes no new views. */
export const ALIVE_MS = 500
export const SILENCE_MS = 2_000
/** A settings message for 150 cameras is about 150 kB. */
export const LINK_MESSAGE_BYTES_MAX = 4_000_000

/** AES-256-GCM under secrets/camera-passwords.key: base64 of 12-byte nonce, ciphertext, 16-byte tag; aad is the camera's or probe's id. */
const sealedPasswordShape = z.base64().max(800)

/** The same, of a path that holds a password; aad is the id with "/path" behind it, so that neither passes for the other. */
const sealedPathShape = z.base64().max(5_000)

const sourceShape = z.object({
  host: z.string().max(253),
  port: z.int().min(1).max(65_535),
  /** Where `sealedPath` is there too: as it may be shown. */
  path: z.string().max(1_024),
  sealedPath: sealedPathShape.optional(),
  username: z.string().max(128).optional(),
  sealedPassword: sealedPasswordShape.optional(),
})

export const recorderCameraShape = z.object({
  id: cameraIdShape,
  number: z.int(),
  source: sourceShape,
  isRecorded: z.boolean(),
  retentionHours: z.int().min(1),
  retentionBytesMax: z.int().optional(),
  audio: z.enum(['left-out', 'allowed']),
})
export type CameraSource = z.infer<typeof sourceShape>
export type RecorderCamera = z.infer<typeof recorderCameraShape>

/** Recordings of these minutes outlive their retention until `endsAt`. */
export const recorderHoldShape = z.object({
  id: holdIdShape,
  camera: cameraIdShape,
  from: instantShape,
  to: instantShape,
  endsAt: instantShape,
})

/** All of it each time: the recorder keeps the last one on disk and starts from it without the server. */
export const recorderSettingsShape = z.object({
  version: z.int().min(0),
  cameras: z.array(recorderCameraShape).max(2_000),
  holds: z.array(recorderHoldShape).max(10_000),
})
export type RecorderSettings = z.infer<typeof recorderSettingsShape>

export const toRecorderShape = z.discriminatedUnion('type', [
  /** After the recorder's hello: what the server has of this journal. */
  z.object({ type: z.literal('welcome'), storedSeq: z.int().min(0), now: instantShape }),
  z.object({ type: z.literal('alive'), now: instantShape }),
  z.object({ type: z.literal('settings'), settings: recorderSettingsShape }),
  z.object({ type: z.literal('stored'), seq: z.int().min(0) }),
  /** A login or a right ended: every running view of this session (its hash) or this view ends at once. */
  z.object({ type: z.literal('revoke'), session: z.string().max(43).optional(), view: viewIdShape.optional() }),
  z.object({ type: z.literal('probe'), probe: probeIdShape, source: sourceShape }),
])
export type ToRecorder = z.infer<typeof toRecorderShape>

/** Cameras of one recorder process, where it does not say otherwise (docs/design/recording.md). */
export const RECORDER_CAMERAS_MAX = 150
/** As many as settings have cameras. */
export const STATES_MAX = 2_000
export const cameraStateSaidShape = z.object({ camera: cameraIdShape, state: cameraStateShape })

export const toServerShape = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('hello'),
    recorder: z.string().regex(/^[a-z0-9-]{1,40}$/),
    /** A new journal (new disk) has a new id; the watermark belongs to it. */
    journal: z.string().max(40),
    picturesPort: z.int().min(1).max(65_535),
    /** So many cameras one process carries; it lets the others lie. */
    camerasMax: z.int().min(1).max(STATES_MAX).default(RECORDER_CAMERAS_MAX),
    version: z.string().max(40),
  }),
  /** In the order of their numbers, without a hole. A journal's line that cannot be sent goes as `{"seq":n}` alone. */
  z.object({ type: z.literal('events'), events: z.array(recorderEventShape).min(1).max(EVENTS_PER_BATCH_MAX) }),
  /** Changed ones only, at most once a second each. Not facts: they are not stored. */
  z.object({
    type: z.literal('states'),
    states: z.array(cameraStateSaidShape).max(STATES_MAX),
  }),
  z.object({
    type: z.literal('storage'),
    freeBytes: z.int().min(0),
    totalBytes: z.int().min(0),
    recordedBytes: z.int().min(0),
    bytesPerSecond: z.number().min(0),
    oldestAt: instantShape.optional(),
    storeBytesMax: z.int().optional(),
    queuedBytes: z.int().min(0),
    unsentEvents: z.int().min(0),
  }),
  z.object({
    type: z.literal('probed'),
    probe: probeIdShape,
    answer: cameraTestAnswerShape.optional(),
    refusal: z.object({ code: z.string(), facts: z.record(z.string(), z.union([z.string(), z.number()])) }).optional(),
  }),
])
export type ToServer = z.infer<typeof toServerShape>
