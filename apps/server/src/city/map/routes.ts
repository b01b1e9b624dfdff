// The city's ground over the API: streets, blocks and places, without tiles from outside.

import { cityShape } from '@sereno/contract/city'
import { accepted, refuse, refused } from '@sereno/domain/refusal'
import type { Base } from '../../platform/base.ts'
import { recordFacts } from '../../platform/events/facts.ts'
import { type Route, route } from '../../platform/http/route.ts'
import { readCity, saveCity } from './store.ts'

/** 20,000 features of some 20 points; a city of 300,000 has about 4,000 streets. */
const CITY_BYTES_MAX = 8_000_000

export function cityRoutes(base: Base): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/city',
      summary: "The city's ground. Its ETag spares loading it anew.",
      access: 'login',
      answer: cityShape,
      run: async ({ reply }) => {
        const found = await readCity(base.db)
        if (!found) return refused(refuse('not-found', { what: '/api/city' }))
        reply.headers['etag'] = `"${found.version}"`
        reply.headers['cache-control'] = 'private, no-cache'
        return accepted(found.city)
      },
    }),
    route({
      method: 'put',
      path: '/api/city',
      summary: "Replaces the city's ground.",
      access: 'city.change',
      body: cityShape,
      bodyBytesMax: CITY_BYTES_MAX,
      run: async ({ body, reply }) => {
        const version = await base.write(async (tx, now) => {
          const stored = await saveCity(tx, body, now)
          const about = { name: body.name, features: body.features.length }
          const fact = { kind: 'city.changed', subject: 'city', happenedAt: now, enteredAt: now, body: about }
          await recordFacts(tx, [fact])
          return stored
        })
        reply.headers['etag'] = `"${version}"`
        return accepted(undefined)
      },
    }),
  ]
}
