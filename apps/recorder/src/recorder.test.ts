import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { RecorderEvent, Segment } from '@sereno/contract/recorder-events'
import type { ReindexLine } from '@sereno/contract/reindex-lines'
import { afterEach, expect, test, vi } from 'vitest'
import { reindex } from './reindex.ts'
import {
  DataFolder,
  FakeServer,
  type Fleet,
  type RecorderProcess,
  cameraId,
  startFleet,
  startRecorder,
  tinyClip,
  until,
} from './testing/processes.ts'

// Processes start slowly on a machine that is busy; what is waited for takes seconds.
vi.setConfig({ testTimeout: 90_000 })

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})
function aFolder(): DataFolder {
  const data = new DataFolder()
  ends.push(() => data.remove())
  return data
}
async function aFleet(options: Parameters<typeof startFleet>[0]): Promise<Fleet> {
  const fleet = await startFleet(options)
  ends.push(() => fleet.end())
  return fleet
}
async function aRecorder(data: DataFolder, env?: Record<string, string>): Promise<RecorderProcess> {
  const recorder = await startRecorder(data, env)
  ends.push(() => recorder.kill('SIGKILL'))
  return recorder
}
async function aServer(data: DataFolder): Promise<FakeServer> {
  const server = await FakeServer.listen(data)
  ends.push(() => server.end())
  return server
}

const recordings = (data: DataFolder) => join(data.path, 'recordings')
function files(data: DataFolder): string[] {
  if (!existsSync(recordings(data))) return []
  const names = readdirSync(recordings(data), { recursive: true, encoding: 'utf8' })
  return names.filter((name) => name.endsWith('.mp4')).map((name) => join(recordings(data), name))
}
const rows = (events: readonly RecorderEvent[]) =>
  events.flatMap((event) => (event.kind === 'segment.sealed' ? [event.segment] : []))
const byTime = (segments: readonly Segment[]) =>
  segments.toSorted((a, b) => a.camera.localeCompare(b.camera) || a.startAt - b.startAt)
async function read(data: DataFolder): Promise<ReindexLine[]> {
  const lines: ReindexLine[] = []
  for await (const line of reindex(recordings(data))) lines.push(line)
  return lines
}
const segmentsIn = (lines: readonly ReindexLine[]) => lines.flatMap((line) => ('segment' in line ? [line.segment] : []))
/** ffprobe is not ours: what it counts is there. */
function probed(path: string): { frames: number; problems: string } {
  const args = ['-v', 'error', '-count_frames', '-show_entries', 'stream=nb_read_frames', '-of', 'csv=p=0', path]
  const out = execFileSync('ffprobe', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  return { frames: Number(out.trim()), problems: '' }
}

test('what is recorded is read by ffprobe, frame by frame, chained, without gaps, and equal to its index read back', async () => {
  const data = aFolder()
  const fleet = await aFleet({ cameras: 2 })
  data.keep(data.settings(fleet.port, 2))
  const recorder = await aRecorder(data, { SERENO_SEGMENT_SECONDS: '2' })
  await until(() => rows(data.journalled()).length >= 4)
  await recorder.kill('SIGTERM')
  expect(recorder.child.exitCode).toBe(0)
  const segments = byTime(rows(data.journalled()))
  const lines = await read(data)
  expect(byTime(segmentsIn(lines))).toEqual(segments)
  expect(lines.filter((line) => 'skipped' in line || 'gap' in line)).toEqual([])
  for (const path of files(data)) {
    const row = segments.find(({ startAt }) => path.endsWith(`/${startAt}.mp4`))
    expect(probed(path).frames).toBe(row?.frames)
  }
  for (const [index, segment] of segments.entries()) {
    const before = segments[index - 1]
    if (before?.camera !== segment.camera) continue
    expect({ prevHash: segment.prevHash, startAt: segment.startAt }).toEqual({
      prevHash: before.hash,
      startAt: before.endAt,
    })
  }
})

test('H.265 is recorded as it comes', async () => {
  const data = aFolder()
  const fleet = await aFleet({ cameras: 1, clip: tinyClip('h265') })
  data.keep(data.settings(fleet.port, 1))
  const recorder = await aRecorder(data)
  await until(() => rows(data.journalled()).length >= 1)
  await recorder.kill('SIGTERM')
  for (const segment of rows(data.journalled())) expect(segment.codec).toBe('h265')
  const counted = files(data).reduce((sum, path) => sum + probed(path).frames, 0)
  expect(counted).toBe(rows(data.journalled()).reduce((sum, { frames }) => sum + frames, 0))
})

test('killed with -9 it records on from its own settings, closes what was open, and notes every file once', async () => {
  const data = aFolder()
  const fleet = await aFleet({ cameras: 2 })
  data.keep(data.settings(fleet.port, 2))
  for (let round = 0; round < 3; round++) {
    const seen = files(data).length
    const recorder = await aRecorder(data)
    // Killed while files are growing, at another place each time.
    await until(() => files(data).length >= seen + 2 && files(data).every((path) => statSync(path).size > 2_000))
    await new Promise((resolve) => setTimeout(resolve, 300 * round))
    await recorder.kill('SIGKILL')
  }
  const recorder = await aRecorder(data)
  const open = files(data).length
  await until(() => rows(data.journalled()).length >= open)
  await recorder.kill('SIGTERM')
  const events = data.journalled()
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1))
  const segments = byTime(rows(events))
  const lines = await read(data)
  expect(byTime(segmentsIn(lines))).toEqual(segments)
  expect(new Set(segments.map(({ camera, startAt }) => `${camera}/${startAt}`)).size).toBe(segments.length)
  expect(segments.filter(({ isRecovered }) => isRecovered).length).toBeGreaterThanOrEqual(3)
  expect(lines.filter((line) => 'gap' in line).length).toBeGreaterThanOrEqual(6)
  expect(lines.every((line) => !('gap' in line) || line.gap.cause === 'recorder-stopped')).toBe(true)
  for (const path of files(data)) {
    const row = segments.find(({ startAt }) => path.endsWith(`/${startAt}.mp4`))
    expect(probed(path).frames).toBe(row?.frames)
  }
  expect(events.filter((event) => event.kind === 'recorder.started' && event.crashed)).toHaveLength(3)
})

