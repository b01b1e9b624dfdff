// Cameras whose timestamps are no clock at all: recorded time must go on all the same, and the clock be doubted.

import { describe, expect, test } from 'vitest'
import { MediaClock } from './media-clock.ts'
import { JUMP_BACK_MS_MAX, TICKS_PER_MS, TickLine } from './tick-line.ts'

const MINUTES_10_MS = 600_000
const GOP_FRAMES = 50
const FRAME_MS = 40

function chance(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return state / 4_294_967_296
  }
}

/** Ten minutes of a camera whose frame `n` says `rtpAt(n)`; how far the bounds of its GOPs were from the truth. */
function record(rtpAt: (frame: number) => number, { frameMs = FRAME_MS } = {}) {
  const random = chance(5)
  const line = new TickLine()
  const clock = new MediaClock()
  const bounds: { trueMs: number; errorMs: number }[] = []
  let first: { ticks: number; arrivedMs: number } | undefined
  for (let frame = 0; frame * frameMs < MINUTES_10_MS; frame++) {
    const trueMs = frame * frameMs
    const arrivedMs = trueMs + 5 + random() * 30
    const ticks = line.place(rtpAt(frame), arrivedMs)
    first ??= { ticks, arrivedMs }
    clock.observe(ticks, arrivedMs)
    if (frame === 0 || frame % GOP_FRAMES > 0) continue
    if (bounds.length === 0) bounds.push({ trueMs: 0, errorMs: clock.settle(first.ticks, first.arrivedMs) })
    bounds.push({ trueMs, errorMs: clock.settle(ticks, arrivedMs) - trueMs })
  }
  const worstAfter = (fromMs: number) =>
    Math.max(...bounds.filter(({ trueMs }) => trueMs >= fromMs).map(({ errorMs }) => Math.abs(errorMs)))
  return { worstAfter, isDoubted: clock.isDoubted, jumps: line.jumps, line }
}

describe('recorded time goes on, and the clock is doubted, with a camera', () => {
  test('whose timestamps stand still', () => {
    const { worstAfter, isDoubted } = record(() => 77_000)
    expect({ isDoubted, isLate: worstAfter(10_000) > 100 }).toEqual({ isDoubted: true, isLate: false })
    expect(worstAfter(0)).toBeLessThan(10_000)
  })
  test('whose timestamps stand still from the second minute on', () => {
    const { worstAfter, isDoubted } = record((frame) => Math.min(frame, 1_500) * 3_600)
    expect({ isDoubted, isLate: worstAfter(80_000) > 100 }).toEqual({ isDoubted: true, isLate: false })
  })
  test('whose timestamps run back by a little each frame', () => {
    const { worstAfter, jumps } = record((frame) => 1e9 - frame * 3_600)
    // What lies within the reordering of pictures is not told from it.
    expect(worstAfter(0)).toBeLessThan(2 * JUMP_BACK_MS_MAX)
    expect(jumps).toBeGreaterThan(10)
  })
  test('that counts milliseconds where it says 90 kHz', () => {
    const { worstAfter, isDoubted } = record((frame) => frame * FRAME_MS)
    expect({ isDoubted, isLate: worstAfter(10_000) > 100 }).toEqual({ isDoubted: true, isLate: false })
  })
  test('that counts microseconds where it says 90 kHz', () => {
    const { worstAfter, isDoubted } = record((frame) => frame * FRAME_MS * 1_000)
    expect({ isDoubted, isLate: worstAfter(10_000) > 100 }).toEqual({ isDoubted: true, isLate: false })
  })
  test('whose timestamps leap by two seconds with each of 450 frames a second', () => {
    const { worstAfter, isDoubted } = record((frame) => frame * 2_000 * TICKS_PER_MS, { frameMs: 1_000 / 450 })
    expect(isDoubted).toBe(true)
    // Never an hour that was not: the table of a file could not even hold it.
    expect(worstAfter(0)).toBeLessThan(10_000)
  })
  test('whose timestamps are chance', () => {
    const random = chance(9)
    const { worstAfter } = record(() => Math.floor(random() * 2 ** 32))
    expect(worstAfter(15_000)).toBeLessThan(2_500)
  })
})

test('a media clock that comes to its senses leads again', () => {
  const { worstAfter } = record((frame) => Math.max(0, frame - 1_500) * 3_600)
  expect(worstAfter(120_000)).toBeLessThan(60)
})

test('no frame is placed further below the highest than pictures are ever reordered', () => {
  const line = new TickLine()
  let highest = 0
  for (let frame = 0; frame < 5_000; frame++) {
    const ticks = line.place(4e9 - frame * 899 * TICKS_PER_MS, frame * FRAME_MS)
    expect(highest - ticks).toBeLessThanOrEqual(JUMP_BACK_MS_MAX * TICKS_PER_MS)
    highest = Math.max(highest, ticks)
  }
  // And the line is as long as the time that passed.
  expect(Math.abs(highest / TICKS_PER_MS - 5_000 * FRAME_MS)).toBeLessThan(1_000)
  expect(line.lastJumpMs).toBeLessThan(-JUMP_BACK_MS_MAX)
})

test('pictures that come in another order than they are shown are no jump', () => {
  const line = new TickLine()
  for (let group = 0; group < 50; group++) {
    for (const place of [3, 1, 2]) line.place((group * 3 + place) * 3_600, group * 120 + place)
  }
  expect(line.jumps).toBe(0)
})
