// Recorded pictures on one channel of one wire: the GOP of a moment, the one after or before, or only its keyframe.

import type { CameraId } from '@sereno/domain/ids'
import { instant } from '@sereno/domain/instant'
import type { PictureHeader, PictureRequest } from '@sereno/contract/pictures'
import type { Picture } from '../door/send-picture.ts'
import type { Place } from '../store/place.ts'
import type { SegmentTables } from '../store/segment-tables.ts'

export type Wanted = Extract<PictureRequest, { type: 'seek' | 'next' | 'keyframe' }>
export type Answer = { readonly picture: Picture } | { readonly nothing: string }

const nothing = { nothing: 'no-recording' } as const

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

  /** Where what is wanted lies, before any of it is read. */
  async find(wanted: Wanted): Promise<Place | { readonly nothing: string }> {
    if (wanted.type !== 'next') {
      const place = await this.#tables.at(this.#camera, wanted.at)
      // Of a still only its own fragment is read.
      return (place && (wanted.type === 'keyframe' ? { ...place, last: place.first } : place)) ?? nothing
    }
    if (!this.#place) return { nothing: 'no-place' }
    const isForward = wanted.direction === 'forward'
    const place = isForward
      ? await this.#tables.after(this.#camera, this.#place)
      : await this.#tables.before(this.#camera, this.#place)
    return place ?? nothing
  }

  async picture(place: Place, { type, request }: Wanted): Promise<Answer> {
    return type === 'keyframe' ? await this.#keyframe(place, request) : await this.#fragment(place, request)
  }

  async #keyframe(place: Place, request: number): Promise<Answer> {
    const bytes = await this.#tables.readKeyframe(this.#camera, place)
    if (!bytes) return nothing
    const { init } = place.table
    const header = { ...this.#header('keyframe', place, request), initBytes: init.length }
    return { picture: { camera: this.#camera, header, bytes: [init, bytes], span: place } }
  }

  async #fragment(place: Place, request: number): Promise<Answer> {
    const bytes = await this.#tables.read(this.#camera, place)
    if (bytes.length === 0) return { nothing: 'not-readable' }
    const { table, first } = place
    const isNew = this.#initOf !== table.startAt
    this.#place = place
    this.#initOf = table.startAt
    const header = {
      ...this.#header('fragment', place, request),
      baseDecodeTicks: table.gops[first]?.decodeTicks ?? 0,
      initBytes: isNew ? table.init.length : 0,
    }
    return { picture: { camera: this.#camera, header, bytes: isNew ? [table.init, ...bytes] : bytes, span: place } }
  }

  #header(type: 'fragment' | 'keyframe', { table, first, from, to }: Place, request: number): PictureHeader {
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
      isKeyframe: table.gops[first]?.isSync ?? false,
    }
  }
}
