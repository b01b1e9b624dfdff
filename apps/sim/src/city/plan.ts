// The town's plan: three quarters between river, hills and railway, the avenues that join them, and what each block is for.
// The same seed gives the same plan.

import { type Random, seedFor, seededRandom } from '../random.ts'
import {
  type Cell,
  type District,
  type GridLine,
  type Street,
  cellsOf,
  centredBetween,
  gridLines,
  inTown,
  streetsOf,
} from './districts.ts'
import {
  type HalfPlane,
  type Point,
  type Polygon,
  add,
  area,
  clipped,
  distance,
  middle,
  minus,
  shifted,
  sideOf,
  unit,
} from './geometry.ts'
import * as names from './names.ts'
import * as terrain from './terrain.ts'

type BlockUse = 'houses' | 'plaza' | 'park' | 'market' | 'car-park' | 'bus-station' | 'civic'
export type Block = { cell: Cell; polygon: Polygon; use: BlockUse; name?: string }
export type Plan = {
  centre: District
  station: District
  south: District
  streets: Street[]
  blocks: Block[]
  diagonal: HalfPlane
}

/** What is smaller is a traffic island. */
const BLOCK_SQUARE_METRES_MIN = 700
const DIAGONAL_METRES = 22

/** Which column and row of the central quarter is what: the plaza in the middle, the rest around it as towns grew. */
const uses: Record<string, { use: BlockUse; name?: string }> = {
  '7,5': { use: 'plaza', name: 'Plaza de los Jacarandás' },
  '9,4': { use: 'market', name: 'Mercado Las Flores' },
  '5,6': { use: 'car-park', name: 'Playa de estacionamiento' },
  '7,6': { use: 'civic', name: names.civicNames[0] },
  '6,5': { use: 'civic', name: names.civicNames[1] },
  '7,4': { use: 'civic', name: names.civicNames[2] },
  '3,4': { use: 'civic', name: names.civicNames[3] },
  '10,6': { use: 'civic', name: names.civicNames[4] },
  '5,4': { use: 'civic', name: names.civicNames[5] },
  '4,2': { use: 'park', name: names.parkNames[0] },
  '11,8': { use: 'park', name: names.parkNames[1] },
}
const stationUses: Record<string, { use: BlockUse; name?: string }> = {
  '0,5': { use: 'bus-station', name: 'Terminal de Ómnibus' },
  '2,3': { use: 'park', name: names.parkNames[3] },
  '1,6': { use: 'civic', name: names.civicNames[7] },
}
const southUses: Record<string, { use: BlockUse; name?: string }> = { '4,1': { use: 'park', name: 'Plaza del Bajo' } }

export function planOf(seed: number): Plan {
  const random = seededRandom(seedFor(seed, 'plan'))
  const centre = centreOf(random)
  const station = stationOf(random, centre)
  const south = southOf(random)
  const diagonal = diagonalOf(centre)
  const streets = [...streetsOf(centre), ...streetsOf(station), ...streetsOf(south)]
  const blocks = [
    ...cellsOf(centre).flatMap((cell) => blocksOf(cell, uses, diagonal)),
    ...cellsOf(station).flatMap((cell) => blocksOf(cell, stationUses)),
    ...cellsOf(south).flatMap((cell) => blocksOf(cell, southUses)),
  ]
  return {
    centre,
    station,
    south,
    streets: [...streets, ...joiningStreets(centre, station, streets, diagonal)],
    blocks,
    diagonal,
  }
}

function centreOf(random: Random): District {
  return {
    name: 'Centro',
    origin: [0, 0],
    turnDegrees: 7,
    numbersFrom: 0,
    columns: centredBetween(gridLines(names.northSouthNames, 119, random), 7),
    rows: centredBetween(gridLines(names.eastWestNames, 117, random), 5),
    isBuildable: (point) =>
      terrain.hillSide(point) < -4 &&
      point[1] > terrain.riverNorth(point[0]) + terrain.RIVERSIDE_METRES &&
      point[0] < terrain.railEast(point[1]) - 42,
  }
}

function stationOf(random: Random, centre: District): District {
  const avenue = rowOf(centre, 'Avenida de los Lapachos')
  const columns = gridLines(names.stationNorthSouthNames, 108, random)
  const rows = gridLines(names.stationEastWestNames, 106, random)
  const atRail = railCrossing(centre, avenue)
  const shift = rows[5]?.at ?? 0
  return {
    name: 'Barrio Estación',
    origin: add(atRail, [62, 6]),
    turnDegrees: -4,
    numbersFrom: 1600,
    columns,
    rows: rows.map((row) => ({ ...row, at: row.at - shift })),
    isBuildable: (point) =>
      point[0] > terrain.railEast(point[1]) + 30 && point[1] > terrain.riverNorth(point[0]) + terrain.RIVERSIDE_METRES,
  }
}

function southOf(random: Random): District {
  const columns = gridLines(names.southNorthSouthNames, 96, random)
  const rows = gridLines(names.southEastWestNames, 90, random)
  return {
    name: 'Villa del Bajo',
    origin: [-70, -905],
    turnDegrees: -9,
    numbersFrom: 0,
    columns: centredBetween(columns, 4),
    rows: centredBetween(rows, 1),
    isBuildable: (point) => point[1] < terrain.riverNorth(point[0]) - 48,
  }
}

