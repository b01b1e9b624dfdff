import { expect, test } from 'vitest'
import { PLACE_BYTES_MAX, type Place, type SegmentTable, bytesOf, placeAt, placeBefore } from './place.ts'

/** Fragments of a second each: `K` begins with a keyframe, `.` goes on. */
function aTable(fragments: string, byteLength = 1_000): SegmentTable {
  const gops = fragments.split('').map((kind, index) => ({
    offset: 500 + index * byteLength,
    byteLength,
    startAt: index * 1_000,
    durationMs: 1_000,
    decodeTicks: index * 90_000,
    isSync: kind === 'K',
  }))
  const init = new Uint8Array(0)
  return { startAt: 0, endAt: gops.length * 1_000, codecString: 'avc1.64001f', width: 64, height: 48, init, gops }
}
const ends = (place: Place | undefined) => place && [place.first, place.last]

test('a place is from a keyframe to before the next one, with its times and bytes', () => {
  const place = placeAt(aTable('K..K.'), 0)
  expect(place).toMatchObject({ first: 0, last: 2, from: 0, to: 3_000 })
  expect(bytesOf(place)).toBe(3_000)
  expect(ends(placeAt(aTable('K..K.'), 3))).toEqual([3, 4])
})

test('what is longer than a place may be goes on in the next one, forward and backward', () => {
  const table = aTable('KK.........K', PLACE_BYTES_MAX / 4)
  const forward = [placeAt(table, 1)]
  for (let place = forward[0]; place && place.last < 10; place = forward.at(-1)) {
    forward.push(placeAt(table, place.last + 1))
  }
  expect(forward.map(ends)).toEqual([
    [1, 4],
    [5, 8],
    [9, 10],
  ])
  expect(forward.map((place) => bytesOf(place) <= PLACE_BYTES_MAX)).toEqual([true, true, true])
  expect(ends(placeBefore(table, 11))).toEqual([9, 10])
  expect(ends(placeBefore(table, 9))).toEqual([5, 8])
  expect(ends(placeBefore(table, 5))).toEqual([1, 4])
  expect(ends(placeBefore(table, 1))).toEqual([0, 0])
  expect(placeBefore(table, 0)).toBeUndefined()
})

test('one byte over is one place more; a fragment that is larger by itself goes alone', () => {
  expect(ends(placeAt(aTable('K.', PLACE_BYTES_MAX / 2), 0))).toEqual([0, 1])
  expect(ends(placeAt(aTable('K.', PLACE_BYTES_MAX / 2 + 1), 0))).toEqual([0, 0])
  expect(ends(placeAt(aTable('K.', PLACE_BYTES_MAX + 1), 0))).toEqual([0, 0])
})

test('before what has no keyframe in its file there is nothing here', () => {
  expect(placeBefore(aTable('..K'), 2)).toBeUndefined()
})
