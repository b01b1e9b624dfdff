import { describe, expect, test } from 'vitest'
import { CameraClockWatch } from './camera-clock.ts'
import { MediaClock } from './media-clock.ts'
import { RecorderClock } from './recorder-clock.ts'
import { TickLine } from './tick-line.ts'

const HOURS_4_MS = 4 * 3_600_000
const START_MS = 1_795_500_000_000

interface Camera {
  readonly says: number
  readonly sends: number
  readonly ppm?: number
  readonly jumpAtMs?: number
  readonly jumpMs?: number
  readonly hasReports?: boolean
  readonly jitterMs?: number
  readonly burstFrames?: number
  readonly ourStep?: { readonly atMs: number; readonly byMs: number }
}

function chance(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return state / 4_294_967_296
  }
}

/** Runs a camera for four hours and says how far settled GOP bounds were from the truth, after the first and in all. */
function record(camera: Camera) {
  const { says, sends, ppm = 0, jumpAtMs = Infinity, jumpMs = 0, jitterMs = 30, burstFrames = 0 } = camera
  const random = chance(7)
  const line = new TickLine()
  const clock = new MediaClock()
  const ours = new RecorderClock(0, START_MS)
  const watch = new CameraClockWatch()
  let worstMs = 0
  let worstEndMs = 0
  let phantomGaps = 0
  let lastBound: number | undefined
  const durations: number[] = []
  let jumpTicks = 0
  let nextSampleMs = 1_000
  let lastGeneration = 0
  const doubts: string[] = []
  const frames = Math.floor((HOURS_4_MS * sends) / 1000)
  for (let frame = 0; frame < frames; frame++) {
    const trueMs = (frame * 1000) / sends
    if (trueMs >= jumpAtMs && jumpTicks === 0) jumpTicks = jumpMs * 90
    const rtp = Math.floor(frame * (90_000 / says) * (1 + ppm / 1e6)) + jumpTicks + 123_456
    const sentMs = frame < burstFrames ? (burstFrames * 1000) / sends : trueMs
    const arrivedMs = sentMs + 5 + random() * jitterMs
    const ticks = line.place(rtp, arrivedMs)
    const step = camera.ourStep && trueMs >= camera.ourStep.atMs ? camera.ourStep.byMs : 0
    if (arrivedMs >= nextSampleMs) {
      ours.sample(arrivedMs, START_MS + arrivedMs + step)
      nextSampleMs += 1_000
    }
    const isKeyframe = frame % 50 === 0
    // As the recorder does: the bound of a GOP is settled when the next keyframe arrives.
    if (isKeyframe && frame > 0) {
      if (lastBound === undefined) lastBound = ours.wallAt(clock.settle(0))
      clock.observe(ticks, arrivedMs)
      const bound = ours.wallAt(clock.settle(ticks))
      const errorMs = Math.abs(bound - (START_MS + trueMs + step))
      // A step of our own clock is made up for slowly: only its end counts.
      if (!camera.ourStep) worstMs = Math.max(worstMs, errorMs)
      if (trueMs > HOURS_4_MS - 600_000) worstEndMs = Math.max(worstEndMs, errorMs)
      if (bound <= lastBound) phantomGaps++
      if (ours.generation === lastGeneration) durations.push(bound - lastBound)
      lastGeneration = ours.generation
      lastBound = bound
    } else clock.observe(ticks, arrivedMs)
    if (camera.hasReports !== false && frame % (sends * 5) === 0) {
      const camerasWallMs = START_MS + trueMs + (trueMs >= jumpAtMs ? jumpMs : 0)
      const doubt = watch.report(camerasWallMs - ours.wallAt(clock.guess(ticks)), arrivedMs)
      if (doubt) doubts.push(doubt.why)
    }
  }
  const usualMs = 50_000 / sends
  const oddDurations = durations.slice(1).filter((ms) => Math.abs(ms - usualMs) > 100).length
  return { worstMs, worstEndMs, phantomGaps, oddDurations, clock, line, ours, doubts, watch }
}

