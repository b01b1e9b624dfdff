// The town's 24 cameras: four at the corners of each of six places, named as people here name a corner.

import { inTown } from './districts.ts'
import { type Point, add, headingDegrees, middle, minus, times, toPosition, unit } from './geometry.ts'
import { type Plan, railCrossing, rowOf } from './plan.ts'

const places = ['crossing', 'square', 'bus-station', 'market-street', 'underpass', 'car-park'] as const
type Place = (typeof places)[number]

export type TownCamera = {
  number: number
  name: string
  place: Place
  /** Which of the place's clips it shows, from 0. */
  viewpoint: number
  latitude: number
  longitude: number
  headingDegrees: number
  fieldOfViewDegrees: number
  rangeMetres: number
}

type Post = { streets: readonly [string, string]; at: Point; looksAt: Point }

export function camerasOf(plan: Plan): TownCamera[] {
  const { centre, station } = plan
  const corner = corners(centre)
  const eastern = corners(station)
  const plaza = heartOf(plan, 'plaza')
  const market = heartOf(plan, 'market')
  const carPark = heartOf(plan, 'car-park')
  const terminal = heartOf(plan, 'bus-station')
  const under = railCrossing(centre, rowOf(centre, 'Avenida de los Lapachos'))
  const avenue = 'Avenida de los Lapachos'
  const posts: Record<Place, Post[]> = {
    crossing: [
      corner(8, 4, corner(8, 5).at),
      corner(4, 5, corner(5, 5).at),
      corner(10, 5, corner(9, 5).at),
      corner(12, 5, corner(11, 5).at),
    ],
    square: [corner(7, 5, plaza), corner(8, 5, plaza), corner(8, 6, plaza), corner(7, 6, plaza)],
    'bus-station': [eastern(0, 5, terminal), eastern(1, 5, terminal), eastern(1, 6, terminal), eastern(0, 6, terminal)],
    'market-street': [
      corner(9, 4, market),
      corner(10, 4, market),
      corner(11, 4, corner(10, 4).at),
      corner(9, 3, market),
    ],
    underpass: [
      { streets: ['Bajo nivel', avenue], at: add(under, [-46, -14]), looksAt: under },
      { streets: ['Bajo nivel', 'Del Ferrocarril'], at: add(under, [50, 16]), looksAt: under },
      { streets: ['Bajo nivel', 'Avenida del Norte'], at: add(under, [-30, 34]), looksAt: under },
      { streets: ['Bajo nivel', 'Las Vías'], at: add(under, [-92, 2]), looksAt: under },
    ],
    'car-park': [corner(5, 6, carPark), corner(6, 6, carPark), corner(6, 7, carPark), corner(5, 7, carPark)],
  }
  return places.flatMap((place, index) =>
    posts[place].map((post, viewpoint) => cameraAt(post, place, viewpoint, index * 4 + viewpoint + 1)),
  )
}

function cameraAt({ streets, at, looksAt }: Post, place: Place, viewpoint: number, number: number): TownCamera {
  // On the pavement's edge, towards what it looks at: no camera hangs over the middle of a crossing.
  const mast = add(at, times(unit(minus(looksAt, at)), 8))
  const [longitude, latitude] = toPosition(mast)
  return {
    number,
    name: `${streets[0]} y ${streets[1]}`.replace(/\bAvenida\b/g, 'Av.'),
    place,
    viewpoint,
    latitude,
    longitude,
    headingDegrees: headingDegrees(mast, looksAt),
    fieldOfViewDegrees: [62, 70, 54, 78][viewpoint % 4] ?? 62,
    rangeMetres: place === 'square' ? 85 : place === 'underpass' ? 55 : 70,
  }
}

function corners(district: Plan['centre']) {
  return (column: number, row: number, looksAt: Point = [0, 0]): Post => {
    const [vertical, horizontal] = [district.columns[column], district.rows[row]]
    if (!vertical || !horizontal) throw new Error(`no corner ${column},${row} in ${district.name}`)
    return { streets: [horizontal.name, vertical.name], at: inTown(district, [vertical.at, horizontal.at]), looksAt }
  }
}

function heartOf(plan: Plan, use: string): Point {
  const block = plan.blocks.find((each) => each.use === use)
  return block ? middle(block.polygon) : [0, 0]
}
