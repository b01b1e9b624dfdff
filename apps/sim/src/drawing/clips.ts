// Makes the files of a place's clips: pictures into ffmpeg, truth beside them, and the manifest of all. The same seed
// gives the same pixels; the same bytes too, with the same libx264.

import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

import type { Light } from './atmosphere.ts'
import type { Place } from './place.ts'
import { LOOP_SECONDS } from './script.ts'
import { Stage } from './stage.ts'
import { TruthWriter } from './truth.ts'

export const DEFAULT_SEED = 7
export const CLIP_WIDTH = 768
export const CLIP_HEIGHT = 432
export const CLIP_FPS = 15
export const GOP_SECONDS = 2
export const RAYS = { day: 2, dusk: 3 } as const
/** Quality as wished, and where it ends: 24 clips of 16 s and their truth together must stay under 12 MB. */
const RATE_FACTOR = { day: 29, dusk: 28 } as const
const KBIT_PER_SECOND_MAX = 200

export interface ClipEntry {
  file: string
  truth: string
  place: string
  title: string
  viewpoint: string
  light: Light
  width: number
  height: number
  fps: number
  frames: number
  gopFrames: number
  bytes: number
  sha256: string
  seed: number
}

export interface Drawing {
  out: string
  seed: number
  frames?: number
  say(line: string): void
}

export async function drawClips(place: Place, drawing: Drawing): Promise<ClipEntry[]> {
  const entries: ClipEntry[] = []
  for (const view of place.views)
    for (const light of ['day', 'dusk'] as const) {
      const stage = new Stage(
        place,
        view,
        light,
        { width: CLIP_WIDTH, height: CLIP_HEIGHT, fps: CLIP_FPS, rays: RAYS[light] },
        drawing.seed,
      )
      const name = `${place.name}-${view.name}-${light}`
      const entry = await drawClip(stage, name, light, drawing)
      entries.push({ ...entry, place: place.name, title: place.title, viewpoint: view.name })
      drawing.say(`${name}: ${entry.frames} frames, ${Math.round(entry.bytes / 1000)} kB`)
    }
  return entries
}

async function drawClip(
  stage: Stage,
  name: string,
  light: Light,
  { out, seed, frames = LOOP_SECONDS * CLIP_FPS }: Drawing,
): Promise<Omit<ClipEntry, 'place' | 'title' | 'viewpoint'>> {
  const file = `${name}.h264`
  const encoder = spawn('ffmpeg', encoderArguments(light, join(out, file)), { stdio: ['pipe', 'ignore', 'inherit'] })
  const closed = once(encoder, 'close')
  const truth = new TruthWriter({ v: 1, width: CLIP_WIDTH, height: CLIP_HEIGHT, fps: CLIP_FPS, frames })
  for (let n = 0; n < frames; n++) {
    const { pixels, objects } = stage.frame(n)
    truth.frame(objects)
    if (!encoder.stdin.write(pixels)) await once(encoder.stdin, 'drain')
  }
  encoder.stdin.end()
  const [code] = await closed
  if (code !== 0) throw new Error(`ffmpeg ended with ${String(code)}`)
  const truthFile = `${name}.truth.jsonl.gz`
  writeFileSync(join(out, truthFile), gzipSync(truth.text(), { level: 9 }))
  const bytes = readFileSync(join(out, file))
  return {
    file,
    truth: truthFile,
    light,
    width: CLIP_WIDTH,
    height: CLIP_HEIGHT,
    fps: CLIP_FPS,
    frames,
    gopFrames: GOP_SECONDS * CLIP_FPS,
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    seed,
  }
}

/** One thread, so that the bytes do not depend on the machine's cores; no B-frames, as city cameras send. */
function encoderArguments(light: Light, file: string): string[] {
  const gop = String(GOP_SECONDS * CLIP_FPS)
  const picture = `${CLIP_WIDTH}x${CLIP_HEIGHT}`
  const from = `-f rawvideo -pix_fmt rgba -video_size ${picture} -framerate ${CLIP_FPS} -i pipe:0`
  const colour = '-color_primaries bt709 -color_trc bt709 -colorspace bt709 -color_range tv'
  const coder = '-c:v libx264 -threads 1 -preset slow -profile:v high -bf 0'
  const keys = `-g ${gop} -keyint_min ${gop} -sc_threshold 0 -crf ${RATE_FACTOR[light]} -maxrate ${KBIT_PER_SECOND_MAX}k -bufsize ${KBIT_PER_SECOND_MAX * GOP_SECONDS}k`
  const more = '-x264-params aq-mode=3:aq-strength=0.8:psy-rd=0.6,0:deblock=1,1:repeat-headers=1:aud=1'
  const filter = '-vf scale=out_color_matrix=bt709:out_range=tv,format=yuv420p'
  const words = `-hide_banner -loglevel error -y ${from} ${filter} ${coder} ${keys} ${more} ${colour} -f h264`
  return [...words.split(' '), file]
}

/** Adds to what is there already, in the order of the places, so that one place can be drawn again alone. */
export function writeManifest(out: string, drawn: readonly ClipEntry[], order: readonly string[]): void {
  const file = join(out, 'clips.json')
  const before: ClipEntry[] = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : []
  const all = [...before.filter((old) => !drawn.some((entry) => entry.file === old.file)), ...drawn]
  const rank = (entry: ClipEntry) => order.indexOf(entry.place)
  all.sort((p, q) => rank(p) - rank(q) || p.file.localeCompare(q.file))
  writeFileSync(file, `${JSON.stringify(all, undefined, 1)}\n`)
}
