// Gives every committed fact its number. The only writer of `events`: numbers have no holes and follow the order of
// commits, so a reader that asks for "more than 41" can never miss a 41 that commits late. Of several servers on one
// database one at a time numbers: the lock decides.

import { sql } from 'kysely'
import { type Db, isDatabaseAway } from '../db/database.ts'
import type { Trace } from '../traces/trace.ts'

const LOCK = 737367
// Keeps a transaction short after a long absence; what is left goes with the next one, at once.
const FACTS_PER_BATCH = 1_000
// Every write wakes us. The poll is for facts of another process, and for a wake-up lost with a crash.
const POLL_MS = 250

export interface Sequencer {
  /** After a commit. Cheap: many wake-ups become one batch. */
  wake(): void
  /** Called with the last number, once for each batch. Also on a poll, when another server has numbered. */
  onAdvance(listener: (seq: number) => void): void
  start(): void
  stop(): Promise<void>
}

/** Moves at most one batch; answers the last number given so far, and whether there may be more. */
export async function drainOutbox(db: Db, batch = FACTS_PER_BATCH): Promise<{ seq: number; hasMore: boolean }> {
  return db.transaction().execute(async (tx) => {
    const locked = await sql<{ yes: boolean }>`select pg_try_advisory_xact_lock(${LOCK}) yes`.execute(tx)
    // The row lock, too: a reader of the counter must not see a number whose events are not there yet.
    const { last_seq: before } = await tx.selectFrom('event_counter').select('last_seq').executeTakeFirstOrThrow()
    if (locked.rows[0]?.yes !== true) return { seq: before, hasMore: false }
    // Only committed rows are visible; what commits later is numbered later, whatever its id.
    const moved = await sql<{ n: number; seq: number }>`
      with taken as (
        delete from outbox where id in (select id from outbox order by id limit ${batch}) returning *
      ), numbered as (
        insert into events (seq, kind, subject, happened_at, entered_at, body)
        select ${before} + row_number() over (order by id), kind, subject, happened_at, entered_at, body from taken
        returning seq
      ), counted as (select count(*) n, coalesce(max(seq), ${before}) seq from numbered)
      select n, seq from counted`.execute(tx)
    const { n = 0, seq = before } = moved.rows[0] ?? {}
    if (n > 0) await tx.updateTable('event_counter').set({ last_seq: seq }).where('id', '=', 1).execute()
    return { seq, hasMore: n === batch }
  })
}

export function makeSequencer(db: Db, trace: Trace, pollMs = POLL_MS): Sequencer {
  const listeners: ((seq: number) => void)[] = []
  let told = -1
  const asked = { isWoken: false, isStopped: false }
  let running: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined

  async function run(): Promise<void> {
    while (asked.isWoken && !asked.isStopped) {
      asked.isWoken = false
      try {
        const { seq, hasMore } = await drainOutbox(db)
        if (seq !== told) {
          told = seq
          for (const listener of listeners) listener(seq)
        }
        if (hasMore) asked.isWoken = true
      } catch (error) {
        // The facts are safe in the outbox; the poll tries again.
        if (!isDatabaseAway(error)) trace.error({ err: error }, 'the sequencer could not number a batch')
        return
      }
    }
  }

  function wake(): void {
    asked.isWoken = true
    if (asked.isStopped || running) return
    running = run().finally(() => {
      running = undefined
      if (asked.isWoken && !asked.isStopped) queueMicrotask(wake)
    })
  }

  return {
    wake,
    onAdvance: (listener) => void listeners.push(listener),
    start: () => {
      timer = setInterval(wake, pollMs)
      timer.unref()
      wake()
    },
    stop: async () => {
      asked.isStopped = true
      clearInterval(timer)
      await running
    },
  }
}
