// A program: reads every closed recording file and prints the rows of the index as JSON lines, equal to those that were
// noted when the files were closed; and the gaps before them. `./sereno reindex` gives them to the server.
// Hashes are computed anew: a file that was altered shows itself by another hash than its successor's prevHash.

import { join } from 'node:path'
import { readSegmentPath } from '@sereno/domain/video/recordings/segment-path'
import { type Files, realFiles } from './store/files.ts'
import { rowOf } from './store/recovery.ts'

export type ReindexLine =
  | { readonly segment: NonNullable<Awaited<ReturnType<typeof rowOf>>> }
  | { readonly gap: { camera: string; from: number; to: number; cause: string } }
  /** Not closed yet, or not one of ours. */
  | { readonly skipped: string }

/** By camera and time. */
export async function* reindex(recordings: string, files: Files = realFiles): AsyncGenerator<ReindexLine> {
  for (const camera of (await files.list(recordings)).sort()) {
    for (const day of (await files.list(join(recordings, camera))).sort()) {
      for (const hour of (await files.list(join(recordings, camera, day))).sort()) {
        const names = (await files.list(join(recordings, camera, day, hour))).sort()
        for (const name of names) yield* lines(recordings, `${camera}/${day}/${hour}/${name}`, files)
      }
    }
  }
}

async function* lines(recordings: string, path: string, files: Files): AsyncGenerator<ReindexLine> {
  const place = readSegmentPath(path)
  const segment = place && (await rowOf(join(recordings, path), files).catch(() => undefined))
  if (!segment || segment.camera !== place.camera || segment.startAt !== place.startAt) {
    yield { skipped: path }
    return
  }
  yield { segment }
  const { camera, gapBefore, startAt } = segment
  if (gapBefore) yield { gap: { camera, from: gapBefore.from, to: startAt, cause: gapBefore.cause } }
}

if (import.meta.main) {
  const folder = process.env['SERENO_DATA']
  if (!folder) {
    process.stderr.write('reindex: SERENO_DATA is not set: the folder of data\n')
    process.exit(1)
  }
  for await (const line of reindex(join(folder, 'recordings'))) {
    if (!process.stdout.write(`${JSON.stringify(line)}\n`))
      await new Promise<void>((resolve) => process.stdout.once('drain', resolve))
  }
}
