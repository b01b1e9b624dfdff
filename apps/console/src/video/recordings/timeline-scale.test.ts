import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  DAY,
  MS_PER_PX_MIN,
  SPAN_MS_MAX,
  type Scale,
  around,
  following,
  notAllFuture,
  panned,
  pxAt,
  spanMs,
  tickStep,
  ticks,
  timeAt,
  windowOf,
  zoomed,
} from './timeline-scale.ts'

const NOW = 1_795_000_000_000
const scales: fc.Arbitrary<Scale> = fc
  .record({
    time: fc.integer({ min: NOW - 400 * DAY, max: NOW }),
    span: fc.integer({ min: 4_000, max: 40 * DAY }),
    widthPx: fc.integer({ min: 200, max: 4_000 }),
  })
  .map(({ time, span, widthPx }) => around(time, span, widthPx))

test('a pixel and its time are one place', () => {
  fc.assert(
    fc.property(scales, fc.integer({ min: 0, max: 4_000 }), (scale, px) => {
      expect(pxAt(scale, timeAt(scale, px))).toBeCloseTo(px, 1)
    }),
  )
})

test('zooming keeps the time under the pointer and both ends of the range', () => {
  fc.assert(
    fc.property(scales, fc.double({ min: 0.01, max: 100, noNaN: true }), fc.nat(4_000), (scale, factor, px) => {
      const next = zoomed(scale, px, factor)
      expect(Math.abs(timeAt(next, px) - timeAt(scale, px))).toBeLessThan(1)
      expect(next.msPerPx).toBeGreaterThanOrEqual(MS_PER_PX_MIN)
      expect(spanMs(next)).toBeLessThanOrEqual(SPAN_MS_MAX * 1.000_001)
    }),
  )
})

test('from 30 days to single frames in steps of the wheel', () => {
  let scale = around(NOW, 30 * DAY, 1_000)
  for (let i = 0; i < 100; i++) scale = zoomed(scale, 500, 0.8)
  expect(scale.msPerPx).toBe(MS_PER_PX_MIN)
  expect(tickStep(scale)).toBeLessThanOrEqual(200)
})

test('labels never meet, and there are never too many', () => {
  fc.assert(
    fc.property(scales, (scale) => {
      const found = ticks(scale, -10_800_000)
      for (let i = 1; i < found.length; i++) expect((found[i]?.px ?? 0) - (found[i - 1]?.px ?? 0)).toBeGreaterThan(89)
      expect(found.length).toBeLessThan(60)
    }),
  )
})

test('days begin at local midnight', () => {
  const scale = around(NOW, 20 * DAY, 1_000)
  for (const tick of ticks(scale, -10_800_000)) expect((tick.at - 10_800_000) % DAY).toBe(0)
})

test('the playhead is in sight after following, and nothing moves while it is', () => {
  fc.assert(
    fc.property(scales, fc.integer({ min: -5_000, max: 9_000 }), (scale, px) => {
      const time = timeAt(scale, px)
      const next = following(scale, time, Math.max(time, NOW))
      expect(pxAt(next, time)).toBeGreaterThanOrEqual(-1)
      expect(pxAt(next, time)).toBeLessThanOrEqual(scale.widthPx)
      if (px >= 0 && px < scale.widthPx * 0.9) expect(next).toBe(scale)
    }),
  )
})

test('no more than a sliver of the future is shown, and the past is left as it is', () => {
  fc.assert(
    fc.property(scales, (scale) => {
      const shown = notAllFuture(scale, NOW)
      expect(shown.startMs + spanMs(shown)).toBeLessThanOrEqual(NOW + spanMs(shown) * 0.061)
      if (scale.startMs + spanMs(scale) <= NOW) expect(shown).toBe(scale)
    }),
  )
})

test('what is asked for always covers the screen, and a small move asks nothing new', () => {
  fc.assert(
    fc.property(scales, (scale) => {
      const { from, to, resolutionMs } = windowOf(scale)
      expect(from).toBeLessThanOrEqual(Math.max(0, scale.startMs))
      expect(to).toBeGreaterThanOrEqual(scale.startMs + spanMs(scale))
      expect(resolutionMs).toBeLessThanOrEqual(Math.max(1, scale.msPerPx * 2))
    }),
  )
  const asked = new Set(Array.from({ length: 100 }, (_, px) => windowOf(panned(around(NOW, DAY, 1_000), px)).from))
  expect(asked.size).toBeLessThanOrEqual(2)
})
