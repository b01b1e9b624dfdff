// Alarms, in the words of ISA-18.2: the states of one alarm and what moves it on. Pure; the server stores and tells.
// Here only what recording needs; shelving, flood and priorities by consequence come with the centre.

import type { AlarmId, CameraId } from '../../ids.ts'
import type { Instant } from '../../instant.ts'
import { type Result, accepted, refuse, refused } from '../../refusal.ts'

// ISA-18.2 §5: normal is not stored (a cleared alarm is history).
export const alarmStates = ['unacknowledged', 'acknowledged', 'returned-to-normal', 'cleared'] as const
export type AlarmState = (typeof alarmStates)[number]

export const alarmNext = {
  unacknowledged: ['acknowledged', 'returned-to-normal'],
  acknowledged: ['cleared'],
  'returned-to-normal': ['cleared', 'unacknowledged'],
  cleared: [],
} as const satisfies Record<AlarmState, readonly AlarmState[]>

/** 1 urgent, 2 high, 3 medium, 4 low: shapes and colours are the interface's. */
export type AlarmPriority = 1 | 2 | 3 | 4

export const alarmKinds = {
  'recording-stopped': { priority: 1 }, // disk full: nothing is being kept
  'disk-nearly-full': { priority: 2 },
  'camera-not-recording': { priority: 3 },
  'recorder-away': { priority: 1 },
} as const satisfies Record<string, { priority: AlarmPriority }>
export type AlarmKind = keyof typeof alarmKinds

export interface Alarm {
  readonly id: AlarmId
  readonly kind: AlarmKind
  readonly priority: AlarmPriority
  readonly camera?: CameraId
  readonly recorder?: string
  readonly state: AlarmState
  readonly raisedAt: Instant
  readonly acknowledgedAt?: Instant
  readonly acknowledgedBy?: string
  readonly returnedAt?: Instant
  readonly cause: string
}

/** A person takes note: an active alarm stays in the list as acknowledged, one already back to normal is cleared. */
export function acknowledge(alarm: Alarm, by: string, now: Instant): Result<Alarm> {
  if (alarm.state === 'unacknowledged')
    return accepted({ ...alarm, state: 'acknowledged', acknowledgedAt: now, acknowledgedBy: by })
  if (alarm.state === 'returned-to-normal')
    return accepted({ ...alarm, state: 'cleared', acknowledgedAt: now, acknowledgedBy: by })
  return refused(refuse('alarm-not-unacknowledged', { by: alarm.acknowledgedBy ?? '–' }))
}

/** The condition is over: an alarm nobody has seen yet waits to be acknowledged, so that it is not missed. */
export function returnToNormal(alarm: Alarm, now: Instant): Alarm {
  if (alarm.state === 'unacknowledged') return { ...alarm, state: 'returned-to-normal', returnedAt: now }
  if (alarm.state === 'acknowledged') return { ...alarm, state: 'cleared', returnedAt: now }
  return alarm
}

/** What a condition is about: a camera or a recorder, by its id. */
export interface AlarmCondition {
  readonly kind: AlarmKind
  readonly camera?: CameraId
  readonly recorder?: string
  readonly isActive: boolean
  readonly cause: string
  readonly at: Instant
}

/**
 * What a report of a condition makes of its alarm (the one that is not cleared, if there is one). `undefined`: nothing
 * changes. A condition that comes back before anybody took note is the same alarm, active again.
 */
export function followCondition(
  alarm: Alarm | undefined,
  condition: AlarmCondition,
  newId: AlarmId,
): Alarm | undefined {
  const { kind, camera, recorder, isActive, cause, at } = condition
  if (!alarm || alarm.state === 'cleared') {
    if (!isActive) return undefined
    const about = { ...(camera !== undefined && { camera }), ...(recorder !== undefined && { recorder }) }
    return {
      id: newId,
      kind,
      priority: alarmKinds[kind].priority,
      ...about,
      state: 'unacknowledged',
      raisedAt: at,
      cause,
    }
  }
  if (isActive) {
    if (alarm.state !== 'returned-to-normal') return undefined
    const { returnedAt: _, ...rest } = alarm
    return { ...rest, state: 'unacknowledged', cause }
  }
  return alarm.state === 'returned-to-normal' ? undefined : returnToNormal(alarm, at)
}
