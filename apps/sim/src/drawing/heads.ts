// Heads: the least that makes a face, hair and hats. The truth's head box is what is built here.

import type { Look } from './looks.ts'
import type { Mesh } from './mesh.ts'
import { type Frame, type Pose, frameOf, spine } from './skeleton.ts'
import { type Vec, times } from './vector.ts'

export function head(mesh: Mesh, look: Look, body: Frame, pose: Pose): void {
  const s = spine(body, pose, 1.6)
  const k = body.scale
  const turned = frameOf(body(0, 0, s.forward + 0.015), pose.facing + pose.headTurn, k, 0)
  const at = (r: number, u: number, f: number) => turned(r, s.up + u, f)
  const { right, forward } = turned
  const egg = (c: Vec, x: number, y: number, z: number, colour: Vec, sides = 8, rows = 4) =>
    mesh.egg(c, times(right, x * k), [0, y * k, 0], times(forward, z * k), { colour }, sides, rows)
  mesh.asHead(() => {
    mesh.egg(
      at(0, 0, 0),
      times(right, 0.079 * k),
      [0, 0.122 * k, 0],
      times(forward, 0.098 * k),
      (n) => ({ colour: times(look.skin, n[1] < -0.6 ? 0.75 : 1) }),
      14,
      10,
    )
    for (const side of [-1, 1]) {
      egg(at(side * 0.078, -0.005, -0.005), 0.014, 0.03, 0.02, look.skin)
      egg(at(side * 0.032, 0.018, 0.084), 0.017, 0.009, 0.008, [0.75, 0.74, 0.72])
      egg(at(side * 0.032, 0.018, 0.09), 0.008, 0.009, 0.006, [0.02, 0.014, 0.01])
      egg(at(side * 0.032, 0.042, 0.086), 0.022, 0.006, 0.008, look.hair)
    }
    egg(at(0, -0.012, 0.095), 0.012, 0.026, 0.018, times(look.skin, 0.94))
    egg(at(0, -0.058, 0.084), 0.027, 0.008, 0.01, [look.skin[0] * 0.75, look.skin[1] * 0.45, look.skin[2] * 0.45])
    hair(look, egg, at)
    hat(mesh, look, egg, at, turned)
  })
}

type Egg = (c: Vec, x: number, y: number, z: number, colour: Vec, sides?: number, rows?: number) => void
type At = (r: number, u: number, f: number) => Vec

function hair(look: Look, egg: Egg, at: At): void {
  if (look.hairdo === 'bald') return
  egg(at(0, 0.036, -0.022), 0.087, 0.102, 0.096, look.hair, 12, 8)
  egg(at(0, 0.088, 0.03), 0.066, 0.036, 0.058, look.hair, 10, 6)
  if (look.hairdo === 'long') {
    egg(at(0, -0.09, -0.062), 0.09, 0.16, 0.05, look.hair, 12, 8)
    for (const side of [-1, 1]) egg(at(side * 0.076, -0.07, -0.01), 0.022, 0.13, 0.045, look.hair)
  }
  if (look.hairdo === 'bun') egg(at(0, 0.06, -0.125), 0.045, 0.045, 0.04, look.hair)
}

function hat(mesh: Mesh, look: Look, egg: Egg, at: At, frame: Frame): void {
  const c = look.hatColour
  if (look.hat === 'none') return
  egg(at(0, 0.075, -0.006), 0.093, look.hat === 'brim' ? 0.085 : 0.075, 0.108, c, 12, 8)
  if (look.hat === 'cap') egg(at(0, 0.062, 0.12), 0.07, 0.01, 0.07, times(c, 0.8), 10, 4)
  if (look.hat === 'brim') egg(at(0, 0.062, 0), 0.19, 0.013, 0.19, times(c, 0.9), 16, 4)
  if (look.hat === 'wool') egg(at(0, 0.155, 0), 0.025, 0.025, 0.025, look.trimColour)
  if (look.hat === 'helmet')
    mesh.egg(
      at(0, 0.03, -0.01),
      times(frame.right, 0.115 * frame.scale),
      [0, 0.125 * frame.scale, 0],
      times(frame.forward, 0.12 * frame.scale),
      (n) =>
        n[2] > 0.45 && n[1] > -0.5 && n[1] < 0.45
          ? { colour: [0.02, 0.02, 0.03], gloss: 0.8 }
          : { colour: c, gloss: 0.4 },
    )
}
