// Recorders that ever said hello, and how far each of their journals has been taken over.

import type { Reader, Tx } from '../../platform/db/database.ts'

export interface KnownRecorder {
  readonly name: string
  readonly picturesPort: number
}

export async function listRecorders(db: Reader): Promise<KnownRecorder[]> {
  const rows = await db.selectFrom('recorders').selectAll().orderBy('name').execute()
  return rows.map((row) => ({ name: row.name, picturesPort: row.pictures_port }))
}

export async function saveRecorder(db: Reader, { name, picturesPort }: KnownRecorder, now: number): Promise<void> {
  const values = { pictures_port: picturesPort, last_seen_at: now }
  await db
    .insertInto('recorders')
    .values({ name, ...values })
    .onConflict((conflict) => conflict.column('name').doUpdateSet(values))
    .execute()
}

export async function storedSeqOf(db: Reader, recorder: string, journal: string): Promise<number> {
  const row = await db
    .selectFrom('recorder_journals')
    .select('stored_seq')
    .where('recorder', '=', recorder)
    .where('journal', '=', journal)
    .executeTakeFirst()
  return row?.stored_seq ?? 0
}

/** Of two connections that bring the same journal, one waits here for the other. */
export async function lockJournal(tx: Tx, recorder: string, journal: string): Promise<number> {
  await tx
    .insertInto('recorder_journals')
    .values({ recorder, journal, stored_seq: 0 })
    .onConflict((conflict) => conflict.columns(['recorder', 'journal']).doNothing())
    .execute()
  const row = await tx
    .selectFrom('recorder_journals')
    .select('stored_seq')
    .where('recorder', '=', recorder)
    .where('journal', '=', journal)
    .forUpdate()
    .executeTakeFirstOrThrow()
  return row.stored_seq
}

export async function saveStoredSeq(tx: Tx, recorder: string, journal: string, seq: number): Promise<void> {
  await tx
    .updateTable('recorder_journals')
    .set({ stored_seq: seq })
    .where('recorder', '=', recorder)
    .where('journal', '=', journal)
    .execute()
}

const SETTINGS_VERSION = 'recorder-settings-version'

/** Whoever changes what a recorder is told counts up in the same transaction. */
export async function countUpSettings(tx: Tx): Promise<void> {
  const row = await tx
    .selectFrom('settings')
    .select('value')
    .where('name', '=', SETTINGS_VERSION)
    .forUpdate()
    .executeTakeFirstOrThrow()
  const value = JSON.stringify(Number(row.value) + 1)
  await tx.updateTable('settings').set({ value }).where('name', '=', SETTINGS_VERSION).execute()
}

export async function settingsVersion(db: Reader): Promise<number> {
  const row = await db
    .selectFrom('settings')
    .select('value')
    .where('name', '=', SETTINGS_VERSION)
    .executeTakeFirstOrThrow()
  return Number(row.value)
}
