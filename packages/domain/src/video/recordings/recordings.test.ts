import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CameraId } from '../../ids.ts'
import { INSTANT_MAX, instant } from '../../instant.ts'
import { diskLimits, nextDiskState } from './disk-state.ts'
import { RECONNECT_MS_MAX, WRONG_PASSWORD_MS_MAX, reconnectPauseMs } from './reconnect.ts'
import { type CameraStore, expired } from './retention.ts'
import { hourEnd, readSegmentPath, segmentPath, utcDay } from './segment-path.ts'
import { Shelf } from './shelf.ts'

const camera = 'cam-0123456789' as CameraId
const HOUR = 3_600_000
const NOW = 1_000 * HOUR

/** Hours ago → segments of ten minutes and 10 bytes each. */
function aStore(hoursAgo: readonly number[], rest: Partial<CameraStore> = {}): CameraStore {
  const shelf = new Shelf()
  for (const hours of hoursAgo) shelf.add({ startAt: NOW - hours * HOUR, durationMs: 600_000, bytes: 10 })
  return { shelf, retentionHours: 72, holds: [], ...rest }
}
const goneFrom = (stores: CameraStore[], storeBytesMax?: number, most = 1_000) =>
  expired(stores, { now: NOW, storeBytesMax, most }).map((one) => [one.camera, (NOW - one.startAt) / HOUR, one.why])

describe('retention', () => {
  test('a segment goes when its last moment is older than the hours, not before', () => {
    expect(goneFrom([aStore([80, 72.2, 72.1, 5])])).toEqual([
      [0, 80, 'retention-hours'],
      [0, 72.2, 'retention-hours'],
    ])
  })
  test('beyond its bytes a camera loses its oldest', () => {
    expect(goneFrom([aStore([4, 3, 2, 1], { retentionBytesMax: 25 })])).toEqual([
      [0, 4, 'retention-bytes'],
      [0, 3, 'retention-bytes'],
    ])
    expect(goneFrom([aStore([4, 3], { retentionBytesMax: 20 })])).toEqual([])
  })
  test('beyond the bytes of the store the oldest of all cameras go', () => {
    expect(goneFrom([aStore([9, 1]), aStore([8, 7])], 20)).toEqual([
      [0, 9, 'store-full'],
      [1, 8, 'store-full'],
    ])
  })
  test('a hold keeps its minutes against hours and bytes, and no minute longer than its end', () => {
    const held = { from: NOW - 80 * HOUR, to: NOW - 79.5 * HOUR }
    const store = (endsAt: number) => aStore([90, 80, 79], { holds: [{ ...held, endsAt }] })
    expect(goneFrom([store(NOW + 1)]).map(([, hours]) => hours)).toEqual([90, 79])
    expect(goneFrom([store(NOW + 1)], 0).map(([, hours]) => hours)).toEqual([90, 79])
    expect(goneFrom([store(NOW)]).map(([, hours]) => hours)).toEqual([90, 80, 79])
  })
  test('one pass takes no more than it may', () => {
    expect(goneFrom([aStore([90, 89, 88])], undefined, 2)).toHaveLength(2)
  })
  test('whatever the limits, held ones stay, only the oldest go, and a store at its limit loses nothing', () => {
    const one = fc.record({ hours: fc.integer({ min: 0, max: 200 }), bytes: fc.integer({ min: 1, max: 50 }) })
    fc.assert(
      fc.property(fc.array(one, { maxLength: 40 }), fc.integer({ min: 0, max: 900 }), fc.nat(200), (all, max, from) => {
        const shelf = new Shelf()
        for (const { hours, bytes } of all) shelf.add({ startAt: NOW - hours * HOUR, durationMs: 600_000, bytes })
        const hold = { from: NOW - from * HOUR, to: NOW - from * HOUR + 1, endsAt: NOW + 1 }
        const gone = expired([{ shelf, retentionHours: 72, holds: [hold] }], { now: NOW, storeBytesMax: max, most: 99 })
        expect(gone.every(({ startAt }) => startAt !== hold.from)).toBe(true)
        expect(gone.map(({ startAt }) => startAt)).toEqual(gone.map(({ startAt }) => startAt).toSorted((a, b) => a - b))
        if (gone.some(({ why }) => why === 'store-full')) expect(shelf.bytes).toBeGreaterThan(max)
      }),
    )
  })
})

