// Draws meshes into a small-pixel picture with depth, and says of each how much is really seen. The plate's depth hides
// what is behind walls, trees and posts.

import type { Atmosphere } from './atmosphere.ts'
import { developed } from './colour.ts'
import type { Mesh } from './mesh.ts'
import { type Camera, NEAR_METRES } from './projection.ts'
import type { Vec } from './vector.ts'

/** Small pixels along one side of a pixel: edges get four steps. */
export const FINE = 2

export interface ActorLight {
  ambient: Vec
  /** Share of the sun seen at the feet, the middle and the head. */
  sun: Vec
  lamps: readonly { at: Vec; colour: Vec }[]
  heightMetres: number
}

export interface Box {
  x0: number
  y0: number
  x1: number
  y1: number
}

export const emptyBox = (): Box => ({ x0: Infinity, y0: Infinity, x1: -Infinity, y1: -Infinity })

export class Raster {
  readonly width: number
  readonly height: number
  readonly depth: Float32Array
  readonly colour: Uint32Array
  /** Twice the actor's place in the list, plus one for its head; -1 where nobody is. */
  readonly owner: Int16Array
  readonly #stamp: Int32Array
  #stampNow = 0
  dirty: Box = emptyBox()

  readonly camera: Camera

  constructor(camera: Camera) {
    this.camera = camera
    this.width = camera.width * FINE
    this.height = camera.height * FINE
    this.depth = new Float32Array(this.width * this.height)
    this.colour = new Uint32Array(this.width * this.height)
    this.owner = new Int16Array(this.width * this.height).fill(-1)
    this.#stamp = new Int32Array(this.width * this.height)
  }

  clear(): void {
    const { x0, y0, x1, y1 } = this.#dirtyPixels()
    for (let y = y0; y <= y1; y++) this.owner.fill(-1, y * this.width + x0, y * this.width + x1 + 1)
    this.dirty = emptyBox()
  }

  #dirtyPixels(): Box {
    const d = this.dirty
    return d.x1 < d.x0 ? { x0: 0, y0: 0, x1: -1, y1: -1 } : d
  }

  /** Draws triangles `from` to `to`; returns how many small pixels they would cover if nothing stood before them. */
  draw(
    placed: Corners,
    mesh: Mesh,
    from: number,
    to: number,
    owner: number,
    depthOf: Float32Array | undefined,
  ): number {
    this.#stampNow++
    let covered = 0
    for (let k = from; k < to; k += 3)
      covered += this.#triangle(
        placed,
        mesh.triangles[k]!,
        mesh.triangles[k + 1]!,
        mesh.triangles[k + 2]!,
        owner,
        depthOf,
      )
    return covered
  }

  #triangle(s: Corners, a: number, b: number, c: number, owner: number, depthOf: Float32Array | undefined): number {
    const az = s.depth[a]!
    const bz = s.depth[b]!
    const cz = s.depth[c]!
    if (az < NEAR_METRES || bz < NEAR_METRES || cz < NEAR_METRES) return 0
    const ax = s.x[a]!
    const ay = s.y[a]!
    const bx = s.x[b]!
    const by = s.y[b]!
    const cx = s.x[c]!
    const cy = s.y[c]!
    const area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
    if (Math.abs(area) < 1e-6) return 0
    const x0 = Math.max(0, Math.ceil(Math.min(ax, bx, cx) - 0.5))
    const x1 = Math.min(this.width - 1, Math.floor(Math.max(ax, bx, cx) - 0.5))
    const y0 = Math.max(0, Math.ceil(Math.min(ay, by, cy) - 0.5))
    const y1 = Math.min(this.height - 1, Math.floor(Math.max(ay, by, cy) - 0.5))
    if (x0 > x1 || y0 > y1) return 0
    const dirty = this.dirty
    if (x0 < dirty.x0) dirty.x0 = x0
    if (y0 < dirty.y0) dirty.y0 = y0
    if (x1 > dirty.x1) dirty.x1 = x1
    if (y1 > dirty.y1) dirty.y1 = y1
    const k = 1 / area
    const stamp = this.#stampNow
    let covered = 0
    for (let y = y0; y <= y1; y++) {
      const py = y + 0.5
      for (let x = x0; x <= x1; x++) {
        const px = x + 0.5
        const wb = ((px - ax) * (cy - ay) - (py - ay) * (cx - ax)) * k
        const wc = ((bx - ax) * (py - ay) - (by - ay) * (px - ax)) * k
        const wa = 1 - wb - wc
        if (wa < 0 || wb < 0 || wc < 0) continue
        const at = y * this.width + x
        if (this.#stamp[at] !== stamp) {
          this.#stamp[at] = stamp
          covered++
        }
        const z = 1 / (wa / az + wb / bz + wc / cz)
        if (depthOf && z > depthOf[((y / FINE) | 0) * this.camera.width + ((x / FINE) | 0)]! + 0.02) continue
        if (this.owner[at]! >= 0 && this.depth[at]! <= z) continue
        this.depth[at] = z
        this.owner[at] = owner
        const r = wa * s.r[a]! + wb * s.r[b]! + wc * s.r[c]!
        const g = wa * s.g[a]! + wb * s.g[b]! + wc * s.g[c]!
        const l = wa * s.b[a]! + wb * s.b[b]! + wc * s.b[c]!
        this.colour[at] = (r & 255) | ((g & 255) << 8) | ((l & 255) << 16)
      }
    }
    return covered
  }

  /** Mixes what was drawn into `frame` (RGBA); `share` is a weight per pixel, 1 when not given. */
  resolve(frame: Uint8ClampedArray, share?: (at: number) => number): void {
    const d = this.#dirtyPixels()
    const { width } = this.camera
    for (let y = (d.y0 / FINE) | 0; y * FINE <= d.y1; y++)
      for (let x = (d.x0 / FINE) | 0; x * FINE <= d.x1; x++) {
        let hits = 0
        let r = 0
        let g = 0
        let b = 0
        for (let v = 0; v < FINE; v++)
          for (let u = 0; u < FINE; u++) {
            const at = (y * FINE + v) * this.width + x * FINE + u
            if (this.owner[at]! < 0) continue
            const c = this.colour[at]!
            hits++
            r += c & 255
            g += (c >> 8) & 255
            b += (c >> 16) & 255
          }
        if (hits === 0) continue
        const at = y * width + x
        const k = (hits / (FINE * FINE)) * (share ? share(at) : 1)
        if (k <= 0) continue
        const i = at * 4
        frame[i] = frame[i]! + (r / hits - frame[i]!) * k
        frame[i + 1] = frame[i + 1]! + (g / hits - frame[i + 1]!) * k
        frame[i + 2] = frame[i + 2]! + (b / hits - frame[i + 2]!) * k
      }
  }

  /** Small pixels that still belong to each owner. */
  seen(owners: number): Uint32Array {
    const counts = new Uint32Array(owners)
    const d = this.#dirtyPixels()
    for (let y = d.y0; y <= d.y1; y++)
      for (let x = d.x0; x <= d.x1; x++) {
        const owner = this.owner[y * this.width + x]!
        if (owner >= 0) counts[owner]!++
      }
    return counts
  }
}

