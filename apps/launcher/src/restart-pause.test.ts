import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { PAUSE_FIRST_MS, PAUSE_MAX_MS, RECOVERED_AFTER_MS, pauseAfterDeath } from './restart-pause.ts'

test('a process that keeps dying is left lying for 1, 2, 4, 8, 16 and then always 30 s', () => {
  const pauses = [0, 0, 0, 0, 0, 0, 0].reduce<number[]>((all) => [...all, pauseAfterDeath(all.at(-1) ?? 0, 10)], [])
  expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000])
})

test('who lived for a minute begins again at 1 s; a moment less does not count', () => {
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
