// The recorder is killed with -9 at random moments under load and started again at once, as the launcher does. Asked:
// what is lost, how soon new frames lie on the disk, and whether every older file can be read.

import { pauseAfterDeath } from '../../apps/launcher/src/restart-pause.ts'
import { clip720, probeFrames } from '../harness/clips.ts'
import { type Play, startFleet } from '../harness/fleet.ts'
import { sleep } from '../harness/processes.ts'
import { type Data, cameraId, makeData, recordedFiles, startRecorder, writeSettings } from '../harness/recorder.ts'
import { type Effort, type Row, percentile } from '../harness/report.ts'

const plans = {
  full: { cameras: 100, kills: 20, aliveMs: [6_000, 14_000] },
  quick: { cameras: 30, kills: 2, aliveMs: [5_000, 7_000] },
  smoke: { cameras: 3, kills: 1, aliveMs: [2_500, 3_000] },
} as const

/** A keyframe sent in the last moment may still be on its way through sockets that a kill empties: it cannot be asked for. */
const ON_THE_WAY_MS = 150

export async function killedBench(effort: Effort): Promise<Row[]> {
  const { cameras, kills, aliveMs } = plans[effort]
  const data = makeData()
  const clip = clip720()
  const fleet = await startFleet(clip, cameras)
  writeSettings(data, cameras, fleet.process.ready.port)
  const backAfterMs: number[] = []
  let recorder = await startRecorder(data)
  try {
    for (let kill = 0; kill < kills; kill++) {
      await sleep(aliveMs[0] + Math.random() * (aliveMs[1] - aliveMs[0]))
      const killedAt = Date.now()
      await recorder.kill('SIGKILL')
      await sleep(pauseAfterDeath(0, aliveMs[0]))
      recorder = await startRecorder(data)
      await sleep(effort === 'smoke' ? 3_500 : 5_000)
      backAfterMs.push(...firstFramesAfter(data, killedAt, cameras))
    }
    await fleet.fault('*', { kind: 'stall' })
    await sleep(800)
    const plays = await fleet.plays()
    await recorder.kill('SIGTERM')
    const rows = rowsOf(data, plays, { cameras, kills, clip, backAfterMs })
    // A smoke counts; times, and runs too short for a whole picture group, say nothing.
    return effort === 'smoke' ? rows.filter((_, i) => i === 0 || i === 2) : rows
  } finally {
    await recorder.kill('SIGTERM')
    await fleet.stop()
    data.remove()
  }
}

/** For each camera: from the kill to the first frame of its first file after it; Infinity where there is none. */
function firstFramesAfter(data: Data, killedAt: number, cameras: number): number[] {
  const first = new Map<string, number>()
  for (const { camera, path } of recordedFiles(data)) {
    const startAt = Number(/(\d+)\.mp4$/.exec(path)?.[1] ?? 0)
    if (startAt >= killedAt && !first.has(camera)) first.set(camera, startAt)
  }
  return Array.from({ length: cameras }, (_, i) => (first.get(cameraId(i + 1)) ?? Number.POSITIVE_INFINITY) - killedAt)
}

interface Facts {
  readonly cameras: number
  readonly kills: number
  readonly clip: { readonly fps: number; readonly gopFrames: number }
  readonly backAfterMs: number[]
}

function rowsOf(data: Data, plays: readonly Play[], { cameras, kills, clip, backAfterMs }: Facts): Row[] {
  let unreadable = 0
  let lostOld = 0
  let unmatched = 0
  for (let number = 1; number <= cameras; number++) {
    const files = recordedFiles(data).filter(({ camera }) => camera === cameraId(number))
    const runs = plays.filter(({ camera, firstKeyframe }) => camera === String(number) && firstKeyframe !== undefined)
    const counts = files.map(({ path }) => readable(path))
    unreadable += counts.filter((count) => count === undefined).length
    const kept = counts.reduce<number>((sum, count) => sum + (count ?? 0), 0)
    // All runs together: a run that crossed an hour has two files, and the sum does not mind.
    const least = runs.reduce((sum, run, i) => sum + olderThanLastKeyframe(run, clip, i === runs.length - 1), 0)
    lostOld += Math.max(0, least - kept)
    if (files.length < runs.length) unmatched++
  }
  const goalMs = 1_000 + (clip.gopFrames / clip.fps) * 1_000
  const share = backAfterMs.filter((ms) => ms <= goalMs).length / backAfterMs.length
  return [
    {
      what: `${kills} kills of ${cameras} cameras: frames older than the last keyframe lost`,
      value: lostOld,
      unit: '',
      goal: '0',
      holds: lostOld === 0,
    },
    {
      what: `new frames within 1 s and one GOP (p95 ${Math.round(percentile(backAfterMs, 0.95))} ms)`,
      value: share * 100,
      unit: '% of cameras',
      goal: 'at least 95',
      holds: share >= 0.95,
    },
    { what: 'files that cannot be read', value: unreadable, unit: '', goal: '0', holds: unreadable === 0 },
    { what: 'cameras with a run that left no file', value: unmatched, unit: '', goal: '0', holds: unmatched === 0 },
  ]
}

/** Frames of a run that must be on disk: before a kill, all that are older than its last keyframe; of the last run, all. */
function olderThanLastKeyframe(
  { firstKeyframe = 0, lastFrame = 0 }: Play,
  clip: Facts['clip'],
  isLast: boolean,
): number {
  if (isLast) return lastFrame - firstKeyframe + 1
  const sure = lastFrame - Math.ceil((ON_THE_WAY_MS / 1000) * clip.fps)
  const gops = Math.floor((sure - firstKeyframe) / clip.gopFrames)
  return Math.max(0, gops * clip.gopFrames)
}

function readable(path: string): number | undefined {
  try {
    return probeFrames(path).frames
  } catch {
    return undefined
  }
}
