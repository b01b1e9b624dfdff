// The event log over the API: for whoever reads on by watermark without a socket.

import { eventListShape, eventsQueryShape } from '@sereno/contract/live'
import { accepted } from '@sereno/domain/refusal'
import { type Right, rightsOf } from '@sereno/domain/trust/people/roles'
import type { Db } from '../db/database.ts'
import { type Route, route } from '../http/route.ts'
import { lastSeq, readEvents } from './event-log.ts'

export function eventRoutes(db: Db, rightFor: (kind: string) => Right | undefined): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/events',
      summary: 'Facts after a number, in order, without holes but for those that the caller may not see.',
      access: 'login',
      query: eventsQueryShape,
      answer: eventListShape,
      run: async ({ query, caller }) => {
        const read = await readEvents(db, query.since, query.limit)
        const rights = new Set<Right | undefined>(rightsOf(caller.person.roles))
        const events = read.filter(({ kind }) => rights.has(rightFor(kind)))
        const seq = read.at(-1)?.seq ?? Math.min(query.since, await lastSeq(db))
        return accepted({ seq, events })
      },
    }),
  ]
}
