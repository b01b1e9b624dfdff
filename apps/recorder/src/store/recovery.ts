// After a crash: finds what the recorder before us left open, cuts the torn end, closes the file, and notes every closed
// file that the journal does not know. Recording has begun meanwhile: only the newest file's end is waited for.

import type { CameraId } from '@sereno/domain/ids'
import { instant } from '@sereno/domain/instant'
import { readSegmentPath } from '@sereno/domain/video/recordings/segment-path'
import type { Segment } from '@sereno/contract/recorder-events'
import { encodeGopTable } from '@sereno/fmp4/gop-table'
import type { KnownSegments } from '../journal/journal.ts'
import { trace } from '../trace.ts'
import type { Before } from './camera-store.ts'
import type { Files, StoredFile } from './files.ts'
import { trailerBytes } from './open-segment.ts'
import { type LeftOpen, hashFile, readLeftOpen, readSealed } from './read-segment.ts'
import { FIRST_HASH, type SegmentTrailerJson, segmentRow } from './segment-json.ts'

/** Files that could be open: those of the hour that ran, and of the one before where it had just turned. */
const HOUR_FOLDERS_LOOKED_AT = 2

export interface RecoveryOptions {
  readonly files: Files
  readonly folder: string
  readonly journal: KnownSegments
  readonly onRow: (row: Segment) => void
  /** Runs the slow part of one camera; a few at a time. */
  readonly slowly: <T>(work: () => Promise<T>) => Promise<T>
}

interface Found {
  readonly path: string
  readonly startAt: number
}

export async function recoverCamera(camera: CameraId, options: RecoveryOptions): Promise<Before> {
  const found = await newestFiles(camera, options)
  const newest = found.at(-1)
  if (!newest) return { hash: Promise.resolve(FIRST_HASH) }
  const endAt = await endOf(newest, options).catch((error: unknown) => {
    trace.error({ camera, path: newest.path, error: String(error) }, 'the newest recording cannot be read')
    return newest.startAt
  })
  const hash = options
    .slowly(() => closeAll(camera, found, options))
    .catch((error: unknown) => {
      trace.error({ camera, error: String(error) }, 'what was left open could not be closed')
      return FIRST_HASH
    })
  return { endAt, hash }
}

async function newestFiles(camera: CameraId, { files, folder }: RecoveryOptions): Promise<Found[]> {
  const found: Found[] = []
  let folders = 0
  const days = (await files.list(`${folder}/${camera}`)).filter((name) => /^\d{4}-\d\d-\d\d$/.test(name)).sort()
  for (const day of days.toReversed()) {
    const hours = (await files.list(`${folder}/${camera}/${day}`)).filter((name) => /^\d\d$/.test(name)).sort()
    for (const hour of hours.toReversed()) {
      if (folders++ >= HOUR_FOLDERS_LOOKED_AT) return found.sort((a, b) => a.startAt - b.startAt)
      for (const name of await files.list(`${folder}/${camera}/${day}/${hour}`)) {
        const path = `${camera}/${day}/${hour}/${name}`
        const read = readSegmentPath(path)
        if (read) found.push({ path: `${folder}/${path}`, startAt: read.startAt })
      }
    }
  }
  return found.sort((a, b) => a.startAt - b.startAt)
}

async function endOf({ path, startAt }: Found, { files }: RecoveryOptions): Promise<number> {
  return await withFile(files.openToRead(path), async (file) => {
    const sealed = await readSealed(file)
    if (sealed) return sealed.trailer.endAt
    const { changedMs } = await files.stat(path)
    return (await readLeftOpen(file, changedMs))?.endAt ?? startAt
  })
}

/** The end of a camera's chain as far as it is known. */
interface ChainEnd {
  readonly before?: Found
  /** Of that file; absent where nobody needed it yet. */
  readonly hash?: string | undefined
}

/** Oldest first, so that each finds the hash of the one before. Answers the hash of the newest. */
async function closeAll(camera: CameraId, found: readonly Found[], options: RecoveryOptions): Promise<string> {
  let end: ChainEnd = {}
  for (const each of found) {
    try {
      end = await closeNext(camera, each, end, options)
    } catch (error) {
      // One bad sector must not leave all the others open: the chain goes past this file.
      trace.error({ camera, path: each.path, error: String(error) }, 'a recording could not be read')
    }
  }
  return await hashAt(end, options.files)
}

async function closeNext(camera: CameraId, each: Found, end: ChainEnd, options: RecoveryOptions): Promise<ChainEnd> {
  const { files, journal, onRow } = options
  const known = journal.known.get(`${camera}/${each.startAt}`)
  if (known !== undefined) return { before: each, hash: known }
  const { changedMs } = await files.stat(each.path)
  const sealed = await withFile(files.openToRead(each.path), readSealed)
  // Known to an older part of the journal: its hash is read only if somebody needs it.
  if (sealed && changedMs < journal.since) return { before: each }
  const row = sealed
    ? await rowOf(each.path, files)
    : await closeLeftOpen(each.path, { files, changedMs, prevHash: await hashAt(end, files) })
  if (!row) return end
  onRow(row)
  return { before: each, hash: row.hash }
}

/** Of a file that cannot be read there is none: then whoever follows begins anew. */
async function hashAt({ before, hash }: ChainEnd, files: Files): Promise<string> {
  return hash ?? (before ? await hashOf(before, files).catch(() => FIRST_HASH) : FIRST_HASH)
}

function hashOf({ path }: Found, files: Files): Promise<string> {
  return withFile(files.openToRead(path), hashFile)
}

/** The index row of a sealed file, from the file alone. */
export async function rowOf(path: string, files: Files): Promise<Segment | undefined> {
  return await withFile(files.openToRead(path), async (file) => {
    const sealed = await readSealed(file)
    if (!sealed) return undefined
    const { header, trailer, init, bytes } = sealed
    return segmentRow({ header, trailer, format: init, bytes, hash: await hashFile(file) })
  })
}

interface CloseOptions {
  readonly files: Files
  readonly changedMs: number
  readonly prevHash: string
}

/** Cuts the torn tail and writes the trailer; a file without one whole GOP goes. */
export async function closeLeftOpen(
  path: string,
  { files, changedMs, prevHash }: CloseOptions,
): Promise<Segment | undefined> {
  const closed = await withFile(files.open(path), async (file) => {
    const left = await readLeftOpen(file, changedMs)
    if (!left) return false
    const trailer = trailerOf(left, prevHash)
    await file.truncate(left.wholeBytes)
    await file.write([trailerBytes(left.gops, trailer)], left.wholeBytes)
    await file.sync()
    return true
  })
  if (closed) return await rowOf(path, files)
  trace.warn({ path }, 'a recording without one whole picture was removed')
  await files.remove(path)
  return undefined
}

function trailerOf(left: LeftOpen, prevHash: string): SegmentTrailerJson {
  return {
    v: 1,
    prevHash,
    endAt: instant(left.endAt),
    mediaDurationTicks: left.mediaDurationTicks,
    frames: left.frames,
    headerBytes: left.headerBytes,
    gops: Buffer.from(encodeGopTable(left.gops)).toString('base64'),
    isRecovered: true,
  }
}

async function withFile<T>(opening: Promise<StoredFile>, use: (file: StoredFile) => Promise<T>): Promise<T> {
  const file = await opening
  try {
    return await use(file)
  } finally {
    await file.close()
  }
}
