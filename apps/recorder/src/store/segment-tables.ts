// Finds the GOP of a moment in a camera's recordings, sealed or still growing, and reads it. Keeps a few files open and
// their tables parsed, since who looks at one GOP looks at the next one too.

import type { CameraId } from '@sereno/domain/ids'
import { instant, isInstant } from '@sereno/domain/instant'
import { segmentPath } from '@sereno/domain/video/recordings/segment-path'
import { fragment } from '@sereno/fmp4/fragment'
import { isProblem } from '@sereno/fmp4/problem'
import { firstSyncSample, nalUnitsOf } from '@sereno/fmp4/reader'
import { type OpenStage, openFragment } from '@sereno/fmp4/seal'
import { trace } from '../trace.ts'
import type { CameraStore } from './camera-store.ts'
import type { Files, StoredFile } from './files.ts'
import type { Library } from './library.ts'
import { type Place, type SegmentTable, bytesOf, placeAt, placeBefore } from './place.ts'
import { readSealed } from './read-segment.ts'

/** One wall of 16 and its neighbours, four times over. */
export const TABLES_MAX = 64
/** Who looks at recordings asks every few seconds: a file that nobody asked for is closed. */
export const UNUSED_MS_MAX = 120_000

interface Cached {
  readonly file: StoredFile
  readonly table: SegmentTable | undefined
  readonly stage: OpenStage
}

interface Entry {
  readonly opened: Promise<Cached | undefined>
  readonly usedMs: number
}

export interface TablesOptions {
  readonly folder: string
  readonly files: Files
  readonly library: Library
  readonly store: (camera: CameraId) => CameraStore | undefined
  readonly opener: (camera: CameraId, headerPart: Uint8Array) => OpenStage
  readonly nowMs: () => number
}

export class SegmentTables {
  readonly #options: TablesOptions
  /** In the order of use. */
  #cache = new Map<string, Entry>()

  constructor(options: TablesOptions) {
    this.#options = options
    // What is removed keeps its room on the disk as long as anybody has it open.
    options.library.onRemoval((camera, startAt) => {
      for (const state of ['growing', 'sealed'] as const) this.#forget(keyOf(camera, startAt, state))
    })
  }

  /** The GOP that contains the moment, or the next one after it; of a very long one its beginning. */
  async at(camera: CameraId, at: number): Promise<Place | undefined> {
    await this.#find(camera, at)
    const start = this.#lastStart(camera, at)
    if (start !== undefined) {
      const table = await this.#table(camera, start)
      const index = table ? table.gops.findLastIndex((gop) => gop.startAt <= at && gop.isSync) : -1
      if (table && at < table.endAt && index >= 0) return placeAt(table, index)
    }
    const next = this.#nextStart(camera, at)
    return next === undefined ? undefined : await this.#firstOf(camera, next)
  }

  async after(camera: CameraId, place: Place): Promise<Place | undefined> {
    // A growing file has become longer since; one that is removed is not gone on with.
    const table = await this.#table(camera, place.table.startAt)
    if (table && place.last + 1 < table.gops.length) return placeAt(table, place.last + 1)
    await this.#find(camera, table?.endAt ?? place.to)
    const next = this.#nextStart(camera, place.table.startAt)
    return next === undefined ? undefined : await this.#firstOf(camera, next)
  }

  async before(camera: CameraId, place: Place): Promise<Place | undefined> {
    const table = await this.#table(camera, place.table.startAt)
    const here = table && placeBefore(table, place.first)
    if (here) return here
    await this.#find(camera, place.table.startAt - 1)
    const start = this.#lastStart(camera, place.table.startAt - 1)
    const earlier = start === undefined ? undefined : await this.#table(camera, start)
    return earlier && placeBefore(earlier, earlier.gops.length)
  }

  /** Its fragments as a player wants them; none where they cannot be read. */
  async read(camera: CameraId, place: Pick<Place, 'table' | 'first' | 'last'>): Promise<readonly Uint8Array[]> {
    const { table, first, last } = place
    const cached = await this.#cached(camera, table.startAt)
    const from = table.gops[first]
    if (!cached || !from) return []
    const bytes = await cached.file.read(from.offset, bytesOf(place))
    if (bytes.length < bytesOf(place)) return []
    const { stage } = cached
    if (stage.name === 'identity') return [bytes]
    const opened: Uint8Array[] = []
    for (const gop of table.gops.slice(first, last + 1)) {
      const at = gop.offset - from.offset
      const part = openFragment(bytes.subarray(at, at + gop.byteLength), stage)
      if (isProblem(part)) return []
      opened.push(part)
    }
    return opened
  }

