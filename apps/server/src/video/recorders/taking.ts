// Takes over what a recorder wrote into its journal: each batch in one transaction with the watermark, so that the same
// facts sent twice change nothing and none is lost between. What each fact means is for the takers.

import type { RecorderEvent } from '@sereno/contract/recorder-events'
import type { Instant } from '@sereno/domain/instant'
import type { Base } from '../../platform/base.ts'
import { type Tx, isDatabaseAway } from '../../platform/db/database.ts'
import { type Fact, recordFacts } from '../../platform/events/facts.ts'
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
export async function takeEvents(
  base: Base,
  takers: readonly Taker[],
  from: Journal,
  events: readonly RecorderEvent[],
): Promise<number> {
  try {
    return await takeBatch(base, takers, from, events)
  } catch (error) {
    if (isDatabaseAway(error)) throw error
    base.trace.error(
      { err: error, recorder: from.recorder },
      'a batch cannot be stored; its facts are tried one by one',
    )
  }
  // One fact that no table takes must not stop all that come after it, for ever.
  let stored = 0
  for (const event of events) {
    try {
      stored = await takeBatch(base, takers, from, [event])
    } catch (error) {
      if (isDatabaseAway(error)) throw error
      base.trace.error({ err: error, seq: event.seq, kind: event.kind }, 'a fact of a recorder cannot be stored')
      stored = await takeBatch(base, [noteRefused], from, [event])
    }
  }
  return stored
}

async function takeBatch(
  base: Base,
  takers: readonly Taker[],
  { recorder, journal }: Journal,
  events: readonly RecorderEvent[],
): Promise<number> {
  return base.write(async (tx, now) => {
    const stored = await lockJournal(tx, recorder, journal)
    const fresh = events.filter(({ seq }) => seq > stored).sort((a, b) => a.seq - b.seq)
    const [first, last] = [fresh[0], fresh.at(-1)]
    if (!first || !last) return stored
    if (first.seq !== stored + 1) {
      base.trace.error({ recorder, journal, expected: stored + 1, got: first.seq }, 'a journal has lost facts')
      await recordFacts(tx, [
        aboutRecorder('recorder.journal-lost', recorder, now, { from: stored + 1, to: first.seq }),
      ])
    }
    for (const take of takers) await take(tx, { recorder, events: fresh, now })
    await saveStoredSeq(tx, recorder, journal, last.seq)
    return last.seq
  })
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

const noteRefused: Taker = async (tx, { recorder, events, now }) => {
  const refused = events.map(({ kind, seq }) => aboutRecorder('recorder.fact-refused', recorder, now, { kind, seq }))
  await recordFacts(tx, refused)
}

function aboutRecorder(kind: string, recorder: string, now: Instant, body: object): Fact {
  return { kind, subject: recorder, happenedAt: now, enteredAt: now, body: { ...body, recorder } }
}
