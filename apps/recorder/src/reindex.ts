// A program: reads every closed recording file and prints the rows of the index as JSON lines, equal to those that were
// noted when the files were closed; and the gaps before them. `./sereno reindex` gives them to the server.
// Hashes are computed anew: a file that was altered shows itself by another hash than its successor's prevHash.

import { join } from 'node:path'
import { idPatterns } from '@sereno/domain/ids'
import { readSegmentPath } from '@sereno/domain/video/recordings/segment-path'
import { type Segment, segmentShape } from '@sereno/contract/recorder-events'
import type { ReindexLine, skippedWhys } from '@sereno/contract/reindex-lines'
import { type Files, realFiles } from './store/files.ts'
import { rowOf } from './store/recovery.ts'

/** By camera and time; what is not ours is named and left alone. Ends with the counts of all that was said before. */
export async function* reindex(recordings: string, files: Files = realFiles): AsyncGenerator<ReindexLine> {
  const end = { segments: 0, gaps: 0, skipped: 0 }
  for await (const line of walk(recordings, files)) {
    if ('segment' in line) end.segments++
    else if ('gap' in line) end.gaps++
    else end.skipped++
    yield line
  }
  yield { end }
}

/** Folders on the way down to a file: camera, day, hour. A disk of its own brings others, such as lost+found. */
const folderNames = [idPatterns.camera, /^\d{4}-\d{2}-\d{2}$/, /^\d{2}$/]

async function* walk(recordings: string, files: Files, path: readonly string[] = []): AsyncGenerator<ReindexLine> {
  const isOurs = folderNames[path.length]
  for (const name of (await files.list(join(recordings, ...path))).sort()) {
    const deeper = [...path, name]
    if (!isOurs) yield* lines(recordings, deeper.join('/'), files)
    else if (isOurs.test(name)) yield* walk(recordings, files, deeper)
    else yield { skipped: deeper.join('/'), why: 'foreign' }
  }
}

async function* lines(recordings: string, path: string, files: Files): AsyncGenerator<ReindexLine> {
  const found = await look(recordings, path, files)
  if (typeof found === 'string') {
    yield { skipped: path, why: found }
    return
  }
  yield { segment: found }
  const { camera, gapBefore, startAt } = found
  if (gapBefore) yield { gap: { camera, from: gapBefore.from, to: startAt, cause: gapBefore.cause } }
}

async function look(recordings: string, path: string, files: Files): Promise<Segment | (typeof skippedWhys)[number]> {
  const place = readSegmentPath(path)
  if (!place) return 'foreign'
  try {
    const segment = await rowOf(join(recordings, path), files)
    if (!segment) return 'unfinished'
    // Whoever can write here can write anything: what the server would not take must not cost it all the rest.
    const isRow = segmentShape.safeParse(segment).success
    return isRow && segment.camera === place.camera && segment.startAt === place.startAt ? segment : 'foreign'
  } catch {
    return 'unreadable'
  }
}

if (import.meta.main) {
  const folder = process.env['SERENO_DATA']
  if (!folder) {
    process.stderr.write('reindex: SERENO_DATA is not set: the folder of data\n')
    process.exit(1)
  }
  for await (const line of reindex(join(folder, 'recordings'))) {
    // The launcher keeps this in its traces: the count alone tells nobody where to look.
    if ('skipped' in line) process.stderr.write(`reindex: skipped as ${line.why}: ${JSON.stringify(line.skipped)}\n`)
    if (!process.stdout.write(`${JSON.stringify(line)}\n`))
      await new Promise<void>((resolve) => process.stdout.once('drain', resolve))
  }
}
