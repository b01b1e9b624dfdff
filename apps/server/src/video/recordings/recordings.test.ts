import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Camera } from '@sereno/contract/cameras'
import type { Timeline } from '@sereno/contract/recordings'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FakeRecorder, ZERO_HASH, aSegment } from '../../testing/fake-recorder.ts'
import { NOON } from '../../testing/fake-clock.ts'
import { type World, startWorld } from '../../testing/world.ts'
import { dropEmptyPartitions, listPartitions, makePartitionsFor } from './partition-store.ts'
import { instant } from '@sereno/domain/instant'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
let world: World
let recorder: FakeRecorder
beforeAll(async () => {
  world = await startWorld()
  recorder = await world.recorder()
})
afterAll(() => world.stop())

interface Refused {
  refusal: { code: string; facts: Record<string, unknown> }
}

async function aCamera(): Promise<Camera['id']> {
  const answer = await world.chief.send<Camera>('POST', '/api/cameras', { name: 'Plaza', url: 'rtsp://10.0.0.7/live' })
  return answer.body.id
}

async function timeline(camera: string, from: number, to: number, resolutionMs = 0): Promise<Timeline> {
  const path = `/api/cameras/${camera}/timeline?from=${from}&to=${to}&resolutionMs=${resolutionMs}`
  const answer = await world.chief.get<Timeline>(path)
  expect(answer.status).toBe(200)
  return answer.body
}

const sealed = (segment: ReturnType<typeof aSegment>) => ({ kind: 'segment.sealed' as const, segment })