  /** A fragment with nothing but its keyframe. */
  async readKeyframe(camera: CameraId, place: Place): Promise<Uint8Array | undefined> {
    const [bytes] = await this.read(camera, { table: place.table, first: place.first, last: place.first })
    const sample = bytes && firstSyncSample(bytes)
    const nalUnits = !sample || isProblem(sample) ? undefined : nalUnitsOf(sample.bytes)
    if (!sample || isProblem(sample) || !nalUnits || isProblem(nalUnits)) return undefined
    const { decodeTicks, durationTicks } = sample
    const samples = [{ nalUnits, durationTicks, isSync: true }]
    return Buffer.concat(fragment({ sequence: 1, baseDecodeTicks: decodeTicks, samples }))
  }

  #growing(camera: CameraId) {
    return this.#options.store(camera)?.growing.filter(({ gops }) => gops.length > 0) ?? []
  }

  async #find(camera: CameraId, at: number): Promise<void> {
    const growing = () => new Set(this.#options.store(camera)?.growing.map(({ header }) => Number(header.startAt)))
    if (isInstant(at)) await this.#options.library.find(camera, at, growing)
  }

  #lastStart(camera: CameraId, at: number): number | undefined {
    const growing = this.#growing(camera).findLast(({ header }) => header.startAt <= at)?.header.startAt
    const sealed = this.#options.library.shelf(camera).lastFrom(at)?.startAt
    return growing !== undefined && growing > (sealed ?? 0) ? growing : sealed
  }

  #nextStart(camera: CameraId, at: number): number | undefined {
    const sealed = this.#options.library.shelf(camera).firstAfter(at)?.startAt
    const growing = this.#growing(camera).find(({ header }) => header.startAt > at)?.header.startAt
    return sealed !== undefined && sealed < (growing ?? Number.POSITIVE_INFINITY) ? sealed : growing
  }

  async #firstOf(camera: CameraId, startAt: number): Promise<Place | undefined> {
    const table = await this.#table(camera, startAt)
    const first = table ? table.gops.findIndex(({ isSync }) => isSync) : -1
    return table && first >= 0 ? placeAt(table, first) : undefined
  }

  async #table(camera: CameraId, startAt: number): Promise<SegmentTable | undefined> {
    const growing = this.#growing(camera).find(({ header }) => header.startAt === startAt)
    if (!growing) return (await this.#cached(camera, startAt))?.table
    const { format, headerPart, initBytes, gops, endAt } = growing
    const { codecString, width, height } = format
    return { startAt, endAt, codecString, width, height, init: headerPart.subarray(0, initBytes), gops: [...gops] }
  }

  async #cached(camera: CameraId, startAt: number): Promise<Cached | undefined> {
    const growing = this.#growing(camera).find(({ header }) => header.startAt === startAt)
    // Removed, or about to be.
    if (!growing && !this.#options.library.shelf(camera).has(startAt)) return undefined
    const key = keyOf(camera, startAt, growing ? 'growing' : 'sealed')
    const opened = this.#cache.get(key)?.opened ?? this.#open(camera, startAt, growing?.headerPart)
    this.#cache.delete(key)
    this.#cache.set(key, { opened, usedMs: this.#options.nowMs() })
    const [oldest] = this.#cache.keys()
    if (this.#cache.size > TABLES_MAX && oldest !== undefined) this.#forget(oldest)
    const cached = await opened
    if (!cached && this.#cache.get(key)?.opened === opened) this.#cache.delete(key)
    return cached
  }

  #forget(key: string): void {
    const entry = this.#cache.get(key)
    this.#cache.delete(key)
    void entry?.opened.then((cached) => cached?.file.close()).catch(() => undefined)
  }

  /** Closes what nobody uses; to be called every now and then. */
  tidy(): void {
    for (const [key, { usedMs }] of this.#cache) {
      if (this.#options.nowMs() - usedMs <= UNUSED_MS_MAX) break
      this.#forget(key)
    }
  }

  async #open(camera: CameraId, startAt: number, growing: Uint8Array | undefined): Promise<Cached | undefined> {
    const { files, folder, opener } = this.#options
    try {
      const file = await files.openToRead(`${folder}/${segmentPath(camera, instant(startAt))}`)
      if (growing) return { file, table: undefined, stage: opener(camera, growing) }
      const sealed = await readSealed(file, startAt)
      if (!sealed) {
        await file.close()
        return undefined
      }
      const { init, header, headerPart, initBytes, gops, trailer } = sealed
      const { codecString, width, height } = init
      const head = headerPart.subarray(0, initBytes)
      const endAt = startAt + trailer.endAt - header.startAt
      const table = { startAt, endAt, codecString, width, height, init: head, gops }
      return { file, table, stage: opener(camera, headerPart) }
    } catch (error) {
      trace.debug({ camera, startAt, error: String(error) }, 'a recording could not be opened')
      return undefined
    }
  }

  async close(): Promise<void> {
    const all = [...this.#cache.values()]
    this.#cache.clear()
    for (const { opened } of all) await (await opened)?.file.close().catch(() => undefined)
  }
}

function keyOf(camera: CameraId, startAt: number, state: 'growing' | 'sealed'): string {
  return `${camera}/${startAt}/${state}`
}
