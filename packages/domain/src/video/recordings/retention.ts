// Decides which segments go, and why. Hours first, then bytes of a camera, then bytes of the whole store, each oldest
// first. A hold wins over all of them until it ends; nothing that is neither expired nor beyond a limit ever goes.

import type { Shelf, ShelvedSegment } from './shelf.ts'

export interface Hold {
  readonly from: number
  readonly to: number
  readonly endsAt: number
}

export interface CameraStore {
  readonly shelf: Shelf
  readonly retentionHours: number
  readonly retentionBytesMax?: number | undefined
  readonly holds: readonly Hold[]
}

export type ExpiryCause = 'retention-hours' | 'retention-bytes' | 'store-full'

export interface Expiry {
  /** Which of the cameras that were given. */
  readonly camera: number
  readonly startAt: number
  readonly why: ExpiryCause
}

export interface RetentionLimits {
  readonly now: number
  readonly storeBytesMax?: number | undefined
  /** One pass is bounded, so that a year of arrears does not hold up the pictures; the next pass goes on. */
  readonly most: number
}

const HOUR_MS = 3_600_000

export function expired(cameras: readonly CameraStore[], { now, storeBytesMax, most }: RetentionLimits): Expiry[] {
  const gone: Expiry[] = []
  const cursors = cameras.map((camera) => new Cursor(camera, now))
  let total = cameras.reduce((sum, { shelf }) => sum + shelf.bytes, 0)
  const take = (camera: number, segment: ShelvedSegment, why: ExpiryCause): void => {
    gone.push({ camera, startAt: segment.startAt, why })
    total -= segment.bytes
    cursors[camera]?.take(segment)
  }
  cursors.forEach((cursor, camera) => {
    const { retentionHours, retentionBytesMax = Number.POSITIVE_INFINITY } = cursor.store
    const cutoff = now - retentionHours * HOUR_MS
    for (let segment = cursor.oldest(); segment && gone.length < most; segment = cursor.oldest()) {
      if (segment.startAt + segment.durationMs <= cutoff) take(camera, segment, 'retention-hours')
      else if (cursor.bytes > retentionBytesMax) take(camera, segment, 'retention-bytes')
      else break
    }
  })
  const tooMany = () => storeBytesMax !== undefined && total > storeBytesMax && gone.length < most
  for (let oldest = oldestOfAll(cursors); oldest && tooMany(); oldest = oldestOfAll(cursors)) {
    take(oldest.camera, oldest.segment, 'store-full')
  }
  // Where all that is left is held, the limit gives way and not the hold.
  return gone
}

/** Steps over one camera's segments from the oldest, leaving out what is held. */
class Cursor {
  readonly store: CameraStore
  readonly #holds: readonly Hold[]
  #index = 0
  bytes: number

  constructor(store: CameraStore, now: number) {
    this.store = store
    this.bytes = store.shelf.bytes
    this.#holds = store.holds.filter((hold) => hold.endsAt > now)
  }

  oldest(): ShelvedSegment | undefined {
    for (;;) {
      const segment = this.store.shelf.at(this.#index)
      if (!segment || !this.#isHeld(segment)) return segment
      this.#index++
    }
  }

  take(segment: ShelvedSegment): void {
    this.#index++
    this.bytes -= segment.bytes
  }

  #isHeld({ startAt, durationMs }: ShelvedSegment): boolean {
    return this.#holds.some(({ from, to }) => startAt < to && startAt + durationMs > from)
  }
}

function oldestOfAll(cursors: readonly Cursor[]): { camera: number; segment: ShelvedSegment } | undefined {
  let found: { camera: number; segment: ShelvedSegment } | undefined
  cursors.forEach((cursor, camera) => {
    const segment = cursor.oldest()
    if (segment && (!found || segment.startAt < found.segment.startAt)) found = { camera, segment }
  })
  return found
}
