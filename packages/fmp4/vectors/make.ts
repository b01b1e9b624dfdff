// Makes the vectors beside it with ffmpeg, x264 and x265; README.md says with which versions they were made.
// Not part of any build: `node packages/fmp4/vectors/make.ts`, then look at the difference.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { bodyOf, findBox } from '../src/boxes.ts'
import { isProblem } from '../src/problem.ts'
import { readAnnexB } from '../src/testing/annex-b.ts'
import type { VideoCodec } from '../src/configuration.ts'

const here = import.meta.dirname

/** name, codec, size, frames a second, pixel format, encoder options. */
const streams: readonly [string, VideoCodec, string, string, string, string][] = [
  ['baseline 720p15', 'h264', '1280x720', '15', 'yuv420p', 'profile=baseline'],
  ['main 1080p25, cropped from 1088', 'h264', '1920x1080', '25', 'yuv420p', 'profile=main'],
  ['high 704x576, interlaced', 'h264', '704x576', '25', 'yuv420p', 'interlaced=1:profile=high'],
  ['high 1080, interlaced and cropped', 'h264', '1920x1080', '25', 'yuv420p', 'tff=1:profile=high'],
  ['high with scaling lists', 'h264', '640x360', '30000/1001', 'yuv420p', 'cqm=jvt'],
  ['high 10', 'h264', '640x360', '12.5', 'yuv420p10', 'ref=4'],
  ['high 4:2:2, odd crop', 'h264', '642x362', '25', 'yuv422p', 'ref=1'],
  ['high 4:4:4 with scaling lists', 'h264', '642x363', '25', 'yuv444p', 'cqm=jvt'],
  ['high with colour, aspect and NAL HRD', 'h264', '720x576', '25', 'yuv420p',
    'sar=16/11:colorprim=bt709:transfer=bt709:colormatrix=bt709:overscan=crop:chromaloc=1:nal-hrd=cbr:vbv-maxrate=500:vbv-bufsize=500:bitrate=500'],
  ['main 720p15', 'h265', '1280x720', '15', 'yuv420p', 'keyint=10'],
  ['main 1080p25, cropped from 1088', 'h265', '1920x1080', '25', 'yuv420p', 'keyint=10'],
  ['main 10', 'h265', '640x360', '30000/1001', 'yuv420p10', 'bframes=4:ref=5'],
  ['main 4:2:2 10', 'h265', '642x362', '12.5', 'yuv422p10', 'keyint=10'],
  ['main 4:4:4 with scaling lists', 'h265', '640x360', '25', 'yuv444p', 'scaling-list=default'],
  ['high tier, temporal layers', 'h265', '1920x1080', '50', 'yuv420p', 'temporal-layers=1:high-tier=1:level-idc=5.1'],
  ['with colour, aspect, window and HRD', 'h265', '720x576', '25', 'yuv420p',
    'sar=2:colorprim=bt709:transfer=bt709:colormatrix=bt709:overscan=crop:chromaloc=1:display-window=0,2,4,2:hrd=1:vbv-maxrate=500:vbv-bufsize=500:bitrate=500'],
] // prettier-ignore

const folder = mkdtempSync(join(tmpdir(), 'fmp4-vectors-'))
const ffmpeg = (...options: readonly string[]): void => {
  execFileSync('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...options], { stdio: 'inherit' })
}
const source = (size: string, rate: string): string[] => ['-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=${rate}`]

function encoder(codec: VideoCodec, options: string): string[] {
  const profile = /profile=(\w+)/.exec(options)?.[1]
  return codec === 'h264'
    ? ['-c:v', 'libx264', '-profile:v', profile ?? 'high444', '-x264-params', options]
    : ['-c:v', 'libx265', '-x265-params', `log-level=error:info=0:${options}`, '-tag:v', 'hvc1']
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

const vectors = streams.map(([name, codec, size, rate, pixels, options]) => {
  const mp4 = join(folder, 'one.mp4')
  const raw = join(folder, 'one.bin')
  ffmpeg(...source(size, rate), '-frames:v', '8', '-pix_fmt', pixels, ...encoder(codec, options), mp4)
  ffmpeg('-i', mp4, '-c', 'copy', '-bsf:v', codec === 'h264' ? 'h264_mp4toannexb' : 'hevc_mp4toannexb', '-f', codec === 'h264' ? 'h264' : 'hevc', raw)
  const { sps, pps, vps } = readAnnexB(codec, readFileSync(raw))
  const [width, height, frameRate] = execFileSync('ffprobe', ['-v', 'error', '-select_streams', 'v', '-show_entries', 'stream=width,height,r_frame_rate', '-of', 'csv=p=0', raw], { encoding: 'utf8' }).trim().split(',')
  const entry = codec === 'h264' ? ['avc1', 'avcC'] : ['hvc1', 'hvcC']
  const file = readFileSync(mp4)
  const record = findBox(file, ['moov', 'trak', 'mdia', 'minf', 'stbl', 'stsd', ...entry])
  if (isProblem(record)) throw new Error(JSON.stringify(record))
  return {
    name, codec, width: Number(width), height: Number(height), frameRate,
    ...(vps ? { vps: hex(vps) } : {}), sps: hex(sps), pps: hex(pps), record: hex(bodyOf(file, record)),
  }
}) // prettier-ignore
writeFileSync(join(here, 'parameter-sets.json'), `${JSON.stringify(vectors, null, 2)}\n`)

const tiny = ['-frames:v', '24', '-pix_fmt', 'yuv420p']
ffmpeg(
  ...source('64x48', '12'),
  ...tiny,
  ...encoder('h264', 'keyint=8:scenecut=0:bframes=2:threads=1'),
  '-f',
  'h264',
  join(here, 'tiny.h264'),
)
ffmpeg(
  ...source('64x48', '12'),
  ...tiny,
  ...encoder('h265', 'keyint=8:scenecut=0:bframes=0:open-gop=0:pools=1'),
  '-f',
  'hevc',
  join(here, 'tiny.h265'),
)
rmSync(folder, { recursive: true })
