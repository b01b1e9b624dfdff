import { RecorderClock } from '@sereno/domain/video/time/recorder-clock'
import type { RunId } from '@sereno/domain/ids'
import type { AccessUnit } from '@sereno/rtsp/run'
import { expect, test } from 'vitest'
import { FRAME_OVERHEAD_BYTES, GOP_FRAMES_MAX, GOP_MS_MIN, type Gop, memoryOf } from './gop.ts'
import { LiveFeed } from './live-feed.ts'
import { RunIntake, type Skipped } from './run-intake.ts'

const START = 1_795_500_000_000
const sps = Uint8Array.from(Buffer.from('6742c01fd9005005bb0110000003001000000301e0f1832480', 'hex'))
const pps = Uint8Array.from(Buffer.from('68cb83cb20', 'hex'))

/** `diskIs`: asleep keeps in memory what it is handed. */
function anIntake({ bytesMax = 1e9, diskIs = 'awake' }: { bytesMax?: number; diskIs?: 'awake' | 'asleep' } = {}) {
  const budget = { bytes: 0, bytesMax }
  const gops: Gop[] = []
  const skipped: Skipped[] = []
  const doubts: [string, number][] = []
  const live = new LiveFeed()
  let shown = 0
  live.watch({ onFrame: () => void shown++, onBreak: () => undefined })
  const intake = new RunIntake({
    run: 'run-0123456789' as RunId,
    clock: new RecorderClock(0, START),
    live,
    budget,
    notBefore: 0,
    onFormat: () => undefined,
    onBadFormat: () => undefined,
    onGop: (gop) => {
      gops.push(gop)
      if (diskIs === 'asleep') budget.bytes += memoryOf(gop)
    },
    onLoss: () => undefined,
    onSkipped: (one) => void skipped.push(one),
    onDoubt: (why, errorMs) => void doubts.push([why, errorMs]),
  })
  let frame = 0
  /** Frames of `bytes`, every `frameMs`, a keyframe every `gopFrames`; what they say of their time is `rtpAt`. */
  const take = (
    count: number,
    { bytes = 100, frameMs = 40, gopFrames = 50, rtpAt = (n: number) => n * 3_600 } = {},
  ) => {
    for (let n = 0; n < count; n++, frame++) {
      const sample = new Uint8Array(bytes)
      const unit: AccessUnit = {
        codec: 'h264',
        nalUnits: [sample.subarray(4)],
        sample,
        rtpTicks: rtpAt(frame),
        isKeyframe: frame % gopFrames === 0,
        refersToMissing: false,
        ...(frame === 0 && { parameterSets: { vps: [], sps: [sps], pps: [pps] } }),
        lostPackets: 0,
        droppedUnits: 0,
        arrivedMs: frame * frameMs,
      }
      intake.take(unit)
    }
  }
  return { intake, budget, gops, skipped, doubts, take, shown: () => shown }
}

test('a GOP counts against the budget while it grows, and no longer once it is handed on or its run ends', () => {
  const { intake, budget, gops, take } = anIntake()
  take(30)
  expect(budget.bytes).toBe(30 * (100 + FRAME_OVERHEAD_BYTES))
  take(21)
  expect([gops.length, budget.bytes]).toEqual([1, 100 + FRAME_OVERHEAD_BYTES])
  intake.end()
  expect([gops.length, budget.bytes]).toEqual([2, 0])
})

test('frames of a few bytes do not gather without end', () => {
  const { intake, gops, take } = anIntake()
  take(5 * GOP_FRAMES_MAX, { bytes: 8, frameMs: 0.05, gopFrames: 1e9 })
  intake.end()
  expect(gops.map(({ frames }) => frames.length)).toEqual(Array.from({ length: 5 }, () => GOP_FRAMES_MAX))
})

test('where memory runs short GOPs are cut early, so that the disk can have them', () => {
  const { budget, gops, take } = anIntake({ bytesMax: 100_000 })
  budget.bytes = 80_000
  take(27)
  expect(gops.map(({ startAt, endAt }) => endAt - startAt)).toEqual([520, 520])
  expect(520).toBeGreaterThanOrEqual(GOP_MS_MIN)
})

test('without any room pictures are lost up to a keyframe, counted and told; who watches live sees them all', () => {
  const { budget, gops, skipped, take, shown } = anIntake({ bytesMax: 100_000, diskIs: 'asleep' })
  take(20)
  budget.bytes += 88_000
  take(20)
  budget.bytes -= 88_000
  take(61)
  // The budget was full at the 21st; the 51st is the next keyframe.
  expect(gops.map(({ frames, startAt }) => [frames.length, startAt - START])).toEqual([
    [20, 0],
    [50, 2_000],
  ])
  expect(skipped).toEqual([{ startAt: START + 800, frames: 30, bytes: 3_000 }])
  expect(shown()).toBe(101)
})

test('what was skipped when the run ends is told', () => {
  const { intake, budget, skipped, take } = anIntake({ bytesMax: 100_000 })
  budget.bytes = 100_000
  take(10)
  intake.end()
  expect(skipped).toEqual([{ startAt: START, frames: 10, bytes: 1_000 }])
  expect(budget.bytes).toBe(100_000)
})

test('GOPs of a camera whose timestamps stand still are as long as they took, and it is doubted once', () => {
  const { gops, doubts, take } = anIntake()
  take(1_500, { rtpAt: () => 7 })
  const lengths = gops.slice(10).map(({ startAt, endAt }) => endAt - startAt)
  expect(new Set(lengths)).toEqual(new Set([2_000]))
  expect(Math.abs((gops.at(-1)?.endAt ?? 0) - START - 58_000)).toBeLessThan(100)
  expect(doubts.map(([why]) => why)).toEqual(['rate'])
})

test('a camera whose timestamps run back is doubted once, and its GOPs are bounded', () => {
  const { gops, doubts, take } = anIntake()
  take(1_500, { rtpAt: (n) => 1e9 - n * 3_600 })
  expect(doubts).toHaveLength(1)
  expect(doubts[0]).toEqual(['jump', expect.any(Number)])
  const offsets = gops.flatMap(({ frames }) => frames.map((frame) => Math.abs(frame.compositionOffsetTicks)))
  expect(Math.max(...offsets)).toBeLessThan(2 ** 20)
  expect(Math.abs((gops.at(-1)?.endAt ?? 0) - START - 58_000)).toBeLessThan(2_000)
})

test('a camera that sets its clock once is not doubted for its timestamps', () => {
  const { doubts, take } = anIntake()
  take(1_500, { rtpAt: (n) => n * 3_600 + (n > 700 ? 3_600_000 * 90 : 0) })
  expect(doubts).toEqual([])
})

test('leaps of two seconds a frame never make a GOP longer than a file can say', () => {
  const { intake, gops, take } = anIntake()
  take(1_800, { rtpAt: (n) => n * 180_000, frameMs: 2, bytes: 20, gopFrames: 1e9 })
  intake.end()
  for (const { startAt, endAt } of gops) expect(endAt - startAt).toBeLessThan(60_000)
})
