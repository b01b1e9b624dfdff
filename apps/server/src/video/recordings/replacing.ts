// Puts another index in place of the whole one, in one transaction: readers see the old one or the new one, never half.

import type { Segment } from '@sereno/contract/recorder-events'
import type { ReindexLine } from '@sereno/contract/reindex-lines'
import type { CameraId } from '@sereno/domain/ids'
import type { Instant } from '@sereno/domain/instant'
import type { Db, Tx } from '../../platform/db/database.ts'
import { makePartitionsFor } from './partition-store.ts'
import * as store from './store.ts'

type EndLine = Extract<ReindexLine, { end: unknown }>
type SkippedLine = Extract<ReindexLine, { skipped: unknown }>
type IndexLine = Exclude<ReindexLine, EndLine | SkippedLine>

export interface IndexCounts {
  segments: number
  gaps: number
  /** Lines about cameras that the database does not know: their files stay, they cannot be shown. */
  unknownCameras: number
  /** Files that the reader named and left alone: not closed yet, not ours, or not readable. */
  skippedFiles: number
}

const ROWS_PER_STATEMENT = 500

/** All of it or nothing: what throws while the lines are read, and an end line that is missing, leave the old index. */
export async function replaceIndex(db: Db, lines: AsyncIterable<ReindexLine>, now: Instant): Promise<IndexCounts> {
  return db.transaction().execute(async (tx) => {
    await store.deleteIndex(tx)
    const counts: IndexCounts = { segments: 0, gaps: 0, unknownCameras: 0, skippedFiles: 0 }
    const told = { segments: 0, gaps: 0, skipped: 0 }
    let end: EndLine['end'] | undefined
    let batch: IndexLine[] = []
    for await (const line of lines) {
      if (end) throw new Error('something follows the line that should be the last')
      if ('end' in line) {
        end = line.end
        continue
      }
      told[kindOf(line)]++
      if ('skipped' in line) continue
      batch.push(line)
      if (batch.length < ROWS_PER_STATEMENT) continue
      await insertBatch(tx, batch, counts, now)
      batch = []
    }
    refuseHalf(told, end)
    await insertBatch(tx, batch, counts, now)
    return { ...counts, skippedFiles: told.skipped }
  })
}

function kindOf(line: IndexLine | SkippedLine): keyof EndLine['end'] {
  if ('skipped' in line) return 'skipped'
  return 'gap' in line ? 'gaps' : 'segments'
}

/** A reader that died looks like one that has finished: only its last line tells them apart. */
function refuseHalf(told: EndLine['end'], end: EndLine['end'] | undefined): void {
  const came = `${told.segments} segments, ${told.gaps} gaps and ${told.skipped} skipped files`
  if (!end) throw new Error(`the reading of the recordings broke off after ${came}; the trace says what it said last`)
  if (end.segments !== told.segments || end.gaps !== told.gaps || end.skipped !== told.skipped)
    throw new Error(
      `of the recordings only ${came} arrived, not ${end.segments}, ${end.gaps} and ${end.skipped}; try again`,
    )
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
