// Alarms over the API, in ISA-18.2's words.

import { alarmKinds, alarmStates } from '@sereno/domain/centre/alarms/alarm'
import type { AlarmKind } from '@sereno/domain/centre/alarms/alarm'
import { z } from 'zod'
import { alarmIdShape, cameraIdShape, instantShape } from './common.ts'

export const alarmShape = z.object({
  id: alarmIdShape,
  kind: z.enum(Object.keys(alarmKinds) as [AlarmKind, ...AlarmKind[]]),
  priority: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]),
  camera: cameraIdShape.optional(),
  recorder: z.string().optional(),
  state: z.enum(alarmStates),
  raisedAt: instantShape,
  acknowledgedAt: instantShape.optional(),
  acknowledgedBy: z.string().optional(),
  returnedAt: instantShape.optional(),
  cause: z.string(),
})
export const alarmListShape = z.object({ alarms: z.array(alarmShape) })
