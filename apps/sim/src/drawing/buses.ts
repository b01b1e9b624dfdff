// Buses of no company.

import { type Finish, Mesh, type Ring } from './mesh.ts'
import { type Vec, times } from './vector.ts'
import { type Body, type VehicleState, bodyOf, glass, hub, plate, trim, tyre } from './vehicle-body.ts'
import { wheel } from './wheel.ts'

export interface BusPaint {
  base: Vec
  band: Vec
}

const BUS = { long: 10.6, half: 1.24, roof: 3.05 }

export function bus(coat: BusPaint, state: VehicleState): Mesh {
  const mesh = new Mesh()
  const b = bodyOf(state.at, state.facing)
  const { half, roof } = BUS
  const long = BUS.long / 2
  const on = state.lights === 'on'
  const ring = (f: number, w: number, top: number, low = 0.36): Ring => ({
    centre: b(0, (low + top) / 2, f),
    u: times(b.right, w),
    v: [0, (top - low) / 2, 0],
    finish: { colour: coat.base, gloss: 0.45 },
  })
  mesh.loft(
    [
      ring(-long, half * 0.9, roof * 0.96),
      ring(-long + 0.15, half, roof),
      ring(long - 0.4, half, roof),
      ring(long - 0.1, half * 0.96, roof * 0.97),
      ring(long, half * 0.86, roof * 0.9),
    ],
    28,
    0.86,
  )
  const inside: Finish = on ? { colour: [0.55, 0.42, 0.25], light: 1.1, gloss: 0.35 } : glass
  for (const side of [-1, 1]) {
    const out = times(b.right, side)
    const panel = (f0: number, f1: number, low: number, high: number, finish: Finish, over = 0.012) =>
      mesh.face(
        b(side * (half + over), low, f0),
        b(side * (half + over), low, f1),
        b(side * (half + over), high, f1),
        b(side * (half + over), high, f0),
        finish,
        out,
      )
    panel(-long + 0.3, long - 0.5, 0.62, 1.02, { colour: coat.band, gloss: 0.4 })
    panel(-long + 0.3, long - 0.5, 1.12, 1.2, { colour: coat.band, gloss: 0.4 })
    for (let k = 0; k < 7; k++) {
      const f0 = -long + 0.5 + k * 1.36
      if (side > 0 && (k === 6 || k === 3))
        panel(f0, f0 + 1.1, 0.5, 2.45, { ...inside, colour: times(inside.colour, 0.8) }, 0.018)
      else panel(f0, f0 + 1.22, 1.38, 2.4, inside)
    }
    for (const f of [-3.0, 3.1]) {
      wheel(mesh, b(side * (half - 0.08), 0.52, f), b.right, 0.58, 0.12, trim)
      wheel(mesh, b(side * (half - 0.1), 0.48, f), b.right, 0.48, 0.15, tyre, hub)
    }
  }
  busEnds(mesh, b, long, inside, coat, state)
  return mesh
}

function busEnds(mesh: Mesh, b: Body, long: number, inside: Finish, coat: BusPaint, state: VehicleState): void {
  const on = state.lights === 'on'
  const { half } = BUS
  const across = (f: number, w: number, low: number, high: number, finish: Finish, out: number) =>
    mesh.face(b(-w, low, f), b(w, low, f), b(w, high, f), b(-w, high, f), finish, times(b.forward, out))
  across(long + 0.02, half * 0.86, 1.15, 2.3, { ...glass, light: 0 }, 1)
  across(long + 0.02, half * 0.7, 2.42, 2.68, { colour: [0.9, 0.55, 0.12], light: on ? 2.2 : 0.25 }, 1)
  across(long + 0.02, half * 0.86, 0.62, 1.0, { colour: coat.band, gloss: 0.4 }, 1)
  across(-long - 0.02, half * 0.72, 1.5, 2.4, inside, -1)
  across(-long - 0.02, half * 0.86, 0.6, 1.05, { colour: coat.band, gloss: 0.4 }, -1)
  across(long + 0.03, 0.26, 0.44, 0.54, plate, 1)
  across(-long - 0.03, 0.26, 0.44, 0.54, plate, -1)
  for (const side of [-1, 1]) {
    const front = b(side * half * 0.72, 0.78, long)
    mesh.egg(
      front,
      times(b.right, 0.16),
      [0, 0.11, 0],
      times(b.forward, 0.07),
      { colour: [0.9, 0.9, 0.82], light: on ? 6 : 0.2 },
      10,
      6,
    )
    const rear = b(side * half * 0.8, 1.2, -long)
    mesh.egg(
      rear,
      times(b.right, 0.09),
      [0, 0.2, 0],
      times(b.forward, 0.06),
      { colour: [0.75, 0.03, 0.02], light: state.braking ? 4 : on ? 1.6 : 0.1 },
      10,
      6,
    )
    if (on) mesh.glows.push({ at: front, colour: [1, 0.9, 0.7], metres: 1, towards: b.forward })
    if (on || state.braking)
      mesh.glows.push({ at: rear, colour: [0.9, 0.1, 0.06], metres: 0.5, towards: times(b.forward, -1) })
    mesh.block(
      b(side * (half + 0.14), 2.1, long - 0.05),
      times(b.right, 0.1),
      [0, 0.2, 0],
      times(b.forward, 0.05),
      trim,
    )
  }
}
