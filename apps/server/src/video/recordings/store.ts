// The index of recordings in the database: one row a segment, and the gaps between them. Made for millions of rows: every
// question names the camera and bounds start_at on both sides, so that few partitions and only the index are read.

import type { Segment } from '@sereno/contract/recorder-events'
import type { CameraId } from '@sereno/domain/ids'
import { HOUR_MS } from '@sereno/domain/video/recordings/segment-path'
import { type Insertable, type Selectable, sql } from 'kysely'
import type { Reader, Tx } from '../../platform/db/database.ts'
import type { SegmentsTable } from '../../platform/db/tables.ts'

export type SegmentRow = Selectable<SegmentsTable>

/** No segment crosses an hour, so none that reaches a time began an hour before it. */
const SEGMENT_MS_MAX = HOUR_MS

export interface Interval {
  readonly from: number
  readonly to: number
}
export interface GapRow {
  readonly from: number
  /** null: it lasts. */
  readonly to: number | null
  readonly cause: string
}

/** Removed cameras too: their recordings are still there. */
export async function keysOf(db: Reader, cameras: readonly CameraId[]): Promise<Map<string, number>> {
  if (cameras.length === 0) return new Map()
  const wanted = [...new Set<string>(cameras)]
  const rows = await db
    .selectFrom('cameras')
    .select(['id', 'key'])
    .where('id', '=', (e) => e.fn.any(e.val(wanted)))
    .execute()
  return new Map(rows.map(({ id, key }) => [id, key]))
}

const columnsTold = [
  'end_at',
  'run',
  'media_ticks',
  'frames',
  'bytes',
  'header_bytes',
  'width',
  'height',
  'codec',
  'codec_string',
  'seal',
  'hash',
  'prev_hash',
  'gops',
  'gap_from',
  'gap_cause',
  'is_recovered',
  'clock_error_ms',
] as const satisfies (keyof SegmentsTable)[]

/** The same segment told again (or better: recovered) replaces itself. */
export async function insertSegments(tx: Tx, rows: readonly Insertable<SegmentsTable>[]): Promise<void> {
  if (rows.length === 0) return
  await tx
    .insertInto('segments')
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .columns(['camera_key', 'start_at'])
        .doUpdateSet((e) => Object.fromEntries(columnsTold.map((name) => [name, e.ref(`excluded.${name}`)]))),
    )
    .execute()
}

/** All of it: another one takes its place in the same transaction. */
export async function deleteIndex(tx: Tx): Promise<void> {
  await tx.deleteFrom('segments').execute()
  await tx.deleteFrom('gaps').execute()
}

export async function deleteSegments(tx: Tx, key: number, startAts: readonly number[]): Promise<void> {
  await tx
    .deleteFrom('segments')
    .where('camera_key', '=', key)
    .where('start_at', '=', (e) => e.fn.any(e.val([...startAts])))
    // The bounds let the planner leave the other days alone.
    .where('start_at', '>=', Math.min(...startAts))
    .where('start_at', '<=', Math.max(...startAts))
    .execute()
}

/** A gap told twice is one; one that is closed stays closed. */
export async function saveGaps(tx: Tx, gaps: readonly (GapRow & { key: number })[]): Promise<void> {
  if (gaps.length === 0) return
  await tx
    .insertInto('gaps')
    .values(gaps.map(({ key, from, to, cause }) => ({ camera_key: key, from_at: from, to_at: to, cause })))
    .onConflict((conflict) =>
      conflict.columns(['camera_key', 'from_at']).doUpdateSet((e) => ({
        to_at: e.fn.coalesce('excluded.to_at', 'gaps.to_at'),
        cause: e.ref('excluded.cause'),
      })),
    )
    .execute()
}

/** A recording after an open gap ends it, even where the recorder died before it could say so. */
export async function closeGapsBefore(tx: Tx, starts: readonly { key: number; startAt: number }[]): Promise<void> {
  if (starts.length === 0) return
  const [keys, times] = [starts.map(({ key }) => key), starts.map(({ startAt }) => startAt)]
  await sql`
    update gaps set to_at = closing.at from (
      select g.camera_key, g.from_at, min(s.at) as at
      from gaps g join unnest(${keys}::integer[], ${times}::bigint[]) as s (key, at) on s.key = g.camera_key and s.at > g.from_at
      where g.to_at is null group by g.camera_key, g.from_at
    ) closing
    where gaps.camera_key = closing.camera_key and gaps.from_at = closing.from_at and gaps.to_at is null`.execute(tx)
}

