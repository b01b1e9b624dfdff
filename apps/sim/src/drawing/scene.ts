// What stands still in a place: flat patches and balls with a surface each, and lamps. It knows no house and no tree:
// each place builds its own.

import type { Random } from './random.ts'
import { type Vec, add, cross, dot, length, subtract, times, unit } from './vector.ts'

/** What a surface is at one point. Colours are linear light. */
export interface Sample {
  r: number
  g: number
  b: number
  /** Light that it gives off. */
  er: number
  eg: number
  eb: number
  /** 0 dull, 1 mirror. */
  gloss: number
  /** How far a reflection is torn, 0 to 1. */
  rough: number
}

/** Paints `sample` (reset before) at `a`,`b` metres along the patch's edges. */
export type Surface = (a: number, b: number, sample: Sample) => void
/** False where one sees through. */
export type Cut = (a: number, b: number) => boolean
export type Shape = 'quad' | 'triangle' | 'disc'

export interface Patch {
  shape: Shape | 'ball'
  o: Vec
  n: Vec
  d: number
  ua: Vec
  va: Vec
  lengthA: number
  lengthB: number
  radius: number
  surface: Surface
  cut: Cut | undefined
  min: Vec
  max: Vec
}

export interface Lamp {
  at: Vec
  colour: Vec
  radius: number
  /** Street lamps shine down; a bulb shines all round. */
  shine: 'down' | 'around'
}

export class Scene {
  readonly patches: Patch[] = []
  readonly lamps: Lamp[] = []

  patch(o: Vec, u: Vec, v: Vec, surface: Surface, more: { shape?: Shape; cut?: Cut } = {}): void {
    const normal = cross(u, v)
    const n = unit(normal)
    const area = dot(normal, normal)
    const corners = [o, add(o, u), add(o, v), add(add(o, u), v)]
    const least = (axis: 0 | 1 | 2) => Math.min(...corners.map((c) => c[axis])) - 1e-4
    const most = (axis: 0 | 1 | 2) => Math.max(...corners.map((c) => c[axis])) + 1e-4
    this.patches.push({
      shape: more.shape ?? 'quad',
      o,
      n,
      d: dot(n, o),
      ua: times(cross(v, normal), 1 / area),
      va: times(cross(normal, u), 1 / area),
      lengthA: length(u),
      lengthB: length(v),
      radius: 0,
      surface,
      cut: more.cut,
      min: [least(0), least(1), least(2)],
      max: [most(0), most(1), most(2)],
    })
  }

  ball(centre: Vec, radius: number, surface: Surface): void {
    const zero: Vec = [0, 0, 0]
    const edge: Vec = [radius, radius, radius]
    this.patches.push({
      shape: 'ball',
      o: centre,
      n: zero,
      d: 0,
      ua: zero,
      va: zero,
      lengthA: 1,
      lengthB: 1,
      radius,
      surface,
      cut: undefined,
      min: subtract(centre, edge),
      max: add(centre, edge),
    })
  }

  /** A box on its base: `at` is the middle of its floor, `turn` in radians about the vertical. */
  box(at: Vec, size: Vec, surface: Surface, more: { turn?: number; top?: Surface } = {}): void {
    const turn = more.turn ?? 0
    const c = Math.cos(turn)
    const s = Math.sin(turn)
    const ex: Vec = [c * size[0], 0, s * size[0]]
    const ez: Vec = [-s * size[2], 0, c * size[2]]
    const ey: Vec = [0, size[1], 0]
    const o = subtract(subtract(at, times(ex, 0.5)), times(ez, 0.5))
    this.patch(o, ex, ey, surface)
    this.patch(add(add(o, ex), ez), times(ex, -1), ey, surface)
    this.patch(add(o, ez), times(ez, -1), ey, surface)
    this.patch(add(o, ex), ez, ey, surface)
    this.patch(add(o, ey), ex, ez, more.top ?? surface)
    this.patch(o, ex, ez, surface)
  }

  /** A round bar of `sides` faces from `p` to `q`. */
  bar(p: Vec, q: Vec, radius: number, surface: Surface, more: { sides?: number; radiusEnd?: number } = {}): void {
    const sides = more.sides ?? 8
    const end = more.radiusEnd ?? radius
    const axis = unit(subtract(q, p))
    const side = unit(cross(axis, Math.abs(axis[1]) > 0.9 ? [1, 0, 0] : [0, 1, 0]))
    const other = cross(axis, side)
    const round = (k: number): Vec => {
      const angle = (k / sides) * Math.PI * 2
      return add(times(side, Math.cos(angle)), times(other, Math.sin(angle)))
    }
    for (let k = 0; k < sides; k++) {
      const a = add(p, times(round(k), radius))
      const b = add(p, times(round(k + 1), radius))
      const top = add(q, times(round(k), end))
      if (end === radius) {
        this.patch(a, subtract(b, a), subtract(top, a), surface)
        continue
      }
      const far = add(q, times(round(k + 1), end))
      this.patch(a, subtract(b, a), subtract(top, a), surface, { shape: 'triangle' })
      this.patch(far, subtract(top, far), subtract(b, far), surface, { shape: 'triangle' })
    }
  }

  /** Round leaves strewn in an ellipsoid, more of them near its skin; each place decides what they grow on. */
  leaves(centre: Vec, reach: Vec, count: number, leafMetres: number, shades: readonly Surface[], random: Random): void {
    for (let k = 0; k < count; k++) {
      const tall = random() * 2 - 1
      const angle = random() * Math.PI * 2
      const out = Math.pow(random(), 0.4)
      const flat = Math.sqrt(1 - tall * tall)
      const at: Vec = [
        centre[0] + reach[0] * out * flat * Math.cos(angle),
        centre[1] + reach[1] * out * tall,
        centre[2] + reach[2] * out * flat * Math.sin(angle),
      ]
      const u = unit([random() - 0.5, (random() - 0.5) * 0.7, random() - 0.5])
      const w = unit(cross(u, [random() - 0.5, random() + 0.2, random() - 0.5]))
      const r = leafMetres * (0.6 + random() * 0.8)
      // Leaves deep in the crown are darker: it gives the crown its body.
      const shade = shades[Math.min(shades.length - 1, Math.floor(random() * shades.length * (0.45 + 0.55 * out)))]
      if (shade)
        this.patch(subtract(at, times(add(u, w), r / 2)), times(u, r), times(w, r * 0.8), shade, { shape: 'disc' })
    }
  }

  lamp(at: Vec, colour: Vec, more: { radius?: number; shine?: Lamp['shine'] } = {}): void {
    this.lamps.push({ at, colour, radius: more.radius ?? 0.15, shine: more.shine ?? 'down' })
  }
}
