// Shapes of what moves: triangles with a normal, a paint and a shine at each corner. Built anew for each frame.

import { type Vec, add, blend, cross, subtract, times, unit } from './vector.ts'

export interface Finish {
  colour: Vec
  /** Light that it gives off, times its colour. */
  light?: number
  gloss?: number
}

export interface Glow {
  at: Vec
  colour: Vec
  metres: number
  /** Seen only from where it points; undefined shines all round. */
  towards?: Vec
}

export interface Ring {
  centre: Vec
  /** Half axes. */
  u: Vec
  v: Vec
  finish: Finish
}

export class Mesh {
  readonly positions: number[] = []
  readonly normals: number[] = []
  readonly colours: number[] = []
  readonly lights: number[] = []
  readonly glosses: number[] = []
  readonly triangles: number[] = []
  readonly glows: Glow[] = []
  /** Corners and triangles of the head, from and to. */
  head: { from: number; to: number; triangleFrom: number; triangleTo: number } | undefined

  corner(p: Vec, n: Vec, finish: Finish): number {
    this.positions.push(p[0], p[1], p[2])
    this.normals.push(n[0], n[1], n[2])
    this.colours.push(finish.colour[0], finish.colour[1], finish.colour[2])
    this.lights.push(finish.light ?? 0)
    this.glosses.push(finish.gloss ?? 0)
    return this.positions.length / 3 - 1
  }

  triangle(a: number, b: number, c: number): void {
    this.triangles.push(a, b, c)
  }

  asHead(build: () => void): void {
    const from = this.positions.length / 3
    const triangleFrom = this.triangles.length
    build()
    this.head = { from, to: this.positions.length / 3, triangleFrom, triangleTo: this.triangles.length }
  }

  /** A skin over rings; `square` 0 is an ellipse, towards 1 a box with round corners. */
  loft(rings: readonly Ring[], sides = 10, square = 0): void {
    let before = -1
    rings.forEach((ring, k) => {
      const first = this.positions.length / 3
      const previous = rings[k - 1] ?? ring
      const next = rings[k + 1] ?? ring
      const axis = subtract(next.centre, previous.centre)
      for (let j = 0; j < sides; j++) {
        const angle = ((j + 0.5) / sides) * Math.PI * 2
        const c = squared(Math.cos(angle), square)
        const s = squared(Math.sin(angle), square)
        const out = add(times(ring.u, c), times(ring.v, s))
        // Where the skin narrows, its normal leans along the axis.
        const growth = add(times(subtract(next.u, previous.u), c), times(subtract(next.v, previous.v), s))
        const lean = axisLean(axis, out, growth)
        this.corner(add(ring.centre, out), unit(add(unit(out), lean)), ring.finish)
      }
      if (before >= 0) this.#join(before, first, sides)
      before = first
    })
    const [first, last] = [rings[0], rings.at(-1)]
    if (first && last) {
      this.#cap(
        first,
        before - (rings.length - 1) * sides,
        sides,
        times(subtract((rings[1] ?? first).centre, first.centre), -1),
      )
      this.#cap(last, before, sides, subtract(last.centre, (rings.at(-2) ?? last).centre))
    }
  }

  #join(p: number, q: number, sides: number): void {
    for (let j = 0; j < sides; j++) {
      const k = (j + 1) % sides
      this.triangle(p + j, p + k, q + j)
      this.triangle(p + k, q + k, q + j)
    }
  }

  #cap(ring: Ring, first: number, sides: number, axis: Vec): void {
    const middle = this.corner(ring.centre, unit(axis), ring.finish)
    for (let j = 0; j < sides; j++) this.triangle(middle, first + j, first + ((j + 1) % sides))
  }

  /** A limb: round, thinner at one end, with round ends. */
  limb(p: Vec, q: Vec, from: number, to: number, finish: Finish, sides = 8): void {
    const axis = unit(subtract(q, p))
    const u = unit(cross(axis, Math.abs(axis[1]) > 0.9 ? [1, 0, 0] : [0, 1, 0]))
    const v = cross(axis, u)
    const ring = (centre: Vec, r: number): Ring => ({ centre, u: times(u, r), v: times(v, r), finish })
    this.loft(
      [
        ring(add(p, times(axis, -from * 0.7)), from * 0.6),
        ring(p, from),
        ring(blend(p, q, 0.35), from * 0.55 + to * 0.45 + from * 0.06),
        ring(q, to),
        ring(add(q, times(axis, to * 0.7)), to * 0.6),
      ],
      sides,
    )
  }

  /** An egg with three half axes. */
  egg(centre: Vec, x: Vec, y: Vec, z: Vec, finish: Finish | ((n: Vec) => Finish), sides = 10, rows = 6): void {
    const first = this.positions.length / 3
    for (let row = 0; row <= rows; row++) {
      const tall = Math.cos((row / rows) * Math.PI)
      const flat = Math.sin((row / rows) * Math.PI)
      for (let j = 0; j < sides; j++) {
        const angle = (j / sides) * Math.PI * 2
        const local: Vec = [flat * Math.cos(angle), tall, flat * Math.sin(angle)]
        const out = add(add(times(x, local[0]), times(y, local[1])), times(z, local[2]))
        this.corner(add(centre, out), unit(out), typeof finish === 'function' ? finish(local) : finish)
      }
      if (row > 0) this.#join(first + (row - 1) * sides, first + row * sides, sides)
    }
  }

  /** A flat face through three corners of a parallelogram. */
  sheet(o: Vec, u: Vec, v: Vec, finish: Finish): void {
    const n = unit(cross(u, v))
    const a = this.corner(o, n, finish)
    const b = this.corner(add(o, u), n, finish)
    const c = this.corner(add(add(o, u), v), n, finish)
    const d = this.corner(add(o, v), n, finish)
    this.triangle(a, b, c)
    this.triangle(a, c, d)
  }

  /** A face with four corners of its own. */
  face(p: Vec, q: Vec, r: Vec, s: Vec, finish: Finish, out: Vec): void {
    const n = unit(out)
    const a = this.corner(p, n, finish)
    const b = this.corner(q, n, finish)
    const c = this.corner(r, n, finish)
    const d = this.corner(s, n, finish)
    this.triangle(a, b, c)
    this.triangle(a, c, d)
  }

  block(centre: Vec, x: Vec, y: Vec, z: Vec, finish: Finish): void {
    for (const k of [-1, 1]) {
      const at = (axis: Vec, p: Vec, q: Vec) => {
        const middle = add(centre, times(axis, k))
        this.face(
          subtract(subtract(middle, p), q),
          subtract(add(middle, p), q),
          add(add(middle, p), q),
          add(subtract(middle, p), q),
          finish,
          times(axis, k),
        )
      }
      at(x, y, z)
      at(y, x, z)
      at(z, x, y)
    }
  }
}

function squared(v: number, square: number): number {
  return square === 0 ? v : Math.sign(v) * Math.pow(Math.abs(v), 1 - square * 0.8)
}

function axisLean(axis: Vec, out: Vec, growth: Vec): Vec {
  const long = Math.hypot(axis[0], axis[1], axis[2])
  if (long < 1e-6) return [0, 0, 0]
  const o = unit(out)
  const grow = growth[0] * o[0] + growth[1] * o[1] + growth[2] * o[2]
  return times(axis, (-grow / (long * long)) * 1)
}
