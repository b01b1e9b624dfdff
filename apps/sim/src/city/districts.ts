// The town's quarters, each a grid of its own turn and rhythm: streets with names, the cells between them, their corners.

import type { Random } from '../random.ts'
import { type Point, type Polygon, distance, between, rotated, add } from './geometry.ts'

export type GridLine = { name: string; at: number; width: number }
export type District = {
  name: string
  origin: Point
  turnDegrees: number
  /** Lines that run north to south, from west to east. */
  columns: readonly GridLine[]
  /** Lines that run west to east, from south to north. */
  rows: readonly GridLine[]
  /** The house number of its first column: streets that come over from another quarter count on. */
  numbersFrom: number
  isBuildable: (point: Point) => boolean
}
export type Street = { name: string; width: number; line: Point[] }
export type Cell = { district: District; column: number; row: number; polygon: Polygon }

const AVENUE_METRES = 26
const STREET_METRES = 13

/** Lines at a rhythm that is never quite the same: towns are measured with ropes. */
export function gridLines(words: readonly string[], pitch: number, random: Random): GridLine[] {
  let at = 0
  return words.map((name, index) => {
    if (index > 0) at += pitch + (random() - 0.5) * pitch * 0.16
    return {
      name,
      at,
      width: name.startsWith('Avenida') || name.startsWith('Del Cabildo') ? AVENUE_METRES : STREET_METRES,
    }
  })
}

/** The same lines moved so that the middle between two of them is zero: the plaza is the origin. */
export function centredBetween(lines: readonly GridLine[], index: number): GridLine[] {
  const shift = ((lines[index]?.at ?? 0) + (lines[index + 1]?.at ?? 0)) / 2
  return lines.map((line) => ({ ...line, at: line.at - shift }))
}

export function inTown({ origin, turnDegrees }: District, point: Point): Point {
  return add(origin, rotated(point, turnDegrees))
}

/** Each line as far as the ground lets it go, with the house number that it starts at. */
export function streetsOf(district: District): Street[] {
  const { columns, rows } = district
  const [south, north] = span(rows)
  const [west, east] = span(columns)
  const one = ({ name, width }: GridLine, from: Point, to: Point): Street[] => {
    const line = longestOnGround(from, to, district)
    return line ? [{ name, width, line }] : []
  }
  return [
    ...columns.flatMap((line) => one(line, [line.at, south], [line.at, north])),
    ...rows.flatMap((line) => one(line, [west, line.at], [east, line.at])),
  ]
}

export function cellsOf(district: District): Cell[] {
  const { columns, rows } = district
  return pairs(columns).flatMap(([west, east], column) =>
    pairs(rows).map(([south, north], row): Cell => {
      const [left, right] = [west.at + west.width / 2, east.at - east.width / 2]
      const [bottom, top] = [south.at + south.width / 2, north.at - north.width / 2]
      const corners: Point[] = [
        [left, bottom],
        [right, bottom],
        [right, top],
        [left, top],
      ]
      return { district, column, row, polygon: corners.map((corner) => inTown(district, corner)) }
    }),
  )
}

/** The streets on a cell's four sides, in the order of its polygon's edges, and the number where each side starts. */
export function sidesOf({ district, column, row }: Cell): { street: string; hundred: number; parity: 0 | 1 }[] {
  const { columns, rows, numbersFrom } = district
  return [
    { street: rows[row]?.name ?? '', hundred: numbersFrom + column * 100, parity: 0 },
    { street: columns[column + 1]?.name ?? '', hundred: row * 100, parity: 1 },
    { street: rows[row + 1]?.name ?? '', hundred: numbersFrom + column * 100, parity: 1 },
    { street: columns[column]?.name ?? '', hundred: row * 100, parity: 0 },
  ]
}

/** A bit over the last lines, as streets run out into nothing. */
function span(lines: readonly GridLine[]): [number, number] {
  return [(lines[0]?.at ?? 0) - 22, (lines.at(-1)?.at ?? 0) + 22]
}

function pairs<T>(list: readonly T[]): [T, T][] {
  return list.slice(1).flatMap((second, index): [T, T][] => {
    const first = list[index]
    return first === undefined ? [] : [[first, second]]
  })
}

function longestOnGround(from: Point, to: Point, district: District): Point[] | undefined {
  const count = Math.ceil(distance(from, to) / 6)
  const points = Array.from({ length: count + 1 }, (_, index) => inTown(district, between(from, to, index / count)))
  let best: [number, number] = [0, 0]
  let start = 0
  for (const [index, point] of points.entries()) {
    if (!district.isBuildable(point)) start = index + 1
    else if (index - start > best[1] - best[0]) best = [start, index]
  }
  const [first, last] = [points[best[0]], points[best[1]]]
  if (!first || !last || distance(first, last) < 70) return undefined
  return [first, last]
}
