import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { bearing, coneRing } from './view-cone.ts'

const places = fc.record({
  latitude: fc.double({ min: -70, max: 70, noNaN: true }),
  longitude: fc.double({ min: -170, max: 170, noNaN: true }),
})

test('a cone begins and ends at the camera, and reaches as far as it says', () => {
  fc.assert(
    fc.property(places, fc.integer({ min: 0, max: 359 }), fc.integer({ min: 1, max: 359 }), (place, heading, field) => {
      const ring = coneRing(place, { headingDegrees: heading, fieldOfViewDegrees: field, rangeMetres: 100 })
      expect(ring[0]).toEqual([place.longitude, place.latitude])
      expect(ring.at(-1)).toEqual(ring[0])
      for (const [longitude, latitude] of ring.slice(1, -1)) {
        const north = (latitude - place.latitude) * 111_320
        const east = (longitude - place.longitude) * 111_320 * Math.cos((place.latitude * Math.PI) / 180)
        expect(Math.hypot(north, east)).toBeCloseTo(100, 3)
      }
    }),
  )
})

test('a camera that looks all around has a circle', () => {
  const ring = coneRing({ latitude: 0, longitude: 0 }, { headingDegrees: 0, fieldOfViewDegrees: 360, rangeMetres: 10 })
  expect(ring[0]).toEqual(ring.at(-1))
  expect(ring).not.toContainEqual([0, 0])
})

test('north is 0 and east is 90', () => {
  const here = { latitude: -24, longitude: -65 }
  expect(bearing(here, { latitude: -23.9, longitude: -65 })).toBeCloseTo(0)
  expect(bearing(here, { latitude: -24, longitude: -64.9 })).toBeCloseTo(90)
  expect(bearing(here, { latitude: -24.1, longitude: -65 })).toBeCloseTo(180)
  expect(bearing(here, { latitude: -24, longitude: -65.1 })).toBeCloseTo(270)
})
