// Reads what a recorder says. Facts and states each by itself: one that is not of the contract (a newer recorder's, or of
// a disk that gave back something else) must not keep those beside it from arriving, now and with every retry.

import { recorderEventShape } from '@sereno/contract/recorder-events'
import type { RecorderEvent } from '@sereno/contract/recorder-events'
import { EVENTS_PER_BATCH_MAX, STATES_MAX, cameraStateSaidShape, toServerShape } from '@sereno/contract/recorder-link'
import type { ToServer } from '@sereno/contract/recorder-link'
import { z } from 'zod'

/** A fact of which only the number could be read. It is noted in its place, and the journal goes on behind it. */
export interface UnreadFact {
  readonly seq: number
  readonly kind: string
  readonly problem: string
}
export interface Batch {
  readonly events: readonly RecorderEvent[]
  readonly unread: readonly UnreadFact[]
}
export type Said = Exclude<ToServer, { type: 'events' }> | ({ readonly type: 'events' } & Batch)

const PROBLEM_LENGTH_MAX = 300
const kindShape = z.string().regex(/^[a-z.-]{1,60}$/)
const numberedShape = z.looseObject({ seq: z.int().min(1) })
const eventsShape = z.object({
  type: z.literal('events'),
  events: z.array(numberedShape).min(1).max(EVENTS_PER_BATCH_MAX),
})
const statesShape = z.object({ type: z.literal('states'), states: z.array(z.unknown()).max(STATES_MAX) })

/** Nothing where it breaks the rules of the link: not JSON, of no type that we know, or facts without their numbers. */
export function readMessage(text: string): Said | undefined {
  const said = parsed(text)
  const batch = eventsShape.safeParse(said)
  if (batch.success) return { type: 'events', ...readFacts(batch.data.events) }
  const told = statesShape.safeParse(said)
  if (told.success) {
    const states = told.data.states.map((state) => cameraStateSaidShape.safeParse(state).data)
    return { type: 'states', states: states.filter((state) => state !== undefined) }
  }
  const other = toServerShape.safeParse(said).data
  return other?.type === 'events' ? undefined : other
}

function readFacts(facts: readonly z.output<typeof numberedShape>[]): Batch {
  const batch = { events: [] as RecorderEvent[], unread: [] as UnreadFact[] }
  for (const fact of facts) {
    const read = recorderEventShape.safeParse(fact)
    if (read.success) batch.events.push(read.data)
    else batch.unread.push(unreadFact(fact, read.error))
  }
  return batch
}

function unreadFact(fact: z.output<typeof numberedShape>, { issues }: z.ZodError): UnreadFact {
  const { seq, kind } = fact
  const field = issues[0]?.path.map(String).join('.') ?? ''
  const problem = `${field}: ${issues[0]?.message ?? ''}`.slice(0, PROBLEM_LENGTH_MAX)
  // What is noted is stored: it must hold nothing that the database would refuse in its turn.
  return { seq, kind: kindShape.safeParse(kind).data ?? 'unknown', problem: storable(problem) }
}

function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', ' ')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