describe('the index', () => {
  test('takes what a recorder sealed, joins what follows and names the gap between', async () => {
    const camera = await aCamera()
    const at = NOON - 2 * HOUR
    const first = aSegment(camera, at, { prevHash: ZERO_HASH })
    const second = aSegment(camera, at + 10 * MINUTE)
    const gapBefore = { from: instant(at + 20 * MINUTE), cause: 'no-picture' as const }
    const third = aSegment(camera, at + 30 * MINUTE, { gapBefore })
    await recorder.tell(NOON, sealed(first), sealed(second), sealed(third))
    const { spans, gaps, keyframes } = await timeline(camera, at - HOUR, at + 40 * MINUTE)
    expect(spans).toEqual([
      { from: at, to: at + 20 * MINUTE },
      { from: at + 30 * MINUTE, to: at + 40 * MINUTE },
    ])
    expect(gaps).toEqual([
      { from: at - HOUR, to: at, cause: 'before-first' },
      { from: at + 20 * MINUTE, to: at + 30 * MINUTE, cause: 'no-picture' },
    ])
    expect(keyframes).toHaveLength(900)
    expect(keyframes?.slice(0, 2)).toEqual([at, at + 2_000])
    // From afar the gap is less than a pixel.
    expect((await timeline(camera, at, at + 40 * MINUTE, HOUR)).spans).toHaveLength(1)
  })

  test('gives the row of a moment as it was told, and says why there is none', async () => {
    const camera = await aCamera()
    const at = NOON - 2 * HOUR
    const gapBefore = { from: instant(at - MINUTE), cause: 'refused' as const }
    const segment = aSegment(camera, at, { gapBefore, isRecovered: true, cameraClockErrorMs: -12.5 })
    await recorder.tell(NOON, sealed(segment))
    const answer = await world.chief.get<{ segment: unknown; path: string }>(
      `/api/cameras/${camera}/segment?at=${at + 1}`,
    )
    expect(answer.body.segment).toEqual(segment)
    expect(answer.body.path).toBe(`${camera}/2026-11-24/10/${at}.mp4`)
    const missing = await world.chief.get<Refused>(`/api/cameras/${camera}/segment?at=${at - 1_000}`)
    expect(missing.status).toBe(404)
    expect(missing.body.refusal).toMatchObject({ code: 'no-recording', facts: { cause: 'refused' } })
  })

  test('is not changed by facts that come twice, after a connection broke before the answer', async () => {
    const camera = await aCamera()
    const segment = aSegment(camera, NOON - HOUR)
    const seq = await recorder.tell(NOON, sealed(segment), {
      kind: 'gap.opened',
      camera,
      from: segment.endAt,
      cause: 'refused',
    })
    const again = { ...sealed(segment), seq: seq - 1, happenedAt: NOON }
    recorder.say({ type: 'events', events: [again] })
    await recorder.tell(NOON, { kind: 'recording.resumed' })
    const { rows } = await world.server.database.pool.query('select stored_seq from recorder_journals')
    expect(rows).toEqual([{ stored_seq: seq + 1 }])
    const { gaps } = await timeline(camera, segment.startAt, NOON)
    expect(gaps.at(-1)).toEqual({ from: segment.endAt, to: null, cause: 'refused' })
    // A recording after it ends the gap, though nobody said so.
    await recorder.tell(NOON, sealed(aSegment(camera, segment.endAt + MINUTE)))
    const after = await timeline(camera, segment.startAt, NOON)
    expect(after.gaps[0]).toEqual({ from: segment.endAt, to: segment.endAt + MINUTE, cause: 'refused' })
  })

  test('loses what expired, and says so of the time before', async () => {
    const camera = await aCamera()
    const at = NOON - 3 * HOUR
    const all = [0, 1, 2].map((n) => aSegment(camera, at + n * 10 * MINUTE))
    await recorder.tell(NOON, ...all.map(sealed))
    await recorder.tell(NOON, { kind: 'segments.expired', camera, startAts: [instant(at)], why: 'retention-hours' })
    const { spans, gaps } = await timeline(camera, at, at + 30 * MINUTE)
    expect(spans).toEqual([{ from: at + 10 * MINUTE, to: at + 30 * MINUTE }])
    expect(gaps).toEqual([{ from: at, to: at + 10 * MINUTE, cause: 'expired' }])
  })

  test('stays open for others where one fact cannot be stored', async () => {
    const camera = await aCamera()
    const good = aSegment(camera, NOON - HOUR)
    const bad = aSegment(camera, NOON - 2 * HOUR, { width: 2 ** 40 })
    await recorder.tell(NOON, sealed(bad), sealed(good))
    expect((await timeline(camera, NOON - 3 * HOUR, NOON)).spans).toEqual([{ from: good.startAt, to: good.endAt }])
  })

  test('takes a recorder whose clock is wrong by years, without a partition for each of its days', async () => {
    const camera = await aCamera()
    const before = await listPartitions(world.server.database.db)
    await recorder.tell(NOON, sealed(aSegment(camera, 86_400_000)), sealed(aSegment(camera, NOON + 3_000 * 24 * HOUR)))
    expect(await listPartitions(world.server.database.db)).toEqual(before)
    expect((await timeline(camera, 86_400_000, 2 * 86_400_000)).spans).toHaveLength(1)
  })

  test('of a camera that loses pictures all the time is answered in pieces that can be drawn', async () => {
    const camera = await aCamera()
    const { pool } = world.server.database
    const { rows } = await pool.query<{ key: number }>('select key from cameras where id = $1', [camera])
    const key = rows[0]?.key ?? 0
    const from = NOON - 400 * DAY
    // Ten minutes of pictures, ten without, for 400 days: 28,800 files and as many gaps.
    await pool.query(
      `insert into segments select $1::integer, t, t + 600000, 'run-0000000000', 54000000, 9000, 75000000, 800, 1280, 720,
         'h264', 'avc1.64001f', 'identity', decode(repeat('00', 32), 'hex'), decode(repeat('00', 32), 'hex'), decode('ab', 'hex'), null, null, false, null
       from generate_series($2::bigint, $3::bigint, 1200000) t`,
      [key, from, NOON - 1],
    )
    await pool.query(
      `insert into gaps select $1::integer, t, t + 600000, 'not-reachable' from generate_series($2::bigint, $3::bigint, 1200000) t`,
      [key, from + 10 * MINUTE, NOON - 1],
    )
    const year = await timeline(camera, from, NOON)
    expect(year.spans).toEqual([{ from, to: NOON - 10 * MINUTE }])
    expect(year.gaps.length).toBeLessThanOrEqual(1)
    // Where a 10,000th of what is asked for is finer than the gaps, each is told.
    const days = await timeline(camera, NOON - 60 * DAY, NOON)
    expect([days.spans.length, days.gaps.length]).toEqual([60 * 72, 60 * 72])
    await pool.query('delete from segments where camera_key = $1', [key])
    await pool.query('delete from gaps where camera_key = $1', [key])
  })

  test('refuses an interval that is none', async () => {
    const camera = await aCamera()
    for (const [from, to] of [
      [NOON, NOON],
      [NOON, 0],
      [0, NOON],
    ]) {
      const answer = await world.chief.get(`/api/cameras/${camera}/timeline?from=${from}&to=${to}`)
      expect(answer.status).toBe(400)
    }
    expect((await world.chief.get(`/api/cameras/${camera}/timeline?from=x&to=2`)).status).toBe(400)
    expect((await world.chief.get('/api/cameras/cam-0000000000/timeline?from=1&to=2')).status).toBe(404)
  })
})

