// Logins: opened with a password or the one-time link, ended by the person, by time, or with the account.

import { createHash, timingSafeEqual } from 'node:crypto'
import { loginShape, meShape, welcomeShape } from '@sereno/contract/people'
import type { Me, Person } from '@sereno/contract/people'
import { type PersonId, makeId } from '@sereno/domain/ids'
import type { Instant } from '@sereno/domain/instant'
import { type Result, accepted, refuse, refused } from '@sereno/domain/refusal'
import { checkNewPassword } from '@sereno/domain/trust/people/password'
import { may, rightsOf, roleNames } from '@sereno/domain/trust/people/roles'
import type { LoginEnd } from '@sereno/domain/trust/views/view'
import type { z } from 'zod'
import type { Base } from '../../platform/base.ts'
import type { Tx } from '../../platform/db/database.ts'
import { recordFacts } from '../../platform/events/facts.ts'
import type { Caller } from '../../platform/http/route.ts'
import { type PasswordHasher, findByLogin, insertAccount, lockPersons, personOf, tooBusy } from '../people/index.ts'
import type { LoginPause } from './login-pause.ts'
import * as store from './store.ts'

export interface SessionsNeeds {
  readonly base: Base
  readonly hasher: PasswordHasher
  readonly pauses: { readonly byLogin: LoginPause; readonly byAddress: LoginPause }
  readonly origin: string
  readonly isDemo: boolean
  /** In the same transaction: its views end. */
  readonly sessionEnded: (tx: Tx, session: Buffer, why: LoginEnd, now: Instant) => Promise<void>
  /** After it: recorders and consoles are told. */
  readonly sessionEndedNow: (session: Buffer) => void
}

/** Somebody who went home without logging out: past the longest shift. */
export const IDLE_MS_MAX = 12 * 3_600_000
export const SESSION_MS_MAX = 24 * 3_600_000
// Written once a minute, not at each request.
const TOUCH_MS = 60_000
const COOKIE_BYTES = 32

export interface Opened {
  readonly cookie: string
  readonly me: Me
}

export function hashOf(value: string): Buffer {
  return createHash('sha256').update(value).digest()
}

export async function authenticate({ base }: Pick<SessionsNeeds, 'base'>, cookie: string): Promise<Caller | undefined> {
  const session = hashOf(cookie)
  const found = await store.findSession(base.db, session)
  const now = base.clock.now()
  if (!found || isOver(found, now)) return undefined
  if (now - found.lastSeenAt > TOUCH_MS) await store.touchSession(base.db, session, now)
  return { person: found.person, session, endsAt: found.endsAt }
}

function isOver({ person, endsAt, lastSeenAt }: store.SessionFacts, now: Instant): boolean {
  return person.isDisabled || endsAt <= now || lastSeenAt <= now - IDLE_MS_MAX
}

/**
 * Whose login it is, asked once more inside the transaction that acts on it: the request was let in before, and what
 * ends the login or takes a right now waits until this transaction is over, or has been and is seen here.
 */
export async function holdLogin(tx: Tx, { session, person }: Caller, now: Instant): Promise<Result<Person>> {
  const found = await store.holdSession(tx, session, person.id)
  return !found || isOver(found, now) ? refused(refuse('login-required')) : accepted(found.person)
}

export async function logIn(
  needs: SessionsNeeds,
  { login: typed, password }: z.output<typeof loginShape>,
  address: string,
): Promise<Result<Opened>> {
  const { base, hasher, pauses } = needs
  const login = typed.trim().toLowerCase()
  const startedAt = base.clock.now()
  const seconds = Math.max(
    pauses.byLogin.secondsLeft(login, startedAt),
    pauses.byAddress.secondsLeft(address, startedAt),
  )
  if (seconds > 0) return refused(refuse('login-paused', { seconds }))
  if (hasher.isBusy()) return tooBusy()
  // Counted before it is known: else many tries sent at once would all be free.
  pauses.byLogin.failed(login, startedAt)
  pauses.byAddress.failed(address, startedAt)
  const row = await findByLogin(base.db, login)
  const isRight = await hasher.matches(password, row?.password_hash)
  if (!row || !isRight || row.is_disabled) return refused(refuse('login-wrong'))
  pauses.byLogin.succeeded(login)
  pauses.byAddress.succeeded(address)
  return accepted(await openSession(needs, personOf(row)))
}

