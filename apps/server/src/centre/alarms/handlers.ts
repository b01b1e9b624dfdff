// Raises, returns and acknowledges alarms. The states and what moves them on are domain's table; here they are stored.

import { type Alarm, type AlarmCondition, acknowledge, followCondition } from '@sereno/domain/centre/alarms/alarm'
import { type AlarmId, makeId } from '@sereno/domain/ids'
import type { Instant } from '@sereno/domain/instant'
import { type Result, accepted, refuse, refused } from '@sereno/domain/refusal'
import type { RecorderEvent } from '@sereno/contract/recorder-events'
import type { Base } from '../../platform/base.ts'
import type { Tx } from '../../platform/db/database.ts'
import { recordFacts } from '../../platform/events/facts.ts'
import type { Taker } from '../../video/recorders/index.ts'
import * as store from './store.ts'

export async function applyCondition(base: Base, tx: Tx, condition: AlarmCondition, now: Instant): Promise<void> {
  const before = await store.lockAlarmOf(tx, condition)
  const after = followCondition(before, condition, makeId('alarm', base.random(16)))
  if (!after) return
  await store.saveAlarm(tx, after)
  await tell(tx, after, condition.at, now)
}

export async function acknowledgeAlarm(base: Base, id: AlarmId, by: string): Promise<Result<Alarm>> {
  return base.write(async (tx, now) => {
    const alarm = await store.lockAlarm(tx, id)
    if (!alarm) return refused(refuse('not-found', { what: id }))
    const decision = acknowledge(alarm, by, now)
    if (decision.refused) return decision
    await store.saveAlarm(tx, decision.value)
    await tell(tx, decision.value, now, now)
    return accepted(decision.value)
  })
}

const kinds = {
  unacknowledged: 'alarm.raised',
  acknowledged: 'alarm.acknowledged',
  'returned-to-normal': 'alarm.returned',
  cleared: 'alarm.cleared',
} as const satisfies Record<Alarm['state'], string>

async function tell(tx: Tx, alarm: Alarm, happenedAt: Instant, now: Instant): Promise<void> {
  const fact = { kind: kinds[alarm.state], subject: alarm.id, happenedAt, enteredAt: now, body: { alarm } }
  await recordFacts(tx, [fact])
}

/** Alarms that a recorder's own facts raise and return. */
export function alarmsTaker(base: Base): Taker {
  return async (tx, { recorder, events, now }) => {
    for (const event of events) {
      for (const condition of conditionsOf(event, recorder)) await applyCondition(base, tx, condition, now)
    }
  }
}

export function conditionsOf(event: RecorderEvent, recorder: string): AlarmCondition[] {
  const about = { recorder, at: event.happenedAt }
  if (event.kind === 'disk.changed') {
    return [{ ...about, kind: 'disk-nearly-full', isActive: event.state !== 'ok', cause: event.state }]
  }
  if (event.kind === 'recording.stopped') {
    return [{ ...about, kind: 'recording-stopped', isActive: true, cause: event.why }]
  }
  const over = { ...about, isActive: false, cause: '' }
  if (event.kind === 'recording.resumed') return [{ ...over, kind: 'recording-stopped' }]
  // It begins from nothing: what still holds, it says again.
  if (event.kind === 'recorder.started') {
    return [
      { ...over, kind: 'recording-stopped' },
      { ...over, kind: 'disk-nearly-full' },
    ]
  }
  return []
}