test('a shelf is in order however it was filled, and counts its bytes', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(30)), fc.array(fc.nat(30)), (added, removed) => {
      const shelf = new Shelf()
      const expected = new Set<number>()
      for (const startAt of added)
        expect(shelf.add({ startAt, durationMs: 1, bytes: 2 })).toBe(!expected.has(startAt) && !!expected.add(startAt))
      for (const startAt of removed) expect(shelf.remove(startAt)).toBe(expected.delete(startAt))
      const left = Array.from({ length: shelf.length }, (_, index) => shelf.at(index)?.startAt)
      expect(left).toEqual([...expected].toSorted((a, b) => a - b))
      expect(shelf.bytes).toBe(2 * expected.size)
      for (let at = 0; at <= 31; at++) {
        expect(shelf.lastFrom(at)?.startAt).toBe(left.findLast((start) => (start ?? 0) <= at))
        expect(shelf.firstAfter(at)?.startAt).toBe(left.find((start) => (start ?? 0) > at))
      }
    }),
  )
})

describe('where a segment lies', () => {
  test('is said by its camera, day and hour in UTC', () => {
    expect(segmentPath(camera, instant(Date.UTC(2026, 10, 24, 7, 59, 59, 999)))).toBe(
      `cam-0123456789/2026-11-24/07/${Date.UTC(2026, 10, 24, 7, 59, 59, 999)}.mp4`,
    )
  })
  test('agrees with the calendar on every day, and is read back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: INSTANT_MAX }), (ms) => {
        const at = instant(ms)
        expect(utcDay(at)).toBe(new Date(ms).toISOString().slice(0, 10))
        expect(readSegmentPath(segmentPath(camera, at))).toEqual({ camera, startAt: at })
        expect(hourEnd(at) - ms).toBeGreaterThan(0)
      }),
    )
  })
  test('is not read from a file that lies in the wrong hour or has another name', () => {
    for (const path of [
      '',
      'cam-0123456789/2026-11-24/07/1.mp4',
      '../2026-11-24/07/5.mp4',
      'cam-0123456789/1970-01-01/00/5.mp4.part',
    ])
      expect(readSegmentPath(path)).toBeUndefined()
  })
})

const pause = (inARow: number, wrongPasswordInARow = 0, chance = 0.5) =>
  reconnectPauseMs({ inARow, wrongPasswordInARow }, chance)

describe('pauses before a camera is tried again', () => {
  test('grow from one second to thirty', () => {
    expect([1, 2, 3, 4, 5, 6, 60].map((n) => pause(n))).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000])
  })
  test('differ by chance, a quarter to either side', () => {
    expect([pause(1, 0, 0), pause(1, 0, 0.999)]).toEqual([750, 1_250])
  })
  test('after a refused login are one minute, then ten and more, never less', () => {
    expect([1, 2, 3, 4, 9].map((n) => pause(n, n, 0) / 60_000)).toEqual([1, 10, 20, 40, 60])
  })
  test('are bounded whatever comes', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.double({ min: 0, max: 0.999, noNaN: true }), (inARow, wrong, chance) => {
        const ms = pause(inARow, wrong, chance)
        expect(ms).toBeGreaterThanOrEqual(750)
        expect(ms).toBeLessThanOrEqual(wrong > 0 ? WRONG_PASSWORD_MS_MAX * 1.25 : RECONNECT_MS_MAX * 1.25)
      }),
    )
  })
})

describe('a disk', () => {
  const limits = diskLimits(10_000_000_000_000, 100)
  test('is full below its bound, and until a quarter more is free', () => {
    expect([99, 100, 124].map((free) => nextDiskState('full', free, limits))).toEqual(['full', 'full', 'full'])
    expect(nextDiskState('full', 125, limits)).toBe('low')
    expect(nextDiskState('low', 100, limits)).toBe('low')
  })
  test('is low below twice that, with the same slowness to forget', () => {
    expect([199, 200].map((free) => nextDiskState('ok', free, limits))).toEqual(['low', 'ok'])
    expect([249, 250].map((free) => nextDiskState('low', free, limits))).toEqual(['low', 'ok'])
  })
  test('keeps 1 GB free, or 2 % where that is more', () => {
    expect(diskLimits(20_000_000_000).fullBelowBytes).toBe(1_000_000_000)
    expect(diskLimits(1_000_000_000_000).fullBelowBytes).toBe(20_000_000_000)
  })
})
