// Puts another index in place of the whole one, in one transaction: readers see the old one or the new one, never half.

import { type Segment, segmentShape } from '@sereno/contract/recorder-events'
import { cameraIdShape, instantShape } from '@sereno/contract/common'
import type { CameraId } from '@sereno/domain/ids'
import type { Instant } from '@sereno/domain/instant'
import { gapCauses } from '@sereno/domain/video/recordings/gap'
import { z } from 'zod'
import type { Db, Tx } from '../../platform/db/database.ts'
import { makePartitionsFor } from './partition-store.ts'
import * as store from './store.ts'

const gapLine = z.object({
  camera: cameraIdShape,
  from: instantShape,
  to: instantShape.nullable(),
  cause: z.enum(gapCauses),
})
/** A line of the recorder's reindex program. */
export const indexLineShape = z.union([z.object({ segment: segmentShape }), z.object({ gap: gapLine })])
export type IndexLine = z.infer<typeof indexLineShape>

export interface IndexCounts {
  segments: number
  gaps: number
  /** Lines about cameras that the database does not know: their files stay, they cannot be shown. */
  unknownCameras: number
}

const ROWS_PER_STATEMENT = 500

/** All of it or nothing: what throws while the lines are read leaves the old index. */
export async function replaceIndex(db: Db, lines: AsyncIterable<IndexLine>, now: Instant): Promise<IndexCounts> {
  return db.transaction().execute(async (tx) => {
    await tx.deleteFrom('segments').execute()
    await tx.deleteFrom('gaps').execute()
    const counts: IndexCounts = { segments: 0, gaps: 0, unknownCameras: 0 }
    let batch: IndexLine[] = []
    for await (const line of lines) {
      batch.push(line)
      if (batch.length < ROWS_PER_STATEMENT) continue
      await insertBatch(tx, batch, counts, now)
      batch = []
    }
    await insertBatch(tx, batch, counts, now)
    return counts
  })
}

async function insertBatch(tx: Tx, lines: readonly IndexLine[], counts: IndexCounts, now: Instant): Promise<void> {
  const keys = await store.keysOf(tx, lines.map(cameraOf))
  const segments = new Map<string, { key: number; segment: Segment }>()
  const gaps = new Map<string, store.GapRow & { key: number }>()
  for (const line of lines) {
    const key = keys.get(cameraOf(line))
    if (key === undefined) counts.unknownCameras++
    else if ('gap' in line) gaps.set(`${key} ${line.gap.from}`, { key, ...line.gap })
    else {
      const { segment } = line
      segments.set(`${key} ${segment.startAt}`, { key, segment })
      // The file tells of the gap before it; a line of its own about the same gap says the same.
      const { gapBefore, startAt } = segment
      if (gapBefore) gaps.set(`${key} ${gapBefore.from}`, { key, ...gapBefore, to: startAt })
    }
  }
  const rows = [...segments.values()].map(({ key, segment }) => store.rowOf(key, segment))
  const times = rows.map(({ start_at }) => start_at)
  await makePartitionsFor(tx, times, now)
  await store.insertSegments(tx, rows)
  await store.saveGaps(tx, [...gaps.values()])
  counts.segments += rows.length
  counts.gaps += gaps.size
}

function cameraOf(line: IndexLine): CameraId {
  return 'gap' in line ? line.gap.camera : line.segment.camera
}
