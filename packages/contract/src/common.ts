// Shapes that several parts share: times, languages, refusals. zod is the only dependency; the OpenAPI comes from here.

import { INSTANT_MAX } from '@sereno/domain/instant'
import type { Instant } from '@sereno/domain/instant'
import type { AlarmId, CameraId, HoldId, PersonId, ProbeId, RunId, ViewId } from '@sereno/domain/ids'
import { idPatterns } from '@sereno/domain/ids'
import { z } from 'zod'

export const instantShape = z
  .int()
  .min(0)
  .max(INSTANT_MAX)
  .transform((ms) => ms as Instant)
  .describe('milliseconds since 1970-01-01 UTC')

const id = <T extends string>(kind: keyof typeof idPatterns) =>
  z
    .string()
    .regex(idPatterns[kind])
    .transform((text) => text as T)
export const cameraIdShape = id<CameraId>('camera')
export const personIdShape = id<PersonId>('person')
export const viewIdShape = id<ViewId>('view')
export const holdIdShape = id<HoldId>('hold')
export const alarmIdShape = id<AlarmId>('alarm')
export const runIdShape = id<RunId>('run')
export const probeIdShape = id<ProbeId>('probe')

export const languageShape = z.enum(['es', 'en'])

/** What every 4xx answers: `text` is the sentence for a person, in the language that was asked for. */
export const refusalShape = z.object({
  refusal: z.object({
    code: z.string().max(60),
    facts: z.record(z.string().max(40), z.union([z.string().max(500), z.number()])),
    text: z.string().max(1_000),
  }),
})
export type RefusalAnswer = z.infer<typeof refusalShape>

/** base64url without padding. */
export const base64UrlShape = (lengthMax: number) =>
  z
    .string()
    .max(lengthMax)
    .regex(/^[A-Za-z0-9_-]*$/)
export const sha256Shape = z.string().regex(/^[0-9a-f]{64}$/)
