// What is asked about recordings: a timeline, one segment's row, whether there is anything at all.

import { decodeGopTable } from '@sereno/fmp4/gop-table'
import type { CameraState } from '@sereno/contract/cameras'
import type { Timeline } from '@sereno/contract/recordings'
import { segmentAnswerShape, timelineShape } from '@sereno/contract/recordings'
import type { CameraId } from '@sereno/domain/ids'
import { type Instant, instant } from '@sereno/domain/instant'
import { type Result, accepted, refuse, refused } from '@sereno/domain/refusal'
import { segmentPath } from '@sereno/domain/video/recordings/segment-path'
import type { Base } from '../../platform/base.ts'
import * as store from './store.ts'
import { SPAN_JOIN_MS, assembleTimeline, resolutionFor } from './timeline.ts'

export interface RecordingsNeeds {
  readonly base: Base
  readonly stateOf: (camera: CameraId) => CameraState | undefined
  readonly holdsIn: (camera: CameraId, from: Instant, to: Instant) => Promise<Timeline['holds']>
}

/** Frame steps and scrubbing want keyframes; a picture of a day does not. */
const KEYFRAMES_INTERVAL_MS_MAX = 2 * 3_600_000
// Three a second over two hours. A camera with only keyframes has more, and needs no list of them.
const KEYFRAMES_MAX = 21_600
const INTERVAL_MS_MAX = 400 * 86_400_000

export async function readTimeline(
  { base, stateOf, holdsIn }: RecordingsNeeds,
  camera: CameraId,
  asked: { from: Instant; to: Instant; resolutionMs: number },
  mayListHolds: boolean,
): Promise<Result<Timeline>> {
  const { from, to } = asked
  if (from >= to) return refused(refuse('not-valid', { field: 'to', problem: 'from < to' }))
  if (to - from > INTERVAL_MS_MAX) return refused(refuse('not-valid', { field: 'to', problem: 'to - from ≤ 400 d' }))
  const key = (await store.keysOf(base.db, [camera])).get(camera)
  if (key === undefined) return refused(refuse('not-found', { what: camera }))
  const resolutionMs = resolutionFor(asked, asked.resolutionMs)
  const [sealed, known, first, holds] = await Promise.all([
    store.spansOf(base.db, key, asked, Math.max(resolutionMs, SPAN_JOIN_MS)),
    store.gapsOf(base.db, key, asked, resolutionMs),
    store.firstSegment(base.db, key),
    mayListHolds ? holdsIn(camera, from, to) : [],
  ])
  const { spans, gaps } = assembleTimeline({
    interval: asked,
    resolutionMs,
    now: base.clock.now(),
    sealed,
    known,
    first: first && { startAt: first.startAt, isVeryFirst: first.prevHash.every((byte) => byte === 0) },
    state: stateOf(camera),
  })
  const keyframes = to - from <= KEYFRAMES_INTERVAL_MS_MAX ? await readKeyframes(base, key, asked) : undefined
  return accepted(timelineShape.parse({ camera, from, to, spans, gaps, holds, ...(keyframes && { keyframes }) }))
}

async function readKeyframes(base: Base, key: number, interval: store.Interval): Promise<Instant[] | undefined> {
  const keyframes: Instant[] = []
  for (const { startAt, gops } of await store.gopTablesOf(base.db, key, interval)) {
    const table = decodeGopTable(gops)
    if (!Array.isArray(table)) continue
    let at = startAt
    for (const { durationMs } of table) {
      if (at >= interval.from && at <= interval.to) keyframes.push(instant(at))
      at += durationMs
    }
    if (keyframes.length > KEYFRAMES_MAX) return undefined
  }
  return keyframes
}

export async function readSegment({ base }: RecordingsNeeds, camera: CameraId, at: Instant) {
  const key = (await store.keysOf(base.db, [camera])).get(camera)
  if (key === undefined) return refused(refuse('not-found', { what: camera }))
  const row = await store.segmentAt(base.db, key, at)
  if (!row) return refused(refuse('no-recording', { camera, cause: await causeAt(base, key, at) }))
  const segment = store.toldSegment(camera, row)
  return accepted(segmentAnswerShape.parse({ segment, path: segmentPath(camera, instant(row.start_at)) }))
}

/** Why there is nothing at that moment, as far as anybody told. */
async function causeAt(base: Base, key: number, at: number): Promise<string> {
  const [gap] = await store.gapsOf(base.db, key, { from: at, to: at + 1 }, 0)
  return gap?.cause ?? 'unknown'
}

export interface Recorded {
  readonly isRecorded: boolean
  readonly cause: string
}

/** Whether there is any picture of the camera in that time, the file being written included. */
export async function anythingRecorded(
  { base, stateOf }: Pick<RecordingsNeeds, 'base' | 'stateOf'>,
  camera: CameraId,
  interval: store.Interval,
): Promise<Recorded> {
  const key = (await store.keysOf(base.db, [camera])).get(camera)
  if (key === undefined) return { isRecorded: false, cause: 'unknown' }
  if (await store.hasSegmentIn(base.db, key, interval)) return { isRecorded: true, cause: '' }
  const state = stateOf(camera)
  const isOpen = state?.what === 'recording' && interval.to > state.since && interval.from <= base.clock.now()
  return { isRecorded: isOpen, cause: isOpen ? '' : await causeAt(base, key, interval.from) }
}