async function contents() {
  const { pool } = world.server.database
  const segments = await pool.query('select * from segments order by camera_key, start_at')
  const gaps = await pool.query('select * from gaps order by camera_key, from_at')
  return { segments: segments.rows, gaps: gaps.rows }
}

function reindex(lines: object[] | string): Promise<{ code: number | null; out: string; err: string }> {
  const program = join(import.meta.dirname, '../../reindex.ts')
  const env = { ...process.env, SERENO_PG_SOCKET: world.postgres.socketDir }
  const child = spawn(process.execPath, [program], { env, stdio: 'pipe' })
  let [out, err] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
  child.stdin.end(typeof lines === 'string' ? lines : lines.map((line) => JSON.stringify(line)).join('\n'))
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, out, err })))
}

describe('a rebuilt index', () => {
  test('equals the old one, and a line that is not understood leaves it', async () => {
    const { pool } = world.server.database
    await pool.query('truncate segments, gaps')
    const camera = await aCamera()
    const gapBefore = { from: instant(NOON - 50 * MINUTE), cause: 'packets-lost' as const }
    const segments = [
      aSegment(camera, NOON - 60 * MINUTE),
      aSegment(camera, NOON - 40 * MINUTE, { gapBefore }),
      aSegment(camera, NOON - 30 * MINUTE, { isRecovered: true }),
    ]
    const open = { camera, from: instant(NOON - 20 * MINUTE), to: null, cause: 'not-reachable' as const }
    await recorder.tell(NOON, ...segments.map(sealed), {
      kind: 'gap.opened',
      camera,
      from: open.from,
      cause: open.cause,
    })
    const before = await contents()
    expect([before.segments.length, before.gaps.length]).toEqual([3, 2])
    await pool.query('delete from segments where start_at = $1', [segments[1]?.startAt])
    await pool.query('delete from gaps')
    const stranger = { segment: aSegment('cam-0000000000' as typeof camera, NOON) }
    const end = { end: { segments: 4, gaps: 1, skipped: 0 } }
    const done = await reindex([...segments.map((segment) => ({ segment })), { gap: open }, stranger, end])
    expect(JSON.parse(done.out)).toEqual({ segments: 3, gaps: 2, unknownCameras: 1, skippedFiles: 0 })
    expect(await contents()).toEqual(before)
    const broken = await reindex(`${JSON.stringify({ segment: segments[0] })}\n{"segment":{}}\n`)
    expect(broken.code).toBe(1)
    expect(broken.err).toMatch(/line 2 is none that the reader of recordings writes/)
    expect(await contents()).toEqual(before)
  })
})

