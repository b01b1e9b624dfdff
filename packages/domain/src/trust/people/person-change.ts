// Whether an account may change as asked. Somebody must always be left who can administer, or nobody ever can again.

import type { PersonId } from '../../ids.ts'
import { type Result, accepted, refuse, refused } from '../../refusal.ts'
import { type Role, may, rightsOf } from './roles.ts'

export interface PersonAccess {
  readonly id: PersonId
  readonly roles: readonly Role[]
  readonly isDisabled: boolean
}

export interface AccessChange {
  readonly roles?: readonly Role[] | undefined
  readonly isDisabled?: boolean | undefined
}

export interface AccessDecision {
  readonly after: PersonAccess
  /** Logins end: the account is closed. */
  readonly endsSessions: boolean
  /** A right is gone: running views that stand on it end. */
  readonly losesRights: boolean
  /** Whoever is connected must ask anew what it may see. */
  readonly changesRights: boolean
}

function administers({ roles, isDisabled }: Omit<PersonAccess, 'id'>): boolean {
  return !isDisabled && may(roles, 'people.change')
}

/** `all`: every account, this one included, locked by whoever asks. */
export function decideAccessChange(
  person: PersonAccess,
  change: AccessChange,
  all: readonly PersonAccess[],
): Result<AccessDecision> {
  const after = {
    id: person.id,
    roles: change.roles ?? person.roles,
    isDisabled: change.isDisabled ?? person.isDisabled,
  }
  const isOtherLeft = all.some((other) => other.id !== person.id && administers(other))
  if (administers(person) && !administers(after) && !isOtherLeft) return refused(refuse('last-administrator'))
  const [before, kept] = [rightsOf(person.roles), rightsOf(after.roles)]
  const losesRights = before.some((right) => !kept.includes(right))
  return accepted({
    after,
    endsSessions: after.isDisabled && !person.isDisabled,
    losesRights,
    changesRights: losesRights || kept.length !== before.length,
  })
}