describe('over four hours a recorded time is within 100 ms of the truth and no gap appears', () => {
  const cameras: readonly (readonly [string, Camera])[] = [
    ['an honest camera', { says: 25, sends: 25 }],
    ['one that says 25 and sends 21', { says: 25, sends: 21 }],
    ['one that says 25 and sends 30', { says: 25, sends: 30 }],
    ['one that says 25 and sends 24.9', { says: 25, sends: 24.9 }],
    ['one that runs 500 ppm fast', { says: 25, sends: 25, ppm: 500 }],
    ['one that runs 500 ppm slow', { says: 25, sends: 25, ppm: -500 }],
    ['one that runs 2,000 ppm fast', { says: 15, sends: 15, ppm: 2_000 }],
    [
      'one whose clock jumps an hour forward, timestamps too',
      { says: 25, sends: 25, jumpAtMs: 5_400_000, jumpMs: 3_600_000 },
    ],
    [
      'one whose clock jumps an hour back, timestamps too',
      { says: 25, sends: 25, jumpAtMs: 5_400_000, jumpMs: -3_600_000 },
    ],
    ['one without sender reports', { says: 25, sends: 25, hasReports: false }],
    ['one that sends a stored GOP when we join', { says: 25, sends: 25, burstFrames: 40 }],
  ]
  for (const [name, camera] of cameras) {
    test(name, () => {
      const { worstMs, phantomGaps, oddDurations } = record(camera)
      expect({ phantomGaps, oddDurations }).toEqual({ phantomGaps: 0, oddDurations: 0 })
      expect(worstMs).toBeLessThan(100)
    })
  }
})

test('only a camera that lies is doubted', () => {
  expect(record({ says: 25, sends: 25, ppm: 450 }).clock.isDoubted).toBe(false)
  expect(record({ says: 25, sends: 21 }).clock.isDoubted).toBe(true)
})

test('a step of our own clock under a second is made up for without a torn GOP', () => {
  const { worstEndMs, phantomGaps, oddDurations, ours } = record({
    says: 25,
    sends: 25,
    ourStep: { atMs: 1_800_000, byMs: -900 },
  })
  expect({ phantomGaps, oddDurations, generation: ours.generation }).toEqual({
    phantomGaps: 0,
    oddDurations: 0,
    generation: 0,
  })
  expect(worstEndMs).toBeLessThan(100)
})

test('a larger step of our own clock is followed at once and counted, so that a new file begins', () => {
  const { worstEndMs, ours } = record({ says: 25, sends: 25, ourStep: { atMs: 1_800_000, byMs: 7_200_000 } })
  expect({ generation: ours.generation, stepMs: Math.round(ours.lastStepMs) }).toEqual({
    generation: 1,
    stepMs: 7_200_000,
  })
  expect(worstEndMs).toBeLessThan(100)
})

test('a camera whose clock jumps is doubted once, and its error is known afterwards', () => {
  const { doubts, watch } = record({ says: 25, sends: 25, jumpAtMs: 5_400_000, jumpMs: 3_600_000 })
  expect(doubts).toEqual(['jump'])
  expect(Math.abs((watch.errorMs ?? 0) - 3_600_000)).toBeLessThan(100)
})

test('frames that come late in a bunch after a standstill of the network keep their times', () => {
  const clock = new MediaClock()
  for (let frame = 0; frame < 100; frame++) clock.observe(frame * 3_600, frame * 40 + 10)
  const before = clock.settle(0)
  // Three seconds of nothing, then 75 frames at once.
  for (let frame = 100; frame < 175; frame++) clock.observe(frame * 3_600, 7_010)
  for (let frame = 175; frame < 250; frame++) clock.observe(frame * 3_600, frame * 40 + 10)
  expect(Math.abs(clock.settle(250 * 3_600) - before - 10_000)).toBeLessThan(20)
})
