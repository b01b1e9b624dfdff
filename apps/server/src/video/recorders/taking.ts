// Takes over what a recorder wrote into its journal: each batch in one transaction with the watermark, so that the same
// facts sent twice change nothing and none is lost between. What each fact means is for the takers.

import type { RecorderEvent } from '@sereno/contract/recorder-events'
import type { Instant } from '@sereno/domain/instant'
import type { Base } from '../../platform/base.ts'
import { type Tx, isDatabaseAway } from '../../platform/db/database.ts'
import { type Fact, recordFacts } from '../../platform/events/facts.ts'
import type { Batch } from './reading.ts'
import { lockJournal, saveStoredSeq } from './store.ts'

export interface Taken {
  readonly recorder: string
  readonly events: readonly RecorderEvent[]
  readonly now: Instant
}
/** A noun that wants to know: writes its rows in the transaction that moves the watermark. */
export type Taker = (tx: Tx, taken: Taken) => Promise<void>

export interface Journal {
  readonly recorder: string
  readonly journal: string
}

/** Answers the number up to which the journal is stored now. Throws where the database is away. */
export async function takeEvents(base: Base, takers: readonly Taker[], from: Journal, batch: Batch): Promise<number> {
  try {
    return await takeBatch(base, takers, from, batch)
  } catch (error) {
    if (isDatabaseAway(error)) throw error
    base.trace.error(
      { err: error, recorder: from.recorder },
      'a batch cannot be stored; its facts are tried one by one',
    )
  }
  return takeOneByOne(base, takers, from, batch)
}

/** One fact that no table takes must not stop all that come after it, for ever. */
async function takeOneByOne(base: Base, takers: readonly Taker[], from: Journal, batch: Batch): Promise<number> {
  const alone: (Batch & { seq: number })[] = [
    ...batch.events.map((event) => ({ seq: event.seq, events: [event], unread: [] })),
    ...batch.unread.map((fact) => ({ seq: fact.seq, events: [], unread: [fact] })),
  ]
  let stored = 0
  for (const one of alone.sort((a, b) => a.seq - b.seq)) {
    try {
      stored = await takeBatch(base, takers, from, one)
    } catch (error) {
      const [event] = one.events
      if (isDatabaseAway(error) || !event) throw error
      base.trace.error({ err: error, seq: event.seq, kind: event.kind }, 'a fact of a recorder cannot be stored')
      const refused = { seq: event.seq, kind: event.kind, problem: 'the database does not take it' }
      stored = await takeBatch(base, [], from, { events: [], unread: [refused] })
    }
  }
  return stored
}

async function takeBatch(
  base: Base,
  takers: readonly Taker[],
  { recorder, journal }: Journal,
  batch: Batch,
): Promise<number> {
  return base.write(async (tx, now) => {
    const stored = await lockJournal(tx, recorder, journal)
    const events = fresh(batch.events, stored)
    const unread = fresh(batch.unread, stored)
    const seqs = [...events, ...unread].map(({ seq }) => seq)
    if (seqs.length === 0) return stored
    const [first, last] = [Math.min(...seqs), Math.max(...seqs)]
    if (first !== stored + 1) {
      base.trace.error({ recorder, journal, expected: stored + 1, got: first }, 'a journal has lost facts')
      await recordFacts(tx, [aboutRecorder('recorder.journal-lost', recorder, now, { from: stored + 1, to: first })])
    }
    if (events.length > 0) for (const take of takers) await take(tx, { recorder, events, now })
    for (const fact of unread) base.trace.error({ recorder, journal, ...fact }, 'a fact of a recorder was skipped')
    await recordFacts(
      tx,
      // Its number stays with it: the recorder keeps the line itself in its journal for a week.
      unread.map((fact) => aboutRecorder('recorder.fact-refused', recorder, now, fact)),
    )
    await saveStoredSeq(tx, recorder, journal, last)
    return last
  })
}

function fresh<T extends { readonly seq: number }>(facts: readonly T[], stored: number): T[] {
  return facts.filter(({ seq }) => seq > stored).sort((a, b) => a.seq - b.seq)
}

// Index rows are not news: there are thousands an hour, and whoever wants them asks for the timeline.
const ROWS_ONLY = new Set<RecorderEvent['kind']>(['segment.sealed', 'segments.expired'])

/** What of it travels on as facts. */
export const tellFacts: Taker = async (tx, { recorder, events, now }) => {
  const facts = events.filter(({ kind }) => !ROWS_ONLY.has(kind)).map((event) => factOf(event, recorder, now))
  await recordFacts(tx, facts)
}

function factOf(event: RecorderEvent, recorder: string, now: Instant): Fact {
  const { kind, happenedAt, seq: _, ...rest } = event
  const subject = 'camera' in event ? event.camera : recorder
  return { kind, subject, happenedAt, enteredAt: now, body: { ...rest, recorder } }
}

function aboutRecorder(kind: string, recorder: string, now: Instant, body: object): Fact {
  return { kind, subject: recorder, happenedAt: now, enteredAt: now, body: { ...body, recorder } }
}
