// Accounts over the API.

import { personIdShape } from '@sereno/contract/common'
import { newPersonShape, peopleShape, personChangeShape, personShape } from '@sereno/contract/people'
import { accepted } from '@sereno/domain/refusal'
import { z } from 'zod'
import { type Route, route } from '../../platform/http/route.ts'
import { type PeopleNeeds, addPerson, changePerson } from './handlers.ts'
import { listPersons } from './store.ts'

export function peopleRoutes(needs: PeopleNeeds): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/people',
      summary: 'All accounts.',
      access: 'people.list',
      answer: peopleShape,
      run: async () => accepted({ people: await listPersons(needs.base.db) }),
    }),
    route({
      method: 'post',
      path: '/api/people',
      summary: 'Makes an account.',
      access: 'people.change',
      body: newPersonShape,
      answer: personShape,
      status: 201,
      run: ({ body }) => addPerson(needs, body),
    }),
    route({
      method: 'patch',
      path: '/api/people/{id}',
      summary: 'Changes or closes an account. Its logins and views end where the change says so.',
      access: 'people.change',
      params: z.object({ id: personIdShape }),
      body: personChangeShape,
      answer: personShape,
      run: ({ params, body }) => changePerson(needs, params.id, body),
    }),
  ]
}
