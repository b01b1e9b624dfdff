// Cameras that are not ours: GStreamer's RTSP server with recordings from elsewhere, H.264 and H.265. Both are recorded and
// ffprobe reads every file; the browser shows the one, and says plainly that it cannot show the other.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { startGstreamerRtsp } from '@sereno/testkit/gstreamer-rtsp'
import { newPage, openBrowser, startDemo, until } from './harness/demo.ts'
import { ask, cameras, logIn, picturesMove } from './harness/session.ts'

const testData = process.env['SERENO_TEST_DATA']
const skip = testData === undefined && 'SERENO_TEST_DATA is not set'

test(
  'GStreamer serves SERENO_TEST_DATA, H.264 and H.265, behind Digest: both are recorded, one is shown, one is explained',
  { skip },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sereno-e2e-clips-'))
    const h264 = join(testData ?? '', 'clips/car-detection.mp4')
    const h265 = join(folder, 'h265.mp4')
    const encode = ['-nostdin', '-v', 'error', '-i', h264, '-t', '12', '-c:v', 'libx265', '-preset', 'ultrafast']
    execFileSync('ffmpeg', [...encode, '-x265-params', 'log-level=error:keyint=25', '-tag:v', 'hvc1', h265])
    const login = { method: 'digest', username: 'eva', password: 'night-lamp-42' } as const
    const demo = await startDemo()
    const browser = await openBrowser()
    try {
      await using one = await startGstreamerRtsp({ file: h264, codec: 'h264', login })
      await using two = await startGstreamerRtsp({ file: h265, codec: 'h265', login })
      const page = await newPage(browser)
      await logIn(page, demo)
      for (const [number, url] of [
        [201, one.url],
        [202, two.url],
      ] as const) {
        const added = await ask(page, 'POST', '/api/cameras', {
          number,
          name: `Not ours ${number}`,
          url,
          username: login.username,
          password: login.password,
        })
        assert.equal(added.status, 201, JSON.stringify(added.body))
      }
      await page.goto(`${demo.origin}/wall?layout=4&cameras=201,202`)
      await picturesMove(page, 1)
      await page.getByText('cannot be shown').first().waitFor({ timeout: 20_000 })
      await until(
        async () =>
          (await cameras(page)).filter(({ number, state }) => number > 200 && state.what === 'recording').length === 2,
        30_000,
        () => 'not both are recorded',
      )
      await new Promise((resolve) => setTimeout(resolve, 6_000))
      const ids = (await cameras(page)).filter(({ number }) => number > 200).map(({ id }) => id)
      // Stopped in order, every file has its end.
      demo.launcher.kill('SIGTERM')
      const stoppedAt = Date.now()
      await until(
        () => demo.launcher.exitCode !== null,
        20_000,
        () => 'it does not end',
      )
      const recorded = (id: string | undefined) => join(demo.dataFolder, 'recordings', id ?? '')
      everyFrameServedIsRecorded(recorded(ids[0]), sourceOf(h264), stoppedAt)
      everyFrameServedIsRecorded(recorded(ids[1]), sourceOf(h265), stoppedAt)
    } finally {
      await browser.close()
      await demo.stop()
      rmSync(folder, { recursive: true, force: true })
    }
  },
)

interface Source {
  readonly codec: string
  readonly framesPerSecond: number
  /** One a picture, in the order of showing. */
  readonly pictures: readonly string[]
  readonly gopFramesMax: number
}

function sourceOf(file: string): Source {
  const [codec = '', rate = ''] = probe(file, 'stream=codec_name,r_frame_rate').split(',')
  const [over = 0, under = 1] = rate.split('/').map(Number)
  const keys = probe(file, 'packet=flags')
    .split('\n')
    .flatMap((flags, n) => (flags.startsWith('K') ? [n] : []))
  const pictures = picturesIn(file)
  const gops = keys.map((key, k) => (keys[k + 1] ?? pictures.length) - key)
  return { codec, framesPerSecond: over / under, pictures, gopFramesMax: Math.max(...gops) }
}

/**
 * The server plays its file from the start to each who connects, and hangs up at its end: so each run of a camera is the
 * file's pictures, first to last, with none missing; only the last run was cut, by us, and may lack its last GOP.
 */
function everyFrameServedIsRecorded(folder: string, source: Source, stoppedAt: number): void {
  const { codec, pictures, framesPerSecond, gopFramesMax } = source
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.mp4'))
    .map((name) => ({ path: join(folder, name), startAt: Number(/(\d+)\.mp4$/.exec(name)?.[1]) }))
    .sort((a, b) => a.startAt - b.startAt)
  assert.ok(files.length > 0, `no recording in ${folder}`)
  // Where the next picture lies in the source: a run may cross the hour, and then goes on in another file.
  let next = 0
  for (const [k, { path, startAt }] of files.entries()) {
    const isLast = k === files.length - 1
    assert.equal(probe(path, 'stream=codec_name'), codec)
    const shown = picturesIn(path)
    if (next === pictures.length) next = 0
    // Pictures that refer to later ones are lost with these at a cut; no encoder here reorders more than four.
    const whole = isLast ? Math.max(0, shown.length - 4) : shown.length
    assert.deepEqual(shown.slice(0, whole), pictures.slice(next, next + whole), `${path} is not what was served`)
    next += shown.length
    if (isLast) {
      const served = Math.min(pictures.length, Math.floor(((stoppedAt - startAt) / 1_000) * framesPerSecond))
      assert.ok(shown.length >= served - gopFramesMax, `${path}: ${shown.length} frames of ${served} that were served`)
    } else if (!continues(files[k + 1]?.startAt)) {
      assert.equal(next, pictures.length, `${path} ends before what was served`)
    }
  }
}

/** Of a file that begins on the hour: the one before it may end in the middle of a run. */
function continues(startAt: number | undefined): boolean {
  const HOUR_MS = 3_600_000
  // A file begins with a keyframe, which is up to a GOP after the hour.
  return startAt !== undefined && startAt % HOUR_MS < 20_000
}

function picturesIn(file: string): string[] {
  const decode = ['-v', 'error', '-i', file, '-map', '0:v', '-fps_mode', 'passthrough', '-f', 'framemd5', '-']
  const said = execFileSync('ffmpeg', ['-nostdin', ...decode], { encoding: 'utf8', maxBuffer: 10_000_000 })
  return [...said.matchAll(/[0-9a-f]{32}$/gm)].map(([hash]) => hash)
}

function probe(file: string, entries: string): string {
  const asked = ['-v', 'error', '-select_streams', 'v', '-show_entries', entries, '-of', 'csv=p=0', file]
  return execFileSync('ffprobe', asked, { encoding: 'utf8' }).trim()
}
