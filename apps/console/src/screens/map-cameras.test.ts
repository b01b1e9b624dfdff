import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { readView, writeView } from './map-cameras.ts'

test('a view of the map survives the URL to a metre', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -90, max: 90, noNaN: true }),
      fc.double({ min: -180, max: 180, noNaN: true }),
      fc.double({ min: 0, max: 24, noNaN: true }),
      (latitude, longitude, zoom) => {
        const read = readView(writeView({ latitude, longitude, zoom }))
        expect(read?.latitude).toBeCloseTo(latitude, 4)
        expect(read?.longitude).toBeCloseTo(longitude, 4)
      },
    ),
  )
})

test.each(['', '1', '1,2', '91,0,5', '0,181,5', '0,0,99', 'a,b,c'])('%s is no view', (at) => {
  expect(readView(at === '' ? undefined : at)).toBeUndefined()
})
