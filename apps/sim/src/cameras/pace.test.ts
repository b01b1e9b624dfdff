import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Pace, dueAt, frameAt, repaced, ticksAt, ticksOf } from './pace.ts'

const pace = (change: Partial<Pace> = {}): Pace => ({
  atMs: 0,
  frame: 0,
  ticks: 0,
  fps: 25,
  saidFps: 25,
  ppm: 0,
  ...change,
})
const HOUR_MS = 3_600_000
const today = Date.UTC(2026, 10, 24)

const anyPace = fc.record({
  atMs: fc.integer({ min: -100_000, max: 100_000 }),
  frame: fc.integer({ min: 0, max: 1e6 }),
  ticks: fc.integer({ min: 0, max: 2 ** 32 }),
  fps: fc.constantFrom(1, 5, 12.5, 15, 21, 25, 29.97, 30, 60),
  saidFps: fc.constantFrom(15, 25, 30),
  ppm: fc.integer({ min: -500, max: 500 }),
})
const nowMs = fc.double({ min: today, max: today + 30 * 24 * HOUR_MS, noNaN: true })

test('the frame of a moment is due then or before, and the next one is not yet', () => {
  fc.assert(
    fc.property(anyPace, nowMs, (each, now) => {
      const frame = frameAt(each, now)
      expect(dueAt(each, frame)).toBeLessThanOrEqual(now)
      expect(dueAt(each, frame + 1)).toBeGreaterThan(now)
    }),
  )
})

test('a frame is shown from the moment when it is due', () => {
  fc.assert(
    fc.property(anyPace, fc.integer({ min: 0, max: 1e9 }), (each, frame) => {
      expect(frameAt(each, dueAt(each, frame))).toBe(frame)
    }),
  )
})

test('another rate changes nothing before its frame, and both clocks go on without a step', () => {
  fc.assert(
    fc.property(
      anyPace,
      fc.integer({ min: 1, max: 1e8 }),
      fc.constantFrom(10, 21, 25),
      fc.integer({ min: -500, max: 500 }),
      (each, ahead, fps, ppm) => {
        const from = each.frame + ahead
        const changed = repaced(each, from, { fps, ppm })
        expect(dueAt(changed, from)).toBe(dueAt(each, from))
        expect(Math.abs(ticksOf(changed, from) - ticksOf(each, from))).toBeLessThanOrEqual(1)
        expect(dueAt(changed, from + 1) - dueAt(changed, from)).toBeCloseTo(1000 / fps, 2)
      },
    ),
  )
})

test('a camera that says 25 and sends 21 is 38 minutes short after four hours', () => {
  const lying = pace({ fps: 21 })
  expect(frameAt(lying, 4 * HOUR_MS)).toBe(4 * 3600 * 21)
  expect(ticksAt(lying, 4 * HOUR_MS) / 90_000 / 60).toBeCloseTo(240 * (21 / 25), 6)
})

test('500 ppm make 7.2 seconds in four hours, either way', () => {
  for (const ppm of [500, -500]) {
    const drifting = pace({ ppm })
    expect((ticksAt(drifting, 4 * HOUR_MS) - 4 * 3600 * 90_000) / 90_000).toBeCloseTo(ppm > 0 ? 7.2 : -7.2, 3)
  }
})