async function openSession({ base, isDemo }: SessionsNeeds, person: Person): Promise<Opened> {
  const cookie = Buffer.from(base.random(COOKIE_BYTES)).toString('base64url')
  const now = await base.write(async (tx, at) => {
    const row = { hash: hashOf(cookie), person: person.id, made_at: at, last_seen_at: at, ends_at: at + SESSION_MS_MAX }
    await store.insertSession(tx, row)
    await tell(tx, 'session.opened', person.id, at, {})
    return at
  })
  return { cookie, me: meOf(person, now, isDemo) }
}

export function meOf(person: Person, now: Instant, isDemo: boolean): Me {
  return meShape.parse({ person, rights: rightsOf(person.roles), now, isDemo })
}

export async function logOut(needs: SessionsNeeds, caller: Caller): Promise<Result<undefined>> {
  await needs.base.write(async (tx, now) => {
    await endAll(needs, tx, await store.deleteSession(tx, caller.session), 'logout', now)
  })
  needs.sessionEndedNow(caller.session)
  return accepted(undefined)
}

/** In the transaction that closed the account; answers whom to tell after it. */
export async function endSessionsOf(
  needs: Pick<SessionsNeeds, 'sessionEnded'>,
  tx: Tx,
  person: PersonId,
  now: Instant,
): Promise<Buffer[]> {
  return endAll(needs, tx, await store.deleteSessionsOf(tx, person), 'account', now)
}

/** Those whose time is over. Called once a minute. */
export async function endSessionsOver(needs: SessionsNeeds): Promise<void> {
  const ended = await needs.base.write(async (tx, now) => {
    return endAll(needs, tx, await store.deleteSessionsOver(tx, now, now - IDLE_MS_MAX), 'time', now)
  })
  for (const session of ended) needs.sessionEndedNow(session)
}

async function endAll(
  { sessionEnded }: Pick<SessionsNeeds, 'sessionEnded'>,
  tx: Tx,
  ended: readonly store.EndedSession[],
  why: LoginEnd,
  now: Instant,
): Promise<Buffer[]> {
  for (const { hash, person } of ended) {
    await sessionEnded(tx, hash, why, now)
    await tell(tx, 'session.ended', person, now, { why })
  }
  return ended.map(({ hash }) => hash)
}

async function tell(tx: Tx, kind: string, person: string, now: Instant, body: object): Promise<void> {
  await recordFacts(tx, [{ kind, subject: person, happenedAt: now, enteredAt: now, body: { person, ...body } }])
}

/** A new one-time link while nobody administers; the one before it is void. */
export async function makeWelcomeToken({ base }: Pick<SessionsNeeds, 'base'>): Promise<string | undefined> {
  return base.write(async (tx) => {
    const persons = await lockPersons(tx)
    const isSettled = persons.map(personOf).some(({ roles, isDisabled }) => !isDisabled && may(roles, 'people.change'))
    const token = isSettled ? undefined : Buffer.from(base.random(COOKIE_BYTES)).toString('base64url')
    await store.saveWelcomeHash(tx, token === undefined ? undefined : hashOf(token))
    return token
  })
}

/** The first administrator gets every role: until somebody else is there, one person must be able to do everything. */
export async function welcome(needs: SessionsNeeds, sent: z.output<typeof welcomeShape>): Promise<Result<Opened>> {
  const { base, hasher } = needs
  const checked = checkNewPassword(sent.password, sent.login)
  if (checked.refused) return checked
  if (hasher.isBusy()) return tooBusy()
  const id = makeId('person', base.random(16))
  // The token first, without a lock: a guess must not cost us a hash.
  if (!(await base.db.transaction().execute((tx) => isToken(tx, sent.token)))) return refused(refuse('welcome-used'))
  const passwordHash = await hasher.hash(sent.password)
  const made = await base.write(async (tx, now) => {
    if (!(await isToken(tx, sent.token))) return refused(refuse('welcome-used'))
    const done = await insertAccount(
      tx,
      { id, login: sent.login, name: sent.name, roles: roleNames, passwordHash },
      now,
    )
    if (!done.refused) await store.saveWelcomeHash(tx, undefined)
    return done
  })
  return made.refused ? made : accepted(await openSession(needs, made.value))
}

async function isToken(tx: Tx, token: string): Promise<boolean> {
  const wanted = await store.lockWelcomeHash(tx)
  return wanted !== undefined && timingSafeEqual(wanted, hashOf(token))
}
