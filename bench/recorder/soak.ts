// 400 cameras for half an hour over a store that is full all the time: nothing dropped, and memory that does not grow.

import { clip720, probeFrames } from '../harness/clips.ts'
import { startFleet } from '../harness/fleet.ts'
import { cpuSeconds, pssMb, sleep } from '../harness/processes.ts'
import { makeData, recordedFiles, startRecorder, writeSettings } from '../harness/recorder.ts'
import { type Effort, type Row, median } from '../harness/report.ts'

const plans = {
  full: { cameras: 400, minutes: 30, slopeMinutes: 20, segmentSeconds: 30, storeBytes: 10_000_000_000 },
  quick: { cameras: 100, minutes: 0.5, slopeMinutes: 0.3, segmentSeconds: 5, storeBytes: 200_000_000 },
  smoke: { cameras: 3, minutes: 0.08, slopeMinutes: 0.05, segmentSeconds: 2, storeBytes: 2_000_000 },
} as const
const SAMPLE_MS = 5_000

export async function soakBench(effort: Effort): Promise<Row[]> {
  const { cameras, minutes, slopeMinutes, segmentSeconds, storeBytes } = plans[effort]
  const data = makeData()
  const fleet = await startFleet(clip720(), cameras)
  writeSettings(data, cameras, fleet.process.ready.port)
  const env = { SERENO_SEGMENT_SECONDS: String(segmentSeconds), SERENO_STORE_BYTES_MAX: String(storeBytes) }
  const recorder = await startRecorder(data, env)
  const memory: { minute: number; mb: number }[] = []
  const counter = countFiles(data)
  let mostBytes = 0
  try {
    const startedAt = performance.now()
    const cpuBefore = cpuSeconds([recorder.pid])
    for (let elapsed = 0; elapsed < minutes * 60_000; elapsed = performance.now() - startedAt) {
      await sleep(Math.min(SAMPLE_MS, minutes * 60_000 - elapsed))
      memory.push({ minute: (performance.now() - startedAt) / 60_000, mb: pssMb([recorder.pid]) })
      mostBytes = Math.max(mostBytes, await counter.look())
    }
    const cpu = ((cpuSeconds([recorder.pid]) - cpuBefore) / ((performance.now() - startedAt) / 1000)) * 100
    await fleet.fault('*', { kind: 'stall' })
    await sleep(1_000)
    const plays = await fleet.plays()
    await recorder.kill('SIGTERM')
    await counter.look()
    const missing = counter.missing(plays)
    const late = memory.filter(({ minute }) => minute >= minutes - slopeMinutes)
    const slope = slopeOf(late)
    return [
      {
        what: `${cameras} cameras, ${minutes} min: frames missing between a camera's oldest kept file and its last frame`,
        value: missing.frames,
        unit: `of ${missing.of}`,
        goal: '0',
        holds: missing.frames === 0,
      },
      {
        what: 'connections, one for each camera unless something broke',
        value: plays.length,
        unit: '',
        goal: `${cameras}`,
        holds: plays.length === cameras,
      },
      {
        what: `slope of memory over the last ${slopeMinutes} min (median ${Math.round(median(late.map(({ mb }) => mb)))} MB)`,
        value: slope,
        unit: 'MB/min',
        goal: 'under 0.2',
        ...(effort === 'smoke' ? {} : { holds: slope < 0.2 }),
      },
      {
        what: 'most that lay on disk',
        value: mostBytes / 1e9,
        unit: 'GB',
        goal: `${storeBytes / 1e9} and the open files`,
        holds: mostBytes <= storeBytes * 1.1 + cameras * segmentSeconds * 150_000,
      },
      { what: 'files that retention removed', value: counter.removed(), unit: '', goal: '' },
      { what: 'CPU', value: cpu, unit: '% of a core', goal: '' },
    ]
  } finally {
    await recorder.kill('SIGTERM')
    await fleet.stop()
    data.remove()
  }
}

/** Files come and go; each closed one is counted once by ffprobe's count at the end, or known to have been removed by age. */
function countFiles(data: ReturnType<typeof makeData>) {
  const seen = new Set<string>()
  let here = new Set<string>()
  return {
    async look(): Promise<number> {
      const files = recordedFiles(data)
      here = new Set(files.map(({ path }) => path))
      for (const path of here) seen.add(path)
      return files.reduce((sum, { bytes }) => sum + bytes, 0)
    },
    removed: () => [...seen].filter((path) => !here.has(path)).length,
    /**
     * A camera's kept files must hold exactly the frames from the oldest kept one to the end: their media durations are
     * contiguous and counted by ffprobe; the last frame of all is the source's last.
     */
    missing(plays: readonly { camera: string; lastFrame?: number; firstKeyframe?: number }[]) {
      let frames = 0
      let of = 0
      for (const { camera, lastFrame = 0, firstKeyframe = 0 } of plays) {
        const own = recordedFiles(data).filter((file) => Number(file.camera.slice(-10)) === Number(camera))
        const kept = own.reduce((sum, { path }) => sum + probeFrames(path).frames, 0)
        const oldest = Number(/(\d+)\.mp4$/.exec(own[0]?.path ?? '')?.[1] ?? 0)
        const newestEnd = Number(/(\d+)\.mp4$/.exec(own.at(-1)?.path ?? '')?.[1] ?? 0)
        const lastSeconds = own.at(-1) ? probeFrames(own.at(-1)?.path ?? '').seconds : 0
        const expected = Math.min(
          lastFrame - firstKeyframe + 1,
          Math.round(((newestEnd - oldest) / 1000 + lastSeconds) * 15),
        )
        frames += Math.abs(expected - kept)
        of += expected
      }
      return { frames, of }
    },
  }
}

function slopeOf(points: readonly { minute: number; mb: number }[]): number {
  const n = points.length
  const x = points.reduce((sum, { minute }) => sum + minute, 0) / n
  const y = points.reduce((sum, { mb }) => sum + mb, 0) / n
  const over = points.reduce((sum, { minute, mb }) => sum + (minute - x) * (mb - y), 0)
  return over / points.reduce((sum, { minute }) => sum + (minute - x) ** 2, 0)
}
