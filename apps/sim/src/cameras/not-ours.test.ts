// Programs that are not ours read our cameras: Debian's ffprobe and ffmpeg, over TCP with Digest.

import { join } from 'node:path'
import { afterAll, expect, onTestFinished, test, vi } from 'vitest'
import { aFolder, asCamera, ffmpeg, ffprobe, testClip } from '../testing/ffmpeg.ts'
import { type FleetOptions, startFleet } from './fleet.ts'

// Cameras run in real time here, and other tests run beside this one.
vi.setConfig({ testTimeout: 90_000 })

const folder = aFolder(afterAll)
const hashes = (text: string) => [...text.matchAll(/[0-9a-f]{32}$/gm)].map(([hash]) => hash)

async function aFleet(clip: string, options: Partial<FleetOptions> = {}) {
  const fleet = await startFleet({ clip, cameras: 2, fps: 25, ...options })
  onTestFinished(() => fleet.close())
  return { fleet, url: fleet.url('2').replace('//', '//fleet:fleet-password@') }
}

test.each(['h264', 'h265'] as const)(
  'ffmpeg records %s by copy and finds nothing wrong with any frame',
  async (codec) => {
    const { fleet, url } = await aFleet(await testClip(folder, codec))
    const file = join(folder, `recorded-${codec}.mp4`)
    await ffmpeg(...asCamera, '-i', url, '-c', 'copy', '-frames:v', '75', file)
    const probed = await ffprobe(
      '-count_frames',
      '-show_entries',
      'stream=codec_name,width,height,nb_read_frames',
      '-of',
      'csv=p=0',
      file,
    )
    expect(probed.trim()).toMatch(new RegExp(`^${codec === 'h264' ? 'h264' : 'hevc'},320,240,\\d+$`))
    const frames = Number(probed.trim().split(',').at(-1))
    const [play] = fleet.plays('2')
    expect(frames).toBeGreaterThanOrEqual(50)
    expect(frames).toBeLessThanOrEqual(play?.frames ?? 0)
    const complaints = await ffmpeg('-v', 'error', '-i', file, '-f', 'null', '-')
    expect(complaints).toBe('')
    expect(fleet.framesSent('1')).toBe(0)
  },
)

test('the pictures that arrive are those of the clip, bit by bit', async () => {
  const clip = await testClip(folder, 'h264')
  const { url } = await aFleet(clip)
  const ofClip = hashes(await ffmpeg('-v', 'error', '-i', clip, '-f', 'framemd5', '-'))
  const sent = hashes(
    await ffmpeg(
      '-v',
      'error',
      ...asCamera,
      '-i',
      url,
      '-frames:v',
      '60',
      '-fps_mode',
      'passthrough',
      '-f',
      'framemd5',
      '-',
    ),
  )
  expect(ofClip).toHaveLength(100)
  expect(new Set(ofClip).size).toBe(100)
  const at = ofClip.indexOf(sent[0] ?? '')
  expect(sent).toEqual(sent.map((_, index) => ofClip[(at + index) % 100]))
})

test.each(['basic', 'md5', 'none'] as const)('ffprobe logs in by %s', async (digest) => {
  const { url } = await aFleet(await testClip(folder, 'h264'), { digest, qop: true })
  const probed = await ffprobe(...asCamera, '-show_entries', 'stream=codec_name,r_frame_rate', '-of', 'csv=p=0', url)
  expect(probed.trim()).toBe('h264,25/1')
})

test('ffprobe is told of a refused login', async () => {
  const { fleet, url } = await aFleet(await testClip(folder, 'h264'))
  await fleet.fault('2', { kind: 'refused-login' })
  await expect(ffprobe(...asCamera, url)).rejects.toThrow(/401 Unauthorized/)
})

test('ffprobe sees the other level that a changed parameter set tells, and the other size of another clip', async () => {
  const clip = await testClip(folder, 'h264')
  const level = async (options: Partial<FleetOptions>) => {
    const { fleet, url } = await aFleet(clip, options)
    await fleet.fault('2', { kind: 'parameter-sets' })
    // The change comes with the next keyframe, at most a second later.
    await ffmpeg('-v', 'error', ...asCamera, '-i', url, '-t', '1', '-c', 'copy', '-f', 'null', '-')
    return (await ffprobe(...asCamera, '-show_entries', 'stream=width,level', '-of', 'csv=p=0', url)).trim()
  }
  expect(await level({})).toBe('320,51')
  expect(await level({ alternate: await testClip(folder, 'h264', '160x120') })).toMatch(/^160,/)
})
