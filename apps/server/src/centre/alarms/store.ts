// Alarms in the database. One condition has at most one that is not cleared.

import { alarmShape } from '@sereno/contract/alarms'
import type { AlarmId } from '@sereno/domain/ids'
import type { Alarm, AlarmCondition } from '@sereno/domain/centre/alarms/alarm'
import type { Insertable, Selectable } from 'kysely'
import type { Reader, Tx } from '../../platform/db/database.ts'
import type { AlarmsTable } from '../../platform/db/tables.ts'

/** Oldest first: who joins in the middle of a flood must see what started it. */
export async function listOpenAlarms(db: Reader, limit: number): Promise<Alarm[]> {
  const rows = await db
    .selectFrom('alarms')
    .selectAll()
    .where('state', '<>', 'cleared')
    .orderBy('raised_at')
    .limit(limit)
    .execute()
  return rows.map(alarmOf)
}

export async function lockAlarm(tx: Tx, id: AlarmId): Promise<Alarm | undefined> {
  const row = await tx.selectFrom('alarms').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  return row && alarmOf(row)
}

export async function lockAlarmOf(tx: Tx, condition: AlarmCondition): Promise<Alarm | undefined> {
  const row = await tx
    .selectFrom('alarms')
    .selectAll()
    .where('kind', '=', condition.kind)
    .where('subject', '=', subjectOf(condition))
    .where('state', '<>', 'cleared')
    .forUpdate()
    .executeTakeFirst()
  return row && alarmOf(row)
}

export async function saveAlarm(tx: Tx, alarm: Alarm): Promise<void> {
  const row: Insertable<AlarmsTable> = {
    id: alarm.id,
    kind: alarm.kind,
    subject: subjectOf(alarm),
    priority: alarm.priority,
    camera: alarm.camera ?? null,
    recorder: alarm.recorder ?? null,
    state: alarm.state,
    raised_at: alarm.raisedAt,
    acknowledged_at: alarm.acknowledgedAt ?? null,
    acknowledged_by: alarm.acknowledgedBy ?? null,
    returned_at: alarm.returnedAt ?? null,
    cause: alarm.cause,
  }
  await tx
    .insertInto('alarms')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute()
}

export function subjectOf({ camera, recorder }: Pick<AlarmCondition, 'camera' | 'recorder'>): string {
  return camera ?? recorder ?? ''
}

function alarmOf(row: Selectable<AlarmsTable>): Alarm {
  const { acknowledged_at, acknowledged_by, returned_at, camera, recorder } = row
  const read = alarmShape.parse({
    id: row.id,
    kind: row.kind,
    priority: row.priority,
    ...(camera !== null && { camera }),
    ...(recorder !== null && { recorder }),
    state: row.state,
    raisedAt: row.raised_at,
    ...(acknowledged_at !== null && { acknowledgedAt: acknowledged_at }),
    ...(acknowledged_by !== null && { acknowledgedBy: acknowledged_by }),
    ...(returned_at !== null && { returnedAt: returned_at }),
    cause: row.cause,
  })
  return withoutUndefined(read)
}

// zod's optional keys may hold undefined for the compiler; ours, read from a row, never do.
function withoutUndefined(read: ReturnType<typeof alarmShape.parse>): Alarm {
  return read as Alarm
}
