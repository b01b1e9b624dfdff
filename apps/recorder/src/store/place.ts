// Where one is in a recording: a GOP as one plays it, or, where a camera sends few keyframes, a part of it. Pure.

import type { StoredGop } from './open-segment.ts'

/** Half a minute at 8 Mbit/s. It is in memory three times on its way: read, packed, waiting in the socket. */
export const PLACE_BYTES_MAX = 32_000_000

export interface SegmentTable {
  readonly startAt: number
  readonly endAt: number
  readonly codecString: string
  readonly width: number
  readonly height: number
  readonly init: Uint8Array
  readonly gops: readonly StoredGop[]
}

/** From a keyframe to before the next one; what is longer than PLACE_BYTES_MAX goes on in the next place. */
export interface Place {
  readonly table: SegmentTable
  /** First and last fragment, both included. */
  readonly first: number
  readonly last: number
  readonly from: number
  readonly to: number
}

/** From this fragment on, at least itself. */
export function placeAt(table: SegmentTable, first: number, end = table.gops.length - 1): Place {
  let [last, bytes] = [first, table.gops[first]?.byteLength ?? 0]
  while (last < end) {
    const next = table.gops[last + 1]
    if (!next || next.isSync || bytes + next.byteLength > PLACE_BYTES_MAX) break
    bytes += next.byteLength
    last++
  }
  const [from, to] = [table.gops[first], table.gops[last]]
  return { table, first, last, from: from?.startAt ?? 0, to: (to?.startAt ?? 0) + (to?.durationMs ?? 0) }
}

/** What ends before this fragment: the last part of its own GOP, or of the one before. */
export function placeBefore(table: SegmentTable, first: number): Place | undefined {
  const end = first - 1
  const sync = table.gops.findLastIndex(({ isSync }, index) => index <= end && isSync)
  if (sync < 0) return undefined
  let place = placeAt(table, sync, end)
  while (place.last < end) place = placeAt(table, place.last + 1, end)
  return place
}

export function bytesOf({ table, first, last }: Pick<Place, 'table' | 'first' | 'last'>): number {
  const [from, to] = [table.gops[first], table.gops[last]]
  return from && to ? to.offset + to.byteLength - from.offset : 0
}
