import { setTimeout as sleep } from 'node:timers/promises'
import { startTestPostgres, type TestPostgres } from '@sereno/testkit/postgres'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { NOON } from '../../testing/fake-clock.ts'
import { until } from '../../testing/world.ts'
import { type Database, openDatabase } from '../db/database.ts'
import { migrate } from '../db/migrations.ts'
import { makeTrace } from '../traces/trace.ts'
import { deleteOldEvents, firstSeq, lastSeq, readEvents } from './event-log.ts'
import { recordFacts } from './facts.ts'
import { drainOutbox, makeSequencer } from './sequencer.ts'
import { instant } from '@sereno/domain/instant'

const trace = makeTrace({ level: 'silent' })
let postgres: TestPostgres
let database: Database
beforeAll(async () => {
  postgres = await startTestPostgres()
  await migrate({ socketDir: postgres.socketDir })
  database = openDatabase({ socketDir: postgres.socketDir }, trace)
})
afterAll(async () => {
  await database.close()
  await postgres.stop()
})
beforeEach(async () => {
  await database.pool.query('truncate events, outbox; update event_counter set last_seq = 0')
})

function aFact(subject: string, happenedAt = NOON) {
  return { kind: 'test.happened', subject, happenedAt, enteredAt: NOON, body: { subject } }
}

async function write(subject: string, slowMs = 0): Promise<void> {
  await database.db.transaction().execute(async (tx) => {
    await recordFacts(tx, [aFact(subject)])
    if (slowMs > 0) await sleep(slowMs)
  })
}

/** Reads on by watermark, as a console or a site does, and keeps what it saw. */
async function follow(seen: { seq: number; subject: string }[]): Promise<void> {
  const events = await readEvents(database.db, seen.at(-1)?.seq ?? 0)
  seen.push(...events.map(({ seq, subject }) => ({ seq, subject })))
}

describe('the event log', () => {
  test('has no hole and skips no fact for a reader by watermark, however late each writer commits', async () => {
    const sequencer = makeSequencer(database.db, trace, 20)
    sequencer.start()
    const seen: { seq: number; subject: string }[] = []
    const writing = { isDone: false }
    // Six writers: their ids are drawn in one order and commit in another, which is what loses rows elsewhere.
    const writers = Promise.all(
      Array.from({ length: 6 }, async (_, writer) => {
        for (let count = 0; count < 25; count++) {
          await write(`${writer}-${count}`, (writer * 7 + count * 13) % 31)
          if (count % 3 === 0) sequencer.wake()
        }
      }),
    ).finally(() => {
      writing.isDone = true
    })
    while (!writing.isDone) await follow(seen)
    await writers
    await until(
      () => follow(seen),
      () => seen.length >= 150,
    )
    await sequencer.stop()
    expect(seen.map(({ seq }) => seq)).toEqual(Array.from({ length: 150 }, (_, index) => index + 1))
    expect(new Set(seen.map(({ subject }) => subject)).size).toBe(150)
    // What one writer wrote comes in the order in which it wrote.
    for (let writer = 0; writer < 6; writer++) {
      const own = seen.filter(({ subject }) => subject.startsWith(`${writer}-`)).map(({ subject }) => subject)
      expect(own).toEqual(Array.from({ length: 25 }, (_, count) => `${writer}-${count}`))
    }
  })

  test('numbers a slow writer after those that committed before it', async () => {
    const slow = write('slow', 80)
    await sleep(20)
    await write('quick')
    expect(await drainOutbox(database.db)).toMatchObject({ seq: 1 })
    await slow
    await drainOutbox(database.db)
    const events = await readEvents(database.db, 0)
    expect(events.map(({ seq, subject }) => [seq, subject])).toEqual([
      [1, 'quick'],
      [2, 'slow'],
    ])
  })

  test('numbers nothing of what was rolled back', async () => {
    const failed = database.db.transaction().execute(async (tx) => {
      await recordFacts(tx, [aFact('never')])
      throw new Error('changed my mind')
    })
    await expect(failed).rejects.toThrow('changed my mind')
    await write('after')
    await drainOutbox(database.db)
    expect((await readEvents(database.db, 0)).map(({ subject }) => subject)).toEqual(['after'])
  })

  test('is numbered by one at a time, however many servers there are', async () => {
    for (let count = 0; count < 40; count++) await write(String(count))
    await Promise.all(Array.from({ length: 5 }, () => drainOutbox(database.db, 3)))
    while ((await drainOutbox(database.db, 7)).hasMore) continue
    const events = await readEvents(database.db, 0)
    expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1))
  })

  test('keeps both times: when it happened and when it was entered', async () => {
    await database.db.transaction().execute((tx) => recordFacts(tx, [aFact('late', instant(NOON - 3_600_000))]))
    await drainOutbox(database.db)
    const [event] = await readEvents(database.db, 0)
    expect(event).toMatchObject({ happenedAt: NOON - 3_600_000, enteredAt: NOON })
  })

  test('wakes its readers once a batch, and finds what nobody woke it for', async () => {
    const told: number[] = []
    const sequencer = makeSequencer(database.db, trace, 30)
    sequencer.onAdvance((seq) => told.push(seq))
    sequencer.start()
    await until(() => told.length > 0)
    await database.db.transaction().execute((tx) =>
      recordFacts(
        tx,
        Array.from({ length: 50 }, (_, n) => aFact(`${n}`)),
      ),
    )
    await until(() => told.includes(50))
    await sequencer.stop()
    expect(told).toEqual([0, 50])
  })

  test('gives no number twice after old events were deleted', async () => {
    await write('old')
    await drainOutbox(database.db)
    expect(await deleteOldEvents(database.db, instant(NOON + 400 * 86_400_000))).toBe(1)
    expect(await firstSeq(database.db)).toBe(2)
    await write('new')
    await drainOutbox(database.db)
    expect(await lastSeq(database.db)).toBe(2)
    expect(await firstSeq(database.db)).toBe(2)
  })
})
