// Cars of no make: hatchbacks, saloons, pick-ups, vans and taxis. Length runs along `forward`; the origin is the road
// under their middle.

import { paint } from './colour.ts'
import { type Finish, Mesh, type Ring } from './mesh.ts'
import { type Vec, add, subtract, times } from './vector.ts'
import { type Body, type VehicleState, bodyOf, glass, hub, plate, trim, tyre } from './vehicle-body.ts'
import { wheel } from './wheel.ts'

export type CarShape = 'hatch' | 'sedan' | 'pickup' | 'van' | 'taxi'

/** Stations along a body: where, half width, height of the shoulder line. */
type Station = readonly [forward: number, half: number, top: number]
/** A cabin's corners, from the windscreen's foot to the rear window's foot. */
interface Cabin {
  screenFoot: number
  roofFront: number
  roofRear: number
  rearFoot: number
  belt: number
  roof: number
  half: number
}

const shapes: Record<CarShape, { stations: readonly Station[]; cabin: Cabin; wheelbase: number }> = {
  hatch: {
    stations: [
      [-1.9, 0.6, 0.62],
      [-1.82, 0.76, 0.88],
      [-1.2, 0.84, 0.95],
      [0.4, 0.84, 0.94],
      [0.95, 0.83, 0.92],
      [1.6, 0.79, 0.78],
      [1.86, 0.68, 0.6],
      [1.93, 0.5, 0.48],
    ],
    cabin: { screenFoot: 1.0, roofFront: 0.25, roofRear: -1.35, rearFoot: -1.82, belt: 0.92, roof: 1.47, half: 0.79 },
    wheelbase: 2.45,
  },
  sedan: {
    stations: [
      [-2.15, 0.6, 0.66],
      [-2.08, 0.78, 0.9],
      [-1.4, 0.85, 0.96],
      [0.4, 0.86, 0.94],
      [1.0, 0.85, 0.92],
      [1.8, 0.8, 0.78],
      [2.1, 0.68, 0.6],
      [2.18, 0.5, 0.48],
    ],
    cabin: { screenFoot: 1.05, roofFront: 0.3, roofRear: -0.95, rearFoot: -1.55, belt: 0.93, roof: 1.44, half: 0.8 },
    wheelbase: 2.6,
  },
  taxi: {
    stations: [
      [-2.15, 0.6, 0.66],
      [-2.08, 0.78, 0.9],
      [-1.4, 0.85, 0.96],
      [0.4, 0.86, 0.94],
      [1.0, 0.85, 0.92],
      [1.8, 0.8, 0.78],
      [2.1, 0.68, 0.6],
      [2.18, 0.5, 0.48],
    ],
    cabin: { screenFoot: 1.05, roofFront: 0.3, roofRear: -0.95, rearFoot: -1.55, belt: 0.93, roof: 1.44, half: 0.8 },
    wheelbase: 2.6,
  },
  pickup: {
    stations: [
      [-2.45, 0.8, 0.72],
      [-2.4, 0.86, 1.06],
      [-0.7, 0.89, 1.08],
      [0.6, 0.89, 1.06],
      [1.2, 0.88, 1.04],
      [2.1, 0.84, 0.94],
      [2.35, 0.72, 0.7],
      [2.42, 0.55, 0.55],
    ],
    cabin: { screenFoot: 1.3, roofFront: 0.65, roofRear: -0.65, rearFoot: -0.85, belt: 1.04, roof: 1.7, half: 0.82 },
    wheelbase: 3.0,
  },
  van: {
    stations: [
      [-2.3, 0.8, 0.7],
      [-2.27, 0.9, 1.02],
      [-1.2, 0.93, 1.05],
      [0.9, 0.93, 1.05],
      [1.5, 0.91, 1.03],
      [2.1, 0.86, 0.9],
      [2.3, 0.75, 0.66],
      [2.36, 0.6, 0.5],
    ],
    cabin: { screenFoot: 1.75, roofFront: 0.95, roofRear: -2.15, rearFoot: -2.26, belt: 1.03, roof: 1.95, half: 0.88 },
    wheelbase: 3.0,
  },
}