/** Recorded time, where pieces closer than `joinMs` are one. Index-only: a month of one camera is 4,320 entries. */
export async function spansOf(db: Reader, key: number, { from, to }: Interval, joinMs: number): Promise<Interval[]> {
  const { rows } = await sql<Interval>`
    select min(start_at) as "from", max(end_at) as "to" from (
      select start_at, end_at, sum(begins) over (order by start_at) as island from (
        select start_at, end_at,
          case when start_at - lag(end_at) over (order by start_at) <= ${joinMs} then 0 else 1 end as begins
        from segments
        where camera_key = ${key} and start_at < ${to} and start_at > ${from - SEGMENT_MS_MAX} and end_at > ${from}
      ) pieces
    ) islands group by island order by 1`.execute(db)
  return rows
}

export async function gapsOf(db: Reader, key: number, { from, to }: Interval, atLeastMs: number): Promise<GapRow[]> {
  return db
    .selectFrom('gaps')
    .select(['from_at as from', 'to_at as to', 'cause'])
    .where('camera_key', '=', key)
    .where('from_at', '<', to)
    .where((e) => e.or([e('to_at', 'is', null), e('to_at', '>', from)]))
    .where((e) => e.or([e('to_at', 'is', null), e(sql<number>`to_at - from_at`, '>=', atLeastMs)]))
    .orderBy('from_at')
    .execute()
}

/** The segment that holds that moment, or none. */
export async function segmentAt(db: Reader, key: number, at: number): Promise<SegmentRow | undefined> {
  const row = await db
    .selectFrom('segments')
    .selectAll()
    .where('camera_key', '=', key)
    .where('start_at', '<=', at)
    .where('start_at', '>', at - SEGMENT_MS_MAX)
    .orderBy('start_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && row.end_at > at ? row : undefined
}

export async function gopTablesOf(db: Reader, key: number, { from, to }: Interval) {
  return db
    .selectFrom('segments')
    .select(['start_at as startAt', 'gops'])
    .where('camera_key', '=', key)
    .where('start_at', '<', to)
    .where('start_at', '>', from - SEGMENT_MS_MAX)
    .where('end_at', '>', from)
    .orderBy('start_at')
    .execute()
}

export async function firstSegment(db: Reader, key: number) {
  return db
    .selectFrom('segments')
    .select(['start_at as startAt', 'prev_hash as prevHash'])
    .where('camera_key', '=', key)
    .orderBy('start_at')
    .limit(1)
    .executeTakeFirst()
}

export async function hasSegmentIn(db: Reader, key: number, { from, to }: Interval): Promise<boolean> {
  const row = await db
    .selectFrom('segments')
    .select('start_at')
    .where('camera_key', '=', key)
    .where('start_at', '<', to)
    .where('start_at', '>', from - SEGMENT_MS_MAX)
    .where('end_at', '>', from)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

export async function deleteGapsBefore(db: Reader, before: number): Promise<void> {
  await db.deleteFrom('gaps').where('to_at', '<', before).execute()
}

export function rowOf(key: number, segment: Segment): Insertable<SegmentsTable> {
  return {
    camera_key: key,
    start_at: segment.startAt,
    end_at: segment.endAt,
    run: segment.run,
    media_ticks: segment.mediaDurationTicks,
    frames: segment.frames,
    bytes: segment.bytes,
    header_bytes: segment.headerBytes,
    width: segment.width,
    height: segment.height,
    codec: segment.codec,
    codec_string: segment.codecString,
    seal: segment.seal,
    hash: Buffer.from(segment.hash, 'hex'),
    prev_hash: Buffer.from(segment.prevHash, 'hex'),
    gops: Buffer.from(segment.gops, 'base64'),
    gap_from: segment.gapBefore?.from ?? null,
    gap_cause: segment.gapBefore?.cause ?? null,
    is_recovered: segment.isRecovered === true,
    clock_error_ms: segment.cameraClockErrorMs ?? null,
  }
}

/** The row as the recorder told it; the API's shape checks it on the way out. */
export function toldSegment(camera: CameraId, row: SegmentRow) {
  return {
    camera,
    run: row.run,
    startAt: row.start_at,
    endAt: row.end_at,
    mediaDurationTicks: row.media_ticks,
    frames: row.frames,
    bytes: row.bytes,
    codec: row.codec,
    codecString: row.codec_string,
    width: row.width,
    height: row.height,
    hash: row.hash.toString('hex'),
    prevHash: row.prev_hash.toString('hex'),
    headerBytes: row.header_bytes,
    gops: row.gops.toString('base64'),
    ...(row.gap_from !== null && { gapBefore: { from: row.gap_from, cause: row.gap_cause } }),
    ...(row.is_recovered && { isRecovered: true }),
    seal: row.seal,
    ...(row.clock_error_ms !== null && { cameraClockErrorMs: row.clock_error_ms }),
  }
}
