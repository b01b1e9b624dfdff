// Opened views in the database: who, what, for what, until when. A row is written before its receipt is given out.

import type { PersonId, ViewId } from '@sereno/domain/ids'
import { LIVE_VIEW_MS_MAX, type ViewEnd, endsOfLogin } from '@sereno/domain/trust/views/view'
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

export async function endView(tx: Tx, id: ViewId, person: PersonId, why: ViewEnd, now: number): Promise<boolean> {
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

export async function endViewsOfSession(tx: Tx, session: Buffer, why: ViewEnd, now: number): Promise<ViewId[]> {
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

/** What a recorder may still be showing although it ended: hashes of logins, and views of logins that go on. */
export interface EndedEarly {
  readonly sessions: string[]
  readonly views: ViewId[]
}

/** Whole logins first, then the youngest; at most so many of each. */
export async function endedEarly(db: Reader, recorder: string, now: number, most: number): Promise<EndedEarly> {
  const ended = db
    .selectFrom('views')
    .where('opened_at', '>', now - LIVE_VIEW_MS_MAX)
    .where('ended_at', 'is not', null)
    .where('end_by', '>', now)
    .where((e) => e(e.val(recorder), '=', e.fn.any('recorders')))
  const sessions = await ended
    .select('session')
    .distinct()
    .where('ended_why', 'in', [...endsOfLogin])
    .limit(most)
    .execute()
  const views = await ended
    .select('id')
    .where('ended_why', 'not in', [...endsOfLogin])
    .orderBy('ended_at', 'desc')
    .limit(most)
    .execute()
  return {
    sessions: sessions.map(({ session }) => session.toString('base64url')),
    views: views.map(({ id }) => id as ViewId),
  }
}
