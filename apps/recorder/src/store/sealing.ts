// The files of one camera that have no trailer yet. Each gets it with the hash of the one before, and so in order; pictures
// of the next file wait for none of that.

import type { CameraId } from '@sereno/domain/ids'
import { segmentPath } from '@sereno/domain/video/recordings/segment-path'
import type { RecorderFact, Segment } from '@sereno/contract/recorder-events'
import { type Closing, type ClosingOptions, closeLate, closeSegment } from './close-segment.ts'
import type { Files } from './files.ts'
import type { OpenSegment, Unsynced } from './open-segment.ts'

export interface SealingOptions {
  readonly camera: CameraId
  readonly folder: string
  readonly files: Files
  /** Hash of the camera's newest closed file. */
  readonly firstHash: Promise<string>
  readonly note: (fact: RecorderFact) => void
  readonly onSealed: (segment: Segment) => void
  readonly onDiskError: (code: string) => void
  readonly onUnsynced: (lost: Unsynced) => void
}

export class Sealing {
  readonly #options: SealingOptions
  #chain: Promise<string>
  /** Files that the disk refuses to close, tried again now and then. */
  readonly #late = new Set<Promise<void>>()
  readonly #sleepers = new Set<() => void>()
  #isEnding = false
  /** Oldest first: playback reads them from here. */
  readonly growing: OpenSegment[] = []

  constructor(options: SealingOptions) {
    this.#options = options
    this.#chain = options.firstHash
  }

  seal(segment: OpenSegment): void {
    this.#chain = this.#seal(segment, this.#chain)
  }

  async #seal(segment: OpenSegment, before: Promise<string>): Promise<string> {
    const prevHash = await before
    const options = this.#closingOf(segment)
    const closing = await closeSegment(segment, prevHash, options)
    if (closing.is === 'late') {
      const late = closeLate(segment, prevHash, options)
        .then((closedLate) => this.#closed(segment, closedLate))
        .finally(() => this.#late.delete(late))
      this.#late.add(late)
      return prevHash
    }
    await this.#closed(segment, closing)
    // The chain goes past a file that has no hash.
    return closing.is === 'closed' ? (closing.row?.hash ?? prevHash) : prevHash
  }

  #closingOf({ header }: OpenSegment): ClosingOptions {
    const { camera, folder, files, note, onDiskError, onUnsynced } = this.#options
    const path = `${folder}/${segmentPath(camera, header.startAt)}`
    const pause = (ms: number): Promise<void> => this.#pause(ms)
    return { camera, files, path, note, onDiskError, onUnsynced, pause, isEnding: () => this.#isEnding }
  }

  async #closed(segment: OpenSegment, closing: Closing): Promise<void> {
    // On the shelf before it leaves the growing ones: a reader finds it at every moment.
    if (closing.is === 'closed' && closing.row) this.#options.onSealed(closing.row)
    const at = this.growing.indexOf(segment)
    if (at >= 0) this.growing.splice(at, 1)
    await segment.file.close().catch(() => undefined)
  }

  async #pause(ms: number): Promise<void> {
    if (this.#isEnding) return
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, ms)
    this.#sleepers.add(resolve)
    await promise
    clearTimeout(timer)
    this.#sleepers.delete(resolve)
  }

  /** No file is waited for any longer: what cannot be closed now, the next start closes. */
  hurry(): void {
    this.#isEnding = true
    for (const wake of this.#sleepers) wake()
  }

  async done(): Promise<void> {
    await this.#chain
    await Promise.all(this.#late)
  }
}
