// What 100 cameras cost: our recorder, with hash and index, against one `ffmpeg -c copy` for each, alternating; and our
// recorder again with AES-256-GCM in the seal stage. A run whose frames differ from the source's has no CPU figure.

import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { clip720, probeFrames } from '../harness/clips.ts'
import { type Fleet, keepableFrames, startFleet } from '../harness/fleet.ts'
import { cpuSeconds, end, pssMb, sleep, startPeer } from '../harness/processes.ts'
import { makeData, recordedFiles, startRecorder, writeSettings } from '../harness/recorder.ts'
import { type Effort, type Row, median } from '../harness/report.ts'

interface Plan {
  readonly cameras: number
  readonly settleMs: number
  readonly windowMs: number
  readonly rounds: number
}
const plans: Record<Effort, Plan> = {
  full: { cameras: 100, settleMs: 12_000, windowMs: 25_000, rounds: 3 },
  quick: { cameras: 40, settleMs: 4_000, windowMs: 6_000, rounds: 1 },
  smoke: { cameras: 3, settleMs: 1_000, windowMs: 1_500, rounds: 1 },
}

interface Cost {
  readonly cpuPercent: number
  readonly memoryMb: number
  readonly framesSent: number
  readonly framesKept: number
}

export async function costBench(effort: Effort): Promise<Row[]> {
  const plan = plans[effort]
  const ours: Cost[] = []
  const sealed: Cost[] = []
  const peers: Cost[] = []
  for (let round = 0; round < plan.rounds; round++) {
    ours.push(await measureOurs(plan, 'identity'))
    if (effort !== 'smoke') peers.push(await measurePeer(plan))
    if (effort !== 'smoke') sealed.push(await measureOurs(plan, 'aes-256-gcm'))
  }
  const all = { ours, sealed, peers }
  const counts = Object.entries(all)
    .map(([who, costs]) => framesRow(plan, who, costs))
    .filter((row) => row !== undefined)
  if (effort === 'smoke') return counts
  return [...counts, ...compared(plan, all)]
}

function compared({ cameras }: Plan, { ours, sealed, peers }: Record<'ours' | 'sealed' | 'peers', Cost[]>): Row[] {
  const cpu = (costs: Cost[]) => median(costs.map(({ cpuPercent }) => cpuPercent))
  const memory = (costs: Cost[]) => median(costs.map(({ memoryMb }) => memoryMb))
  const spread = (costs: Cost[]) => costs.map(({ cpuPercent }) => cpuPercent.toFixed(1)).join(' ')
  return [
    { what: `${cameras} cameras, ours: CPU (${spread(ours)})`, value: cpu(ours), unit: '% of a core', goal: '' },
    {
      what: `${cameras} cameras, ours with AES-256-GCM: CPU (${spread(sealed)})`,
      value: cpu(sealed),
      unit: '% of a core',
      goal: '',
    },
    {
      what: `${cameras} cameras, one ffmpeg -c copy each: CPU (${spread(peers)})`,
      value: cpu(peers),
      unit: '% of a core',
      goal: '',
    },
    { what: `${cameras} cameras, ours: memory (PSS)`, value: memory(ours), unit: 'MB', goal: '' },
    { what: `${cameras} cameras, ffmpeg: memory (PSS)`, value: memory(peers), unit: 'MB', goal: '' },
    ratio('CPU', cpu(ours) / cpu(peers), 0.45),
    ratio('memory', memory(ours) / memory(peers), 0.2),
    ratio('CPU with AES-256-GCM', cpu(sealed) / cpu(peers), 0.6),
  ]
}

function ratio(what: string, value: number, most: number): Row {
  return { what, value, unit: 'of ffmpeg', goal: `at most ${most}`, holds: value <= most }
}

function framesRow({ cameras }: Plan, who: string, costs: readonly Cost[]): Row | undefined {
  if (costs.length === 0) return undefined
  const sent = costs.reduce((sum, cost) => sum + cost.framesSent, 0)
  const kept = costs.reduce((sum, cost) => sum + cost.framesKept, 0)
  // Sealed pictures are no pictures to ffprobe: their frames are counted by their moofs, which stay open.
  return {
    what: `${cameras} cameras, ${who}: frames on disk of ${sent} sent`,
    value: kept,
    unit: '',
    goal: `${sent}`,
    holds: kept === sent,
  }
}

async function measureOurs(plan: Plan, seal: 'identity' | 'aes-256-gcm'): Promise<Cost> {
  const data = makeData()
  const fleet = await startFleet(clip720(), plan.cameras)
  writeSettings(data, plan.cameras, fleet.process.ready.port)
  const recorder = await startRecorder(data, { SERENO_SEAL: seal })
  try {
    const cost = await overWindow(plan, [recorder.pid])
    await quiet(fleet)
    const sent = keepableFrames(await fleet.plays())
    await recorder.kill('SIGTERM')
    const kept = recordedFiles(data).reduce((sum, { path }) => sum + probeFrames(path).frames, 0)
    return { ...cost, framesSent: sent, framesKept: kept }
  } finally {
    await recorder.kill('SIGTERM')
    await fleet.stop()
    data.remove()
  }
}

async function measurePeer(plan: Plan): Promise<Cost> {
  const folder = mkdtempSync(join(tmpdir(), 'sereno-bench-ffmpeg-'))
  const fleet = await startFleet(clip720(), plan.cameras)
  const peers = Array.from({ length: plan.cameras }, (_, i) => {
    const own = join(folder, String(i + 1))
    mkdirSync(own)
    const input = ['-nostdin', '-v', 'error', '-rtsp_transport', 'tcp', '-i', fleet.url(i + 1), '-an', '-c', 'copy']
    const segments = ['-f', 'segment', '-segment_time', '600', '-segment_format', 'mp4', '-reset_timestamps', '1']
    const fragmented = ['-segment_format_options', 'movflags=+frag_keyframe+empty_moov+default_base_moof']
    return startPeer('ffmpeg', [...input, ...segments, ...fragmented, join(own, '%05d.mp4')])
  })
  try {
    const cost = await overWindow(
      plan,
      peers.map(({ pid }) => pid ?? 0),
    )
    await quiet(fleet)
    const sent = keepableFrames(await fleet.plays())
    await fleet.stop()
    await Promise.all(peers.map((peer) => end(peer, 'SIGINT')))
    const files = readdirSync(folder).flatMap((camera) =>
      readdirSync(join(folder, camera)).map((name) => join(folder, camera, name)),
    )
    return { ...cost, framesSent: sent, framesKept: files.reduce((sum, path) => sum + probeFrames(path).frames, 0) }
  } finally {
    await Promise.all(peers.map((peer) => end(peer, 'SIGINT')))
    await fleet.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function overWindow(
  { settleMs, windowMs }: Plan,
  pids: readonly number[],
): Promise<Pick<Cost, 'cpuPercent' | 'memoryMb'>> {
  await sleep(settleMs)
  const before = cpuSeconds(pids)
  const startedAt = performance.now()
  await sleep(windowMs)
  const seconds = (performance.now() - startedAt) / 1000
  return { cpuPercent: ((cpuSeconds(pids) - before) / seconds) * 100, memoryMb: pssMb(pids) }
}

/** The source falls silent, and what is on its way arrives: only then can both sides be counted. */
async function quiet(fleet: Fleet): Promise<void> {
  await fleet.fault('*', { kind: 'stall' })
  await sleep(800)
}
