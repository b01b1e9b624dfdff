// What this recorder has on the disk, camera by camera, and the hand that removes what is expired. What goes is decided
// in domain (retention.ts); here it is noted first, then removed: a crash between leaves a file, never a lost fact.

import { RETENTION_HOURS_DEFAULT } from '@sereno/domain/video/cameras/camera'
import { type Expiry, type ExpiryCause, type Hold, expired } from '@sereno/domain/video/recordings/retention'
import { Shelf } from '@sereno/domain/video/recordings/shelf'
import { hourEnd, hourFolder, readSegmentPath, segmentPath } from '@sereno/domain/video/recordings/segment-path'
import type { CameraId } from '@sereno/domain/ids'
import { type Instant, instant } from '@sereno/domain/instant'
import type { RecorderFact, Segment } from '@sereno/contract/recorder-events'
import { GOP_MS_MAX } from '../ingest/gop.ts'
import { trace } from '../trace.ts'
import { WITHOUT_KEYFRAME_MS_MAX } from './camera-store.ts'
import type { Files } from './files.ts'

/** One pass; the next follows at once while there is more. */
const EXPIRED_AT_ONCE_MAX = 1_000
const REMOVALS_AT_ONCE = 8
/** Files of two seconds, and as many again: beyond it a listing is a broken disk. */
const FILES_IN_DAY_MAX = 86_400
/** A file ends with its hour, at most at the first GOP that may end it, and that GOP may be the longest. */
const OVER_HOUR_MS_MAX = WITHOUT_KEYFRAME_MS_MAX + GOP_MS_MAX

export interface Keeping {
  readonly retentionHours: number
  readonly retentionBytesMax?: number | undefined
  readonly holds: readonly Hold[]
}

export interface LibraryOptions {
  readonly folder: string
  readonly files: Files
  readonly storeBytesMax: number | undefined
  readonly now: () => number
  readonly note: (fact: RecorderFact) => void
  /** Resolves when all that was noted is on the disk. */
  readonly noted: () => Promise<void>
  /** Bytes in files that are still growing. */
  readonly openBytes: () => number
}

export class Library {
  readonly #options: LibraryOptions
  readonly #shelves = new Map<CameraId, Shelf>()
  readonly #scanned = new Set<CameraId>()
  readonly #removals = new Set<(camera: CameraId, startAt: number) => void>()
  #keeping = new Map<CameraId, Keeping>()
  #expiring: Promise<void> | undefined
  #isAsked = false

  constructor(options: LibraryOptions) {
    this.#options = options
  }

  shelf(camera: CameraId): Shelf {
    let shelf = this.#shelves.get(camera)
    if (!shelf) this.#shelves.set(camera, (shelf = new Shelf()))
    return shelf
  }

  /** Told when a recording is off the shelf, before its file is gone. */
  onRemoval(listener: (camera: CameraId, startAt: number) => void): void {
    this.#removals.add(listener)
  }

