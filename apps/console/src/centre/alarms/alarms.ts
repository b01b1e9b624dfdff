// Alarms from the API, and what a person does with one.

import { alarmListShape } from '@sereno/contract/alarms'
import type { AlarmId } from '@sereno/domain/ids'
import { type QueryClient, queryOptions, useQuery } from '@tanstack/react-query'
import type { z } from 'zod'
import { act, call } from '../../platform/api.ts'

export type AlarmRow = z.infer<typeof alarmListShape>['alarms'][number]

export const alarmsQuery = queryOptions({
  queryKey: ['alarms'],
  queryFn: async () => (await call(alarmListShape, 'GET', '/api/alarms')).alarms,
  staleTime: Number.POSITIVE_INFINITY,
})

/** Urgent first; of the same priority the oldest, which is what the others may have come from. */
export function inOrder(alarms: readonly AlarmRow[]): AlarmRow[] {
  const rank = (alarm: AlarmRow): number =>
    alarm.state === 'unacknowledged' || alarm.state === 'returned-to-normal' ? 0 : 10
  return alarms
    .filter((alarm) => alarm.state !== 'cleared')
    .sort((a, b) => rank(a) + a.priority - rank(b) - b.priority || a.raisedAt - b.raisedAt)
}

/**
 * The list under a hand: what was shown keeps its place, also when it is over, and what is new comes at the foot. A row
 * that moved under the finger would be another alarm acknowledged than the one that was read.
 */
export function inPlace(shown: readonly AlarmRow[], alarms: readonly AlarmRow[]): AlarmRow[] {
  const open = new Map(alarms.map((alarm) => [alarm.id, alarm]))
  const known = new Set(shown.map(({ id }) => id))
  return [
    ...shown.map((row) => open.get(row.id) ?? { ...row, state: 'cleared' as const }),
    ...inOrder(alarms).filter(({ id }) => !known.has(id)),
  ]
}

const none: readonly AlarmRow[] = []

export function useAlarms(): readonly AlarmRow[] {
  return useQuery(alarmsQuery).data ?? none
}

export interface AlarmCount {
  readonly priority: 1 | 2 | 3 | 4
  readonly count: number
  readonly hasUnacknowledged: boolean
}

export function countAlarms(alarms: readonly AlarmRow[]): AlarmCount[] {
  return ([1, 2, 3, 4] as const)
    .map((priority) => {
      const those = alarms.filter((alarm) => alarm.priority === priority && alarm.state !== 'cleared')
      return {
        priority,
        count: those.length,
        hasUnacknowledged: those.some((alarm) => alarm.state === 'unacknowledged'),
      }
    })
    .filter(({ count }) => count > 0)
}

export function acknowledgeAlarm(id: AlarmId): Promise<void> {
  return act('POST', `/api/alarms/${id}/acknowledge`, {})
}

export async function reloadAlarms(client: QueryClient): Promise<void> {
  await client.invalidateQueries({ queryKey: alarmsQuery.queryKey })
}
