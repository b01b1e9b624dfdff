// A dog of no breed.

import { type Finish, Mesh } from './mesh.ts'
import { frameOf } from './skeleton.ts'
import { type Vec, times } from './vector.ts'

/** `stride` as for people. */
export function dog(at: Vec, facing: number, stride: number, pace: number, colour: Vec): Mesh {
  const mesh = new Mesh()
  const b = frameOf(at, facing, 1, 0)
  const coat: Finish = { colour }
  const pale: Finish = { colour: times(colour, 1.4) }
  mesh.limb(b(0, 0.42, -0.2), b(0, 0.44, 0.2), 0.1, 0.12, coat, 10)
  for (const [side, f, phase] of [
    [-1, 0.2, 0],
    [1, 0.2, Math.PI],
    [-1, -0.2, Math.PI],
    [1, -0.2, 0],
  ] as const) {
    const swing = 0.13 * Math.sin(stride * 1.6 + phase) * pace
    const lift = 0.05 * Math.max(0, Math.cos(stride * 1.6 + phase)) * pace
    mesh.limb(b(side * 0.075, 0.38, f), b(side * 0.075, 0.22, f + swing * 0.4), 0.05, 0.032, coat, 6)
    mesh.limb(b(side * 0.075, 0.22, f + swing * 0.4), b(side * 0.075, 0.035 + lift, f + swing), 0.03, 0.026, pale, 6)
  }
  mesh.limb(b(0, 0.48, 0.24), b(0, 0.6, 0.34), 0.075, 0.06, coat)
  mesh.limb(b(0, 0.62, 0.36), b(0, 0.58, 0.52), 0.075, 0.035, coat)
  for (const side of [-1, 1])
    mesh.egg(b(side * 0.055, 0.68, 0.35), times(b.right, 0.02), [0, 0.055, 0], times(b.forward, 0.03), coat, 6, 4)
  const wag = 0.08 * Math.sin(stride * 2)
  mesh.limb(b(0, 0.48, -0.28), b(wag, 0.66, -0.42), 0.03, 0.014, coat, 6)
  return mesh
}
