// What programs that are not ours say of a file. Both come with Debian's ffmpeg; where they are missing, tests skip.

import { execFile, spawnSync } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)
const OUTPUT_BYTES_MAX = 64 * 1024 * 1024

export const hasFfmpeg =
  spawnSync('ffprobe', ['-version']).status === 0 && spawnSync('ffmpeg', ['-version']).status === 0

type Verbosity = 'error' | 'quiet'

export interface Packet {
  readonly pts: number
  readonly dts: number
  readonly duration: number
  readonly size: number
  readonly isKey: boolean
}

interface ProbedPacket {
  readonly pts?: number
  readonly dts?: number
  readonly duration?: number
  readonly size: string
  readonly flags: string
}

/** @param verbosity `quiet` where ffprobe itself stumbles over what the camera sent. */
export async function probePackets(path: string, verbosity: Verbosity = 'error'): Promise<Packet[]> {
  const { packets } = (await probe(path, '-show_packets', verbosity)) as { packets: ProbedPacket[] }
  return packets.map(({ pts = 0, dts = pts, duration = 0, size, flags }) => ({
    pts,
    dts,
    duration,
    size: Number(size),
    isKey: flags.startsWith('K'),
  }))
}

export interface ProbedStream {
  readonly codec_name: string
  readonly codec_tag_string: string
  readonly width: number
  readonly height: number
  readonly time_base: string
}

export async function probeStream(path: string): Promise<ProbedStream> {
  const { streams } = (await probe(path, '-show_streams', 'error')) as { streams: ProbedStream[] }
  const [stream] = streams
  if (!stream) throw new Error(`no stream in ${path}`)
  return stream
}

async function probe(path: string, what: string, verbosity: Verbosity): Promise<unknown> {
  const options = ['-v', verbosity, '-select_streams', 'v', what, '-of', 'json', path]
  const { stdout, stderr } = await run('ffprobe', options, { maxBuffer: OUTPUT_BYTES_MAX })
  if (stderr !== '') throw new Error(`ffprobe: ${stderr}`)
  return JSON.parse(stdout)
}

export async function ffmpeg(...options: readonly string[]): Promise<string> {
  const { stdout } = await run('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...options], { maxBuffer: OUTPUT_BYTES_MAX })
  return stdout
}

/** A hash of each decoded picture, in the order of showing. */
export async function pictureHashes(path: string, ...before: readonly string[]): Promise<string[]> {
  const text = await ffmpeg(...before, '-i', path, '-map', '0:v', '-fps_mode', 'passthrough', '-f', 'framemd5', '-')
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return lines.map((line) => line.split(',').at(-1)?.trim() ?? '')
}
