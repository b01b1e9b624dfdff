// How the system is, over the API: recorders, their disks, and how long what is recorded will fit.

import type { RecorderStatus } from '@sereno/contract/system'
import { systemShape } from '@sereno/contract/system'
import type { Instant } from '@sereno/domain/instant'
import { accepted } from '@sereno/domain/refusal'
import type { Base } from '../../platform/base.ts'
import { lastSeq } from '../../platform/events/event-log.ts'
import { type Route, route } from '../../platform/http/route.ts'
import type { RecorderHub, RecorderNow } from './hub.ts'

export interface SystemNeeds {
  readonly base: Base
  readonly hub: RecorderHub
  readonly version: string
  readonly startedAt: Instant
  readonly isDemo: boolean
}

export function systemRoutes({ base, hub, version, startedAt, isDemo }: SystemNeeds): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/system',
      summary: 'Recorders, disks, how many days fit, versions.',
      access: 'system.read',
      answer: systemShape,
      run: async () =>
        accepted({
          version,
          startedAt,
          now: base.clock.now(),
          recorders: hub.list().map((recorder) => statusOf(recorder, hub)),
          eventSeq: await lastSeq(base.db),
          isDemo,
        }),
    }),
  ]
}

const SECONDS_PER_HOUR = 3_600
const SECONDS_PER_DAY = 86_400

/** The disk arithmetic: what comes in a second, how many days of it fit, what the chosen hours need. */
export function statusOf(recorder: RecorderNow, hub: Pick<RecorderHub, 'stateOf'>): RecorderStatus {
  const { name, isConnected, since, storage, settings } = recorder
  const cameras = settings?.cameras ?? []
  const status = { recorder: name, isConnected, since, cameras: cameras.length }
  if (!storage) return status
  const { freeBytes, totalBytes, recordedBytes, bytesPerSecond, oldestAt, storeBytesMax } = storage
  const usableBytes = Math.min(freeBytes + recordedBytes, storeBytesMax ?? Number.POSITIVE_INFINITY)
  const recorded = cameras.filter(({ isRecorded }) => isRecorded)
  const usual = bytesPerSecond / Math.max(1, recorded.length)
  const bytesNeeded = recorded.reduce((sum, { id, retentionHours, retentionBytesMax }) => {
    const kbps = hub.stateOf(id)?.state.bitrateKbps
    // A camera that has said nothing of its rate counts as the others' mean.
    const perSecond = kbps === undefined ? usual : (kbps * 1_000) / 8
    const needed = perSecond * retentionHours * SECONDS_PER_HOUR
    return sum + Math.min(needed, retentionBytesMax ?? Number.POSITIVE_INFINITY)
  }, 0)
  return {
    ...status,
    freeBytes,
    totalBytes,
    recordedBytes,
    bytesPerSecond,
    ...(oldestAt !== undefined && { oldestAt }),
    ...(storeBytesMax !== undefined && { storeBytesMax }),
    queuedBytes: storage.queuedBytes,
    unsentEvents: storage.unsentEvents,
    ...(bytesPerSecond > 0 && { daysThatFit: usableBytes / bytesPerSecond / SECONDS_PER_DAY, bytesNeeded }),
  }
}