export function car(shape: CarShape, colour: Vec, state: VehicleState): Mesh {
  const mesh = new Mesh()
  const b = bodyOf(state.at, state.facing)
  const { stations, cabin, wheelbase } = shapes[shape]
  const coat: Finish = { colour, gloss: 0.55 }
  shell(mesh, b, stations, coat)
  greenhouse(mesh, b, cabin, coat)
  const half = Math.max(...stations.map((s) => s[1]))
  for (const f of [-wheelbase / 2, wheelbase / 2])
    for (const side of [-1, 1]) {
      wheel(mesh, b(side * (half - 0.07), 0.35, f), b.right, 0.385, 0.1, trim)
      wheel(mesh, b(side * (half - 0.085), 0.31, f), b.right, 0.31, 0.12, tyre, hub)
    }
  const nose = stations.at(-1)?.[0] ?? 2
  const tail = stations[0]?.[0] ?? -2
  ends(mesh, b, nose, tail, half, state)
  for (const side of [-1, 1])
    mesh.egg(
      b(side * (half + 0.06), cabin.belt + 0.06, cabin.screenFoot - 0.2),
      times(b.right, 0.09),
      [0, 0.06, 0],
      times(b.forward, 0.06),
      coat,
      8,
      5,
    )
  if (shape === 'taxi') {
    const lit = state.lights === 'on' ? 1.4 : 0
    mesh.block(b(0, cabin.roof + 0.08, -0.2), times(b.right, 0.2), [0, 0.07, 0], times(b.forward, 0.09), {
      colour: [0.9, 0.85, 0.5],
      light: lit,
    })
  }
  if (shape === 'pickup')
    mesh.block(b(0, 1.07, -1.58), times(b.right, 0.72), [0, 0.012, 0], times(b.forward, 0.72), {
      colour: [0.03, 0.03, 0.03],
    })
  return mesh
}

function shell(mesh: Mesh, b: Body, stations: readonly Station[], coat: Finish): void {
  const rings = stations.map(([f, half, top]): Ring => {
    const low = 0.24
    return { centre: b(0, (low + top) / 2, f), u: times(b.right, half), v: [0, (top - low) / 2, 0], finish: coat }
  })
  mesh.loft(rings, 24, 0.62)
  for (const side of [-1, 1]) {
    const half = Math.max(...stations.map((s) => s[1])) + 0.004
    const long = (stations.at(-1)?.[0] ?? 2) - 0.5
    mesh.block(b(side * (half - 0.02), 0.3, 0), times(b.right, 0.02), [0, 0.06, 0], times(b.forward, long - 0.25), trim)
    for (const f of [0.05]) {
      mesh.block(b(side * half, 0.62, f - 0.02), times(b.right, 0.004), [0, 0.27, 0], times(b.forward, 0.008), trim)
      mesh.block(b(side * half, 0.8, f - 0.16), times(b.right, 0.012), [0, 0.014, 0], times(b.forward, 0.07), trim)
    }
  }
}

function greenhouse(mesh: Mesh, b: Body, c: Cabin, coat: Finish): void {
  const inset = 0.15
  const low = c.belt - 0.06
  const foot = (f: number, side: number) => b(side * c.half, low, f)
  const roof = (f: number, side: number) => b(side * (c.half - inset), c.roof - 0.03, f)
  const up: Vec = [0, 1, 0]
  // The roof is a shallow cushion; the pillars are what the panes leave over.
  mesh.loft(
    [
      {
        centre: b(0, c.roof - 0.06, (c.roofFront + c.roofRear) / 2),
        u: times(b.right, c.half - inset + 0.015),
        v: times(b.forward, (c.roofFront - c.roofRear) / 2 + 0.05),
        finish: coat,
      },
      {
        centre: b(0, c.roof, (c.roofFront + c.roofRear) / 2),
        u: times(b.right, c.half - inset - 0.06),
        v: times(b.forward, (c.roofFront - c.roofRear) / 2 - 0.05),
        finish: coat,
      },
      {
        centre: b(0, c.roof + 0.012, (c.roofFront + c.roofRear) / 2),
        u: times(b.right, (c.half - inset) * 0.6),
        v: times(b.forward, (c.roofFront - c.roofRear) / 3),
        finish: coat,
      },
    ],
    20,
    0.7,
  )
  for (const side of [-1, 1]) {
    const out = add(times(b.right, side), times(up, 0.25))
    mesh.face(
      foot(c.screenFoot, side),
      roof(c.roofFront, side),
      roof(c.roofRear, side),
      foot(c.rearFoot, side),
      coat,
      out,
    )
    sidePanes(mesh, b, c, side, out)
  }
  const ahead = add(times(b.forward, 0.6), times(up, 0.8))
  const behind = add(times(b.forward, -0.8), times(up, 0.5))
  mesh.face(foot(c.screenFoot, -1), foot(c.screenFoot, 1), roof(c.roofFront, 1), roof(c.roofFront, -1), coat, ahead)
  mesh.face(foot(c.rearFoot, -1), foot(c.rearFoot, 1), roof(c.roofRear, 1), roof(c.roofRear, -1), coat, behind)
  window(mesh, foot(c.screenFoot, -1), foot(c.screenFoot, 1), roof(c.roofFront, 1), roof(c.roofFront, -1), ahead)
  window(mesh, foot(c.rearFoot, -1), foot(c.rearFoot, 1), roof(c.roofRear, 1), roof(c.roofRear, -1), behind)
}

