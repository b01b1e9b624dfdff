// Accounts: made, changed, closed. None is deleted: what they did stays theirs.

import { newPersonShape, personChangeShape } from '@sereno/contract/people'
import type { Person } from '@sereno/contract/people'
import { type PersonId, makeId } from '@sereno/domain/ids'
import type { Instant } from '@sereno/domain/instant'
import { type Result, accepted, refuse, refused } from '@sereno/domain/refusal'
import { checkNewPassword } from '@sereno/domain/trust/people/password'
import { type AccessDecision, decideAccessChange } from '@sereno/domain/trust/people/person-change'
import type { Role } from '@sereno/domain/trust/people/roles'
import type { z } from 'zod'
import type { Base } from '../../platform/base.ts'
import type { Tx } from '../../platform/db/database.ts'
import { recordFacts } from '../../platform/events/facts.ts'
import type { PasswordHasher } from './password-hash.ts'
import * as store from './store.ts'

export interface PeopleNeeds {
  readonly base: Base
  readonly hasher: PasswordHasher
  /** In the same transaction: logins of a closed account end, views end whose right is gone. */
  readonly accessChanged: (tx: Tx, person: Person, decision: AccessDecision, now: Instant) => Promise<void>
  /** After it: whoever is connected learns it. */
  readonly accessChangedNow: (person: Person, decision: AccessDecision) => void
}

export interface NewAccount {
  readonly login: string
  readonly name: string
  readonly password: string
  readonly roles: readonly Role[]
}

/** Inside a transaction of the caller's; the hash was made before, so that nothing is locked while it is. */
export async function insertAccount(
  tx: Tx,
  account: Omit<NewAccount, 'password'> & { passwordHash: string; id: PersonId },
  now: Instant,
): Promise<Result<Person>> {
  const { id, login, name, roles, passwordHash } = account
  if (await store.findByLogin(tx, login)) return refused(refuse('login-taken', { login }))
  const fixed = { is_disabled: false, version: 1, made_at: now }
  const row = await store.insertPerson(tx, {
    id,
    login,
    name,
    roles: [...roles],
    password_hash: passwordHash,
    ...fixed,
  })
  const person = store.personOf(row)
  await tell(tx, 'person.added', person, now, [])
  return accepted(person)
}

export async function addPerson(needs: PeopleNeeds, wanted: z.output<typeof newPersonShape>): Promise<Result<Person>> {
  const checked = checkNewPassword(wanted.password, wanted.login)
  if (checked.refused) return checked
  const { base, hasher } = needs
  if (hasher.isBusy()) return tooBusy()
  const passwordHash = await hasher.hash(wanted.password)
  const id = makeId('person', base.random(16))
  return base.write(async (tx, now) => {
    // Two accounts of one name in one moment meet here.
    await store.lockPersons(tx)
    return insertAccount(tx, { ...wanted, id, passwordHash }, now)
  })
}

export async function changePerson(
  needs: PeopleNeeds,
  id: PersonId,
  change: z.output<typeof personChangeShape>,
): Promise<Result<Person>> {
  const { base, hasher } = needs
  if (change.password !== undefined && hasher.isBusy()) return tooBusy()
  const passwordHash = change.password === undefined ? undefined : await hasher.hash(change.password)
  const done = await base.write(async (tx, now) => {
    const all = await store.lockPersons(tx)
    const row = all.find((person) => person.id === id)
    if (!row) return refused(refuse('not-found', { what: id }))
    if (row.version !== change.version) return refused(refuse('changed-meanwhile', { what: row.login }))
    const checked = change.password === undefined ? undefined : checkNewPassword(change.password, row.login)
    if (checked?.refused) return checked
    const decision = decideAccessChange(store.personOf(row), change, all.map(store.personOf))
    if (decision.refused) return decision
    const { roles, isDisabled } = decision.value.after
    const after = await store.updatePerson(tx, id, {
      ...(change.name !== undefined && { name: change.name }),
      ...(passwordHash !== undefined && { password_hash: passwordHash }),
      roles: [...roles],
      is_disabled: isDisabled,
      version: row.version + 1,
    })
    const person = store.personOf(after)
    // A new password closes what was opened with the old one.
    const access = { ...decision.value, endsSessions: decision.value.endsSessions || passwordHash !== undefined }
    await needs.accessChanged(tx, person, access, now)
    const { version: _version, ...named } = change
    await tell(tx, 'person.changed', person, now, Object.keys(named))
    return accepted({ person, access })
  })
  if (done.refused) return done
  needs.accessChangedNow(done.value.person, done.value.access)
  return accepted(done.value.person)
}

export function tooBusy() {
  return refused(refuse('too-many-requests', { seconds: 3 }))
}

async function tell(tx: Tx, kind: string, person: Person, now: Instant, changed: string[]): Promise<void> {
  const body = { person, ...(changed.length > 0 && { changed }) }
  await recordFacts(tx, [{ kind, subject: person.id, happenedAt: now, enteredAt: now, body }])
}
