// A wheel, for prams as for buses.

import type { Finish, Mesh, Ring } from './mesh.ts'
import { type Vec, add, cross, times, unit } from './vector.ts'

export function wheel(
  mesh: Mesh,
  centre: Vec,
  axle: Vec,
  radius: number,
  half: number,
  finish: Finish,
  hub?: Finish,
): void {
  const u: Vec = [0, 1, 0]
  const v = unit(cross(axle, u))
  const ring = (k: number, r: number): Ring => ({
    centre: add(centre, times(axle, k)),
    u: times(u, r),
    v: times(v, r),
    finish,
  })
  mesh.loft(
    [ring(-half, radius * 0.93), ring(-half * 0.7, radius), ring(half * 0.7, radius), ring(half, radius * 0.93)],
    16,
  )
  if (!hub) return
  for (const k of [-1, 1])
    mesh.loft(
      [
        { ...ring(k * half * 1.02, radius * 0.6), finish: hub },
        { ...ring(k * half * 1.12, radius * 0.5), finish: hub },
      ],
      12,
    )
}
