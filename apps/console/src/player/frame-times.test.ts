import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { FRAME_TIMES_MAX, FrameTimes } from './frame-times.ts'

function filled(times: number[]): FrameTimes {
  const frames = new FrameTimes()
  for (const time of times) frames.add(time)
  return frames
}

test('a step goes to the next frame and back to the one before, from anywhere within a frame', () => {
  const frames = filled([1, 1.04, 1.08])
  expect(frames.after(1)).toBe(1.04)
  expect(frames.after(1.03)).toBe(1.04)
  expect(frames.before(1.05)).toBe(1)
  expect(frames.before(1)).toBeUndefined()
  expect(frames.after(1.08)).toBeUndefined()
})

test('frames that arrive twice or out of order are kept once and in order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 1, maxLength: 60 }), (ticks) => {
      const frames = filled(ticks.map((tick) => tick / 25))
      const expected = [...new Set(ticks)].sort((a, b) => a - b).map((tick) => tick / 25)
      const seen: number[] = []
      for (let at = frames.after(-1); at !== undefined; at = frames.after(at)) seen.push(at)
      expect(seen).toEqual(expected)
    }),
  )
})

test('the list has an end: the oldest frame goes first', () => {
  const frames = filled(Array.from({ length: FRAME_TIMES_MAX + 5 }, (_, i) => i))
  expect(frames.after(-1)).toBe(5)
  frames.trim(100)
  expect(frames.after(-1)).toBe(100)
})
