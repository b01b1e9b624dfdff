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
  'GStreamer serves H.264 and H.265 behind Digest: both are recorded, one is shown, one is explained',
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
      await until(
        () => demo.launcher.exitCode !== null,
        20_000,
        () => 'it does not end',
      )
      for (const [index, id] of ids.entries()) {
        const top = join(demo.dataFolder, 'recordings', id)
        const files = readdirSync(top, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.mp4'))
        assert.ok(files.length > 0, `no recording of ${id}`)
        for (const name of files) {
          const asked = [
            '-v',
            'error',
            '-count_frames',
            '-show_entries',
            'stream=codec_name,nb_read_frames',
            '-of',
            'csv=p=0',
          ]
          const [codec, frames] = execFileSync('ffprobe', [...asked, join(top, name)], { encoding: 'utf8' })
            .trim()
            .split(',')
          assert.equal(codec, index === 0 ? 'h264' : 'hevc')
          assert.ok(Number(frames) > 10, `${name}: ${frames} frames`)
        }
      }
    } finally {
      await browser.close()
      await demo.stop()
      rmSync(folder, { recursive: true, force: true })
    }
  },
)
