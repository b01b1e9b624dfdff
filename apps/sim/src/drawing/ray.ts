// Finds what a ray meets in a scene, by a tree of boxes. Only the drawing tool uses it, never at run time.

import type { Patch } from './scene.ts'

const LEAF_PATCHES = 3
const STACK_DEPTH = 64 // a tree of a million patches is about 20 deep

/** Numbers per patch in the flat table: normal 0, distance 3, origin 4, edges 7 and 10, lengths 13, radius 15. */
const WORDS = 16
const kinds = { quad: 0, triangle: 1, disc: 2, ball: 3 } as const

export class RayCaster {
  /** What the last `cast` met. */
  distance = 0
  patch: Patch | undefined
  a = 0
  b = 0

  readonly #patches: Patch[]
  readonly #table: Float64Array
  readonly #kinds: Uint8Array
  readonly #bounds: Float64Array
  readonly #links: Int32Array
  /** The axis along which a node was split: the nearer half is looked at first. */
  readonly #axes: Uint8Array
  readonly #stack = new Int32Array(STACK_DEPTH)
  #nodes = 0
  #met = -1

  constructor(patches: readonly Patch[]) {
    this.#patches = [...patches]
    const nodesMost = patches.length * 2 + 2
    this.#bounds = new Float64Array(nodesMost * 6)
    this.#links = new Int32Array(nodesMost * 2)
    this.#axes = new Uint8Array(nodesMost)
    this.#build(0, this.#patches.length)
    this.#kinds = Uint8Array.from(this.#patches, (patch) => kinds[patch.shape])
    this.#table = new Float64Array(patches.length * WORDS)
    this.#patches.forEach((p, k) => {
      this.#table.set([...p.n, p.d, ...p.o, ...p.ua, ...p.va, p.lengthA, p.lengthB, p.radius], k * WORDS)
    })
  }

  #build(from: number, to: number): number {
    const node = this.#nodes++
    const bounds = boundsOf(this.#patches, from, to)
    this.#bounds.set(bounds, node * 6)
    if (to - from <= LEAF_PATCHES) {
      this.#links[node * 2] = -1 - from
      this.#links[node * 2 + 1] = to
      return node
    }
    const [x0, y0, z0, x1, y1, z1] = bounds
    const dx = x1 - x0
    const dy = y1 - y0
    const dz = z1 - z0
    const axis = dx > dy && dx > dz ? 0 : dy > dz ? 1 : 2
    this.#axes[node] = axis
    const sorted = this.#patches.slice(from, to).sort((p, q) => p.min[axis] + p.max[axis] - (q.min[axis] + q.max[axis]))
    for (let k = from; k < to; k++) this.#patches[k] = sorted[k - from]!
    const middle = (from + to) >> 1
    this.#links[node * 2] = this.#build(from, middle)
    this.#links[node * 2 + 1] = this.#build(middle, to)
    return node
  }

  /** The nearest patch within `reach`, or false. With `any`, the first one found. */
  cast(
    ox: number,
    oy: number,
    oz: number,
    dx: number,
    dy: number,
    dz: number,
    reach: number,
    any: 'nearest' | 'any' = 'nearest',
  ): boolean {
    const ix = 1 / dx
    const iy = 1 / dy
    const iz = 1 / dz
    const bounds = this.#bounds
    const links = this.#links
    const stack = this.#stack
    const first = any === 'any'
    this.distance = reach
    this.#met = -1
    let top = 0
    stack[top++] = 0
    while (top > 0) {
      const node = stack[--top]!
      const at = node * 6
      const tx0 = (bounds[at]! - ox) * ix
      const tx1 = (bounds[at + 3]! - ox) * ix
      const ty0 = (bounds[at + 1]! - oy) * iy
      const ty1 = (bounds[at + 4]! - oy) * iy
      const tz0 = (bounds[at + 2]! - oz) * iz
      const tz1 = (bounds[at + 5]! - oz) * iz
      let near = tx0 < tx1 ? tx0 : tx1
      let far = tx0 < tx1 ? tx1 : tx0
      const nearY = ty0 < ty1 ? ty0 : ty1
      const farY = ty0 < ty1 ? ty1 : ty0
      const nearZ = tz0 < tz1 ? tz0 : tz1
      const farZ = tz0 < tz1 ? tz1 : tz0
      if (nearY > near) near = nearY
      if (nearZ > near) near = nearZ
      if (farY < far) far = farY
      if (farZ < far) far = farZ
      if (near > far || far < 0 || near > this.distance) continue
      const left = links[node * 2]!
      const right = links[node * 2 + 1]!
      if (left >= 0) {
        const axis = this.#axes[node]!
        const ahead = axis === 0 ? dx > 0 : axis === 1 ? dy > 0 : dz > 0
        stack[top++] = ahead ? right : left
        stack[top++] = ahead ? left : right
        continue
      }
      for (let k = -1 - left; k < right; k++) {
        const met = this.#kinds[k] === 3 ? this.#ball(k, ox, oy, oz, dx, dy, dz) : this.#flat(k, ox, oy, oz, dx, dy, dz)
        if (met && first) return true
      }
    }
    this.patch = this.#met < 0 ? undefined : this.#patches[this.#met]
    return this.#met >= 0
  }

  #flat(k: number, ox: number, oy: number, oz: number, dx: number, dy: number, dz: number): boolean {
    const t = this.#table
    const w = k * WORDS
    const nx = t[w]!
    const ny = t[w + 1]!
    const nz = t[w + 2]!
    const slope = nx * dx + ny * dy + nz * dz
    if (slope > -1e-9 && slope < 1e-9) return false
    const far = (t[w + 3]! - nx * ox - ny * oy - nz * oz) / slope
    if (!(far > 1e-4) || far >= this.distance) return false
    const px = ox + dx * far - t[w + 4]!
    const py = oy + dy * far - t[w + 5]!
    const pz = oz + dz * far - t[w + 6]!
    const a = px * t[w + 7]! + py * t[w + 8]! + pz * t[w + 9]!
    if (a < 0 || a > 1) return false
    const b = px * t[w + 10]! + py * t[w + 11]! + pz * t[w + 12]!
    if (b < 0 || b > 1) return false
    const kind = this.#kinds[k]!
    if (kind === 1 && a + b > 1) return false
    if (kind === 2 && (a - 0.5) * (a - 0.5) + (b - 0.5) * (b - 0.5) > 0.25) return false
    const lengthA = a * t[w + 13]!
    const lengthB = b * t[w + 14]!
    const cut = this.#patches[k]!.cut
    if (cut && !cut(lengthA, lengthB)) return false
    this.distance = far
    this.#met = k
    this.a = lengthA
    this.b = lengthB
    return true
  }

  #ball(k: number, ox: number, oy: number, oz: number, dx: number, dy: number, dz: number): boolean {
    const w = k * WORDS
    const radius = this.#table[w + 15]!
    const px = ox - this.#table[w + 4]!
    const py = oy - this.#table[w + 5]!
    const pz = oz - this.#table[w + 6]!
    const half = px * dx + py * dy + pz * dz
    const rest = half * half - (px * px + py * py + pz * pz - radius * radius)
    if (rest < 0) return false
    const root = Math.sqrt(rest)
    const t = -half - root > 1e-4 ? -half - root : -half + root
    if (!(t > 1e-4) || t >= this.distance) return false
    this.distance = t
    this.#met = k
    this.a = Math.atan2(px + dx * t, pz + dz * t) * radius
    this.b = py + dy * t
    return true
  }
}

function boundsOf(
  patches: readonly Patch[],
  from: number,
  to: number,
): [number, number, number, number, number, number] {
  const b: [number, number, number, number, number, number] = [
    Infinity,
    Infinity,
    Infinity,
    -Infinity,
    -Infinity,
    -Infinity,
  ]
  for (let k = from; k < to; k++) {
    const { min, max } = patches[k]!
    b[0] = Math.min(b[0], min[0])
    b[1] = Math.min(b[1], min[1])
    b[2] = Math.min(b[2], min[2])
    b[3] = Math.max(b[3], max[0])
    b[4] = Math.max(b[4], max[1])
    b[5] = Math.max(b[5], max[2])
  }
  return b
}
