// Closes one recording file: trailer, hash, row. A full disk is waited for. A disk that goes on refusing this one file is the
// file's own trouble: it is late, and neither the files after it nor other cameras wait for it.

import type { CameraId } from '@sereno/domain/ids'
import type { RecorderFact, Segment } from '@sereno/contract/recorder-events'
import { trace } from '../trace.ts'
import { type Files, diskErrorCode, isDiskFull } from './files.ts'
import type { OpenSegment, Unsynced } from './open-segment.ts'
import { closeLeftOpen } from './recovery.ts'

/** A disk that refused is asked again after this. */
const RETRY_MS = 2_000
/** A disk that was full has room again some day; one that errs for ten seconds on a file that others get past errs on it. */
export const TRIES_MAX = 5
/** How often a late file is tried. */
export const LATE_MS = 60_000

export interface ClosingOptions {
  readonly camera: CameraId
  readonly files: Files
  readonly path: string
  readonly note: (fact: RecorderFact) => void
  readonly onDiskError: (code: string) => void
  /** What a failed sync has cost this file. */
  readonly onUnsynced: (lost: Unsynced) => void
  /** Ends early when the recorder ends. */
  readonly pause: (ms: number) => Promise<void>
  /** What cannot be closed now, the next start closes. */
  readonly isEnding: () => boolean
}

/** `closed` without a row: it held no picture, or is left as it stands. The handle stays open. */
export type Closing =
  | { readonly is: 'closed'; readonly row: Segment | undefined }
  | { readonly is: 'late' }
  | { readonly is: 'left' }

export async function closeSegment(segment: OpenSegment, prevHash: string, options: ClosingOptions): Promise<Closing> {
  for (let tried = 1; ; tried++) {
    try {
      return { is: 'closed', row: await tryToClose(segment, prevHash, options) }
    } catch (error) {
      const code = diskErrorCode(error) ?? ''
      options.onDiskError(code)
      if (options.isEnding()) return { is: 'left' }
      if (!isDiskFull(code) && tried >= TRIES_MAX) return { is: 'late' }
      await options.pause(RETRY_MS)
    }
  }
}

/** Goes on trying once a minute, and no longer takes it for the disk's trouble. */
export async function closeLate(segment: OpenSegment, prevHash: string, options: ClosingOptions): Promise<Closing> {
  for (;;) {
    await options.pause(LATE_MS)
    try {
      return { is: 'closed', row: await tryToClose(segment, prevHash, options) }
    } catch {
      if (options.isEnding()) return { is: 'left' }
    }
  }
}

/** Throws what the disk refuses, and nothing else. */
async function tryToClose(
  segment: OpenSegment,
  prevHash: string,
  options: ClosingOptions,
): Promise<Segment | undefined> {
  const { camera, files, path, onUnsynced } = options
  try {
    await segment.syncsDone()
    if (segment.isDoubted) onUnsynced(await segment.backToSynced())
    if (segment.gops.length > 0) return await segment.finish(prevHash)
    await files.remove(path)
    return undefined
  } catch (error) {
    trace.error({ camera, error: String(error) }, 'a recording could not be closed')
    if (diskErrorCode(error) !== undefined) throw error
    return await closeFromFile(segment, prevHash, options)
  }
}

/** What we remember of it makes no trailer: what lies in the file may. */
async function closeFromFile(
  { header }: OpenSegment,
  prevHash: string,
  { files, path, camera, note }: ClosingOptions,
): Promise<Segment | undefined> {
  try {
    const { changedMs } = await files.stat(path)
    return await closeLeftOpen(path, { files, changedMs, prevHash })
  } catch (error) {
    trace.error({ camera, error: String(error) }, 'a recording is left without its end')
    note({ kind: 'segment.forgotten', camera, startAt: header.startAt })
    return undefined
  }
}
