// Accounts and their roles, from the API.

import { type Person, peopleShape, personShape } from '@sereno/contract/people'
import type { PersonId } from '@sereno/domain/ids'
import type { Role } from '@sereno/domain/trust/people/roles'
import { type QueryClient, queryOptions } from '@tanstack/react-query'
import { call } from '../../platform/api.ts'

export const peopleQuery = queryOptions({
  queryKey: ['people'],
  queryFn: async () => (await call(peopleShape, 'GET', '/api/people')).people,
  staleTime: Number.POSITIVE_INFINITY,
})

export function addPerson(person: { login: string; name: string; password: string; roles: Role[] }): Promise<Person> {
  return call(personShape, 'POST', '/api/people', person)
}

export interface PersonChange {
  readonly version: number
  readonly name?: string
  readonly password?: string
  readonly roles?: Role[]
  readonly isDisabled?: boolean
}

export function changePerson(id: PersonId, change: PersonChange): Promise<Person> {
  return call(personShape, 'PATCH', `/api/people/${id}`, change)
}

export async function reloadPeople(client: QueryClient): Promise<void> {
  await client.invalidateQueries({ queryKey: peopleQuery.queryKey })
}
