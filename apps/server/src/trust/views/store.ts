// Opened views in the database: who, what, for what, until when. A row is written before its receipt is given out.

import type { PersonId, ViewId } from '@sereno/domain/ids'
import type { Insertable } from 'kysely'
import type { Reader, Tx } from '../../platform/db/database.ts'
import type { Tables } from '../../platform/db/tables.ts'

export interface RunningView {
  readonly id: ViewId
  readonly act: string
  readonly purpose: string
  readonly cameras: readonly string[]
}

export async function insertView(tx: Tx, row: Insertable<Tables['views']>): Promise<void> {
  await tx.insertInto('views').values(row).execute()
}

export async function endView(tx: Tx, id: ViewId, person: PersonId, why: string, now: number): Promise<boolean> {
  const rows = await tx
    .updateTable('views')
    .set({ ended_at: now, ended_why: why })
    .where('id', '=', id)
    .where('person', '=', person)
    .where('ended_at', 'is', null)
    .returning('id')
    .execute()
  return rows.length > 0
}

export async function endViewsOfSession(tx: Tx, session: Buffer, why: string, now: number): Promise<ViewId[]> {
  const rows = await tx
    .updateTable('views')
    .set({ ended_at: now, ended_why: why })
    .where('session', '=', session)
    .where('ended_at', 'is', null)
    .where('end_by', '>', now)
    .returning('id')
    .execute()
  return rows.map(({ id }) => id as ViewId)
}

export async function runningViewsOf(tx: Tx, person: PersonId, now: number): Promise<RunningView[]> {
  const rows = await tx
    .selectFrom('views')
    .select(['id', 'act', 'purpose', 'cameras'])
    .where('person', '=', person)
    .where('ended_at', 'is', null)
    .where('end_by', '>', now)
    .forUpdate()
    .execute()
  return rows.map((row) => ({ ...row, id: row.id as ViewId }))
}

export async function countRunningViews(db: Reader, session: Buffer, now: number): Promise<number> {
  const row = await db
    .selectFrom('views')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('session', '=', session)
    .where('ended_at', 'is', null)
    .where('end_by', '>', now)
    .executeTakeFirstOrThrow()
  return row.n
}

export async function deleteViewsBefore(db: Reader, before: number): Promise<void> {
  await db.deleteFrom('views').where('opened_at', '<', before).execute()
}
