// What people carry and push.

import type { Look } from './looks.ts'
import type { Finish, Mesh } from './mesh.ts'
import type { Frame } from './skeleton.ts'
import { type Vec, add, times } from './vector.ts'
import { wheel } from './wheel.ts'

export function luggage(mesh: Mesh, look: Look, body: Frame): void {
  const finish: Finish = { colour: look.bagColour }
  const k = body.scale
  const block = (at: Vec, x: number, y: number, z: number, f = finish) =>
    mesh.block(at, times(body.right, x * k), [0, y * k, 0], times(body.forward, z * k), f)
  if (look.bag === 'backpack')
    mesh.egg(
      body(0, 1.22, -0.19),
      times(body.right, 0.15 * k),
      [0, 0.22 * k, 0],
      times(body.forward, 0.1 * k),
      finish,
      12,
      8,
    )
  if (look.bag === 'shoulder') {
    block(body(0.25, 0.88, 0.02), 0.04, 0.11, 0.14)
    mesh.limb(body(0.25, 0.96, 0.02), body(0.14, 1.44, 0), 0.014 * k, 0.014 * k, finish, 5)
  }
  if (look.bag === 'shopping')
    for (const side of [-1, 1])
      block(body(side * 0.27, 0.62, 0.05), 0.06, 0.14, 0.1, { colour: side > 0 ? look.bagColour : [0.6, 0.6, 0.58] })
  if (look.bag === 'suitcase') {
    block(body(0.32, 0.36, -0.32), 0.12, 0.28, 0.19, { colour: look.bagColour, gloss: 0.2 })
    mesh.limb(body(0.32, 0.62, -0.32), body(0.27, 0.82, -0.12), 0.012 * k, 0.012 * k, { colour: [0.1, 0.1, 0.1] }, 5)
  }
  if (look.bag === 'pram') pram(mesh, look, body)
}

function pram(mesh: Mesh, look: Look, body: Frame): void {
  const dark: Finish = { colour: [0.03, 0.03, 0.035] }
  const hood: Finish = { colour: look.bagColour }
  const low = body(0, 0, 0)[1]
  for (const side of [-0.24, 0.24]) {
    for (const f of [0.55, 1.15])
      wheel(mesh, add(body(side, 0, f), [0, 0.12 - (body(side, 0, f)[1] - low), 0]), body.right, 0.12, 0.02, dark)
    mesh.limb(body(side, 1.02, 0.36), body(side, 0.5, 0.75), 0.014, 0.014, dark, 5)
    mesh.limb(body(side, 0.5, 0.75), body(side, 0.12, 1.15), 0.014, 0.014, dark, 5)
  }
  mesh.limb(body(-0.24, 1.02, 0.36), body(0.24, 1.02, 0.36), 0.018, 0.018, dark, 5)
  mesh.egg(body(0, 0.55, 0.86), times(body.right, 0.22), [0, 0.17, 0], times(body.forward, 0.38), hood, 12, 8)
  mesh.egg(
    body(0, 0.74, 0.7),
    times(body.right, 0.22),
    [0, 0.2, 0],
    times(body.forward, 0.2),
    { colour: times(look.bagColour, 0.7) },
    12,
    8,
  )
}