  get bytes(): number {
    let bytes = 0
    for (const shelf of this.#shelves.values()) bytes += shelf.bytes
    return bytes
  }

  get oldestAt(): Instant | undefined {
    let oldest: number | undefined
    for (const shelf of this.#shelves.values()) {
      const first = shelf.at(0)
      if (first && (oldest === undefined || first.startAt < oldest)) oldest = first.startAt
    }
    return oldest === undefined ? undefined : instant(oldest)
  }

  /** Cameras that are not named keep what they were last given: their recordings outlive their removal by their hours. */
  keep(keeping: ReadonlyMap<CameraId, Keeping>): void {
    this.#keeping = new Map([...this.#keeping, ...keeping])
  }

  add({ camera, startAt, endAt, bytes }: Segment): void {
    this.shelf(camera).add({ startAt, durationMs: endAt - startAt, bytes })
    const { storeBytesMax, openBytes } = this.#options
    const most = this.#keeping.get(camera)?.retentionBytesMax
    const isOver = storeBytesMax !== undefined && this.bytes + openBytes() > storeBytesMax
    if (isOver || (most !== undefined && this.shelf(camera).bytes > most)) void this.expire()
  }

  /** Puts on the shelf what lies in the camera's folders, a day at a time; recording does not wait for it. */
  async scan(camera: CameraId, growing: () => ReadonlySet<number>): Promise<void> {
    const { files, folder } = this.#options
    for (const day of (await files.list(`${folder}/${camera}`)).sort()) await this.#take(camera, day, growing)
    this.#scanned.add(camera)
  }

  /** A full disk takes a while to scan: until it is done, who asks for a moment has its hour looked up. */
  async find(camera: CameraId, at: Instant, growing: () => ReadonlySet<number>): Promise<void> {
    if (this.#scanned.has(camera)) return
    const last = this.shelf(camera).lastFrom(at)
    // How long a file of another hour is may be no more than an upper bound, and this hour's files unknown.
    const isOfHour = last && hourFolder(camera, instant(last.startAt)) === hourFolder(camera, at)
    if (isOfHour && at < last.startAt + last.durationMs) return
    await this.#take(camera, hourFolder(camera, at).slice(camera.length + 1), growing)
  }

  /** @param under a day, or a day and hour, of the camera's folder */
  async #take(camera: CameraId, under: string, growing: () => ReadonlySet<number>): Promise<void> {
    const { files, folder } = this.#options
    const found = await files.tree(`${folder}/${camera}/${under}`, FILES_IN_DAY_MAX)
    if (found.isCut) trace.error({ camera, under, most: FILES_IN_DAY_MAX }, 'too many files')
    const segments = found.files
      .map(({ path, bytes }) => ({ startAt: readSegmentPath(`${camera}/${under}/${path}`)?.startAt, bytes }))
      .filter((each): each is { startAt: Instant; bytes: number } => each.startAt !== undefined)
      .sort((a, b) => a.startAt - b.startAt)
    // One may have begun or been closed since the folder was listed.
    const open = growing()
    const shelf = this.shelf(camera)
    for (const [index, { startAt, bytes }] of segments.entries()) {
      if (open.has(startAt) || shelf.has(startAt)) continue
      // The most that it can be: what is held must not go because a file is longer than one would think. Files may be
      // longer than today's setting, and all run on to the end of their last GOP.
      const nextAt = segments[index + 1]?.startAt ?? Number.POSITIVE_INFINITY
      const endAt = Math.min(nextAt, hourEnd(startAt) + OVER_HOUR_MS_MAX)
      shelf.add({ startAt, durationMs: endAt - startAt, bytes })
    }
  }

  /** Removes what is expired. Asked again while it runs, it runs once more. */
  async expire(): Promise<void> {
    this.#isAsked = true
    this.#expiring ??= this.#expireAll()
      .catch((error: unknown) => trace.error({ error: String(error) }, 'what is expired could not be removed'))
      .finally(() => {
        this.#expiring = undefined
      })
    await this.#expiring
  }

  /** Resolves when what was noted as expired is gone. */
  async settled(): Promise<void> {
    await this.#expiring
  }

  async #expireAll(): Promise<void> {
    while (this.#isAsked) {
      this.#isAsked = false
      const cameras = [...this.#shelves.keys()]
      const stores = cameras.map((camera) => ({ shelf: this.shelf(camera), ...this.#keepingOf(camera) }))
      const { now, storeBytesMax, openBytes } = this.#options
      const most = storeBytesMax === undefined ? undefined : Math.max(0, storeBytesMax - openBytes())
      const gone = expired(stores, { now: now(), storeBytesMax: most, most: EXPIRED_AT_ONCE_MAX })
      if (gone.length === 0) continue
      this.#isAsked ||= gone.length >= EXPIRED_AT_ONCE_MAX
      await this.#remove(gone.map((one) => ({ ...one, camera: cameras[one.camera] as CameraId })))
    }
  }

  #keepingOf(camera: CameraId): Keeping {
    return this.#keeping.get(camera) ?? { retentionHours: RETENTION_HOURS_DEFAULT, holds: [] }
  }

  async #remove(gone: readonly (Omit<Expiry, 'camera'> & { readonly camera: CameraId })[]): Promise<void> {
    const { files, folder, note, noted } = this.#options
    const groups = new Map<string, { camera: CameraId; why: ExpiryCause; startAts: Instant[] }>()
    for (const { camera, startAt, why } of gone) {
      this.shelf(camera).remove(startAt)
      for (const listener of this.#removals) listener(camera, startAt)
      const key = `${camera} ${why}`
      const group = groups.get(key) ?? { camera, why, startAts: [] }
      group.startAts.push(instant(startAt))
      groups.set(key, group)
    }
    for (const { camera, why, startAts } of groups.values()) note({ kind: 'segments.expired', camera, startAts, why })
    await noted()
    const waiting = [...gone]
    const hand = async (): Promise<void> => {
      for (let one = waiting.shift(); one; one = waiting.shift()) {
        await files.remove(`${folder}/${segmentPath(one.camera, instant(one.startAt))}`).catch((error: unknown) => {
          trace.error({ camera: one?.camera, error: String(error) }, 'an expired recording could not be removed')
        })
      }
    }
    await Promise.all(Array.from({ length: REMOVALS_AT_ONCE }, hand))
    await this.#removeEmptyFolders(gone.map(({ camera, startAt }) => hourFolder(camera, instant(startAt))))
  }

  /** Never one that a file may just be put into: the hour that runs, and the one before. */
  async #removeEmptyFolders(hours: readonly string[]): Promise<void> {
    const { files, folder, now } = this.#options
    for (const hour of new Set(hours)) {
      const [camera = ''] = hour.split('/')
      const isRunning = [0, 3_600_000].some((ago) => hour === hourFolder(camera as CameraId, instant(now() - ago)))
      if (isRunning) continue
      await files.removeEmptyFolder(`${folder}/${hour}`)
      await files.removeEmptyFolder(`${folder}/${hour.slice(0, hour.lastIndexOf('/'))}`)
    }
  }
}
