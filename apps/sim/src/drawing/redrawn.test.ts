// The committed clips are what today's drawing code makes, pixels and truth: a change of the drawing without new clips, or
// the other way round, is found. Not by their bytes: another libx264 codes the same pictures otherwise.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

import { expect, test } from 'vitest'

import { lumaOf, lumaOfPixels } from '../testing/pictures.ts'
import { CLIP_FPS, CLIP_HEIGHT, CLIP_WIDTH, type ClipEntry, RAYS } from './clips.ts'
import { places } from './places/all.ts'
import { Stage } from './stage.ts'
import { readTruth } from './truth.ts'

const folder = join(import.meta.dirname, '../../clips')
const clips: ClipEntry[] = JSON.parse(readFileSync(join(folder, 'clips.json'), 'utf8'))
const SLOW = 240_000
const size = { width: CLIP_WIDTH, height: CLIP_HEIGHT }

/** A whole plate takes seconds: of each place one clip, by day of the one and at dusk of the next. */
const sample = places.map((place, k) => {
  const light = k % 2 === 0 ? 'day' : 'dusk'
  const viewpoint = place.views[k % 2]?.name
  return clips.find((clip) => clip.place === place.name && clip.light === light && clip.viewpoint === viewpoint)
})
const STEP = 60
const BLOCK = 16
// Measured: at most 13 of 255, where small letters stand; another moment of the same clip at least 56.
const CODEC_ERROR_MAX = 20

test.each(sample.map((clip) => [clip?.file, clip] as const))(
  '%s is what the drawing code makes today, a keyframe and later ones; another moment is not taken for it',
  (_file, clip) => {
    if (!clip) throw new Error('a place has lost a clip')
    const stage = stageOf(clip)
    const decoded = lumaOf(join(folder, clip.file), size, STEP)
    const truth = readTruth(gunzipSync(readFileSync(join(folder, clip.truth))).toString()).frames
    expect(decoded).toHaveLength(clip.frames / STEP)
    const drawn = decoded.map((_, k) => stage.frame(k * STEP))
    for (const [k, picture] of decoded.entries()) {
      const ours = drawn[k]!
      expect(worstBlock(picture, lumaOfPixels(ours.pixels)), `frame ${k * STEP}`).toBeLessThan(CODEC_ERROR_MAX)
      expect(ours.objects.toSorted((p, q) => p.id - q.id)).toEqual(truth[k * STEP])
      const other = drawn[(k + 1) % drawn.length]!
      expect(worstBlock(picture, lumaOfPixels(other.pixels))).toBeGreaterThan(2 * CODEC_ERROR_MAX)
    }
  },
  SLOW,
)

function stageOf({ place: name, viewpoint, light, seed }: ClipEntry): Stage {
  const place = places.find((one) => one.name === name)
  const view = place?.views.find((one) => one.name === viewpoint)
  if (!place || !view) throw new Error(`${name} ${viewpoint} is drawn no more`)
  return new Stage(place, view, light, { ...size, fps: CLIP_FPS, rays: RAYS[light] }, seed)
}

/**
 * How far the block that differs most is off in the mean: somebody who is missing fills a few blocks, which an average of
 * the whole would hide, and what the codec loses of fine patterns leaves a block's mean as it is.
 */
function worstBlock(p: Uint8Array, q: Uint8Array): number {
  let worst = 0
  for (let y = 0; y + BLOCK <= size.height; y += BLOCK)
    for (let x = 0; x + BLOCK <= size.width; x += BLOCK) {
      let sum = 0
      for (let row = y; row < y + BLOCK; row++)
        for (let at = row * size.width + x; at < row * size.width + x + BLOCK; at++) sum += p[at]! - q[at]!
      worst = Math.max(worst, Math.abs(sum) / BLOCK ** 2)
    }
  return worst
}