/** A mesh's corners in the picture, in small pixels, with their developed colours. */
export class Corners {
  readonly x: Float32Array
  readonly y: Float32Array
  readonly depth: Float32Array
  readonly r: Float32Array
  readonly g: Float32Array
  readonly b: Float32Array

  constructor(count: number) {
    const make = () => new Float32Array(count)
    this.x = make()
    this.y = make()
    this.depth = make()
    this.r = make()
    this.g = make()
    this.b = make()
  }

  place(k: number, camera: Camera, x: number, y: number, z: number): void {
    const { eye, right, up, forward } = camera
    const dx = x - eye[0]
    const dy = y - eye[1]
    const dz = z - eye[2]
    const depth = dx * forward[0] + dy * forward[1] + dz * forward[2]
    const scale = (camera.focal * FINE) / depth
    this.depth[k] = depth
    this.x[k] = (camera.width * FINE) / 2 + (dx * right[0] + dy * right[1] + dz * right[2]) * scale
    this.y[k] = (camera.height * FINE) / 2 - (dx * up[0] + dy * up[1] + dz * up[2]) * scale
  }

  box(from: number, to: number): Box {
    const box = emptyBox()
    for (let k = from; k < to; k++) {
      if (this.depth[k]! < NEAR_METRES) continue
      box.x0 = Math.min(box.x0, this.x[k]! / FINE)
      box.y0 = Math.min(box.y0, this.y[k]! / FINE)
      box.x1 = Math.max(box.x1, this.x[k]! / FINE)
      box.y1 = Math.max(box.y1, this.y[k]! / FINE)
    }
    return box
  }
}

/** Where the corners fall, as they are, mirrored in the floor at `floor`, or as a shadow on it. */
export type Cast =
  | { as: 'body' }
  | { as: 'mirror'; floor: number }
  | { as: 'shadow'; floor: number; sun: Vec }
  | { as: 'lampShadow'; floor: number; lamp: Vec }

