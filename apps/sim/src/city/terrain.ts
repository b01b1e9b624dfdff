// What the town was built around: the river in the south, the hills in the north-west, the railway in the east. Pure.

import type { HalfPlane, Point, Polygon } from './geometry.ts'

const RIVER_WIDTH_METRES = 52
/** From the water's middle to the riverside avenue's. */
export const RIVERSIDE_METRES = 78
export const RAIL_RESERVE_METRES = 22
// Well past the town, so that hills, water and rails do not end where a wide screen still looks.
const LAND_EDGE = { west: -2950, east: 3090, south: -2350, north: 2200 } as const

/** The middle of the water. */
export function riverNorth(east: number): number {
  return -655 + 62 * Math.sin(east / 390 + 0.7) + 21 * Math.sin(east / 151 + 2)
}

export function railEast(north: number): number {
  return 770 + 46 * Math.sin(north / 620 + 0.4)
}

/** Positive on the hill; metres, roughly, from its edge. */
export function hillSide([east, north]: Point): number {
  return -east * 0.58 + north * 0.81 - 610 - 38 * Math.sin(east / 120) - 22 * Math.sin(north / 77)
}

/** The land north of the riverside avenue, near `east`, as the side of a straight line. */
export function northOfRiver(east: number, metres: number): HalfPlane {
  const [from, to] = [east - 60, east + 60]
  return { from: [from, riverNorth(from) + metres], to: [to, riverNorth(to) + metres] }
}

export function southOfRiver(east: number, metres: number): HalfPlane {
  const { from, to } = northOfRiver(east, -metres)
  return { from: to, to: from }
}

export function westOfRail(north: number, metres: number): HalfPlane {
  const [from, to] = [north - 60, north + 60]
  return { from: [railEast(from) - metres, from], to: [railEast(to) - metres, to] }
}

export function eastOfRail(north: number, metres: number): HalfPlane {
  const { from, to } = westOfRail(north, -metres)
  return { from: to, to: from }
}

export function riverLine(metresNorth = 0): Point[] {
  return steps(LAND_EDGE.west, LAND_EDGE.east, 40).map((east) => [east, riverNorth(east) + metresNorth])
}

export function riverPolygon(): Polygon {
  const bank = riverLine()
  const south = bank.map(([east, north]): Point => [east, north - halfWidth(east)])
  const north = bank.map(([east, middle]): Point => [east, middle + halfWidth(east + 300)])
  return [...south, ...north.toReversed()]
}

const halfWidth = (east: number) => RIVER_WIDTH_METRES / 2 + 7 * Math.sin(east / 97)

export function railLine(): Point[] {
  return steps(LAND_EDGE.south, LAND_EDGE.north, 50).map((north) => [railEast(north), north])
}

/** The edge of the hills, found by walking up from the town in each column, and the slope behind it. */
export function hillPolygon(): Polygon {
  const edge: Point[] = []
  for (const east of steps(LAND_EDGE.west, 420, 30)) {
    const north = steps(LAND_EDGE.south, LAND_EDGE.north, 6).find((each) => hillSide([east, each]) > 0)
    if (north !== undefined) edge.push([east, north])
  }
  const last = edge.at(-1)?.[0] ?? 0
  return [...edge, [last, LAND_EDGE.north], [LAND_EDGE.west, LAND_EDGE.north]]
}

/** The way up: hairpins to the lookout. */
export function hillRoad(from: Point): Point[] {
  const bends = [0, 70, -45, 80, -30, 60, 10]
  return [from, ...bends.map((bend, index): Point => [from[0] - 35 * (index + 1) + bend, from[1] + 42 * (index + 1)])]
}

export function steps(from: number, to: number, step: number): number[] {
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step)
}
