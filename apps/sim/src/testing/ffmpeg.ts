// Debian's ffmpeg and ffprobe, for tests against programs that are not ours.

import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Codec } from '../annex-b.ts'

const run = promisify(execFile)

/** `ended`: vitest's afterAll, which a helper cannot import. */
export function aFolder(ended: (then: () => void) => void): string {
  const folder = mkdtempSync(join(tmpdir(), 'sereno-sim-'))
  ended(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** How they read a camera: over TCP, and a second of it is enough to know what it is. */
export const asCamera = ['-rtsp_transport', 'tcp', '-analyzeduration', '1000000']

export async function ffmpeg(...args: string[]): Promise<string> {
  const { stdout, stderr } = await run('ffmpeg', ['-nostdin', '-hide_banner', '-y', ...args], { timeout: 60_000 })
  return stdout + stderr
}

export async function ffprobe(...args: string[]): Promise<string> {
  const { stdout } = await run('ffprobe', ['-v', 'error', ...args], { timeout: 60_000 })
  return stdout
}

/** Moving colour bars: four seconds at 25 with a keyframe each second. */
export async function testClip(folder: string, codec: Codec, size = '320x240'): Promise<string> {
  const file = join(folder, `${size}.${codec}`)
  if (existsSync(file)) return file
  const source = [
    '-v',
    'error',
    '-f',
    'lavfi',
    '-i',
    `testsrc2=s=${size}:r=25`,
    '-t',
    '4',
    '-pix_fmt',
    'yuv420p',
    '-g',
    '25',
    '-bf',
    '0',
  ]
  const h264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-keyint_min', '25', '-sc_threshold', '0', '-f', 'h264']
  const h265 = [
    '-c:v',
    'libx265',
    '-preset',
    'ultrafast',
    '-x265-params',
    'log-level=none:bframes=0:keyint=25:min-keyint=25:scenecut=0',
    '-f',
    'hevc',
  ]
  await ffmpeg(...source, ...(codec === 'h264' ? h264 : h265), file)
  return file
}
