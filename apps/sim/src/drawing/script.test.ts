import { expect, test } from 'vitest'

import { places } from './places/all.ts'
import { seeded } from './random.ts'
import { LOOP_SECONDS, driver, walker } from './script.ts'

test('somebody who comes back to where they began is there when the loop closes, and never jumps', () => {
  const walk = walker({ start: [0, 0], steps: [{ go: [6, 0] }, { stay: 3, act: 'wait', face: 1 }, { go: [0, 0] }] })
  expect(walk(LOOP_SECONDS)).toEqual(walk(0))
  for (let t = 0; t < LOOP_SECONDS; t += 1 / 15) {
    const [a, b] = [walk(t), walk(t + 1 / 15)]
    expect(Math.hypot(b.x - a.x, b.z - a.z)).toBeLessThan(0.2)
  }
})

test('one waits for the seconds that were said, and turns before one goes', () => {
  const walk = walker({ start: [0, 0], steps: [{ go: [6, 0] }, { stay: 3, act: 'wait' }, { go: [0, 0] }] })
  const acts = Array.from({ length: LOOP_SECONDS * 15 }, (_, n) => walk(n / 15).act)
  expect(acts.filter((act) => act === 'wait').length / 15).toBeCloseTo(2.5, 0)
  expect(acts).toContain('turn')
})

test('a path that nobody could walk in the loop is refused', () => {
  expect(() => walker({ start: [0, 0], steps: [{ go: [60, 0] }] })).toThrow(/m\/s/)
  expect(() => walker({ start: [0, 0], steps: [{ go: [2, 0] }] })).toThrow(/m\/s/)
})

test('a car that halts stands still, and does not swing past the line', () => {
  const drive = driver({
    points: [
      [0, 0, -40],
      [5, 0, 0],
      [9, 0, 0],
      [16, 0, 60],
    ],
  })
  for (let t = 5; t <= 9; t += 0.25) expect(drive(t).z).toBeCloseTo(0)
  for (let t = 0; t < 5; t += 0.1) expect(drive(t).z).toBeLessThanOrEqual(0.001)
  expect(drive(7).speed).toBeLessThan(0.05)
})

test.each(places.map((place) => [place.name, place] as const))(
  '%s: whoever can be seen all the time closes the loop',
  (_name, place) => {
    for (const member of place.members(seeded(1), 'day')) {
      if (member.kind !== 'person' && member.kind !== 'dog') continue
      const walk = walker(member.path)
      expect(walk(LOOP_SECONDS)).toEqual(walk(0))
    }
  },
)
