// Closes one recording file: trailer, hash, row. A full disk is waited for; a disk that goes on refusing, or a file that
// cannot be closed, is left as it stands, whole up to its last GOP, and costs neither the files after it nor other cameras.

import type { CameraId } from '@sereno/domain/ids'
import type { RecorderFact, Segment } from '@sereno/contract/recorder-events'
import { trace } from '../trace.ts'
import { type Files, diskErrorCode, isDiskFull } from './files.ts'
import type { OpenSegment, Unsynced } from './open-segment.ts'
import { closeLeftOpen } from './recovery.ts'

/** A disk that refused is asked again after this. */
export const RETRY_MS = 2_000
/** A disk that was full has room again some day; one that errs on this file for ten seconds will go on. */
export const TRIES_MAX = 5

export interface ClosingOptions {
  readonly camera: CameraId
  readonly files: Files
  readonly path: string
  readonly note: (fact: RecorderFact) => void
  readonly onDiskError: (code: string) => void
  /** What a failed sync has cost this file. */
  readonly onUnsynced: (lost: Unsynced) => void
  /** The recorder ends: what cannot be closed now, the next start closes. */
  readonly isEnding: () => boolean
}

/** The row of the closed file; nothing where it held no picture, or was left as it stands. The handle stays open. */
export async function closeSegment(
  segment: OpenSegment,
  prevHash: string,
  options: ClosingOptions,
): Promise<Segment | undefined> {
  const { camera, files, path, onDiskError, onUnsynced, isEnding } = options
  for (let tried = 1; ; tried++) {
    try {
      await segment.syncsDone()
      if (segment.isDoubted) onUnsynced(await segment.backToSynced())
      if (segment.gops.length > 0) return await segment.finish(prevHash)
      await files.remove(path)
      return undefined
    } catch (error) {
      trace.error({ camera, error: String(error) }, 'a recording could not be closed')
      const code = diskErrorCode(error)
      if (code === undefined) return await closeFromFile(segment, prevHash, options)
      onDiskError(code)
      if (isEnding()) return undefined
      if (!isDiskFull(code) && tried >= TRIES_MAX) return leave(segment, options)
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
    }
  }
}

/** What we remember of it makes no trailer: what lies in the file may. */
async function closeFromFile(
  segment: OpenSegment,
  prevHash: string,
  options: ClosingOptions,
): Promise<Segment | undefined> {
  const { files, path, camera } = options
  try {
    const { changedMs } = await files.stat(path)
    return await closeLeftOpen(path, { files, changedMs, prevHash })
  } catch (error) {
    trace.error({ camera, error: String(error) }, 'a recording is left without its end')
    return leave(segment, options)
  }
}

function leave({ header }: OpenSegment, { camera, note }: ClosingOptions): undefined {
  note({ kind: 'segment.forgotten', camera, startAt: header.startAt })
  return undefined
}
