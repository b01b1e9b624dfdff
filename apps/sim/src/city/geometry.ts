// Plane geometry of the town, in metres east and north of the plaza. Pure. Polygons are convex, counter-clockwise, not closed.

export type Point = readonly [east: number, north: number]
export type Polygon = readonly Point[]
/** What lies left of the way from `from` to `to` is inside. */
export type HalfPlane = { from: Point; to: Point }

/** An invented place between real hills; nothing stands there. */
export const CENTRE = { latitude: -24.19, longitude: -65.3 } as const
const METRES_PER_DEGREE_NORTH = 110_770
const METRES_PER_DEGREE_EAST = 111_320 * Math.cos((CENTRE.latitude * Math.PI) / 180)

/** Longitude, latitude to a decimetre: six decimals. */
export function toPosition([east, north]: Point): [number, number] {
  return [
    rounded(CENTRE.longitude + east / METRES_PER_DEGREE_EAST),
    rounded(CENTRE.latitude + north / METRES_PER_DEGREE_NORTH),
  ]
}

const rounded = (degrees: number) => Math.round(degrees * 1e6) / 1e6

export const add = (a: Point, b: Point): Point => [a[0] + b[0], a[1] + b[1]]
export const minus = (a: Point, b: Point): Point => [a[0] - b[0], a[1] - b[1]]
export const times = (a: Point, factor: number): Point => [a[0] * factor, a[1] * factor]
export const distance = (a: Point, b: Point) => Math.hypot(a[0] - b[0], a[1] - b[1])
export const between = (a: Point, b: Point, share: number): Point => add(a, times(minus(b, a), share))
export const leftOf = ([east, north]: Point): Point => [-north, east]

export function unit(a: Point): Point {
  const length = Math.hypot(a[0], a[1])
  return length === 0 ? [1, 0] : [a[0] / length, a[1] / length]
}

export function rotated([east, north]: Point, degrees: number): Point {
  const angle = (degrees * Math.PI) / 180
  return [east * Math.cos(angle) - north * Math.sin(angle), east * Math.sin(angle) + north * Math.cos(angle)]
}

/** Clockwise from north, as a compass says it. */
export function headingDegrees(from: Point, to: Point): number {
  const degrees = (Math.atan2(to[0] - from[0], to[1] - from[1]) * 180) / Math.PI
  return Math.round((degrees + 360) % 360)
}

export function area(polygon: Polygon): number {
  return edges(polygon).reduce((sum, [a, b]) => sum + (a[0] * b[1] - b[0] * a[1]) / 2, 0)
}

export function middle(polygon: Polygon): Point {
  const sum = polygon.reduce((total, point) => add(total, point), [0, 0] as Point)
  return times(sum, 1 / Math.max(1, polygon.length))
}

export function edges(polygon: Polygon): [Point, Point][] {
  return polygon.flatMap((point, index): [Point, Point][] => {
    const next = polygon[(index + 1) % polygon.length]
    return next ? [[point, next]] : []
  })
}

/** Metres to the left of the line; negative right of it. */
export function sideOf({ from, to }: HalfPlane, point: Point): number {
  const along = unit(minus(to, from))
  const offset = minus(point, from)
  return along[0] * offset[1] - along[1] * offset[0]
}

export function shifted({ from, to }: HalfPlane, metresLeft: number): HalfPlane {
  const move = times(leftOf(unit(minus(to, from))), metresLeft)
  return { from: add(from, move), to: add(to, move) }
}

/** Sutherland and Hodgman's way with one edge. */
export function clipped(polygon: Polygon, plane: HalfPlane): Polygon {
  return edges(polygon).flatMap(([a, b]): Point[] => {
    const sideA = sideOf(plane, a)
    const sideB = sideOf(plane, b)
    const crossing = between(a, b, sideA / (sideA - sideB))
    if (sideA >= 0) return sideB >= 0 ? [b] : [crossing]
    return sideB >= 0 ? [crossing, b] : []
  })
}

/** Every edge moved inwards. Empty where nothing is left. */
export function inset(polygon: Polygon, metres: number): Polygon {
  return edges(polygon).reduce<Polygon>((left, [from, to]) => clipped(left, shifted({ from, to }, metres)), polygon)
}

export function contains(polygon: Polygon, point: Point): boolean {
  return edges(polygon).every(([from, to]) => sideOf({ from, to }, point) >= 0)
}
