// The committed clips, read with programs that are not ours (ffmpeg, ffprobe): what the virtual cameras serve.

import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

import { expect, test } from 'vitest'

import { type ClipEntry, GOP_SECONDS } from './clips.ts'
import { readFrameNumber } from './frame-number.ts'
import { places } from './places/all.ts'
import { type TrueObject, TruthWriter, readTruth } from './truth.ts'

const folder = join(import.meta.dirname, '../../clips')
const clips: ClipEntry[] = JSON.parse(readFileSync(join(folder, 'clips.json'), 'utf8'))
const SLOW = 120_000
const BYTES_MAX = 12_000_000 // history keeps every byte for ever
const DECODED_BYTES_MAX = 256 * 2 ** 20

const truthOf = (clip: ClipEntry) => readTruth(gunzipSync(readFileSync(join(folder, clip.truth))).toString())

test('clips and truth together stay under 12 MB', () => {
  const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
  expect(bytes).toBeLessThan(BYTES_MAX)
})

test('every place is there, by day and at dusk', () => {
  for (const place of places)
    for (const light of ['day', 'dusk'])
      expect(
        clips.some((clip) => clip.place === place.name && clip.light === light),
        `${place.name} ${light}`,
      ).toBe(true)
})

test.each(clips.map((clip) => [clip.file, clip] as const))(
  '%s: its hash, its frames and their numbers, a key frame every two seconds, no B-frames',
  (file, clip) => {
    const path = join(folder, file)
    expect(createHash('sha256').update(readFileSync(path)).digest('hex')).toBe(clip.sha256)
    const kinds = execFileSync('ffprobe', [
      '-v',
      'error',
      '-show_entries',
      'frame=pict_type,key_frame',
      '-of',
      'csv=p=0',
      path,
    ])
    const frames = kinds
      .toString()
      .split('\n')
      .filter((line) => line !== '')
    expect(frames).toHaveLength(clip.frames)
    frames.forEach((frame, n) =>
      expect(frame.startsWith('1,I') ? 'key' : frame.startsWith('0,P') ? 'P' : frame).toBe(
        n % (GOP_SECONDS * clip.fps) === 0 ? 'key' : 'P',
      ),
    )
    const luma = execFileSync(
      'ffmpeg',
      ['-v', 'error', '-i', path, '-vf', 'scale=640:360', '-f', 'rawvideo', '-pix_fmt', 'gray', '-'],
      {
        maxBuffer: DECODED_BYTES_MAX,
      },
    )
    const size = 640 * 360
    const numbers = Array.from({ length: clip.frames }, (_, n) =>
      readFrameNumber(luma.subarray(n * size, (n + 1) * size), 640, 360),
    )
    expect(numbers).toEqual(Array.from({ length: clip.frames }, (_, n) => n))
  },
  SLOW,
)

test.each(clips.map((clip) => [clip.file, clip] as const))('%s: true boxes lie within the picture', (_file, clip) => {
  const { head, frames } = truthOf(clip)
  expect(head).toMatchObject({ width: clip.width, height: clip.height, fps: clip.fps, frames: clip.frames })
  expect(frames).toHaveLength(clip.frames)
  expect(frames.flat().some((object) => object.kind === 'person' && object.visible >= 8)).toBe(true)
  for (const objects of frames) {
    for (const object of objects)
      for (const [x0, y0, x1, y1] of object.head ? [object.box, object.head] : [object.box]) {
        expect(x0 >= 0 && y0 >= 0 && x1 <= clip.width && y1 <= clip.height && x0 < x1 && y0 < y1).toBe(true)
      }
    expect(new Set(objects.map((object) => object.id)).size).toBe(objects.length)
  }
})

test('people walk, wait, sit, meet and turn', () => {
  const acts = new Set(
    clips
      .flatMap((clip) => truthOf(clip).frames.flat())
      .filter((o) => o.kind === 'person')
      .map((o) => o.act),
  )
  for (const act of ['walk', 'wait', 'sit', 'meet', 'turn'] as const) expect(acts).toContain(act)
})

test('truth is read back as it was written, also when somebody leaves and comes back', () => {
  const somebody: TrueObject = {
    id: 3,
    kind: 'person',
    box: [1, 2, 30, 40],
    head: [5, 2, 9, 8],
    visible: 9,
    front: true,
    still: false,
    act: 'walk',
  }
  const car: TrueObject = { id: 8, kind: 'car', box: [0, 0, 9, 9], visible: 10, front: false, still: true, act: 'park' }
  const written = [[somebody, car], [car], [{ ...somebody, act: 'turn' as const, front: false }, car]]
  const writer = new TruthWriter({ v: 1, width: 64, height: 48, fps: 15, frames: 3 })
  for (const objects of written) writer.frame(objects)
  expect(readTruth(writer.text()).frames).toEqual(written)
})
