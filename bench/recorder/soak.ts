// 400 cameras for half an hour over a store that is full all the time: nothing dropped, and memory that does not grow.

import { open } from 'node:fs/promises'
import { isProblem } from '@sereno/fmp4/problem'
import { scanSegment } from '@sereno/fmp4/scan-segment'
import { clip720, probeFrames } from '../harness/clips.ts'
import { keepableFrames, startFleet } from '../harness/fleet.ts'
import { cpuSeconds, pssMb, sleep } from '../harness/processes.ts'
import {
  type Data,
  type RecordedFile,
  makeData,
  recordedFiles,
  startRecorder,
  writeSettings,
} from '../harness/recorder.ts'
import { type Effort, type Row, median } from '../harness/report.ts'

const plans = {
  full: { cameras: 400, minutes: 30, slopeMinutes: 20, segmentSeconds: 30, storeBytes: 10_000_000_000 },
  quick: { cameras: 100, minutes: 0.4, slopeMinutes: 0.2, segmentSeconds: 5, storeBytes: 200_000_000 },
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
    const sent = keepableFrames(plays)
    const { frames, removed, otherwise } = await counter.finish()
    const late = memory.filter(({ minute }) => minute >= minutes - slopeMinutes)
    const slope = slopeOf(late)
    return [
      {
        what: `${cameras} cameras, ${minutes} min: frames lost of ${sent}`,
        value: sent - frames,
        unit: '',
        goal: '0',
        holds: sent === frames,
      },
      {
        what: 'files of the end that ffprobe counts otherwise',
        value: otherwise,
        unit: '',
        goal: '0',
        holds: otherwise === 0,
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
        // A young process grows: only half an hour says whether it stops.
        ...(effort === 'full' ? { holds: slope < 0.2 } : {}),
      },
      {
        what: 'most that lay on disk',
        value: mostBytes / 1e9,
        unit: 'GB',
        goal: `${storeBytes / 1e9} and the open files`,
        holds: mostBytes <= storeBytes * 1.1 + cameras * segmentSeconds * 150_000,
      },
      { what: 'files that retention removed', value: removed, unit: '', goal: '' },
      { what: 'CPU', value: cpu, unit: '% of a core', goal: '' },
    ]
  } finally {
    await recorder.kill('SIGTERM')
    await fleet.stop()
    data.remove()
  }
}

/**
 * Files come and go. Each is counted when its camera has begun the next one, by the frames in its fragments' headers: all
 * that was ever written is in the sum. What lies there at the end is counted by ffprobe as well.
 */
function countFiles(data: Data) {
  const counted = new Map<string, number>()
  let here: readonly RecordedFile[] = []
  const countAll = async (files: readonly RecordedFile[]) => {
    for (const { path } of files) if (!counted.has(path)) counted.set(path, await framesOf(path))
  }
  return {
    /** Bytes on the disk now. */
    async look(): Promise<number> {
      here = recordedFiles(data)
      await countAll(here.filter(({ camera }, i) => here[i + 1]?.camera === camera))
      return here.reduce((sum, { bytes }) => sum + bytes, 0)
    },
    /** After the recorder has ended: the last file of each camera is closed as well. */
    async finish(): Promise<{ frames: number; removed: number; otherwise: number }> {
      here = recordedFiles(data)
      await countAll(here)
      return {
        frames: [...counted.values()].reduce((sum, frames) => sum + frames, 0),
        removed: counted.size - here.length,
        otherwise: here.filter(({ path }) => probeFrames(path).frames !== counted.get(path)).length,
      }
    },
  }
}

async function framesOf(path: string): Promise<number> {
  const file = await open(path)
  try {
    const readAt = async (offset: number, length: number) => {
      const { buffer, bytesRead } = await file.read(new Uint8Array(length), 0, length, offset)
      return buffer.subarray(0, bytesRead)
    }
    const scan = await scanSegment(readAt, (await file.stat()).size)
    if (isProblem(scan)) return 0
    return scan.fragments.reduce((sum, { frames }) => sum + frames, 0)
  } finally {
    await file.close()
  }
}

function slopeOf(points: readonly { minute: number; mb: number }[]): number {
  const n = points.length
  const x = points.reduce((sum, { minute }) => sum + minute, 0) / n
  const y = points.reduce((sum, { mb }) => sum + mb, 0) / n
  const over = points.reduce((sum, { minute, mb }) => sum + (minute - x) * (mb - y), 0)
  return over / points.reduce((sum, { minute }) => sum + (minute - x) ** 2, 0)
}