describe('the index of many rows', () => {
  const CAMERAS = 50
  test('answers from the index alone, in a few milliseconds', { timeout: 60_000 }, async () => {
    const { pool, db } = world.server.database
    await pool.query('truncate segments, gaps')
    const camera = await aCamera()
    const { rows: keys } = await pool.query<{ key: number }>('select key from cameras where id = $1', [camera])
    const key = keys[0]?.key ?? 0
    const from = NOON - 14 * 24 * HOUR
    const days = Array.from({ length: 14 }, (_, day) => from + day * DAY)
    await db.transaction().execute((tx) => makePartitionsFor(tx, days, NOON))
    // 50 cameras, 14 days, ten minutes each: 100,800 rows.
    await pool.query(
      `insert into segments select $1::integer + c, t, t + 600000, 'run-0000000000', 54000000, 9000, 75000000, 800, 1280, 720,
         'h264', 'avc1.64001f', 'identity', decode(repeat('00', 32), 'hex'), decode(repeat('00', 32), 'hex'), decode(repeat('ab', 900), 'hex'), null, null, false, null
       from generate_series(0, $2::integer - 1) c, generate_series($3::bigint, $4::bigint, 600000) t`,
      [
        key,
        CAMERAS,
        Math.floor(from / 86_400_000) * 86_400_000,
        Math.floor(from / 86_400_000) * 86_400_000 + 14 * 86_400_000 - 1,
      ],
    )
    await pool.query('vacuum analyze segments')
    const count = await pool.query<{ n: number }>('select count(*) n from segments')
    expect(count.rows[0]?.n).toBe(CAMERAS * 14 * 144)
    const at = from + 7 * 24 * HOUR
    const plan = await pool.query<{ 'QUERY PLAN': string }>(
      `explain (analyze, buffers) select * from segments where camera_key = ${key} and start_at <= ${at} and start_at > ${at - HOUR} order by start_at desc limit 1`,
    )
    const text = plan.rows.map((row) => row['QUERY PLAN']).join('\n')
    expect(text).toMatch(/Index Scan Backward/)
    expect(text).not.toMatch(/Seq Scan/)
    // One day, at most two: the others are never opened.
    expect(text.match(/Index Scan/g)?.length).toBeLessThanOrEqual(2)
    const spans = await pool.query<{ 'QUERY PLAN': string }>(
      `explain select start_at, end_at from segments where camera_key = ${key} and start_at < ${NOON} and start_at > ${from} and end_at > ${from}`,
    )
    const month = spans.rows.map((row) => row['QUERY PLAN']).join('\n')
    expect(month.match(/Index Only Scan/g)).toHaveLength(14)
    const times: number[] = []
    for (let n = 0; n < 60; n++) {
      const began = performance.now()
      const path = `/api/cameras/${camera}/segment?at=${from + DAY + n * 5 * HOUR}`
      expect((await world.chief.get(path)).status).toBe(200)
      times.push(performance.now() - began)
    }
    const [p50, p95] = [0.5, 0.95].map((share) => times.toSorted((a, b) => a - b)[Math.floor(times.length * share)])
    process.stderr.write(
      `segment by time over HTTP, 100,800 rows: p50 ${p50?.toFixed(1)} ms, p95 ${p95?.toFixed(1)} ms\n`,
    )
    expect(p50).toBeLessThan(200)
  })
})

test('empty days of the past are dropped, and no other', async () => {
  const { pool, db } = world.server.database
  await pool.query('truncate segments')
  const camera = await aCamera()
  await recorder.tell(NOON, sealed(aSegment(camera, NOON - 60 * DAY)), sealed(aSegment(camera, NOON - 61 * DAY)))
  await recorder.tell(NOON, {
    kind: 'segments.expired',
    camera,
    startAts: [instant(NOON - 61 * DAY)],
    why: 'retention-hours',
  })
  const dropped = await dropEmptyPartitions(db, NOON)
  expect(dropped).toContain('segments_p20260924')
  expect(dropped).not.toContain('segments_p20260925')
  expect(await listPartitions(db)).toEqual(expect.arrayContaining(['segments_p20260925', 'segments_p20261124']))
})