test('without a server it keeps its events, and hands them over once when one comes', async () => {
  const data = aFolder()
  const fleet = await aFleet({ cameras: 1 })
  const server = await aServer(data)
  server.settings = data.settings(fleet.port, 1)
  await aRecorder(data)
  await until(() => server.events.some(({ kind }) => kind === 'run.started'))
  await server.end()
  ends.splice(
    ends.findIndex((end) => String(end).includes('server.end')),
    1,
  )
  const before = server.events.length
  await until(() => rows(data.journalled()).length >= 2)
  const again = await aServer(data)
  again.storedSeq = server.storedSeq
  await until(() => rows(again.events).length >= 2)
  const seqs = [...server.events, ...again.events].map(({ seq }) => seq)
  expect(before).toBeGreaterThan(0)
  expect(seqs).toEqual(seqs.map((_, index) => index + 1))
})

test('a camera whose parameter sets change goes on in another file without a gap', async () => {
  const data = aFolder()
  const fleet = await aFleet({ cameras: 1 })
  data.keep(data.settings(fleet.port, 1))
  const recorder = await aRecorder(data, { SERENO_SEGMENT_SECONDS: '60' })
  await until(() => files(data).length === 1)
  await fleet.order('/fault', { camera: '1', fault: { kind: 'parameter-sets' } })
  await until(() => files(data).length === 2)
  await recorder.kill('SIGTERM')
  const [first, second] = byTime(rows(data.journalled()))
  expect(second?.startAt).toBe(first?.endAt)
  expect(second?.codecString).not.toBe(first?.codecString)
  expect(second?.gapBefore).toBeUndefined()
})

test('a camera that is away leaves a gap with its cause', async () => {
  const data = aFolder()
  const fleet = await aFleet({ cameras: 1 })
  const server = await aServer(data)
  server.settings = data.settings(fleet.port, 1)
  await aRecorder(data)
  await until(() => files(data).length === 1)
  await fleet.order('/cut', { camera: '1' })
  const closed = await until(() => server.events.find((event) => event.kind === 'gap.closed'))
  const opened = server.events.find((event) => event.kind === 'gap.opened')
  expect(opened).toMatchObject({ camera: cameraId(1), cause: 'closed-by-camera' })
  expect(closed).toMatchObject({ camera: cameraId(1), cause: 'closed-by-camera' })
  const row = await until(() => rows(server.events).find(({ gapBefore }) => gapBefore))
  expect(row.gapBefore).toEqual({ from: opened?.kind === 'gap.opened' ? opened.from : 0, cause: 'closed-by-camera' })
})

test('beyond the bytes of its store the oldest files go, noted before they are gone', async () => {
  const data = aFolder()
  const fleet = await aFleet({ cameras: 2, fps: 50 })
  data.keep(data.settings(fleet.port, 2))
  const recorder = await aRecorder(data, { SERENO_SEGMENT_SECONDS: '2', SERENO_STORE_BYTES_MAX: '20000' })
  await until(() => data.journalled().filter(({ kind }) => kind === 'segments.expired').length >= 2)
  await recorder.kill('SIGTERM')
  const events = data.journalled()
  const gone = new Set(
    events.flatMap((event) =>
      event.kind === 'segments.expired' ? event.startAts.map((at) => `${event.camera}/${at}`) : [],
    ),
  )
  const left = rows(events).filter(({ camera, startAt }) => !gone.has(`${camera}/${startAt}`))
  expect(byTime(segmentsIn(await read(data)))).toEqual(byTime(left))
})

test('it ends in order when its launcher is gone', async () => {
  const data = aFolder()
  const recorder = await aRecorder(data)
  recorder.child.stdin?.end()
  await until(() => recorder.child.exitCode !== null)
  expect(recorder.child.exitCode).toBe(0)
})

test('a wrong setting is one line that names it', () => {
  const env = { ...process.env, SERENO_DATA: '/nonexistent', SERENO_SEAL: 'aes-256-gcm' }
  let problem = ''
  let status = 0
  try {
    execFileSync(process.execPath, [join(import.meta.dirname, 'main.ts')], { env, stdio: 'pipe' })
  } catch (error) {
    const ended = error as { stderr: Buffer; status: number }
    ;[problem, status] = [String(ended.stderr), ended.status]
  }
  expect(problem).toMatch(/^recorder: SERENO_SEAL=aes-256-gcm .*SERENO_BENCH=1 only\n$/)
  expect(status).toBe(78)
})
