// Facts on their way: a handler records them in the transaction of its rows, and they travel from there by themselves.

import type { Instant } from '@sereno/domain/instant'
import type { Tx } from '../db/database.ts'

export interface Fact {
  /** Past tense, e.g. camera.added. */
  readonly kind: string
  /** Id of what it is about. */
  readonly subject: string
  readonly happenedAt: Instant
  readonly enteredAt: Instant
  /** Never a secret: it goes to consoles, to sites and into backups. */
  readonly body: object
}

// PostgreSQL takes 65,535 parameters a statement; a recorder's batch is at most 500 facts.
const FACTS_PER_STATEMENT = 1_000

/** Becomes an event with a number once the transaction has committed, and none if it has not. */
export async function recordFacts(tx: Tx, facts: readonly Fact[]): Promise<void> {
  for (let from = 0; from < facts.length; from += FACTS_PER_STATEMENT) {
    const rows = facts
      .slice(from, from + FACTS_PER_STATEMENT)
      .map(({ kind, subject, happenedAt, enteredAt, body }) => ({
        kind,
        subject,
        happened_at: happenedAt,
        entered_at: enteredAt,
        body: JSON.stringify(body),
      }))
    await tx.insertInto('outbox').values(rows).execute()
  }
}
