import { instant } from '@sereno/domain/instant'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { TIMELINE_PIECES_MAX } from '@sereno/contract/recordings'
import { type TimelineParts, assembleTimeline, resolutionFor } from './timeline.ts'

const base: TimelineParts = {
  interval: { from: 0, to: 10_000 },
  resolutionMs: 0,
  now: 20_000,
  sealed: [],
  known: [],
  first: { startAt: 0, isVeryFirst: true },
  state: undefined,
}
const recording = (since: number, lastPictureAt?: number) => ({
  what: 'recording' as const,
  since: instant(since),
  ...(lastPictureAt !== undefined && { lastPictureAt: instant(lastPictureAt) }),
})

test('time without a recording and without a cause is called unknown, never left blank', () => {
  const { gaps } = assembleTimeline({ ...base, sealed: [{ from: 0, to: 4_000 }] })
  expect(gaps).toEqual([{ from: 4_000, to: 10_000, cause: 'unknown' }])
})

test('the file that is being written shows up to its last picture, joined to the one before', () => {
  const sealed = [{ from: 0, to: 4_000 }]
  const parts = { ...base, now: 9_000, sealed, state: recording(0, 8_900) }
  expect(assembleTimeline(parts)).toEqual({ spans: [{ from: 0, to: 8_900 }], gaps: [] })
})

test('a camera that records anew leaves the time before as what it was', () => {
  const known = [{ from: 4_000, to: 6_000, cause: 'refused' }]
  const parts = { ...base, now: 9_000, sealed: [{ from: 0, to: 4_000 }], known, state: recording(6_000, 9_000) }
  expect(assembleTimeline(parts)).toEqual({
    spans: [
      { from: 0, to: 4_000 },
      { from: 6_000, to: 9_000 },
    ],
    gaps: known,
  })
})

test('a gap told twice, with ends that differ a little, is drawn once', () => {
  const known = [
    { from: 4_000, to: 6_000, cause: 'refused' },
    { from: 4_010, to: 6_005, cause: 'refused' },
  ]
  const sealed = [
    { from: 0, to: 4_000 },
    { from: 6_005, to: 10_000 },
  ]
  expect(assembleTimeline({ ...base, sealed, known }).gaps).toEqual([
    known[0],
    { from: 6_000, to: 6_005, cause: 'refused' },
  ])
})

test('nothing is explained in the future, and what was never recorded is before the first', () => {
  expect(assembleTimeline({ ...base, now: 0, first: undefined }).gaps).toEqual([])
  expect(assembleTimeline({ ...base, first: undefined }).gaps).toEqual([{ from: 0, to: 10_000, cause: 'before-first' }])
  const expired = { ...base, first: { startAt: 3_000, isVeryFirst: false }, sealed: [{ from: 3_000, to: 10_000 }] }
  expect(assembleTimeline(expired).gaps).toEqual([{ from: 0, to: 3_000, cause: 'expired' }])
})

const sorted = (pieces: [number, number][]) =>
  pieces.map(([from, length]) => ({ from, to: from + length })).sort((a, b) => a.from - b.from)

test('spans and gaps together cover the interval up to now, and known gaps never overlap', () => {
  const piece = fc.tuple(fc.integer({ min: 0, max: 12_000 }), fc.integer({ min: 1, max: 3_000 }))
  fc.assert(
    fc.property(fc.array(piece), fc.array(piece), fc.integer({ min: 0, max: 12_000 }), (spans, gaps, now) => {
      const sealed = sorted(spans).filter(
        ({ from }, index, all) => index === 0 || from >= Math.max(...all.slice(0, index).map(({ to }) => to)),
      )
      const known = sorted(gaps).map((gap) => ({ ...gap, cause: 'refused' }))
      const first = sealed[0] && { startAt: sealed[0].from, isVeryFirst: true }
      const done = assembleTimeline({ ...base, now, sealed, known, first })
      for (let at = 0; at < Math.min(10_000, now); at += 97) {
        const holders = [...done.spans, ...done.gaps].filter(({ from, to }) => from <= at && at < (to ?? now))
        const nearest = Math.min(
          ...sealed.flatMap(({ from, to }) => [Math.abs(from - at), Math.abs(to - at)]),
          ...known.flatMap(({ from, to }) => [Math.abs(from - at), Math.abs(to - at)]),
        )
        // Less than half a second between two pieces is jitter and stays unnamed.
        expect(holders.length > 0 || nearest <= 500).toBe(true)
      }
    }),
  )
})

test('however fine a timeline is asked for, it has no more pieces than a screen can draw', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 400 * 86_400_000 }),
      fc.integer({ min: 0, max: 86_400_000 }),
      (length, asked) => {
        const resolutionMs = resolutionFor({ from: 7, to: 7 + length }, asked)
        expect(resolutionMs).toBeGreaterThanOrEqual(asked)
        expect(length / resolutionMs).toBeLessThanOrEqual(TIMELINE_PIECES_MAX)
      },
    ),
  )
  expect(resolutionFor({ from: 0, to: 3_600_000 }, 0)).toBe(360)
  expect(resolutionFor({ from: 0, to: 3_600_000 }, 5_000)).toBe(5_000)
})
