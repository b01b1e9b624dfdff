import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { PAUSE_FIRST_MS, PAUSE_MAX_MS, RECOVERED_AFTER_MS, pauseAfterDeath } from './restart-pause.ts'

test('a process that keeps dying is left lying ever longer, and never longer than 30 s', () => {
  const pauses = Array.from({ length: 11 }, () => 0).reduce<number[]>(
    (all) => [...all, pauseAfterDeath(all.at(-1) ?? 0, 10)],
    [],
  )
  expect(pauses).toEqual([100, 200, 400, 800, 1_600, 3_200, 6_400, 12_800, 25_600, 30_000, 30_000])
})

test('who lived for a minute begins again at once; a moment less does not count', () => {
  expect(pauseAfterDeath(30_000, RECOVERED_AFTER_MS)).toBe(PAUSE_FIRST_MS)
  expect(pauseAfterDeath(8_000, RECOVERED_AFTER_MS - 1)).toBe(16_000)
})

test('no pause is shorter than the first or longer than the last', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(RECOVERED_AFTER_MS * 2)), (lives) => {
      let pause = 0
      for (const livedMs of lives) {
        pause = pauseAfterDeath(pause, livedMs)
        expect(pause).toBeGreaterThanOrEqual(PAUSE_FIRST_MS)
        expect(pause).toBeLessThanOrEqual(PAUSE_MAX_MS)
      }
    }),
  )
})
