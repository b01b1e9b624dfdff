// Recorded pictures on one channel of one wire: the GOP of a moment, the one after or before, or only its keyframe.

import type { CameraId } from '@sereno/domain/ids'
import { instant } from '@sereno/domain/instant'
import type { PictureHeader } from '@sereno/contract/pictures'
import type { Picture } from '../door/send-picture.ts'
import type { Place, SegmentTables } from '../store/segment-tables.ts'

export type Answer = { readonly picture: Picture } | { readonly nothing: string }

export class PlaybackChannel {
  readonly #channel: number
  readonly #camera: CameraId
  readonly #tables: SegmentTables
  #place: Place | undefined
  /** Whose init segment the console has. */
  #initOf: number | undefined

  constructor(channel: number, camera: CameraId, tables: SegmentTables) {
    this.#channel = channel
    this.#camera = camera
    this.#tables = tables
  }

  get camera(): CameraId {
    return this.#camera
  }

  async seek(at: number, request: number): Promise<Answer> {
    const place = await this.#tables.at(this.#camera, at)
    return place ? await this.#fragment(place, request) : { nothing: 'no-recording' }
  }

  async next(direction: 'forward' | 'backward', request: number): Promise<Answer> {
    if (!this.#place) return { nothing: 'no-place' }
    const isForward = direction === 'forward'
    const place = isForward
      ? await this.#tables.after(this.#camera, this.#place)
      : await this.#tables.before(this.#camera, this.#place)
    return place ? await this.#fragment(place, request) : { nothing: 'no-recording' }
  }

  async keyframe(at: number, request: number): Promise<Answer> {
    const place = await this.#tables.at(this.#camera, at)
    const bytes = place && (await this.#tables.readKeyframe(this.#camera, place))
    if (!bytes) return { nothing: 'no-recording' }
    const { init } = place.table
    const header = { ...this.#header('keyframe', place, request), initBytes: init.length }
    return { picture: { camera: this.#camera, header, bytes: [init, bytes], span: place } }
  }

  async #fragment(place: Place, request: number): Promise<Answer> {
    const bytes = await this.#tables.read(this.#camera, place)
    if (!bytes) return { nothing: 'not-readable' }
    const { table, first } = place
    const isNew = this.#initOf !== table.startAt
    this.#place = place
    this.#initOf = table.startAt
    const header = {
      ...this.#header('fragment', place, request),
      baseDecodeTicks: table.gops[first]?.decodeTicks ?? 0,
      initBytes: isNew ? table.init.length : 0,
    }
    return { picture: { camera: this.#camera, header, bytes: isNew ? [table.init, bytes] : [bytes], span: place } }
  }

  #header(type: 'fragment' | 'keyframe', { table, from, to }: Place, request: number): PictureHeader {
    const { startAt, codecString: codec, width, height } = table
    return {
      type,
      channel: this.#channel,
      request,
      codec,
      width,
      height,
      at: instant(from),
      durationMs: to - from,
      segmentStartAt: instant(startAt),
      isKeyframe: true,
    }
  }
}
