import { expect, test } from 'vitest'
import { withMark } from './playback-actions.ts'

const T = Date.UTC(2026, 10, 24, 3, 12)
const iso = (at: number): string => new Date(at).toISOString()

test('in and out make a stretch in either order', () => {
  expect(withMark({ markIn: undefined, markOut: undefined }, 'in', T)).toEqual({ in: iso(T) })
  expect(withMark({ markIn: T, markOut: undefined }, 'out', T + 5)).toEqual({ out: iso(T + 5) })
  expect(withMark({ markIn: undefined, markOut: T }, 'in', T - 5)).toEqual({ in: iso(T - 5) })
})

test('a mark beyond the other takes the other away, so that no stretch runs backward', () => {
  expect(withMark({ markIn: undefined, markOut: T }, 'in', T)).toEqual({ in: iso(T), out: undefined })
  expect(withMark({ markIn: T, markOut: undefined }, 'out', T)).toEqual({ out: iso(T), in: undefined })
})