function blocksOf(cell: Cell, usesByPlace: typeof uses, diagonal?: HalfPlane): Block[] {
  const whole = onGround(cell)
  const parts = diagonal && crosses(whole, diagonal) ? halves(whole, diagonal) : [whole]
  const special = usesByPlace[`${cell.column},${cell.row}`]
  return parts
    .filter((polygon) => polygon.length >= 3 && area(polygon) >= BLOCK_SQUARE_METRES_MIN)
    .map((polygon) => ({ cell, polygon, ...(special ?? { use: 'houses' as const }) }))
}

function onGround({ polygon, district }: Cell): Polygon {
  const [east, north] = middle(polygon)
  const planes: HalfPlane[] =
    district.name === 'Villa del Bajo'
      ? [terrain.southOfRiver(east, 48)]
      : [
          terrain.northOfRiver(east, terrain.RIVERSIDE_METRES + 12),
          district.name === 'Centro'
            ? terrain.westOfRail(north, 54)
            : terrain.eastOfRail(north, terrain.RAIL_RESERVE_METRES),
          belowHill([east, north]),
        ]
  return planes.reduce<Polygon>((left, plane) => (left.length >= 3 ? clipped(left, plane) : []), polygon)
}

/** The hill's edge near a point, as a straight line with the town on its left. */
function belowHill(near: Point): HalfPlane {
  const slope: Point = [
    (terrain.hillSide([near[0] + 20, near[1]]) - terrain.hillSide([near[0] - 20, near[1]])) / 40,
    (terrain.hillSide([near[0], near[1] + 20]) - terrain.hillSide([near[0], near[1] - 20])) / 40,
  ]
  const factor = (-14 - terrain.hillSide(near)) / (slope[0] ** 2 + slope[1] ** 2)
  const from: Point = [near[0] + slope[0] * factor, near[1] + slope[1] * factor]
  return { from, to: add(from, [-slope[1], slope[0]]) }
}

function diagonalOf(centre: District): HalfPlane {
  const column = centre.columns[8]?.at ?? 0
  const row = centre.rows[6]?.at ?? 0
  const from = inTown(centre, [column, row])
  return { from, to: inTown(centre, [column + 560, row + 470]) }
}

function crosses(polygon: Polygon, line: HalfPlane): boolean {
  const along = unit(minus(line.to, line.from))
  const [east, north] = minus(middle(polygon), line.from)
  const way = along[0] * east + along[1] * north
  if (way < 0 || way > distance(line.from, line.to)) return false
  const sides = polygon.map((point) => sideOf(line, point))
  return Math.min(...sides) < DIAGONAL_METRES / 2 && Math.max(...sides) > -DIAGONAL_METRES / 2
}

function halves(polygon: Polygon, line: HalfPlane): Polygon[] {
  const back = { from: line.to, to: line.from }
  return [clipped(polygon, shifted(line, DIAGONAL_METRES / 2)), clipped(polygon, shifted(back, DIAGONAL_METRES / 2))]
}

export function rowOf(district: District, name: string): GridLine {
  return district.rows.find((row) => row.name === name) ?? { name, at: 0, width: 13 }
}

/** Where a street of the centre would meet the railway. */
export function railCrossing(centre: District, row: GridLine): Point {
  const along = terrain.steps(400, 1200, 2).map((east) => inTown(centre, [east, row.at]))
  return along.find(([east, north]) => east >= terrain.railEast(north)) ?? [0, 0]
}

function joiningStreets(
  centre: District,
  station: District,
  streets: readonly Street[],
  diagonal: HalfPlane,
): Street[] {
  const avenue = rowOf(centre, 'Avenida de los Lapachos')
  const underpass = [
    ...(lineOf(streets, avenue.name)?.slice(-1) ?? []),
    railCrossing(centre, avenue),
    inTown(station, [0, 0]),
  ]
  const riverside = terrain.riverLine(terrain.RIVERSIDE_METRES).filter(([east]) => east > -1010 && east < 1240)
  const stationAvenue = terrain
    .railLine()
    .map(([east, north]): Point => [east - 42, north])
    .filter(([east, north]) => north > terrain.riverNorth(east) + terrain.RIVERSIDE_METRES)
  return [
    { name: avenue.name, width: 26, line: underpass },
    { name: names.RIVERSIDE, width: 24, line: riverside },
    { name: names.STATION_AVENUE, width: 22, line: stationAvenue },
    { name: names.DIAGONAL, width: DIAGONAL_METRES, line: [diagonal.from, diagonal.to] },
    ...bridge('Puente Viejo', lineOf(streets, 'Del Alfarero'), streets),
    ...bridge('Puente Nuevo', lineOf(streets, 'Del Cabildo Viejo'), streets),
    { name: 'Ruta Provincial 104', width: 18, line: routeSouth(lineOf(streets, 'La Represa')?.[0] ?? [-560, -1010]) },
  ]
}

/** From the foot of a street over the water to the nearest street of the other bank. */
function bridge(name: string, street: readonly Point[] | undefined, streets: readonly Street[]): Street[] {
  const foot = street?.[0]
  const southern: readonly string[] = names.southNorthSouthNames
  if (!foot) return []
  const heads = streets.filter((each) => southern.includes(each.name)).flatMap(({ line }) => line.slice(-1))
  const [head] = heads.toSorted((a, b) => distance(foot, a) - distance(foot, b))
  return head ? [{ name, width: 15, line: [foot, head] }] : []
}

/** From the country to the foot of the southern quarter. */
function routeSouth(end: Point): Point[] {
  return terrain.steps(0, 20, 1).map((step) => {
    const share = 1 - step / 20
    return [end[0] - 880 * share, end[1] - 90 * Math.sin(share * 3.1) - 150 * share * share]
  })
}

const lineOf = (streets: readonly Street[], name: string) => streets.find((street) => street.name === name)?.line
