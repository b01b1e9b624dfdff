// Server and PostgreSQL are killed with -9 under 100 cameras and stay away for ten minutes. The recorder must lose no
// frame, and the index must be complete within 30 s of their return.

import { Client } from 'pg'
import { clip720, probeFrames } from '../harness/clips.ts'
import { keepableFrames, startFleet } from '../harness/fleet.ts'
import { sleep } from '../harness/processes.ts'
import { recordedFiles } from '../harness/recorder.ts'
import type { Effort, Row } from '../harness/report.ts'
import { addCameras, startSystem } from '../harness/system.ts'

const plans = {
  full: { cameras: 100, beforeMs: 40_000, awayMs: 600_000, segmentSeconds: 30 },
  quick: { cameras: 30, beforeMs: 8_000, awayMs: 12_000, segmentSeconds: 4 },
  smoke: { cameras: 2, beforeMs: 3_000, awayMs: 2_500, segmentSeconds: 2 },
} as const
const COMPLETE_MS_MAX = 30_000

export async function aloneBench(effort: Effort): Promise<Row[]> {
  const { cameras, beforeMs, awayMs, segmentSeconds } = plans[effort]
  const system = await startSystem({ recorderEnv: { SERENO_SEGMENT_SECONDS: String(segmentSeconds) } })
  const fleet = await startFleet(clip720(), cameras)
  try {
    await addCameras(system.api, cameras, (number) => fleet.url(number))
    await sleep(beforeMs)
    await system.postgres.kill()
    await system.server.kill('SIGKILL')
    await sleep(awayMs)
    await system.postgres.start()
    const backAt = performance.now()
    await system.startServer()
    const completeMs = await untilIndexIsComplete(system.postgres.socketDir, () => closedFiles(system.data), backAt)
    await fleet.fault('*', { kind: 'stall' })
    await sleep(800)
    const sent = keepableFrames(await fleet.plays())
    const connections = (await fleet.plays()).length
    await system.recorder.kill('SIGTERM')
    const kept = recordedFiles(system.data).reduce((sum, { path }) => sum + probeFrames(path).frames, 0)
    return [
      {
        what: `${cameras} cameras, nobody there for ${awayMs / 1000} s: frames lost of ${sent}`,
        value: sent - kept,
        unit: '',
        goal: '0',
        holds: sent === kept,
      },
      {
        what: 'connections, one for each camera unless something broke',
        value: connections,
        unit: '',
        goal: `${cameras}`,
        holds: connections === cameras,
      },
      {
        what: 'index complete after their return',
        value: completeMs / 1000,
        unit: 's',
        goal: 'within 30',
        holds: completeMs <= COMPLETE_MS_MAX,
      },
    ]
  } finally {
    await fleet.stop()
    await system.stop()
  }
}

/** Closed files at this moment: each camera's newest one is still open. */
function closedFiles(data: Parameters<typeof recordedFiles>[0]): string[] {
  const files = recordedFiles(data)
  return files
    .filter(({ camera }, i) => files[i + 1]?.camera === camera)
    .map(({ camera, path }) => `${camera} ${/(\d+)\.mp4$/.exec(path)?.[1]}`)
}

async function untilIndexIsComplete(socketDir: string, closed: () => string[], backAt: number): Promise<number> {
  const wanted = closed()
  const client = new Client({ host: socketDir, user: 'sereno', database: 'sereno' })
  await client.connect()
  try {
    for (;;) {
      const { rows } = await client.query<{ file: string }>(
        `select c.id || ' ' || s.start_at as file from segments s join cameras c on c.key = s.camera_key`,
      )
      const there = new Set(rows.map(({ file }) => file))
      const elapsed = performance.now() - backAt
      if (wanted.every((file) => there.has(file))) return elapsed
      if (elapsed > 4 * COMPLETE_MS_MAX) return Number.POSITIVE_INFINITY
      await sleep(250)
    }
  } finally {
    await client.end()
  }
}
