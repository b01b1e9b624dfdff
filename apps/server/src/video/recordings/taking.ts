// What a recorder's facts mean for the index: a closed file is a row, an expired one is none, a gap has its two ends.

import type { RecorderEvent, Segment } from '@sereno/contract/recorder-events'
import type { CameraId } from '@sereno/domain/ids'
import type { Tx } from '../../platform/db/database.ts'
import type { Trace } from '../../platform/traces/trace.ts'
import type { Taker } from '../recorders/index.ts'
import { makePartitionsFor } from './partition-store.ts'
import * as store from './store.ts'

interface Changes {
  readonly segments: Map<string, Segment>
  readonly expired: Map<CameraId, number[]>
  readonly gaps: Map<string, store.GapRow & { camera: CameraId }>
}

export function recordingsTaker(trace: Trace): Taker {
  return async (tx, { events, now, recorder }) => {
    const changes = changesOf(events)
    const keys = await store.keysOf(tx, camerasOf(changes))
    const unknown = camerasOf(changes).find((camera) => !keys.has(camera))
    // Of a database that was set back: there is no camera to show them under. The files stay, `reindex` finds them.
    if (unknown !== undefined) trace.warn({ camera: unknown, recorder }, 'facts about a camera that nobody knows')
    await storeChanges(tx, changes, keys, now)
  }
}

async function storeChanges(
  tx: Tx,
  changes: Changes,
  keys: Map<string, number>,
  now: Parameters<typeof makePartitionsFor>[2],
): Promise<void> {
  const rows = [...changes.segments.values()].flatMap((segment) => {
    const key = keys.get(segment.camera)
    return key === undefined ? [] : [store.rowOf(key, segment)]
  })
  await makePartitionsFor(
    tx,
    rows.map((row) => row.start_at),
    now,
  )
  await store.insertSegments(tx, rows)
  const gaps = [...changes.gaps.values()].flatMap(({ camera, from, to, cause }) => {
    const key = keys.get(camera)
    return key === undefined ? [] : [{ key, from, to, cause }]
  })
  await store.saveGaps(tx, gaps)
  await store.closeGapsBefore(
    tx,
    rows.map((row) => ({ key: row.camera_key, startAt: row.start_at })),
  )
  for (const [camera, startAts] of changes.expired) {
    const key = keys.get(camera)
    if (key !== undefined) await store.deleteSegments(tx, key, startAts)
  }
}

/** The sum of a batch, in its order: what is sealed and expired in the same one was never there. */
export function changesOf(events: readonly RecorderEvent[]): Changes {
  const changes: Changes = { segments: new Map(), expired: new Map(), gaps: new Map() }
  for (const event of events) {
    if (event.kind === 'segment.sealed') {
      const { camera, startAt, gapBefore } = event.segment
      changes.segments.set(`${camera} ${startAt}`, event.segment)
      if (gapBefore) addGap(changes, { camera, ...gapBefore, to: startAt })
    } else if (event.kind === 'segments.expired') {
      for (const startAt of event.startAts) changes.segments.delete(`${event.camera} ${startAt}`)
      changes.expired.set(event.camera, [...(changes.expired.get(event.camera) ?? []), ...event.startAts])
    } else if (event.kind === 'gap.opened') {
      addGap(changes, { camera: event.camera, from: event.from, to: null, cause: event.cause })
    } else if (event.kind === 'gap.closed') {
      addGap(changes, { camera: event.camera, from: event.from, to: event.to, cause: event.cause })
    }
  }
  return changes
}

function addGap({ gaps }: Changes, gap: store.GapRow & { camera: CameraId }): void {
  const name = `${gap.camera} ${gap.from}`
  gaps.set(name, { ...gap, to: gap.to ?? gaps.get(name)?.to ?? null })
}

function camerasOf({ segments, expired, gaps }: Changes): CameraId[] {
  const cameras = [...[...segments.values(), ...gaps.values()].map(({ camera }) => camera), ...expired.keys()]
  return [...new Set(cameras)]
}
