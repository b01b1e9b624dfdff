// The daily partitions of the index: made ahead, made when a recording of another day comes, dropped when empty and past.

import { type Instant, instant } from '@sereno/domain/instant'
import { utcDay } from '@sereno/domain/video/recordings/segment-path'
import { sql } from 'kysely'
import type { Db, Reader, Tx } from '../../platform/db/database.ts'

export const DAY_MS = 86_400_000
const DAYS_AHEAD = 3
// The longest retention is a year. A recorder whose clock is wrong by more fills segments_elsewhere, not the catalogue.
const DAYS_BACK_MAX = 400
const LOCK = 737368

/** The day's first moment, for each day of these times that should have a partition. */
function daysOf(times: readonly number[], now: Instant): number[] {
  const days = new Set(times.map((time) => Math.floor(time / DAY_MS) * DAY_MS))
  return [...days].filter((day) => day >= now - DAYS_BACK_MAX * DAY_MS && day <= now + DAYS_AHEAD * DAY_MS)
}

function partitionName(day: number): string {
  return `segments_p${utcDay(instant(day)).replaceAll('-', '')}`
}

/** Makes what is missing for rows of these times, in the transaction that will insert them. */
export async function makePartitionsFor(tx: Tx, times: readonly number[], now: Instant): Promise<void> {
  const days = daysOf(times, now)
  const missing = await missingOf(tx, days)
  if (missing.length === 0) return
  await sql`select pg_advisory_xact_lock(${LOCK})`.execute(tx)
  for (const day of await missingOf(tx, missing)) {
    // Rows of that day that came while it was too far away stay where they are, and with them the others of the day.
    const { rows } = await sql`
      select 1 from segments_elsewhere where start_at >= ${day} and start_at < ${day + DAY_MS} limit 1`.execute(tx)
    if (rows.length > 0) continue
    // Names and bounds are our own arithmetic; DDL takes no parameters.
    const bounds = `for values from (${day}) to (${day + DAY_MS})`
    await sql.raw(`create table ${partitionName(day)} partition of segments ${bounds}`).execute(tx)
  }
}

export async function makePartitionsAhead(db: Db, now: Instant): Promise<void> {
  const times = Array.from({ length: DAYS_AHEAD + 1 }, (_, ahead) => now + ahead * DAY_MS)
  await db.transaction().execute((tx) => makePartitionsFor(tx, times, now))
}

/** Answers the names of those dropped. A partition with one row stays: the recorder decides what is over, not we. */
export async function dropEmptyPartitions(db: Db, now: Instant): Promise<string[]> {
  const dropped: string[] = []
  for (const name of await listPartitions(db)) {
    const day = /^segments_p(\d{4})(\d{2})(\d{2})$/.exec(name)
    if (!day || Date.UTC(Number(day[1]), Number(day[2]) - 1, Number(day[3])) > now - 2 * DAY_MS) continue
    const isDropped = await db.transaction().execute(async (tx) => {
      // It would make every reader wait behind it: better tried again in an hour.
      await sql`set local lock_timeout = '500ms'`.execute(tx)
      await sql.raw(`lock table ${name} in access exclusive mode`).execute(tx)
      const { rows } = await sql.raw(`select 1 from ${name} limit 1`).execute(tx)
      if (rows.length > 0) return false
      await sql.raw(`drop table ${name}`).execute(tx)
      return true
    })
    if (isDropped) dropped.push(name)
  }
  return dropped
}

export async function listPartitions(db: Reader): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'segments'::regclass order by c.relname`.execute(db)
  return rows.map(({ name }) => name)
}

async function missingOf(tx: Tx, days: readonly number[]): Promise<number[]> {
  if (days.length === 0) return []
  const { rows } = await sql<{ day: number }>`
    select day from unnest(${days}::bigint[], ${days.map(partitionName)}::text[]) as wanted (day, name)
    where to_regclass(name) is null`.execute(tx)
  return rows.map(({ day }) => day)
}
