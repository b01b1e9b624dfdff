// The two programs of `./sereno reindex` as they are, one piped into the other: the recorder's that reads the files and
// ours that loads the rows. After a power cut every camera has a file without an end.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Camera } from '@sereno/contract/cameras'
import type { CameraId } from '@sereno/domain/ids'
import { instant } from '@sereno/domain/instant'
import { segmentPath } from '@sereno/domain/video/recordings/segment-path'
import { describeFormat } from '@sereno/fmp4/format'
import { fragment } from '@sereno/fmp4/fragment'
import { encodeGopTable } from '@sereno/fmp4/gop-table'
import { isProblem } from '@sereno/fmp4/problem'
import { segmentHeader, segmentTrailer } from '@sereno/fmp4/segment-file'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { NOON } from './testing/fake-clock.ts'
import { ZERO_HASH } from './testing/fake-recorder.ts'
import { type World, startWorld } from './testing/world.ts'

const MINUTE = 60_000
const reader = join(import.meta.dirname, '../../recorder/src/reindex.ts')
const loader = join(import.meta.dirname, 'reindex.ts')

let world: World
let camera: CameraId
beforeAll(async () => {
  world = await startWorld()
  const added = await world.chief.send<Camera>('POST', '/api/cameras', { name: 'Plaza', url: 'rtsp://10.0.0.7/live' })
  camera = added.body.id
})
afterAll(() => world.stop())
beforeEach(async () => {
  rmSync(join(world.folder, 'recordings'), { recursive: true, force: true })
  await world.server.database.pool.query('truncate segments, gaps')
})

const format = describeFormat({
  codec: 'h264',
  sps: Buffer.from('6742c01fd9005005bb0110000003001000000301e0f1832480', 'hex'),
  pps: Buffer.from('68cb83cb20', 'hex'),
})

/** A file as a recorder writes it: one GOP of ten seconds; `isTorn`: the power went before its end. */
function record(startAt: number, { isTorn = false, gapFrom }: { isTorn?: boolean; gapFrom?: number } = {}): string {
  if (isProblem(format)) throw new Error('no format')
  const gapBefore = gapFrom === undefined ? undefined : { from: gapFrom, cause: 'not-reachable' }
  const header = { v: 1, camera, run: 'run-0123456789', startAt, ...(gapBefore && { gapBefore }), seal: 'identity' }
  const head = segmentHeader({ format, header })
  const nalUnits = [Uint8Array.of(0x65, 1, 2, 3)]
  const samples = [{ nalUnits, durationTicks: 900_000, isSync: true }]
  const gop = Buffer.concat(fragment({ sequence: 1, baseDecodeTicks: 0, samples }))
  const trailer = {
    v: 1,
    prevHash: ZERO_HASH,
    endAt: startAt + 10_000,
    mediaDurationTicks: 900_000,
    frames: 1,
    headerBytes: head.length,
    gops: Buffer.from(encodeGopTable([{ byteLength: gop.length, durationMs: 10_000 }])).toString('base64'),
  }
  const end = segmentTrailer({ randomAccess: [{ decodeTicks: 0, offset: head.length }], trailer })
  return put(segmentPath(camera, instant(startAt)), Buffer.concat(isTorn ? [head, gop] : [head, gop, end]))
}

function put(path: string, content: Uint8Array | string): string {
  const whole = join(world.folder, 'recordings', path)
  mkdirSync(dirname(whole), { recursive: true })
  writeFileSync(whole, content)
  return path
}

interface Done {
  code: number | null
  out: string
  err: string
  readerSaid: string
}

