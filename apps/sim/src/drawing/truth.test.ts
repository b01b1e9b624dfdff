// The truth beside the committed clips is about their very pictures: where it says that something moves, pixels differ from
// the place without people, and where the boxes are shifted they do not.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

import { expect, test } from 'vitest'

import { lumaOf, medianOf } from '../testing/pictures.ts'
import type { ClipEntry } from './clips.ts'
import { type PixelBox, type TrueObject, readTruth } from './truth.ts'

const folder = join(import.meta.dirname, '../../clips')
const clips: ClipEntry[] = JSON.parse(readFileSync(join(folder, 'clips.json'), 'utf8'))
const SLOW = 120_000

/** Of 240 frames: enough that whoever waits at one moment is gone in most others. */
const STEP = 8
/** Of 255: above what the codec and the grain add, below a dark coat on a dark street. */
const DIFFERENCE_MIN = 14
/** In tenths: of what is half hidden the box says where it would be. */
const VISIBLE_MIN = 7
const SHIFT_STEP = 10
/** Shadows and what shines in wet ground move too, and lie a little below. */
const SHADOW = 10
const SHIFTS = Array.from({ length: 15 }, (_, k) => (k - 7) * SHIFT_STEP)

test.each(clips.map((clip) => [clip.file, clip] as const))(
  '%s: its true boxes lie on what moves in it, and boxes that are 50 pixels off are found to be',
  (file, clip) => {
    const moving = boxesThatMove(clip)
    const sums = sumsOfMovement(file, clip)
    const best = bestShift(sums, clip, moving)
    expect(Math.max(Math.abs(best.x), Math.abs(best.y))).toBeLessThanOrEqual(SHADOW)
    const shifted = moving.map((boxes) => boxes.map((box) => moved(box, 50, 0)))
    expect(bestShift(sums, clip, shifted)).toEqual({ x: best.x - 50, y: best.y })
    // The truth of another moment: what moved on is not found.
    const late = moving.map((_, k) => moving[(k + 10) % moving.length] ?? [])
    expect(share(sums, clip, late, 0, 0)).toBeLessThan(0.5 * share(sums, clip, moving, 0, 0))
  },
  SLOW,
)

const isPlain = (object: TrueObject) => !object.still && object.visible >= VISIBLE_MIN
const within = (value: number, max: number) => Math.max(0, Math.min(max, value))

function boxesThatMove(clip: ClipEntry): PixelBox[][] {
  const { frames } = readTruth(gunzipSync(readFileSync(join(folder, clip.truth))).toString())
  return frames.filter((_, n) => n % STEP === 0).map((objects) => objects.filter(isPlain).map(({ box }) => box))
}

const moved = ([x0, y0, x1, y1]: PixelBox, dx: number, dy: number): PixelBox => [x0 + dx, y0 + dy, x1 + dx, y1 + dy]

/** Per frame, how many pixels above and left of each corner differ from the place: the count in any box is four look-ups. */
function sumsOfMovement(file: string, { width, height }: ClipEntry): Uint32Array[] {
  const pictures = lumaOf(join(folder, file), { width, height }, STEP)
  const place = medianOf(pictures)
  return pictures.map((picture) => {
    const sums = new Uint32Array((width + 1) * (height + 1))
    for (let y = 0; y < height; y++) {
      let inRow = 0
      for (let x = 0; x < width; x++) {
        const at = y * width + x
        if (Math.abs(picture[at]! - place[at]!) >= DIFFERENCE_MIN) inRow += 1
        sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1]! + inRow
      }
    }
    return sums
  })
}

/** Of all pixels in the boxes, shifted, the share that differs from the place. */
function share(sums: Uint32Array[], { width, height }: ClipEntry, frames: PixelBox[][], dx: number, dy: number) {
  let [differ, all] = [0, 0]
  for (const [k, boxes] of frames.entries())
    for (const box of boxes) {
      const [x0, y0, x1, y1] = moved(box, dx, dy)
      const [left, right, top, bottom] = [within(x0, width), within(x1, width), within(y0, height), within(y1, height)]
      const at = (x: number, y: number) => sums[k]![y * (width + 1) + x]!
      differ += at(right, bottom) - at(left, bottom) - at(right, top) + at(left, top)
      all += (right - left) * (bottom - top)
    }
  return all === 0 ? 0 : differ / all
}

function bestShift(sums: Uint32Array[], clip: ClipEntry, frames: PixelBox[][]): { x: number; y: number } {
  let best = { x: NaN, y: NaN, share: -1 }
  for (const x of SHIFTS)
    for (const y of SHIFTS) {
      const here = share(sums, clip, frames, x, y)
      if (here > best.share) best = { x, y, share: here }
    }
  return { x: best.x, y: best.y }
}
