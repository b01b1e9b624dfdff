import { expect, test } from 'vitest'
import { INSTANT_MAX, instant, isInstant, later } from './instant.ts'

test('an instant is a whole number of milliseconds between 1970 and 2100', () => {
  expect([0, INSTANT_MAX].every(isInstant)).toBe(true)
  expect([-1, INSTANT_MAX + 1, 0.5, Number.NaN, '0'].some(isInstant)).toBe(false)
})

test('later adds milliseconds, and refuses to leave the range', () => {
  expect(later(instant(1_000), 500)).toBe(1_500)
  expect(() => later(instant(INSTANT_MAX), 1)).toThrow(RangeError)
})
