// Four hours of cameras whose clocks lie, simulated frame by frame through the recorder's own rules for time: how far a
// recorded time is from the truth, and whether a gap appears where nothing was lost.

import { MediaClock } from '@sereno/domain/video/time/media-clock'
import { RecorderClock } from '@sereno/domain/video/time/recorder-clock'
import { TickLine } from '@sereno/domain/video/time/tick-line'
import type { Effort, Row } from '../harness/report.ts'

interface Camera {
  readonly what: string
  readonly says: number
  readonly sends: number
  readonly ppm?: number
  /** At half time the camera sets its RTP clock by an hour. */
  readonly jumps?: true
}

const cameras: readonly Camera[] = [
  { what: 'says 25 frames/s and sends 21', says: 25, sends: 21 },
  { what: 'runs 500 ppm fast', says: 25, sends: 25, ppm: 500 },
  { what: 'runs 500 ppm slow', says: 25, sends: 25, ppm: -500 },
  { what: 'jumps an hour', says: 25, sends: 25, jumps: true },
  { what: 'honest', says: 25, sends: 25 },
]
const hours: Record<Effort, number> = { full: 4, quick: 4, smoke: 0.2 }
const JITTER_MS = 30
const ERROR_MS_MAX = 100
const START_MS = 1_795_500_000_000
const GOP_FRAMES = 50

export function clockBench(effort: Effort): Promise<Row[]> {
  const simulated = hours[effort]
  const rows = cameras.flatMap((camera): Row[] => {
    const { worstMs, gaps } = simulate(camera, simulated * 3_600_000)
    return [
      {
        what: `a camera that ${camera.what}, ${simulated} h: worst clock error`,
        value: worstMs,
        unit: 'ms',
        goal: 'at most 100',
        holds: worstMs <= ERROR_MS_MAX,
      },
      { what: `a camera that ${camera.what}: phantom gaps`, value: gaps, unit: '', goal: '0', holds: gaps === 0 },
    ]
  })
  return Promise.resolve(rows)
}

function simulate({ says, sends, ppm = 0, jumps }: Camera, lengthMs: number): { worstMs: number; gaps: number } {
  const chance = seeded(11)
  const line = new TickLine()
  const clock = new MediaClock()
  const ours = new RecorderClock(0, START_MS)
  let worstMs = 0
  let gaps = 0
  let last: number | undefined
  for (let frame = 0; frame < (lengthMs * sends) / 1000; frame++) {
    const trueMs = (frame * 1000) / sends
    const jump = jumps && trueMs > lengthMs / 2 ? 3_600_000 * 90 : 0
    const arrivedMs = trueMs + 5 + chance() * JITTER_MS
    const ticks = line.place(Math.floor(frame * (90_000 / says) * (1 + ppm / 1e6)) + jump, arrivedMs)
    ours.sample(arrivedMs, START_MS + arrivedMs)
    // As the recorder does: the bound of a GOP is settled when the next keyframe arrives.
    if (frame > 0 && frame % GOP_FRAMES === 0) {
      last ??= ours.wallAt(clock.settle(0))
      clock.observe(ticks, arrivedMs)
      const bound = ours.wallAt(clock.settle(ticks))
      worstMs = Math.max(worstMs, Math.abs(bound - START_MS - trueMs))
      // A GOP that seems half a second too long would be drawn as a hole.
      if (Math.abs(bound - last - (GOP_FRAMES * 1000) / sends) > 500) gaps++
      last = bound
    } else clock.observe(ticks, arrivedMs)
  }
  return { worstMs, gaps }
}

function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return state / 4_294_967_296
  }
}
