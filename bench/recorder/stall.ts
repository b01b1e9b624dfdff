// A disk that stalls for 20 s under 100 cameras: an ext4 of our own in a file, frozen and thawed. Memory must stay
// bounded, recording must come back by itself, and what was lost must be recorded as lost.

import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { clip720, probeFrames } from '../harness/clips.ts'
import { keepableFrames, startFleet } from '../harness/fleet.ts'
import { pssMb, sleep } from '../harness/processes.ts'
import { type Data, RECORDER, makeData, recordedFiles, startRecorder, writeSettings } from '../harness/recorder.ts'
import type { Effort, Row } from '../harness/report.ts'

const plans = {
  full: { cameras: 100, stallMs: 20_000, afterMs: 12_000 },
  quick: { cameras: 50, stallMs: 12_000, afterMs: 8_000 },
  smoke: { cameras: 2, stallMs: 1_500, afterMs: 3_000 },
} as const

/** 100 cameras at 1 Mbit/s for 20 s are 250 MB; a budget that held all of it would not be one. */
const MEMORY_MB_MAX = 450

export async function stallBench(effort: Effort): Promise<Row[]> {
  if (process.getuid?.() !== 0)
    return [
      {
        what: 'a disk that stalls',
        value: 'not run: freezing a file system needs root',
        unit: '',
        goal: 'run as root',
        holds: false,
      },
    ]
  const { cameras, stallMs, afterMs } = plans[effort]
  const disk = makeDisk()
  const data = makeData(disk.folder)
  const fleet = await startFleet(clip720(), cameras)
  writeSettings(data, cameras, fleet.process.ready.port)
  const recorder = await startRecorder(data)
  try {
    await sleep(effort === 'smoke' ? 3_000 : 8_000)
    const beforeMb = pssMb([recorder.pid])
    disk.freeze()
    let mostMb = beforeMb
    for (const until = Date.now() + stallMs; Date.now() < until; await sleep(500))
      mostMb = Math.max(mostMb, pssMb([recorder.pid]))
    disk.thaw()
    await sleep(afterMs)
    await fleet.fault('*', { kind: 'stall' })
    await sleep(800)
    const sent = keepableFrames(await fleet.plays())
    await recorder.kill('SIGTERM')
    return rowsOf({ cameras, stallMs, beforeMb, mostMb, sent, data })
  } finally {
    disk.thaw()
    await recorder.kill('SIGTERM')
    await fleet.stop()
    disk.remove()
  }
}

function rowsOf(facts: {
  cameras: number
  stallMs: number
  beforeMb: number
  mostMb: number
  sent: number
  data: Data
}): Row[] {
  const { cameras, stallMs, beforeMb, mostMb, sent, data } = facts
  const kept = recordedFiles(data).reduce((sum, { path }) => sum + probeFrames(path).frames, 0)
  const told = droppedFrames(data)
  const missing = sent - kept
  return [
    {
      what: `memory while ${cameras} cameras met a disk that stood still for ${stallMs / 1000} s (before: ${Math.round(beforeMb)} MB)`,
      value: mostMb,
      unit: 'MB',
      goal: `at most ${MEMORY_MB_MAX}`,
      holds: mostMb <= MEMORY_MB_MAX,
    },
    { what: 'frames missing on disk', value: missing, unit: `of ${sent}`, goal: '' },
    { what: 'of them told as lost, with cause', value: told, unit: '', goal: `${missing}`, holds: told === missing },
  ]
}

/** What the recorder's own journal says it dropped. */
function droppedFrames(data: Data): number {
  const folder = join(data.folder, 'recorder', RECORDER, 'journal')
  let frames = 0
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.jsonl')))
    for (const line of readFileSync(join(folder, name), 'utf8').split('\n').filter(Boolean)) {
      const event = JSON.parse(line) as { kind?: string; frames?: number }
      if (event.kind === 'gop.dropped') frames += event.frames ?? 0
    }
  return frames
}

function makeDisk() {
  const folder = mkdtempSync(join(tmpdir(), 'sereno-bench-disk-'))
  const image = join(folder, 'image')
  const mount = join(folder, 'mount')
  mkdirSync(mount)
  execFileSync('truncate', ['-s', '4G', image])
  execFileSync('mkfs.ext4', ['-q', '-F', image])
  execFileSync('mount', ['-o', 'loop', image, mount])
  let isFrozen = false
  return {
    folder: mount,
    freeze() {
      execFileSync('fsfreeze', ['-f', mount])
      isFrozen = true
    },
    thaw() {
      if (isFrozen) execFileSync('fsfreeze', ['-u', mount])
      isFrozen = false
    },
    remove() {
      execFileSync('umount', ['-l', mount])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
