// Draws the virtual cameras' clips: `node apps/sim/draw.ts --out DIR [--only PLACE] [--frames N] [--seed S] [--jobs N]`.
// Each clip is an Annex-B H.264 file with a key frame every two seconds, its truth beside it, and a line in clips.json.
// Needs ffmpeg with libx264 on the path; nothing of it is needed to serve the clips.

import { spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'

import { type ClipEntry, DEFAULT_SEED, drawClips, writeManifest } from './src/drawing/clips.ts'
import { places } from './src/drawing/places/all.ts'

const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    only: { type: 'string' },
    frames: { type: 'string' },
    seed: { type: 'string' },
    jobs: { type: 'string', default: '2' },
    part: { type: 'boolean', default: false },
  },
})

const usage = 'node apps/sim/draw.ts --out DIR [--only PLACE] [--frames N] [--seed S] [--jobs N]'

async function main(): Promise<number> {
  if (!values.out) return complain(usage)
  const names = places.map((place) => place.name)
  if (values.only !== undefined && !names.includes(values.only))
    return complain(`no place ${values.only}: ${names.join(', ')}`)
  const seed = Number(values.seed ?? DEFAULT_SEED)
  const frames = values.frames === undefined ? undefined : Number(values.frames)
  if (!Number.isInteger(seed) || (frames !== undefined && !(Number.isInteger(frames) && frames > 0)))
    return complain(usage)
  const out = resolve(values.out)
  mkdirSync(out, { recursive: true })
  if (values.part) {
    const place = places.find((one) => one.name === values.only)
    if (!place) return complain(usage)
    const entries = await drawClips(place, {
      out,
      seed,
      ...(frames === undefined ? {} : { frames }),
      say: (line) => process.stderr.write(`${line}\n`),
    })
    process.stdout.write(JSON.stringify(entries))
    return 0
  }
  const waiting = values.only === undefined ? [...names] : [values.only]
  const drawn: ClipEntry[] = []
  const worker = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) drawn.push(...(await part(name)))
  }
  await Promise.all(Array.from({ length: Math.max(1, Number(values.jobs)) }, worker))
  writeManifest(out, drawn, names)
  return 0
}

/** One place in a process of its own, so that both cores draw. */
function part(name: string): Promise<ClipEntry[]> {
  const script = process.argv[1] ?? 'apps/sim/draw.ts'
  const more = [
    '--part',
    '--only',
    name,
    '--out',
    values.out ?? '',
    ...(values.seed ? ['--seed', values.seed] : []),
    ...(values.frames ? ['--frames', values.frames] : []),
  ]
  const child = spawn(process.execPath, [script, ...more], { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
  return new Promise((done, failed) => {
    child.on('error', failed)
    child.on('close', (code) => (code === 0 ? done(JSON.parse(text)) : failed(new Error(`${name}: exit ${code}`))))
  })
}

function complain(line: string): number {
  process.stderr.write(`${line}\n`)
  return 2
}

process.exitCode = await main()
