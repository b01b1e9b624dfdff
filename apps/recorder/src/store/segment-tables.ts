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
import type { StoredGop } from './open-segment.ts'
import { readSealed } from './read-segment.ts'

/** One wall of 16 and its neighbours, four times over. */
export const TABLES_MAX = 64

export interface SegmentTable {
  readonly startAt: number
  readonly endAt: number
  readonly codecString: string
  readonly width: number
  readonly height: number
  readonly init: Uint8Array
  readonly gops: readonly StoredGop[]
}

/** A GOP as one plays it: from a keyframe to before the next one. */
export interface Place {
  readonly table: SegmentTable
  /** First and last fragment, both included. */
  readonly first: number
  readonly last: number
  readonly from: number
  readonly to: number
}

interface Cached {
  readonly file: StoredFile
  readonly table: SegmentTable | undefined
  readonly stage: OpenStage
}

export interface TablesOptions {
  readonly folder: string
  readonly files: Files
  readonly library: Library
  readonly store: (camera: CameraId) => CameraStore | undefined
  readonly opener: (camera: CameraId, headerPart: Uint8Array) => OpenStage
}

export class SegmentTables {
  readonly #options: TablesOptions
  /** In the order of use. */
  #cache = new Map<string, Promise<Cached | undefined>>()

  constructor(options: TablesOptions) {
    this.#options = options
  }

  /** The GOP that contains the moment, or the next one after it. */
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
    // A growing file has become longer since.
    const table = (await this.#table(camera, place.table.startAt)) ?? place.table
    const index = table.gops.findIndex((gop, each) => each > place.first && gop.isSync)
    if (index >= 0) return placeAt(table, index)
    await this.#find(camera, table.endAt)
    const next = this.#nextStart(camera, place.table.startAt)
    return next === undefined ? undefined : await this.#firstOf(camera, next)
  }

  async before(camera: CameraId, place: Place): Promise<Place | undefined> {
    const index = place.table.gops.findLastIndex((gop, each) => each < place.first && gop.isSync)
    if (index >= 0) return placeAt(place.table, index)
    await this.#find(camera, place.table.startAt - 1)
    const start = this.#lastStart(camera, place.table.startAt - 1)
    const table = start === undefined ? undefined : await this.#table(camera, start)
    const last = table ? table.gops.findLastIndex((gop) => gop.isSync) : -1
    return table && last >= 0 ? placeAt(table, last) : undefined
  }

  /** Its fragments as a player wants them. */
  async read(camera: CameraId, { table, first, last }: Place): Promise<Uint8Array | undefined> {
    const cached = await this.#cached(camera, table.startAt)
    const [from, to] = [table.gops[first], table.gops[last]]
    if (!cached || !from || !to) return undefined
    const bytes = await cached.file.read(from.offset, to.offset + to.byteLength - from.offset)
    if (bytes.length < to.offset + to.byteLength - from.offset) return undefined
    const { stage } = cached
    if (stage.name === 'identity') return bytes
    const opened: Uint8Array[] = []
    for (const gop of table.gops.slice(first, last + 1)) {
      const at = gop.offset - from.offset
      const part = openFragment(bytes.subarray(at, at + gop.byteLength), stage)
      if (isProblem(part)) return undefined
      opened.push(part)
    }
    return Buffer.concat(opened)
  }

  /** A fragment with nothing but its keyframe. */
  async readKeyframe(camera: CameraId, place: Place): Promise<Uint8Array | undefined> {
    const bytes = await this.read(camera, { ...place, last: place.first })
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
    const key = `${camera}/${startAt}/${growing ? 'growing' : 'sealed'}`
    const found = this.#cache.get(key)
    this.#cache.delete(key)
    const cached = found ?? this.#open(camera, startAt, growing?.headerPart)
    this.#cache.set(key, cached)
    for (const [old, value] of this.#cache) {
      if (this.#cache.size <= TABLES_MAX) break
      this.#cache.delete(old)
      void value.then((each) => each?.file.close()).catch(() => undefined)
    }
    const opened = await cached
    if (!opened && this.#cache.get(key) === cached) this.#cache.delete(key)
    return opened
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
    for (const each of all) await (await each)?.file.close().catch(() => undefined)
  }
}

function placeAt(table: SegmentTable, first: number): Place {
  const next = table.gops.findIndex((gop, index) => index > first && gop.isSync)
  const last = (next < 0 ? table.gops.length : next) - 1
  const [from, end] = [table.gops[first], table.gops[last]]
  return { table, first, last, from: from?.startAt ?? 0, to: (end?.startAt ?? 0) + (end?.durationMs ?? 0) }
}
