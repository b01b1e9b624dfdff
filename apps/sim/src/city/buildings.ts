// Houses along the edges of a block, with the courtyard in its heart that Argentine blocks have, and the special buildings.
// Each house carries its address: a hundred to a block, even numbers on one side.

import type { Random } from '../random.ts'
import { sidesOf } from './districts.ts'
import {
  type Point,
  type Polygon,
  add,
  area,
  between,
  clipped,
  distance,
  edges,
  inset,
  leftOf,
  middle,
  minus,
  shifted,
  sideOf,
  times,
  unit,
} from './geometry.ts'
import type { Block } from './plan.ts'

export type Building = { name?: string; polygon: Polygon }
export type Address = { street: string; number: number; at: Point }

/** Lots are about 10 varas wide; two are often one house. */
const LOT_METRES = [11, 25] as const
const DEPTH_METRES = [13, 27] as const
const HOUSE_SQUARE_METRES_MIN = 60

export function housesOf(
  block: Block,
  random: Random,
  taken: Set<string>,
): { buildings: Building[]; addresses: Address[] } {
  const buildings: Building[] = []
  const addresses: Address[] = []
  // Towns thin out towards their edge.
  const built = Math.max(0.55, 0.98 - distance(middle(block.polygon), [0, 0]) / 3600)
  const own = inset(block.polygon, 2.2)
  for (const [index, [from, to]] of edges(own).entries()) {
    const length = distance(from, to)
    let at = 0
    while (at < length - LOT_METRES[0] / 2) {
      const width = Math.min(LOT_METRES[0] + random() * (LOT_METRES[1] - LOT_METRES[0]), length - at)
      const depth = DEPTH_METRES[0] + random() * (DEPTH_METRES[1] - DEPTH_METRES[0])
      const isBuilt = random() < built
      const lot = isBuilt ? lotOf(own, index, [at / length, (at + width) / length], depth) : []
      at += width + (random() < 0.25 ? 3 : 0.4)
      if (lot.length < 3 || area(lot) < HOUSE_SQUARE_METRES_MIN) continue
      const address = addressOf(block, between(from, to, (at - width / 2) / length))
      const name = address && `${address.street} ${address.number}`
      // The second of two narrow houses that would have one number stays without.
      const isNumbered = address !== undefined && name !== undefined && !taken.has(name)
      buildings.push({ polygon: lot, ...(isNumbered && { name }) })
      if (!isNumbered) continue
      taken.add(name)
      addresses.push(address)
    }
  }
  return { buildings, addresses }
}

/** One great building, in the shape of a U around its yard. */
export function greatBuilding({ polygon, name = '' }: Block): Building[] {
  const [a, b, c, d] = inset(polygon, 9)
  if (!a || !b || !c || !d) return []
  const [left, right] = [between(a, b, 0.3), between(a, b, 0.7)]
  const up = (from: Point) => add(from, times(minus(d, a), 0.55))
  return [{ name, polygon: [a, left, up(left), up(right), right, b, c, d] }]
}

/** A hall, and roofs over the platforms beside it. */
export function hallWithRoofs({ polygon, name = '' }: Block, hallShare: number, roofs: number): Building[] {
  const [a, b, c, d] = inset(polygon, 7)
  if (!a || !b || !c || !d) return []
  const strip = (from: number, to: number): Polygon => [
    between(a, d, from),
    between(b, c, from),
    between(b, c, to),
    between(a, d, to),
  ]
  const pitch = (1 - hallShare) / Math.max(1, roofs)
  const each = Array.from({ length: roofs }, (_, index): Building => {
    const from = hallShare + pitch * (index + 0.4)
    return { polygon: strip(from, from + pitch * 0.35) }
  })
  return [{ name, polygon: strip(0, hallShare) }, ...each]
}

function addressOf({ cell }: Block, at: Point): Address | undefined {
  const sides = sidesOf(cell)
  let nearest: { side: number; metres: number; share: number } | undefined
  for (const [side, [from, to]] of edges(cell.polygon).entries()) {
    const metres = Math.abs(sideOf({ from, to }, at))
    if (nearest && nearest.metres <= metres) continue
    const along = unit(minus(to, from))
    const offset = minus(at, from)
    const share = (along[0] * offset[0] + along[1] * offset[1]) / distance(from, to)
    nearest = { side, metres, share: Math.min(1, Math.max(0, side < 2 ? share : 1 - share)) }
  }
  const side = nearest && sides[nearest.side]
  // Beyond a building's line the edge is another street's: the diagonal's or the riverside's, which have no numbers here.
  if (!nearest || !side || nearest.metres > 6) return undefined
  const number = side.hundred + 2 + 2 * Math.floor(nearest.share * 48) - side.parity
  return { street: side.street, number, at }
}

// A rectangle on the edge, cut where the neighbours' edges own the ground: the earlier edge owns a corner.
function lotOf(own: Polygon, index: number, [start, end]: [number, number], depth: number): Polygon {
  const all = edges(own)
  const edge = all[index]
  if (!edge) return []
  const [from, to] = edge
  const inwards = times(leftOf(unit(minus(to, from))), depth)
  const [a, b] = [between(from, to, start), between(from, to, end)]
  let lot: Polygon = [a, b, add(b, inwards), add(a, inwards)]
  for (const [other, [otherFrom, otherTo]] of all.entries()) {
    if (other === index || lot.length < 3) continue
    // Half way between two edges at least stays free of either's houses, so that corners never overlap.
    const isNeighbour = (other + 1) % all.length === index || (index + 1) % all.length === other
    const plane = isNeighbour ? bisector(own, index, other) : shifted({ from: otherFrom, to: otherTo }, depth * 0.6)
    lot = clipped(lot, plane)
  }
  return lot
}

/** The line through the corner of two neighbouring edges that leaves half of it to each; the first one's ground is inside. */
function bisector(own: Polygon, mine: number, other: number): { from: Point; to: Point } {
  const all = edges(own)
  const isNext = (mine + 1) % all.length === other
  const [from, to] = all[mine] ?? [own[0] ?? [0, 0], own[1] ?? [0, 0]]
  const [otherFrom, otherTo] = all[other] ?? [from, to]
  const inwards = add(leftOf(unit(minus(to, from))), leftOf(unit(minus(otherTo, otherFrom))))
  // At my end the town lies left of the way out of the yard's heart, at my beginning left of the way into it.
  return isNext ? { from: to, to: add(to, inwards) } : { from: add(from, inwards), to: from }
}
