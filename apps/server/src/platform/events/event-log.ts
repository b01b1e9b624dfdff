// Reading the event log. A reader keeps the last number it has seen, its watermark, and asks for what comes after it.

import type { Event } from '@sereno/contract/live'
import { type Instant, instant } from '@sereno/domain/instant'
import type { Db, Reader } from '../db/database.ts'

export const EVENTS_PER_READ_MAX = 1_000

export async function readEvents(db: Reader, since: number, limit = EVENTS_PER_READ_MAX): Promise<Event[]> {
  const rows = await db
    .selectFrom('events')
    .selectAll()
    .where('seq', '>', since)
    .orderBy('seq')
    .limit(Math.min(limit, EVENTS_PER_READ_MAX))
    .execute()
  return rows.map((row) => ({
    seq: row.seq,
    kind: row.kind,
    subject: row.subject,
    happenedAt: instant(row.happened_at),
    enteredAt: instant(row.entered_at),
    body: { ...row.body },
  }))
}

export async function lastSeq(db: Reader): Promise<number> {
  const row = await db.selectFrom('event_counter').select('last_seq').where('id', '=', 1).executeTakeFirstOrThrow()
  return row.last_seq
}

/** Number of the oldest event that is still there; the next one's where there is none. */
export async function firstSeq(db: Reader): Promise<number> {
  const row = await db.selectFrom('events').select('seq').orderBy('seq').limit(1).executeTakeFirst()
  return row?.seq ?? (await lastSeq(db)) + 1
}

/** A year: as long as the longest retention of recordings that we allow. Then a site or a court must have taken its copy. */
export const EVENTS_KEPT_MS = 366 * 86_400_000

export async function deleteOldEvents(db: Db, now: Instant): Promise<number> {
  const result = await db
    .deleteFrom('events')
    .where('entered_at', '<', now - EVENTS_KEPT_MS)
    .executeTakeFirst()
  return Number(result.numDeletedRows)
}
