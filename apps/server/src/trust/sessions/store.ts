// Logins in the database: the hash of a cookie, whose it is, until when.

import type { Person } from '@sereno/contract/people'
import type { PersonId } from '@sereno/domain/ids'
import type { Insertable } from 'kysely'
import type { Db, Reader, Tx } from '../../platform/db/database.ts'
import type { Tables } from '../../platform/db/tables.ts'
import { holdPerson, personOf } from '../people/index.ts'

export interface SessionFacts {
  readonly person: Person
  readonly lastSeenAt: number
  readonly endsAt: number
}

export async function findSession(db: Reader, hash: Buffer): Promise<SessionFacts | undefined> {
  const row = await db
    .selectFrom('sessions')
    .innerJoin('persons', 'persons.id', 'sessions.person')
    .selectAll('persons')
    .select(['sessions.last_seen_at', 'sessions.ends_at'])
    .where('hash', '=', hash)
    .executeTakeFirst()
  return row && { person: personOf(row), lastSeenAt: row.last_seen_at, endsAt: row.ends_at }
}

/** The same, and until the transaction is over nobody ends the login or changes its person. */
export async function holdSession(tx: Tx, hash: Buffer, person: PersonId): Promise<SessionFacts | undefined> {
  // The person first: so does who closes an account, and then the two cannot wait for each other.
  const row = await holdPerson(tx, person)
  const session = await tx
    .selectFrom('sessions')
    .select(['last_seen_at', 'ends_at'])
    .where('hash', '=', hash)
    .where('person', '=', person)
    // Against its end, not against each request that notes when it was seen.
    .forKeyShare()
    .executeTakeFirst()
  return row && session && { person: personOf(row), lastSeenAt: session.last_seen_at, endsAt: session.ends_at }
}

export async function insertSession(tx: Tx, row: Insertable<Tables['sessions']>): Promise<void> {
  await tx.insertInto('sessions').values(row).execute()
}

export async function touchSession(db: Db, hash: Buffer, now: number): Promise<void> {
  await db.updateTable('sessions').set({ last_seen_at: now }).where('hash', '=', hash).execute()
}

export interface EndedSession {
  readonly hash: Buffer
  readonly person: string
}

export async function deleteSession(tx: Tx, hash: Buffer): Promise<EndedSession[]> {
  return tx.deleteFrom('sessions').where('hash', '=', hash).returning(['hash', 'person']).execute()
}

export async function deleteSessionsOf(tx: Tx, person: PersonId): Promise<EndedSession[]> {
  return tx.deleteFrom('sessions').where('person', '=', person).returning(['hash', 'person']).execute()
}

export async function deleteSessionsOver(tx: Tx, now: number, idleSince: number): Promise<EndedSession[]> {
  return tx
    .deleteFrom('sessions')
    .where((e) => e.or([e('ends_at', '<=', now), e('last_seen_at', '<=', idleSince)]))
    .returning(['hash', 'person'])
    .execute()
}

const WELCOME = 'welcome'

/** The hash of the one-time link's token; `undefined`: there is none to be used. */
export async function lockWelcomeHash(tx: Tx): Promise<Buffer | undefined> {
  const row = await tx.selectFrom('settings').select('value').where('name', '=', WELCOME).forUpdate().executeTakeFirst()
  const value: unknown = row?.value
  return typeof value === 'string' ? Buffer.from(value, 'base64') : undefined
}

export async function saveWelcomeHash(tx: Tx, hash: Buffer | undefined): Promise<void> {
  await tx.deleteFrom('settings').where('name', '=', WELCOME).execute()
  if (!hash) return
  const value = JSON.stringify(hash.toString('base64'))
  await tx.insertInto('settings').values({ name: WELCOME, value }).execute()
}
