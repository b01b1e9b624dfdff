import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { type WallPlace, layouts, readWall, withCamera, withLayout, withMove, writeWall } from './wall-place.ts'

const walls = fc.constantFrom(...layouts).chain((layout) =>
  fc.record({
    layout: fc.constant(layout),
    tiles: fc.array(fc.option(fc.integer({ min: 1, max: 9_999 }), { nil: undefined }), {
      minLength: layout,
      maxLength: layout,
    }),
    selected: fc.integer({ min: 0, max: layout - 1 }),
  }),
)

test('what the URL says is what it was given', () => {
  fc.assert(
    fc.property(walls, (wall: WallPlace) => {
      expect(readWall(writeWall(wall))).toEqual(wall)
    }),
  )
})

test('any URL gives a wall that can be shown', () => {
  fc.assert(
    fc.property(fc.record({ layout: fc.string(), cameras: fc.string(), tile: fc.string() }), (search) => {
      const wall = readWall(search)
      expect(wall.tiles).toHaveLength(wall.layout)
      expect(wall.selected).toBeLessThan(wall.layout)
    }),
  )
})

test('the selected camera survives every change of layout', () => {
  fc.assert(
    fc.property(walls, fc.constantFrom(...layouts), (wall, layout) => {
      const next = withLayout(wall, layout)
      const kept = wall.tiles[wall.selected]
      expect(next.tiles).toHaveLength(layout)
      if (kept !== undefined) expect(next.tiles[next.selected]).toBe(kept)
    }),
  )
})

test('numbers typed one after another fill the empty tiles', () => {
  let wall = readWall({ layout: '4' })
  for (const number of [14, 15, 16, 17]) wall = withCamera(wall, wall.selected, number)
  expect(wall.tiles).toEqual([14, 15, 16, 17])
  expect(wall.selected).toBe(3)
})

test('arrows stop at the edge and never jump a row', () => {
  const wall = readWall({ layout: '9', tile: '3' })
  expect(withMove(wall, 'right').selected).toBe(2)
  expect(withMove(wall, 'down').selected).toBe(5)
  expect(withMove(wall, 'left').selected).toBe(1)
  expect(withMove(wall, 'up').selected).toBe(2)
})
