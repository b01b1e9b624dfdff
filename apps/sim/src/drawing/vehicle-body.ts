// What all vehicles share: a state, a frame of reference and finishes. Plates are blank.

import type { Finish } from './mesh.ts'
import type { Vec } from './vector.ts'

export interface VehicleState {
  at: Vec
  facing: number
  /** Radians that the wheels have turned. */
  rolled: number
  lights: 'off' | 'on'
  braking: boolean
}

export interface Body {
  (right: number, up: number, forward: number): Vec
  right: Vec
  forward: Vec
}

export function bodyOf(at: Vec, facing: number): Body {
  const forward: Vec = [Math.sin(facing), 0, Math.cos(facing)]
  const right: Vec = [Math.cos(facing), 0, -Math.sin(facing)]
  const point = (r: number, u: number, f: number): Vec => [
    at[0] + right[0] * r + forward[0] * f,
    at[1] + u,
    at[2] + right[2] * r + forward[2] * f,
  ]
  return Object.assign(point, { right, forward })
}

export const glass: Finish = { colour: [0.02, 0.026, 0.032], gloss: 0.95 }
export const tyre: Finish = { colour: [0.018, 0.018, 0.02] }
export const hub: Finish = { colour: [0.32, 0.33, 0.35], gloss: 0.5 }
export const trim: Finish = { colour: [0.03, 0.03, 0.033], gloss: 0.2 }
export const plate: Finish = { colour: [0.62, 0.62, 0.58] }
