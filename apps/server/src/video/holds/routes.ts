// Holds over the API.

import { holdIdShape } from '@sereno/contract/common'
import { holdChangeShape, holdListShape, holdShape, newHoldShape } from '@sereno/contract/recordings'
import { accepted } from '@sereno/domain/refusal'
import { z } from 'zod'
import { type Route, route } from '../../platform/http/route.ts'
import { type HoldsNeeds, changeHold, endHold, makeHold } from './handlers.ts'
import { listHolds } from './store.ts'

const one = z.object({ id: holdIdShape })
const HOLDS_LISTED_MAX = 1_000

export function holdRoutes(needs: HoldsNeeds): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/holds',
      summary: 'Holds that run, and the newest of those that ended.',
      access: 'holds.list',
      answer: holdListShape,
      run: async () => accepted({ holds: await listHolds(needs.base.db, HOLDS_LISTED_MAX) }),
    }),
    route({
      method: 'post',
      path: '/api/holds',
      summary: 'Keeps the recordings of these minutes past their retention, for a reason, until a day.',
      access: 'holds.change',
      body: newHoldShape,
      answer: holdShape,
      status: 201,
      run: ({ body, caller }) => makeHold(needs, body, caller),
    }),
    route({
      method: 'patch',
      path: '/api/holds/{id}',
      summary: 'Changes the reason or the end of a hold.',
      access: 'holds.change',
      params: one,
      body: holdChangeShape,
      answer: holdShape,
      run: ({ params, body }) => changeHold(needs, params.id, body),
    }),
    route({
      method: 'delete',
      path: '/api/holds/{id}',
      summary: 'Ends a hold: what is past its retention is deleted.',
      access: 'holds.change',
      params: one,
      run: ({ params }) => endHold(needs, params.id),
    }),
  ]
}
