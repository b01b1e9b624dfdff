// Bicycles and motorbikes; their riders are figures of their own.

import { type Finish, Mesh } from './mesh.ts'
import { type Vec, times } from './vector.ts'
import { type Body, type VehicleState, bodyOf, hub, plate, trim, tyre } from './vehicle-body.ts'
import { wheel } from './wheel.ts'

export function bicycle(colour: Vec, state: VehicleState): Mesh {
  const mesh = new Mesh()
  const b = bodyOf(state.at, state.facing)
  const frame: Finish = { colour, gloss: 0.3 }
  for (const f of [-0.52, 0.52]) hoop(mesh, b, f, 0.34, state.rolled)
  const bar = (p: Vec, q: Vec, r = 0.018, finish = frame) => mesh.limb(p, q, r, r, finish, 6)
  bar(b(0, 0.34, -0.52), b(0, 0.3, -0.05))
  bar(b(0, 0.3, -0.05), b(0, 0.82, -0.2))
  bar(b(0, 0.3, -0.05), b(0, 0.78, 0.36))
  bar(b(0, 0.76, -0.18), b(0, 0.8, 0.36))
  bar(b(0, 0.34, -0.52), b(0, 0.76, -0.18))
  bar(b(0, 0.34, 0.52), b(0, 0.96, 0.34))
  bar(b(-0.26, 0.98, 0.32), b(0.26, 0.98, 0.32), 0.014, trim)
  mesh.egg(b(0, 0.86, -0.22), times(b.right, 0.08), [0, 0.035, 0], times(b.forward, 0.14), trim, 8, 4)
  mesh.block(b(0, 1.0, 0.52), times(b.right, 0.17), [0, 0.11, 0], times(b.forward, 0.12), { colour: [0.3, 0.2, 0.1] })
  if (state.lights === 'on')
    mesh.glows.push({ at: b(0, 0.86, 0.5), colour: [1, 0.95, 0.8], metres: 0.35, towards: b.forward })
  return mesh
}

function hoop(mesh: Mesh, b: Body, f: number, radius: number, rolled: number): void {
  const points = Array.from({ length: 17 }, (_, k) => {
    const angle = (k / 16) * Math.PI * 2
    return b(0, radius + radius * Math.sin(angle), f + radius * Math.cos(angle))
  })
  for (let k = 0; k < 16; k++) mesh.limb(points[k]!, points[k + 1]!, 0.022, 0.022, tyre, 5)
  for (let k = 0; k < 6; k++) {
    const angle = (k / 6) * Math.PI - rolled
    const dy = (radius - 0.03) * Math.sin(angle)
    const df = (radius - 0.03) * Math.cos(angle)
    mesh.limb(b(0, radius + dy, f + df), b(0, radius - dy, f - df), 0.005, 0.005, hub, 4)
  }
}

export function motorbike(colour: Vec, state: VehicleState): Mesh {
  const mesh = new Mesh()
  const b = bodyOf(state.at, state.facing)
  const coat: Finish = { colour, gloss: 0.55 }
  for (const f of [-0.62, 0.62]) wheel(mesh, b(0, 0.3, f), b.right, 0.3, 0.06, tyre, hub)
  mesh.egg(b(0, 0.52, 0), times(b.right, 0.14), [0, 0.18, 0], times(b.forward, 0.34), trim)
  mesh.egg(b(0, 0.78, 0.16), times(b.right, 0.15), [0, 0.13, 0], times(b.forward, 0.28), coat, 12, 8)
  mesh.egg(b(0, 0.76, -0.36), times(b.right, 0.13), [0, 0.07, 0], times(b.forward, 0.42), trim, 10, 6)
  mesh.egg(b(0, 0.66, -0.66), times(b.right, 0.11), [0, 0.07, 0], times(b.forward, 0.24), coat, 10, 6)
  mesh.egg(b(0, 0.62, 0.64), times(b.right, 0.07), [0, 0.03, 0], times(b.forward, 0.24), coat, 10, 6)
  for (const side of [-1, 1]) {
    mesh.limb(b(side * 0.07, 0.32, 0.63), b(side * 0.07, 0.92, 0.4), 0.025, 0.025, hub, 6)
    mesh.limb(b(side * 0.12, 0.34, -0.2), b(side * 0.13, 0.42, -0.8), 0.04, 0.05, hub, 8)
  }
  mesh.limb(b(-0.34, 1.02, 0.3), b(0.34, 1.02, 0.3), 0.018, 0.018, trim, 6)
  const lamp = b(0, 0.9, 0.5)
  const on = state.lights === 'on'
  mesh.egg(
    lamp,
    times(b.right, 0.09),
    [0, 0.09, 0],
    times(b.forward, 0.07),
    { colour: [0.9, 0.9, 0.82], light: on ? 6 : 0.3 },
    10,
    6,
  )
  mesh.block(b(0, 0.58, -0.88), times(b.right, 0.09), [0, 0.07, 0], times(b.forward, 0.01), plate)
  const rear = b(0, 0.72, -0.88)
  mesh.egg(
    rear,
    times(b.right, 0.06),
    [0, 0.04, 0],
    times(b.forward, 0.03),
    { colour: [0.75, 0.03, 0.02], light: on ? 2 : 0.2 },
    8,
    4,
  )
  if (on) {
    mesh.glows.push({ at: lamp, colour: [1, 0.92, 0.75], metres: 0.7, towards: b.forward })
    mesh.glows.push({ at: rear, colour: [0.9, 0.1, 0.06], metres: 0.3, towards: times(b.forward, -1) })
  }
  return mesh
}
