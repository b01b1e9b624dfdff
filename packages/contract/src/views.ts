// Opening a view: the only way to a picture. The answer is the ticket; specs of the trust part fix its shape.

import { VIEW_CAMERAS_MAX, purposes, viewActs, viewModes } from '@sereno/domain/trust/views/view'
import { z } from 'zod'
import { base64UrlShape, cameraIdShape, instantShape, probeIdShape, viewIdShape } from './common.ts'

export const newViewShape = z.object({
  cameras: z
    .array(z.union([cameraIdShape, probeIdShape]))
    .min(1)
    .max(VIEW_CAMERAS_MAX),
  mode: z.enum(viewModes),
  purpose: z.enum(purposes),
  incident: z.string().max(40).optional(),
  /** Both, for recordings; neither, for live. */
  from: instantShape.optional(),
  to: instantShape.optional(),
})
export type NewView = z.input<typeof newViewShape>

/** What is signed: `payload` of a receipt, JCS (sorted keys, no spaces), base64url, "." and the Ed25519 signature over those payload characters. */
export const receiptPayloadShape = z.object({
  v: z.literal(1),
  id: viewIdShape,
  open: z.object({
    act: z.enum(viewActs),
    cameras: z
      .array(z.union([cameraIdShape, probeIdShape]))
      .min(1)
      .max(VIEW_CAMERAS_MAX),
    mode: z.enum(viewModes),
    from: instantShape.nullable(),
    to: instantShape.nullable(),
    session: base64UrlShape(43).describe('SHA-256 of the session cookie value'),
    start_by: instantShape,
    end_by: instantShape,
    ticket: base64UrlShape(43).describe('SHA-256 of the secret'),
  }),
})
export type ReceiptPayload = z.infer<typeof receiptPayloadShape>

export const RECEIPT_LENGTH_MAX = 12_000
export const ticketShape = z.object({
  receipt: z
    .string()
    .max(RECEIPT_LENGTH_MAX)
    .regex(/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/),
  secret: base64UrlShape(43).min(43),
})
export type Ticket = z.infer<typeof ticketShape>

export const viewAnswerShape = ticketShape.extend({
  id: viewIdShape,
  /** Which listener has which camera: open one WebSocket for each url, with the ticket first. */
  listeners: z.array(z.object({ url: z.string().max(200), cameras: z.array(z.union([cameraIdShape, probeIdShape])) })),
  endsAt: instantShape,
})
export type ViewAnswer = z.infer<typeof viewAnswerShape>
