// The plan as features for a map: what is drawn, in the order in which it is drawn.

import type { City, CityFeature } from '@sereno/contract/city'
import { seedFor, seededRandom } from '../random.ts'
import { type Address, type Building, greatBuilding, hallWithRoofs, housesOf } from './buildings.ts'
import { type Street, inTown } from './districts.ts'
import { CENTRE, type Point, type Polygon, add, between, inset, middle, toPosition } from './geometry.ts'
import * as names from './names.ts'
import type { Block, Plan } from './plan.ts'
import * as terrain from './terrain.ts'

export type Town = { city: City; addresses: Address[] }

/** Streets this wide are avenues. */
const AVENUE_METRES_MIN = 18

export function townOf(plan: Plan, seed: number): Town {
  const random = seededRandom(seedFor(seed, 'buildings'))
  const buildings: Building[] = []
  const addresses: Address[] = []
  const taken = new Set<string>()
  for (const block of plan.blocks) {
    const built = builtOn(block, random, taken)
    buildings.push(...built.buildings)
    addresses.push(...built.addresses)
  }
  const features: CityFeature[] = [
    polygon('green', terrain.hillPolygon(), 'Cerro de las Ánimas'),
    ...plan.blocks
      .filter(isBuilt)
      .map((block) => polygon('block', block.polygon, block.use === 'houses' ? undefined : block.name)),
    ...plan.blocks
      .filter(({ use }) => use === 'plaza' || use === 'park')
      .map((block) => polygon('green', block.polygon, block.name)),
    ...riverParks(),
    polygon('water', terrain.riverPolygon(), names.RIVER),
    line('river', terrain.riverLine(), names.RIVER),
    ...plan.streets.map(street),
    line('path', terrain.hillRoad(hillFoot(plan)), names.HILL_ROAD),
    ...plan.blocks.filter(({ use }) => use === 'plaza' || use === 'park').flatMap(paths),
    line('rail', terrain.railLine(), 'Ferrocarril del Norte Viejo'),
    ...buildings.map((building) => polygon('building', building.polygon, building.name)),
    ...places(plan),
  ]
  const centre: [number, number] = [CENTRE.longitude, CENTRE.latitude]
  return { city: { name: names.TOWN, centre, timeZone: 'America/Argentina/Jujuy', features }, addresses }
}

const isBuilt = ({ use }: Block) => use !== 'plaza' && use !== 'park'

function builtOn(
  block: Block,
  random: () => number,
  taken: Set<string>,
): { buildings: Building[]; addresses: Address[] } {
  if (block.use === 'houses') return housesOf(block, random, taken)
  const buildings = {
    plaza: (): Building[] => [],
    park: (): Building[] => [],
    civic: () => greatBuilding(block),
    market: () => hallWithRoofs(block, 0.55, 3),
    'bus-station': () => hallWithRoofs(block, 0.3, 4),
    'car-park': () => hallWithRoofs(block, 0.12, 0),
  }[block.use]()
  return { buildings, addresses: [] }
}

/** Crossing ways from corner to corner and a round in the middle, as every plaza has them. */
function paths({ polygon: ground, name }: Block): CityFeature[] {
  const heart = middle(ground)
  const own = inset(ground, 6)
  const round = Array.from({ length: 25 }, (_, index): Point => {
    const angle = (index * Math.PI) / 12
    return add(heart, [14 * Math.cos(angle), 14 * Math.sin(angle)])
  })
  const sides = own.map((each, index) => between(each, own[(index + 1) % own.length] ?? each, 0.5))
  return [...own, ...sides].map((edge) => line('path', [edge, heart], name)).concat(line('path', round, name))
}

/** Lawns between water and riverside avenue, and the ground of the club beyond the river. */
function riverParks(): CityFeature[] {
  const club: Polygon = [
    [430, -1030],
    [700, -1012],
    [688, -850],
    [418, -868],
  ]
  return [
    riverPark(-620, -240, names.parkNames[2]),
    riverPark(200, 620, 'Paseo de la Costanera'),
    polygon('green', club, 'Campo de Deportes'),
    line('path', [...inset(club, 22), ...inset(club, 22).slice(0, 1)], 'Pista'),
  ]
}

function riverPark(from: number, to: number, name: string): CityFeature {
  const bank = terrain.riverLine().filter(([east]) => east >= from && east <= to)
  const low = bank.map(([east, north]): Point => [east, north + 36])
  const high = bank.map(([east, north]): Point => [east, north + terrain.RIVERSIDE_METRES - 15])
  return polygon('green', [...low, ...high.toReversed()], name)
}

function places(plan: Plan): CityFeature[] {
  const of = (use: Block['use']) =>
    plan.blocks.filter((block) => block.use === use).map((block) => point(middle(block.polygon), block.name ?? ''))
  const quarters = [plan.centre, plan.station, plan.south]
  return [
    ...of('plaza'),
    ...of('market'),
    ...of('bus-station'),
    ...of('car-park'),
    ...of('civic'),
    point(terrain.hillRoad(hillFoot(plan)).at(-1) ?? [0, 0], 'Mirador'),
    ...quarters.map((quarter) =>
      point(inTown(quarter, [(quarter.columns[1]?.at ?? 0) + 40, (quarter.rows[1]?.at ?? 0) + 40]), quarter.name),
    ),
  ]
}

function hillFoot(plan: Plan): Point {
  return plan.streets.find(({ name }) => name === 'Coronel Vidaurre')?.line.at(-1) ?? [0, 0]
}

function street({ name, width, line: way }: Street): CityFeature {
  return line(width >= AVENUE_METRES_MIN ? 'avenue' : 'street', way, name)
}

function line(kind: CityFeature['kind'], way: readonly Point[], name?: string): CityFeature {
  return { kind, ...(name && { name }), geometry: { type: 'LineString', coordinates: way.map(toPosition) } }
}

function polygon(kind: CityFeature['kind'], ring: Polygon, name?: string): CityFeature {
  const closed = [...ring, ...ring.slice(0, 1)].map(toPosition)
  return { kind, ...(name && { name }), geometry: { type: 'Polygon', coordinates: [closed] } }
}

function point(at: Point, name: string): CityFeature {
  return { kind: 'place', name, geometry: { type: 'Point', coordinates: toPosition(at) } }
}