export function corners(mesh: Mesh, camera: Camera, cast: Cast): Corners {
  const count = mesh.positions.length / 3
  const out = new Corners(count)
  for (let k = 0; k < count; k++) {
    let x = mesh.positions[k * 3]!
    let y = mesh.positions[k * 3 + 1]!
    let z = mesh.positions[k * 3 + 2]!
    if (cast.as === 'mirror') y = 2 * cast.floor - y
    else if (cast.as === 'shadow') {
      const t = (y - cast.floor) / cast.sun[1]
      x -= cast.sun[0] * t
      z -= cast.sun[2] * t
      y = cast.floor
    } else if (cast.as === 'lampShadow') {
      // A lamp just over a head would throw it for ever: heads end a little under the lamp.
      const h = Math.min(y - cast.floor, (cast.lamp[1] - cast.floor) * 0.75)
      const t = h / (cast.lamp[1] - cast.floor - h)
      x += (x - cast.lamp[0]) * t
      z += (z - cast.lamp[2]) * t
      y = cast.floor
    }
    out.place(k, camera, x, y, z)
  }
  return out
}

/** Lights each corner: sky from above, sun, lamps, a gleam where it is glossy, haze with distance. */
export function shade(mesh: Mesh, out: Corners, air: Atmosphere, light: ActorLight, eye: Vec): void {
  const { sun, sunColour, haze, exposure } = air
  for (let k = 0; k < out.x.length; k++) {
    const i = k * 3
    const x = mesh.positions[i]!
    const y = mesh.positions[i + 1]!
    const z = mesh.positions[i + 2]!
    const nx = mesh.normals[i]!
    const ny = mesh.normals[i + 1]!
    const nz = mesh.normals[i + 2]!
    const up = 0.62 + 0.38 * ny
    const tall = Math.max(0, Math.min(2, (y / light.heightMetres) * 2))
    const seen =
      tall < 1
        ? light.sun[0] + (light.sun[1] - light.sun[0]) * tall
        : light.sun[1] + (light.sun[2] - light.sun[1]) * (tall - 1)
    const facing = Math.max(0, nx * sun[0] + ny * sun[1] + nz * sun[2]) * seen
    let r = light.ambient[0] * up + sunColour[0] * facing
    let g = light.ambient[1] * up + sunColour[1] * facing
    let b = light.ambient[2] * up + sunColour[2] * facing
    for (const lamp of light.lamps) {
      const lx = lamp.at[0] - x
      const ly = lamp.at[1] - y
      const lz = lamp.at[2] - z
      const square = lx * lx + ly * ly + lz * lz
      const far = Math.sqrt(square)
      const turned = Math.max(0, (nx * lx + ny * ly + nz * lz) / far + 0.25) / 1.25
      const strength = (turned * Math.max(0.1, ly / far)) / (square + 0.6)
      r += lamp.colour[0] * strength
      g += lamp.colour[1] * strength
      b += lamp.colour[2] * strength
    }
    const own = mesh.lights[k]!
    r = mesh.colours[i]! * (r + own)
    g = mesh.colours[i + 1]! * (g + own)
    b = mesh.colours[i + 2]! * (b + own)
    const dx = x - eye[0]
    const dy = y - eye[1]
    const dz = z - eye[2]
    const far = Math.sqrt(dx * dx + dy * dy + dz * dz)
    const gloss = mesh.glosses[k]!
    if (gloss > 0) {
      const along = (dx * nx + dy * ny + dz * nz) / far
      const mx = dx / far - 2 * along * nx
      const my = dy / far - 2 * along * ny
      const mz = dz / far - 2 * along * nz
      const share = gloss * (0.06 + 0.94 * Math.pow(1 - Math.min(1, Math.abs(along)), 4))
      const spot = Math.pow(Math.max(0, mx * sun[0] + my * sun[1] + mz * sun[2]), 60) * seen * 3 * gloss
      const above =
        my > 0
          ? air.sky(mx, Math.max(0.25, my), mz)
          : ([light.ambient[0] * 0.3, light.ambient[1] * 0.3, light.ambient[2] * 0.3] as const)
      const open = my > 0 ? Math.min(1, 0.35 + seen) : 1
      r += above[0] * share * open + spot * sunColour[0] * 0.3
      g += above[1] * share * open + spot * sunColour[1] * 0.3
      b += above[2] * share * open + spot * sunColour[2] * 0.3
    }
    const clear = Math.exp(-far / air.hazeMetres)
    out.r[k] = developed((r * clear + haze[0] * (1 - clear)) * exposure)
    out.g[k] = developed((g * clear + haze[1] * (1 - clear)) * exposure)
    out.b[k] = developed((b * clear + haze[2] * (1 - clear)) * exposure)
  }
}
