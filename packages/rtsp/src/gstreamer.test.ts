// Against a server that is not ours: Debian's GStreamer. Without SERENO_TEST_DATA these count as skipped; with it, a missing
// program is a failure. The clip is served at ten times its speed, every frame of it.

import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { startGstreamerRtsp } from '@sereno/testkit/gstreamer-rtsp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { WatchedRun } from '../test/watched-run.ts'

const run = promisify(execFile)
const testData = process.env['SERENO_TEST_DATA']
const login = { username: 'operator', password: 'contraseña "7"' }

describe.skipIf(!testData)('GStreamer’s RTSP server (SERENO_TEST_DATA)', () => {
  let folder = ''
  let h264 = ''
  let h265 = ''

  beforeAll(async () => {
    const clip = `${testData}/clips/car-detection.mp4`
    folder = await mkdtemp(join(tmpdir(), 'rtsp-test-'))
    h264 = join(folder, 'h264.mp4')
    h265 = join(folder, 'h265.mp4')
    const quietly = ['-v', 'error', '-y']
    await run('ffmpeg', [...quietly, '-itsscale', '0.1', '-i', clip, '-an', '-c', 'copy', h264])
    const encode = ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=error:keyint=50']
    await run('ffmpeg', [...quietly, '-i', h264, '-t', '2', ...encode, h265])
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  test.each([undefined, 'basic', 'digest'] as const)(
    'every frame of an H.264 clip comes, login: %s',
    async (method) => {
      await using server = await startGstreamerRtsp({
        file: h264,
        codec: 'h264',
        aggregates: method === 'digest',
        ...(method ? { login: { method, ...login } } : {}),
      })
      const watched = new WatchedRun({ url: server.url, ...(method ? { credentials: login } : {}) })
      expect(await watched.ended).toMatchObject({ code: 'closed-by-camera' })
      const { packets, keyframes } = await probe(h264)
      expect(watched.units).toHaveLength(packets)
      expect(watched.units.filter(({ isKeyframe }) => isKeyframe)).toHaveLength(keyframes)
      expect(watched.units.every(({ refersToMissing }) => !refersToMissing)).toBe(true)
      expect(watched.units[0]?.parameterSets).toMatchObject({
        sps: [expect.any(Uint8Array)],
        pps: [expect.any(Uint8Array)],
      })
      expect(watched.reports.length).toBeGreaterThan(0)
      expect(watched.run.counters).toMatchObject({
        lostPackets: 0,
        malformedPackets: 0,
        droppedUnits: 0,
        strayPackets: 0,
      })
    },
  )

  test('every frame of an H.265 clip comes, B-pictures in the order of decoding', async () => {
    await using server = await startGstreamerRtsp({ file: h265, codec: 'h265', aggregates: true })
    const watched = new WatchedRun({ url: server.url })
    expect(await watched.ended).toMatchObject({ code: 'closed-by-camera' })
    const { packets, keyframes, times } = await probe(h265)
    expect(watched.units).toHaveLength(packets)
    expect(watched.units.filter(({ isKeyframe }) => isKeyframe)).toHaveLength(keyframes)
    expect(watched.units[0]?.parameterSets).toMatchObject({
      vps: { length: 1 },
      sps: { length: 1 },
      pps: { length: 1 },
    })
    const first = times[0] ?? 0
    const told = watched.units.map(({ rtpTicks }) => rtpTicks / 90_000)
    expect(Math.max(...told.map((time, index) => Math.abs(time - ((times[index] ?? 0) - first))))).toBeLessThan(0.001)
  })

  test('it refuses a wrong password, a missing one and an unknown path, and we tell them apart', async () => {
    await using server = await startGstreamerRtsp({ file: h264, codec: 'h264', login: { method: 'digest', ...login } })
    const wrong = new WatchedRun({ url: server.url, credentials: { ...login, password: 'guess' } })
    expect(await wrong.ended).toMatchObject({ code: 'wrong-password' })
    expect(await new WatchedRun({ url: server.url }).ended).toMatchObject({ code: 'login-required' })
    const elsewhere = new WatchedRun({ url: server.url.replace('/clip', '/other'), credentials: login })
    expect(await elsewhere.ended).toMatchObject({ code: 'stream-not-found' })
  })

  test('a server that is killed in the middle ends the run', async () => {
    const server = await startGstreamerRtsp({ file: h264, codec: 'h264' })
    const watched = new WatchedRun({ url: server.url })
    await watched.pictures(5)
    await server[Symbol.asyncDispose]()
    expect(await watched.ended).toMatchObject({ code: 'closed-by-camera' })
  })
})

/** What ffprobe finds, times in the order of decoding. */
async function probe(file: string): Promise<{ packets: number; keyframes: number; times: number[] }> {
  const ask = ['-v', 'error', '-select_streams', 'v', '-show_entries', 'packet=pts_time,flags', '-of', 'csv=p=0', file]
  const lines = (await run('ffprobe', ask)).stdout.trim().split('\n')
  return {
    packets: lines.length,
    keyframes: lines.filter((line) => line.includes('K')).length,
    times: lines.map((line) => Number(line.split(',')[0])),
  }
}