/** A pane a little smaller than its opening and a little before it. */
function window(mesh: Mesh, p: Vec, q: Vec, r: Vec, s: Vec, out: Vec): void {
  const middle = times(add(add(p, q), add(r, s)), 0.25)
  const inner = (c: Vec) => add(add(middle, times(subtract(c, middle), 0.9)), times(out, 0.012))
  mesh.face(inner(p), inner(q), inner(r), inner(s), glass, out)
}

function sidePanes(mesh: Mesh, b: Body, c: Cabin, side: number, out: Vec): void {
  const low = c.belt + 0.02
  const high = c.roof - 0.09
  const span = c.roof - 0.03 - (c.belt - 0.06)
  const halfAt = (up: number) => c.half - 0.15 * ((up - (c.belt - 0.06)) / span) + 0.012
  const at = (f: number, up: number) => b(side * halfAt(up), up, f)
  const slide = (foot: number, roof: number, up: number) => foot + (roof - foot) * ((up - (c.belt - 0.06)) / span)
  const front = (up: number) => slide(c.screenFoot, c.roofFront, up) - 0.09
  const rear = (up: number) => slide(c.rearFoot, c.roofRear, up) + 0.09
  const middle = 0.03
  mesh.face(
    at(front(low), low),
    at(middle, low),
    at(middle, high),
    at(Math.max(front(high), middle + 0.05), high),
    glass,
    out,
  )
  if (middle - 0.12 > rear(low) + 0.2)
    mesh.face(at(middle - 0.1, low), at(rear(low), low), at(rear(high), high), at(middle - 0.1, high), glass, out)
}

function ends(mesh: Mesh, b: Body, nose: number, tail: number, half: number, state: VehicleState): void {
  const on = state.lights === 'on'
  mesh.block(b(0, 0.34, nose - 0.06), times(b.right, half * 0.72), [0, 0.09, 0], times(b.forward, 0.05), trim)
  mesh.block(b(0, 0.38, tail + 0.05), times(b.right, half * 0.78), [0, 0.09, 0], times(b.forward, 0.05), trim)
  mesh.block(b(0, 0.42, nose), times(b.right, 0.2), [0, 0.055, 0], times(b.forward, 0.01), plate)
  mesh.block(b(0, 0.62, tail - 0.02), times(b.right, 0.2), [0, 0.055, 0], times(b.forward, 0.01), plate)
  for (const side of [-1, 1]) {
    const front = b(side * half * 0.68, 0.64, nose - 0.17)
    mesh.egg(
      front,
      times(b.right, 0.14),
      [0, 0.075, 0],
      times(b.forward, 0.12),
      { colour: [0.85, 0.85, 0.8], light: on ? 6 : 0.2, gloss: 0.6 },
      10,
      6,
    )
    const rear = b(side * half * 0.74, 0.78, tail + 0.1)
    const red: Vec = [0.75, 0.03, 0.02]
    mesh.egg(
      rear,
      times(b.right, 0.11),
      [0, 0.1, 0],
      times(b.forward, 0.1),
      { colour: red, light: state.braking ? 4 : on ? 1.6 : 0.1 },
      10,
      6,
    )
    if (on) mesh.glows.push({ at: front, colour: [1, 0.9, 0.7], metres: 0.8, towards: b.forward })
    if (on || state.braking)
      mesh.glows.push({
        at: rear,
        colour: [0.9, 0.1, 0.06],
        metres: state.braking ? 0.55 : 0.32,
        towards: times(b.forward, -1),
      })
  }
}

export const carColours = [
  '#c9cdd2',
  '#8d1f24',
  '#1d2a44',
  '#e9e7e1',
  '#2b2d31',
  '#6b7a86',
  '#b59a5b',
  '#2f5a4a',
  '#5a6f8f',
  '#a8481f',
].map(paint)
