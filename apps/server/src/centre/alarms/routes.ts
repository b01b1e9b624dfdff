// Alarms over the API.

import { alarmListShape, alarmShape } from '@sereno/contract/alarms'
import { alarmIdShape } from '@sereno/contract/common'
import { accepted } from '@sereno/domain/refusal'
import { z } from 'zod'
import type { Base } from '../../platform/base.ts'
import { type Route, route } from '../../platform/http/route.ts'
import { acknowledgeAlarm } from './handlers.ts'
import { listOpenAlarms } from './store.ts'

// A flood of all cameras of a city at once.
const ALARMS_LISTED_MAX = 10_000

export function alarmRoutes(base: Base): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/alarms',
      summary: 'Alarms that are not cleared, oldest first.',
      access: 'alarms.list',
      answer: alarmListShape,
      run: async () => accepted({ alarms: await listOpenAlarms(base.db, ALARMS_LISTED_MAX) }),
    }),
    route({
      method: 'post',
      path: '/api/alarms/{id}/acknowledge',
      summary: 'Takes note of an alarm, with the name of whoever is logged in.',
      access: 'alarms.acknowledge',
      params: z.object({ id: alarmIdShape }),
      answer: alarmShape,
      run: ({ params, caller }) => acknowledgeAlarm(base, params.id, caller.person.name),
    }),
  ]
}
