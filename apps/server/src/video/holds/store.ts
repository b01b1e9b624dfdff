// Holds in the database.

import type { RecorderSettings } from '@sereno/contract/recorder-link'
import { type Hold, holdShape } from '@sereno/contract/recordings'
import type { CameraId, HoldId } from '@sereno/domain/ids'
import type { Insertable, Updateable } from 'kysely'
import type { Reader, Tx } from '../../platform/db/database.ts'
import type { Tables } from '../../platform/db/tables.ts'

type HoldsTable = Tables['holds']

function holds(db: Reader) {
  return db
    .selectFrom('holds')
    .innerJoin('persons', 'persons.id', 'holds.made_by')
    .select([
      'holds.id as id',
      'holds.camera as camera',
      'holds.from_at as from',
      'holds.to_at as to',
      'holds.reason as reason',
      'holds.ends_at as endsAt',
      'holds.made_at as madeAt',
      'holds.ended_at as endedAt',
      'persons.name as madeBy',
    ])
}

/** Running ones and the newest of the rest. */
export async function listHolds(db: Reader, limit: number): Promise<Hold[]> {
  const rows = await holds(db)
    .orderBy((e) => e('holds.ended_at', 'is', null), 'desc')
    .orderBy('holds.made_at', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => holdShape.parse(row))
}

export async function findHold(db: Reader, id: HoldId): Promise<Hold | undefined> {
  const row = await holds(db).where('holds.id', '=', id).executeTakeFirst()
  return row && holdShape.parse(row)
}

export async function lockRunningHold(tx: Tx, id: HoldId): Promise<Hold | undefined> {
  const locked = await tx
    .selectFrom('holds')
    .select('id')
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  return locked && findHold(tx, id)
}

export async function insertHold(tx: Tx, row: Insertable<HoldsTable>): Promise<void> {
  await tx.insertInto('holds').values(row).execute()
}

export async function updateHold(tx: Tx, id: HoldId, change: Updateable<HoldsTable>): Promise<void> {
  await tx.updateTable('holds').set(change).where('id', '=', id).execute()
}

export async function countRunning(db: Reader): Promise<number> {
  const row = await db
    .selectFrom('holds')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('ended_at', 'is', null)
    .executeTakeFirstOrThrow()
  return row.n
}

export async function runningHoldsIn(db: Reader, camera: CameraId, from: number, to: number): Promise<Hold[]> {
  const rows = await holds(db)
    .where('holds.camera', '=', camera)
    .where('holds.ended_at', 'is', null)
    .where('holds.from_at', '<', to)
    .where('holds.to_at', '>', from)
    .orderBy('holds.from_at')
    .execute()
  return rows.map((row) => holdShape.parse(row))
}

export async function runningHoldsFor(db: Reader, recorder: string): Promise<RecorderSettings['holds']> {
  const rows = await holds(db)
    .innerJoin('cameras', 'cameras.id', 'holds.camera')
    .where('cameras.recorder', '=', recorder)
    .where('holds.ended_at', 'is', null)
    .orderBy('holds.id')
    .execute()
  return rows.map((row) => {
    const { id, camera, from, to, endsAt } = holdShape.parse(row)
    return { id, camera, from, to, endsAt }
  })
}

export async function lockHoldsThatRanOut(tx: Tx, now: number): Promise<HoldId[]> {
  const rows = await tx
    .selectFrom('holds')
    .select('id')
    .where('ended_at', 'is', null)
    .where('ends_at', '<=', now)
    .forUpdate()
    .execute()
  return rows.map(({ id }) => id as HoldId)
}
