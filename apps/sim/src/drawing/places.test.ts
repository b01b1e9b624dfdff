// Small pictures, one ray per pixel: enough to tell places apart and to see that chance comes from the seed alone.

import { createHash } from 'node:crypto'

import { expect, test } from 'vitest'

import type { Light } from './atmosphere.ts'
import type { Place } from './place.ts'
import { places } from './places/all.ts'
import { Stage } from './stage.ts'

const SMALL = { width: 160, height: 90, fps: 15, rays: 1 }
const SLOW = 240_000 // six scenes on a machine that does other things

function stage(place: Place, light: Light, seed: number): Stage {
  const [view] = place.views
  if (!view) throw new Error('a place needs a view')
  return new Stage(place, view, light, SMALL, seed)
}

test('there are six places with two viewpoints each', () => {
  expect(places.length).toBeGreaterThanOrEqual(6)
  for (const place of places) expect(place.views.length).toBeGreaterThanOrEqual(2)
  expect(new Set(places.map((place) => place.title)).size).toBe(places.length)
})

test(
  'the same seed gives the same pixels and the same truth, another seed others',
  () => {
    for (const [k, place] of places.entries()) {
      const light = k % 2 === 0 ? 'day' : 'dusk'
      const one = drawn(stage(place, light, 5))
      expect(drawn(stage(place, light, 5)), place.name).toBe(one)
      expect(drawn(stage(place, light, 6)), place.name).not.toBe(one)
    }
  },
  SLOW,
)

function drawn(on: Stage): string {
  const hash = createHash('sha256')
  for (const n of [0, 37, 121]) {
    const { pixels, objects } = on.frame(n)
    hash.update(pixels).update(JSON.stringify(objects))
  }
  return hash.digest('hex')
}

const COLUMNS = 32
const ROWS = 18

/** What does not move: the median of seven moments, coarse and of even contrast. */
function medianPicture(on: Stage): number[] {
  const moments = Array.from({ length: 7 }, (_, k) => on.frame(k * 34).pixels)
  const cells = Array.from({ length: COLUMNS * ROWS }, () => 0)
  const { width, height } = SMALL
  // The top rows carry the frame number, the lowest the name: neither is scenery.
  for (let y = 8; y < height - 8; y++)
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 4 + 1
      const sorted = moments.map((pixels) => pixels[at] ?? 0).sort((p, q) => p - q)
      const cell = Math.floor((y / height) * ROWS) * COLUMNS + Math.floor((x / width) * COLUMNS)
      cells[cell] = (cells[cell] ?? 0) + (sorted[3] ?? 0)
    }
  // Every street is bright above and dark below: what counts is what stands where along a row.
  const flat = cells.map((v, k) => {
    const row = cells.slice(k - (k % COLUMNS), k - (k % COLUMNS) + COLUMNS)
    return v - row.reduce((sum, other) => sum + other, 0) / COLUMNS
  })
  const spread = Math.sqrt(flat.reduce((sum, v) => sum + v * v, 0) / flat.length)
  return flat.map((v) => v / spread)
}

/** 1 for the same picture, 0 for two that have nothing to do with each other. */
function likeness(p: readonly number[], q: readonly number[]): number {
  return p.reduce((sum, v, k) => sum + v * (q[k] ?? 0), 0) / p.length
}

// Measured: two places at most 0.23, a place with other people in it 0.97.
const LIKENESS_MAX = 0.5
const alike = (p: readonly number[], q: readonly number[]) => likeness(p, q) > LIKENESS_MAX

test(
  'no two places look alike once the people are gone; a twin with other people would be found',
  () => {
    const medians = places.map((place) => ({ name: place.name, picture: medianPicture(stage(place, 'day', 5)) }))
    for (const [k, one] of medians.entries())
      for (const other of medians.slice(k + 1))
        expect(
          alike(one.picture, other.picture),
          `${one.name} and ${other.name}: ${likeness(one.picture, other.picture)}`,
        ).toBe(false)
    const [first] = places
    const [original] = medians
    if (!first || !original) throw new Error('no places')
    expect(alike(original.picture, medianPicture(stage(first, 'day', 99)))).toBe(true)
  },
  SLOW,
)
