// Clips that benches stream: made once by Debian's ffmpeg in the machine's temp folder, with the frame's number burnt in
// where a picture has to prove itself.

import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const folder = join(tmpdir(), `sereno-bench-clips-${process.getuid?.() ?? 0}`)

export interface Clip {
  readonly path: string
  readonly fps: number
  readonly frames: number
  readonly gopFrames: number
}

/** 1280x720, 15 frames/s, GOP 2 s, 1 Mbit/s: 20 s of test pattern with noise, so that it does not compress away. */
export function clip720(): Clip {
  return encoded(
    '720p15',
    15,
    300,
    30,
    ['-b:v', '1M', '-maxrate', '1M', '-bufsize', '1M', '-preset', 'veryfast'],
    '1280x720',
  )
}

/** 640x360 at 500 kbit/s, for tiles. */
export function clip360(): Clip {
  return encoded(
    '360p15',
    15,
    300,
    30,
    ['-b:v', '500k', '-maxrate', '500k', '-bufsize', '500k', '-preset', 'veryfast'],
    '640x360',
  )
}

/** An hour at 10 frames/s and 500 kbit/s whose number runs over the whole hour: what the seek bench lays under 30 days. */
export function clipHour(seconds = 3_600): Clip {
  return encoded(
    `hour-${seconds}`,
    10,
    seconds * 10,
    20,
    ['-b:v', '500k', '-maxrate', '500k', '-bufsize', '500k', '-preset', 'ultrafast'],
    '640x360',
  )
}

function encoded(
  name: string,
  fps: number,
  frames: number,
  gopFrames: number,
  rate: readonly string[],
  size: string,
): Clip {
  const path = join(folder, `${name}.h264`)
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const [width = 0, height = 0] = size.split('x').map(Number)
    const strip = `color=s=${width}x${Math.round(height * STRIP_HEIGHT_SHARE)}:r=${fps},format=yuv420p,${numberStrip}`
    const graph = `testsrc2=s=${size}:r=${fps},noise=alls=6:allf=t,format=yuv420p[p];${strip}[s];[p][s]overlay=0:0`
    const output = `${path}.${process.pid}`
    const input = ['-nostdin', '-v', 'error', '-y', '-filter_complex', graph, '-frames:v', String(frames)]
    const gop = ['-g', String(gopFrames), '-keyint_min', String(gopFrames), '-sc_threshold', '0']
    const coded = ['-c:v', 'libx264', '-profile:v', 'main', '-bf', '0', '-x264-params', 'slices=1', ...gop, ...rate]
    execFileSync('ffmpeg', [...input, ...coded, '-pix_fmt', 'yuv420p', '-f', 'h264', output])
    renameSync(output, path)
  }
  return { path, fps, frames, gopFrames }
}

/** Cells of the strip, most significant bit first: 17 bits count 36 hours at 1 frame/s, or an hour at 36. */
export const STRIP_BITS = 17
/** Share of the picture's height that the strip takes, from the top. */
export const STRIP_HEIGHT_SHARE = 1 / 15

// geq is slow, so it paints the strip alone: white where the bit of the frame's number N is set.
const numberStrip = `geq=lum='if(eq(mod(floor(N/pow(2,${STRIP_BITS - 1}-floor(X*${STRIP_BITS}/W))),2),1),235,16)':cb=128:cr=128`

/** Frames of a file, and how many are keyframes, as ffprobe counts them. */
export function probeFrames(path: string): { frames: number; keyframes: number; seconds: number } {
  const said = execFileSync(
    'ffprobe',
    [
      '-v',
      'error',
      '-select_streams',
      'v:0',
      '-show_entries',
      'packet=flags,pts_time,duration_time',
      '-of',
      'csv=p=0',
      path,
    ],
    // Sealed pictures make ffprobe complain at length; their packets are counted all the same.
    { encoding: 'utf8', maxBuffer: 200_000_000, stdio: ['ignore', 'pipe', 'ignore'] },
  )
  const lines = said.split('\n').filter(Boolean)
  const last = lines.at(-1)?.split(',') ?? []
  return {
    frames: lines.length,
    keyframes: lines.filter((line) => line.includes('K')).length,
    seconds: Number(last[0] ?? 0) + Number(last[1] ?? 0),
  }
}
