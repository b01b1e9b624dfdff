// How much light reaches somebody who moves, asked of the same scene that the plate was painted from.

import type { Painter } from './plate.ts'
import type { Actor } from './players.ts'
import type { ActorLight } from './raster.ts'
import { type Vec, length, subtract, times } from './vector.ts'

/** Sun at feet, middle and head, the open sky, and the lamps that reach it. */
export function lightOn(actor: Actor, painter: Painter): ActorLight {
  const { air, ray, scene } = painter
  const [x, y, z] = actor.at
  const tall = actor.heightMetres
  const sunAt = (up: number): number =>
    air.sunColour[0] > 0 && !ray.cast(x, y + up, z, air.sun[0], air.sun[1], air.sun[2], 200, 'any') ? 1 : 0
  let r = 0
  let g = 0
  let b = 0
  const rays = 32
  for (let k = 0; k < rays; k++) {
    const up = 0.06 + 0.94 * ((k + 0.5) / rays)
    const flat = Math.sqrt(1 - up * up)
    const angle = k * 2.399963
    const dx = flat * Math.cos(angle)
    const dz = flat * Math.sin(angle)
    const hit = ray.cast(x, y + tall * 0.6, z, dx, up, dz, 60, 'any')
    const sky = hit ? times(air.ambient, air.bounce * 0.55) : air.sky(dx, up, dz)
    r += sky[0]
    g += sky[1]
    b += sky[2]
  }
  const lamps = scene.lamps.filter((lamp) => {
    const d = subtract(lamp.at, [x, y + tall * 0.7, z])
    const far = length(d)
    if (far > 16) return false
    const u = times(d, 1 / far)
    return !ray.cast(x, y + tall * 0.7, z, u[0], u[1], u[2], far - 0.5, 'any')
  })
  return {
    ambient: [r / rays, g / rays, b / rays],
    sun: [sunAt(0.15), sunAt(tall * 0.5), sunAt(tall * 0.95)],
    lamps,
    heightMetres: tall,
  }
}

export function strongest(lamps: ActorLight['lamps'], at: Vec): { at: Vec; colour: Vec } | undefined {
  const strength = (lamp: { at: Vec; colour: Vec }) => lamp.colour[0] / (length(subtract(lamp.at, at)) ** 2 + 1)
  return lamps.reduce<{ at: Vec; colour: Vec } | undefined>(
    (best, lamp) => (!best || strength(lamp) > strength(best) ? lamp : best),
    undefined,
  )
}
