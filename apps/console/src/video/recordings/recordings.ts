// What was recorded and what is held, from the API.

import { type Hold, type Timeline, holdListShape, holdShape, timelineShape } from '@sereno/contract/recordings'
import type { CameraId, HoldId } from '@sereno/domain/ids'
import { type QueryClient, keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { act, call } from '../../platform/api.ts'
import { serverNow } from '../../platform/clock.ts'
import type { Window } from './timeline-scale.ts'

/** The last minutes grow while one looks. */
const TIMELINE_FRESH_MS = 10_000

export function useTimeline(camera: CameraId | undefined, window: Window | undefined): Timeline | undefined {
  const { data } = useQuery({
    queryKey: ['timeline', camera, window],
    enabled: camera !== undefined && window !== undefined,
    queryFn: () => {
      const { from, to, resolutionMs } = window ?? { from: 0, to: 0, resolutionMs: 0 }
      const asked = new URLSearchParams({ from: String(from), to: String(to), resolutionMs: String(resolutionMs) })
      return call(timelineShape, 'GET', `/api/cameras/${camera}/timeline?${asked}`)
    },
    placeholderData: keepPreviousData,
    refetchInterval: TIMELINE_FRESH_MS,
    staleTime: TIMELINE_FRESH_MS,
  })
  return useMemo(() => (data && data.camera === camera ? withoutTail(data, serverNow()) : undefined), [data, camera])
}

/** The newest seconds are on the disk before the index has heard of them: that is no gap yet. */
const TAIL_MS = 30_000

function withoutTail(timeline: Timeline, now: number): Timeline {
  const gaps = timeline.gaps.filter(
    ({ from, to, cause }) => !(cause === 'unknown' && (to ?? now) > now - TAIL_MS && from > now - TAIL_MS),
  )
  return gaps.length === timeline.gaps.length ? timeline : { ...timeline, gaps }
}

export const holdsQuery = queryOptions({
  queryKey: ['holds'],
  queryFn: async () => (await call(holdListShape, 'GET', '/api/holds')).holds,
  staleTime: Number.POSITIVE_INFINITY,
})

export function makeHold(hold: {
  camera: CameraId
  from: number
  to: number
  reason: string
  endsAt: number
}): Promise<Hold> {
  return call(holdShape, 'POST', '/api/holds', hold)
}

export function endHold(id: HoldId): Promise<void> {
  return act('DELETE', `/api/holds/${id}`)
}

export async function reloadHolds(client: QueryClient): Promise<void> {
  await client.invalidateQueries({ queryKey: holdsQuery.queryKey })
  await client.invalidateQueries({ queryKey: ['timeline'] })
}
