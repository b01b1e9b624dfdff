import { createHash } from 'node:crypto'
import { cityShape } from '@sereno/contract/city'
import { newCameraShape } from '@sereno/contract/cameras'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { villaSerena } from './city.ts'
import { type Point, area, clipped, contains, edges, inset, middle, toPosition } from './geometry.ts'
import { planOf } from './plan.ts'
import { riverNorth } from './terrain.ts'

const sha256 = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex')
const town = villaSerena(1)

test('the same seed gives the same town to the last byte, another seed another one', () => {
  expect(sha256(villaSerena(1))).toBe(sha256(town))
  expect(sha256(villaSerena(2))).not.toBe(sha256(town))
})

test('the town is one the server takes, for any seed', () => {
  for (const seed of [1, 2, 3, 2 ** 31]) expect(() => cityShape.parse(villaSerena(seed).city)).not.toThrow()
  expect(JSON.stringify(town.city).length).toBeLessThan(1_000_000)
})

test('it is no plain grid: plaza, diagonal, river with an avenue, hills, railway, bridges', () => {
  const named = new Set(town.city.features.map(({ name }) => name))
  for (const name of [
    'Plaza de los Jacarandás',
    'Diagonal 17 de Agosto',
    'Avenida Costanera',
    'Río de las Garzas',
    'Cerro de las Ánimas',
    'Puente Viejo',
    'Terminal de Ómnibus',
    'Mercado Las Flores',
    'Playa de estacionamiento',
  ]) {
    expect(named, name).toContain(name)
  }
  const kinds = new Set(town.city.features.map(({ kind }) => kind))
  expect([...kinds].toSorted()).toEqual([
    'avenue',
    'block',
    'building',
    'green',
    'path',
    'place',
    'rail',
    'river',
    'street',
    'water',
  ])
})

test('no house stands in the river', () => {
  const { blocks } = planOf(1)
  for (const { polygon } of blocks) {
    for (const [east, north] of polygon) expect(Math.abs(north - riverNorth(east))).toBeGreaterThan(34)
  }
})

test('an address is a street of the town and a number, once', () => {
  const streets = new Set(
    town.city.features.filter(({ kind }) => kind === 'street' || kind === 'avenue').map(({ name }) => name),
  )
  expect(town.addresses.length).toBeGreaterThan(1500)
  expect(new Set(town.addresses.map(({ street, number }) => `${street} ${number}`)).size).toBe(town.addresses.length)
  for (const { street, number } of town.addresses) {
    expect(streets, street).toContain(street)
    expect(number).toBeGreaterThan(0)
  }
})

test('24 cameras, four for each of six places, with names and numbers of their own, at corners of the town', () => {
  expect(town.cameras.map(({ number }) => number)).toEqual(Array.from({ length: 24 }, (_, index) => index + 1))
  expect(new Set(town.cameras.map(({ name }) => name)).size).toBe(24)
  const streets = new Set(town.city.features.map(({ name }) => name?.replace('Avenida', 'Av.')))
  for (const { name, latitude, longitude, ...camera } of town.cameras) {
    const [first, second] = name.split(' y ')
    expect(streets.has(first) || first === 'Bajo nivel', name).toBe(true)
    expect(streets, name).toContain(second)
    const cone = {
      headingDegrees: camera.headingDegrees,
      fieldOfViewDegrees: camera.fieldOfViewDegrees,
      rangeMetres: camera.rangeMetres,
    }
    expect(() =>
      newCameraShape.parse({ url: 'rtsp://127.0.0.1/cam/1', name, place: { latitude, longitude }, cone }),
    ).not.toThrow()
  }
  for (const viewpoint of [0, 1, 2, 3])
    expect(town.cameras.filter((camera) => camera.viewpoint === viewpoint)).toHaveLength(6)
})

test('the plaza is where the town has its centre', () => {
  const plaza = planOf(1).blocks.find(({ use }) => use === 'plaza')
  expect(contains(plaza?.polygon ?? [], [0, 0])).toBe(true)
  expect(toPosition([0, 0])).toEqual([-65.3, -24.19])
})

const square: Point[] = [
  [0, 0],
  [100, 0],
  [100, 80],
  [0, 80],
]
const coordinate = fc.double({ min: -150, max: 150, noNaN: true })
const anyPoint = fc.tuple(coordinate, coordinate)

test('a clipped polygon is never larger, and the two sides of a line are the whole', () => {
  fc.assert(
    fc.property(anyPoint, anyPoint, (from, to) => {
      fc.pre(Math.hypot(from[0] - to[0], from[1] - to[1]) > 1)
      const [left, right] = [clipped(square, { from, to }), clipped(square, { from: to, to: from })]
      expect(area(left) + area(right)).toBeCloseTo(8000, 3)
      expect(area(left)).toBeLessThanOrEqual(8000.001)
    }),
  )
})

test('an inset that leaves nothing leaves nothing, at exactly half the width', () => {
  expect(area(inset(square, 39.9))).toBeGreaterThan(0)
  expect(area(inset(square, 40.1))).toBe(0)
  expect(edges(inset(square, 10))).toHaveLength(4)
  expect(middle(inset(square, 10))).toEqual([50, 40])
})