/** As the launcher does it; `meddle` gets the reader while it runs. */
async function reindex(meddle: (child: ChildProcess) => void = () => {}): Promise<Done> {
  const env = { ...process.env, SERENO_DATA: world.folder, SERENO_PG_SOCKET: world.postgres.socketDir }
  const [reads, loads] = [reader, loader].map((program) => spawn(process.execPath, [program], { env, stdio: 'pipe' }))
  if (!reads || !loads) throw new Error('not started')
  reads.stdout.pipe(loads.stdin)
  loads.stdin.on('error', () => {})
  const [out, err, readerSaid] = [heard(loads.stdout), heard(loads.stderr), heard(reads.stderr)]
  meddle(reads)
  const [code] = (await once(loads, 'close')) as [number | null]
  return { code, out: out(), err: err(), readerSaid: readerSaid() }
}

function heard(stream: NodeJS.ReadableStream): () => string {
  let text = ''
  stream.on('data', (chunk: Buffer) => (text += chunk.toString()))
  return () => text
}

async function startsInIndex(): Promise<number[]> {
  const { rows } = await world.server.database.pool.query<{ start_at: number }>(
    'select start_at from segments order by 1',
  )
  return rows.map((row) => row.start_at)
}

test('a file that a power cut left open and files of strangers are named and counted, and all the rest is rebuilt', async () => {
  const starts = [NOON - 30 * MINUTE, NOON - 20 * MINUTE, NOON - 10 * MINUTE]
  for (const [index, startAt] of starts.entries()) record(startAt, index === 1 ? { gapFrom: startAt - MINUTE } : {})
  const torn = record(NOON - 5 * MINUTE, { isTorn: true })
  const hour = dirname(torn)
  put(`${hour}/.nfs0001`, 'left by a network disk')
  put(`${hour}/${NOON - 4 * MINUTE}.mp4`, 'not a film')
  put('lost+found/1', 'of a disk of its own')
  put(`${camera}/notes.txt`, 'somebody was here')
  const done = await reindex()
  expect(done.err).toBe('')
  expect(JSON.parse(done.out)).toEqual({ segments: 3, gaps: 1, unknownCameras: 0, skippedFiles: 5 })
  expect(await startsInIndex()).toEqual(starts)
  expect(done.readerSaid).toContain(`reindex: skipped as unfinished: "${torn}"`)
  for (const name of [`${hour}/.nfs0001`, 'lost+found', `${camera}/notes.txt`])
    expect(done.readerSaid).toContain(`reindex: skipped as foreign: "${name}"`)
})

test(
  'a reader that dies midway leaves the old index whole, and that is what is said',
  { timeout: 60_000 },
  async () => {
    // More than a pipe and its buffers hold: the reader is in the middle when it is killed.
    const starts = Array.from({ length: 2_000 }, (_, n) => NOON - 90 * 60 * MINUTE + n * 10_000)
    for (const startAt of starts) record(startAt)
    expect(JSON.parse((await reindex()).out)).toMatchObject({ segments: 2_000 })
    const done = await reindex((reads) => {
      reads.stdout?.once('data', () => reads.kill('SIGKILL'))
    })
    expect(done).toMatchObject({ code: 1, out: '' })
    expect(done.err).toMatch(/^The index was not changed: .*broke off after \d+ segments/)
    expect(await startsInIndex()).toEqual(starts)
  },
)

test.each([
  ['nothing at all', ''],
  ['an end that counts more than came', '{"end":{"segments":7,"gaps":0,"skipped":0}}\n'],
  ['something behind the end', '{"end":{"segments":0,"gaps":0,"skipped":0}}\n{"skipped":"x","why":"foreign"}\n'],
])('%s on the pipe leaves the old index', async (_, text) => {
  record(NOON - 10 * MINUTE)
  await reindex()
  const env = { ...process.env, SERENO_PG_SOCKET: world.postgres.socketDir }
  const loads = spawn(process.execPath, [loader], { env, stdio: 'pipe' })
  const err = heard(loads.stderr)
  loads.stdin.end(text)
  const [code] = (await once(loads, 'close')) as [number | null]
  expect(code).toBe(1)
  expect(err()).toMatch(/^The index was not changed: /)
  expect(await startsInIndex()).toEqual([NOON - 10 * MINUTE])
})
