// The recorder's listener for pictures: one WebSocket at /pictures. Text messages are the JSON below; a binary message
// is u32 (big-endian) length of a JSON header, the header, then bytes. Nothing but pictures travels here.

import { z } from 'zod'
import { base64UrlShape, cameraIdShape, instantShape, probeIdShape } from './common.ts'
import { ticketShape } from './views.ts'

/** First message: at most 16 kB and within 2 s, or the socket is closed. */
export const TICKET_MESSAGE_BYTES_MAX = 16_384
export const TICKET_WAIT_MS = 2_000
/** After a broken connection the same view goes on with this value, for 60 s. */
export const RESUME_MS = 60_000

const camera = z.union([cameraIdShape, probeIdShape])
/** Chosen by the console; every answer carries it back. One channel shows one camera. */
const channel = z.int().min(0).max(255)

export const openingShape = z.union([ticketShape, z.object({ resume: base64UrlShape(43).min(43) })])

export const pictureRequestShape = z.discriminatedUnion('type', [
  /** Last GOP at once, then each frame as it comes; a slow reader loses whole GOPs, never single frames. */
  z.object({ type: z.literal('live'), channel, camera }),
  /** Nothing more on this channel. */
  z.object({ type: z.literal('stop'), channel }),
  /** The GOP that contains `at` (or the next one, if `at` lies in a gap): one `fragment`, and where the channel now stands. */
  z.object({ type: z.literal('seek'), channel, camera, at: instantShape, request: z.int().min(0) }),
  /** What comes after (or before) the channel's last one: a GOP, or more of one that is longer than one answer. */
  z.object({
    type: z.literal('next'),
    channel,
    request: z.int().min(0),
    direction: z.enum(['forward', 'backward']).default('forward'),
  }),
  /** Only the keyframe of the GOP that contains `at`: for scrubbing, thumbnails, stills. */
  z.object({ type: z.literal('keyframe'), channel, camera, at: instantShape, request: z.int().min(0) }),
])
export type PictureRequest = z.infer<typeof pictureRequestShape>

export const pictureNoticeShape = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('admitted'),
    cameras: z.array(camera),
    resume: z.string(),
    endsAt: instantShape,
    now: instantShape,
  }),
  z.object({
    type: z.literal('refused'),
    /** Present when one request was refused and the view goes on; absent when there is no view. */
    channel: channel.optional(),
    request: z.int().optional(),
    code: z.string(),
    facts: z.record(z.string(), z.union([z.string(), z.number()])),
  }),
  /** A camera of a live channel stopped or came back; the tile says so. */
  z.object({
    type: z.literal('state'),
    channel,
    live: z.boolean(),
    cause: z.string().optional(),
    lastPictureAt: instantShape.optional(),
  }),
  /** No picture at or after `at` (forward) or before it: the end of what there is. */
  z.object({ type: z.literal('nothing'), channel, request: z.int(), cause: z.string() }),
  z.object({ type: z.literal('ended'), why: z.enum(['revoked', 'end-by', 'recorder-stops']) }),
])
export type PictureNotice = z.infer<typeof pictureNoticeShape>

/**
 * Header of a binary message. Its bytes, by type:
 * - init: init segment, then one fragment: on joining the whole last GOP so far, all but its newest frame pressed into
 *   1 ms each where they come in the order of showing; after a change of format its first frame
 * - frames: one fragment (moof and mdat) of one frame, in the timeline that the last init began
 * - fragment: (init segment when the file is another one than the channel's last,) then the fragments of one GOP as
 *   recorded; of one that is longer than 32 MB its beginning, or (`isKeyframe` false) what `next` goes on with
 * - keyframe: init segment, then a fragment of that one frame, so that MSE and WebCodecs can both take it
 */
export const pictureHeaderShape = z.object({
  type: z.enum(['init', 'frames', 'fragment', 'keyframe']),
  channel,
  request: z.int().optional(),
  /** avc1.… or hvc1.… : on init, fragment and keyframe. */
  codec: z.string().optional(),
  width: z.int().optional(),
  height: z.int().optional(),
  /** Wall time of the first frame in the bytes. */
  at: instantShape,
  /** Wall duration of the bytes; for the last live frame, of its predecessor. */
  durationMs: z.number().min(0),
  /** fragment: decode time of its first frame in its file, in 90 kHz ticks; the init of its file precedes it in the bytes. */
  baseDecodeTicks: z.int().optional(),
  /** fragment, keyframe: which file it came from: startAt of the segment. */
  segmentStartAt: instantShape.optional(),
  /** init, keyframe: length of the init segment at the head of the bytes; fragment: the same (init comes with each fragment of a new segment only: 0 otherwise). */
  initBytes: z.int().min(0).optional(),
  /** frames: whether the first one is a keyframe. */
  isKeyframe: z.boolean().optional(),
})
export type PictureHeader = z.infer<typeof pictureHeaderShape>

export function packPicture(header: PictureHeader, bytes: Uint8Array): Uint8Array {
  const head = new TextEncoder().encode(JSON.stringify(header))
  const message = new Uint8Array(4 + head.length + bytes.length)
  new DataView(message.buffer).setUint32(0, head.length)
  message.set(head, 4)
  message.set(bytes, 4 + head.length)
  return message
}

/** A header is a few hundred bytes; a longer one is not ours. */
const HEADER_BYTES_MAX = 4_096

export function unpackPicture(message: Uint8Array): { header: PictureHeader; bytes: Uint8Array } {
  if (message.length < 4) throw new RangeError('picture message shorter than its length field')
  const length = new DataView(message.buffer, message.byteOffset).getUint32(0)
  if (length > HEADER_BYTES_MAX || 4 + length > message.length)
    throw new RangeError(`picture header of ${length} bytes`)
  const header = pictureHeaderShape.parse(JSON.parse(new TextDecoder().decode(message.subarray(4, 4 + length))))
  return { header, bytes: message.subarray(4 + length) }
}
