// Paints a place's scenery once per view and light, by following rays: sun with soft edges, sky light, lamps, wet ground.
// What moves is drawn over it later, so the plate also keeps depth, ground, shine, and the picture as it is in shadow.

import type { Atmosphere } from './atmosphere.ts'
import { developed } from './colour.ts'
import type { Camera } from './projection.ts'
import { type Random, seeded } from './random.ts'
import { RayCaster } from './ray.ts'
import type { Sample, Scene } from './scene.ts'
import type { Vec } from './vector.ts'

export interface Plate {
  width: number
  height: number
  /** RGBA as seen, and as it is where something keeps the light away. */
  lit: Uint8ClampedArray
  shaded: Uint8ClampedArray
  /** Metres along the camera's axis. */
  depth: Float32Array
  /** Share of the mirror image in the ground, 0 where there is no ground. */
  shine: Float32Array
  ground: Uint8Array
}

const GROUND_METRES_MAX = 0.45
const LAMP_REACH_METRES = 17
/** Less light than this from a lamp is not seen, and its shadow not worth a ray. */
const LAMP_LIGHT_MIN = 0.012

/** Light at a point, split so that each part can be taken away. */
interface Gathered {
  albedo: Vec
  ambient: Vec
  sun: Vec
  lamps: Vec
  own: Vec
  mirror: Vec
}

const black: Vec = [0, 0, 0]

export class Painter {
  readonly ray: RayCaster
  readonly #random: Random
  readonly #sample: Sample = { r: 0, g: 0, b: 0, er: 0, eg: 0, eb: 0, gloss: 0, rough: 0 }

  readonly scene: Scene
  readonly air: Atmosphere

  constructor(scene: Scene, air: Atmosphere, seed: number) {
    this.scene = scene
    this.air = air
    this.ray = new RayCaster(scene.patches)
    this.#random = seeded(seed)
  }

  /** What a surface is where the last ray met it. */
  surface(): Sample {
    const s = this.#sample
    s.r = s.g = s.b = s.er = s.eg = s.eb = s.gloss = s.rough = 0
    this.ray.patch?.surface(this.ray.a, this.ray.b, s)
    return s
  }

  /** The normal of the patch just met, towards the ray's origin. */
  normal(p: Vec, d: Vec): Vec {
    const patch = this.ray.patch
    if (!patch) return [0, 1, 0]
    const n: Vec =
      patch.shape === 'ball'
        ? [(p[0] - patch.o[0]) / patch.radius, (p[1] - patch.o[1]) / patch.radius, (p[2] - patch.o[2]) / patch.radius]
        : patch.n
    return n[0] * d[0] + n[1] * d[1] + n[2] * d[2] > 0 ? [-n[0], -n[1], -n[2]] : n
  }

  #blocked(p: Vec, n: Vec, d: Vec, reach: number): boolean {
    return this.ray.cast(p[0] + n[0] * 0.004, p[1] + n[1] * 0.004, p[2] + n[2] * 0.004, d[0], d[1], d[2], reach, 'any')
  }

  sunAt(p: Vec, n: Vec): Vec {
    const { sun, sunColour } = this.air
    const facing = n[0] * sun[0] + n[1] * sun[1] + n[2] * sun[2]
    if (facing <= 0 || sunColour[0] === 0) return black
    const soft = 0.02
    const jitter = this.#random
    const d: Vec = [
      sun[0] + (jitter() - 0.5) * soft,
      sun[1] + (jitter() - 0.5) * soft,
      sun[2] + (jitter() - 0.5) * soft,
    ]
    if (this.#blocked(p, n, d, 200)) return black
    return [sunColour[0] * facing, sunColour[1] * facing, sunColour[2] * facing]
  }

  lampsAt(p: Vec, n: Vec, shadows: 'sharp' | 'none' = 'sharp'): Vec {
    let r = 0
    let g = 0
    let b = 0
    for (const lamp of this.scene.lamps) {
      const jitter = this.#random
      const size = lamp.radius * 2
      const x = lamp.at[0] + (jitter() - 0.5) * size - p[0]
      const y = lamp.at[1] + (jitter() - 0.5) * size - p[1]
      const z = lamp.at[2] + (jitter() - 0.5) * size - p[2]
      const square = x * x + y * y + z * z
      if (square > LAMP_REACH_METRES * LAMP_REACH_METRES) continue
      const far = Math.sqrt(square)
      const facing = (n[0] * x + n[1] * y + n[2] * z) / far
      const spread = lamp.shine === 'down' ? Math.max(0.04, y / far) : 1
      const fade = 1 - square / (LAMP_REACH_METRES * LAMP_REACH_METRES)
      const k = (Math.max(0, facing) * spread * fade) / (square + 0.6)
      if (k * lamp.colour[0] < LAMP_LIGHT_MIN && k * lamp.colour[1] < LAMP_LIGHT_MIN) continue
      if (shadows === 'sharp' && this.#blocked(p, n, [x / far, y / far, z / far], far - lamp.radius - 0.05)) continue
      r += lamp.colour[0] * k
      g += lamp.colour[1] * k
      b += lamp.colour[2] * k
    }
    return [r, g, b]
  }

  /** Light from one random direction of the half-space over the point. */
  skyAt(p: Vec, n: Vec): Vec {
    const random = this.#random
    const tall = random() * 2 - 1
    const angle = random() * Math.PI * 2
    const flat = Math.sqrt(1 - tall * tall)
    let x = n[0] + flat * Math.cos(angle)
    let y = n[1] + tall
    let z = n[2] + flat * Math.sin(angle)
    const long = Math.sqrt(x * x + y * y + z * z) || 1
    x /= long
    y /= long
    z /= long
    if (!this.ray.cast(p[0] + n[0] * 0.004, p[1] + n[1] * 0.004, p[2] + n[2] * 0.004, x, y, z, 60))
      return this.air.sky(x, y, z)
    const s = this.surface()
    const { bounce, ambient, sunColour } = this.air
    const q: Vec = [p[0] + x * this.ray.distance, p[1] + y * this.ray.distance, p[2] + z * this.ray.distance]
    const m = this.normal(q, [x, y, z])
    const sunny = Math.max(0, m[0] * this.air.sun[0] + m[1] * this.air.sun[1] + m[2] * this.air.sun[2]) * 0.3 * bounce
    return [
      Math.min(3, s.er) + s.r * (ambient[0] * bounce + sunColour[0] * sunny),
      Math.min(3, s.eg) + s.g * (ambient[1] * bounce + sunColour[1] * sunny),
      Math.min(3, s.eb) + s.b * (ambient[2] * bounce + sunColour[2] * sunny),
    ]
  }

  /** A mirror's view: plainer than the first ray's, since it is torn and dim anyway. */
  #mirrored(p: Vec, n: Vec, d: Vec, rough: number): Vec {
    const random = this.#random
    const k = 2 * (d[0] * n[0] + d[1] * n[1] + d[2] * n[2])
    let x = d[0] - k * n[0] + (random() - 0.5) * rough * 0.5
    let y = d[1] - k * n[1] + (random() - 0.5) * rough * 2
    let z = d[2] - k * n[2] + (random() - 0.5) * rough * 0.5
    if (n[1] > 0.9 && y < 0.01) y = 0.01
    const long = Math.sqrt(x * x + y * y + z * z) || 1
    x /= long
    y /= long
    z /= long
    if (!this.ray.cast(p[0] + n[0] * 0.004, p[1] + n[1] * 0.004, p[2] + n[2] * 0.004, x, y, z, 200))
      return this.air.sky(x, y, z)
    const far = this.ray.distance
    const q: Vec = [p[0] + x * far, p[1] + y * far, p[2] + z * far]
    const m = this.normal(q, [x, y, z])
    const s = this.surface()
    const { r, g, b, er, eg, eb } = s
    const sun = this.sunAt(q, m)
    const lamps = this.lampsAt(q, m, 'none')
    const air = this.air.ambient
    return [
      er + r * (air[0] * 0.7 + sun[0] + lamps[0]),
      eg + g * (air[1] * 0.7 + sun[1] + lamps[1]),
      eb + b * (air[2] * 0.7 + sun[2] + lamps[2]),
    ]
  }

  /** Everything about the point that the last ray met, and the share of mirror image in it. */
  gather(p: Vec, d: Vec, n: Vec, into: Gathered): number {
    const { r, g, b, er, eg, eb, gloss, rough } = this.surface()
    const sun = this.sunAt(p, n)
    const lamps = this.lampsAt(p, n)
    const ambient = this.skyAt(p, n)
    into.albedo = [r, g, b]
    into.ambient = ambient
    into.sun = [r * sun[0], g * sun[1], b * sun[2]]
    into.lamps = lamps
    into.own = [er, eg, eb]
    if (gloss === 0) return 0
    const facing = Math.abs(n[0] * d[0] + n[1] * d[1] + n[2] * d[2])
    const share = gloss * (0.05 + 0.95 * Math.pow(1 - facing, 3.2))
    const mirror = this.#mirrored(p, n, d, rough)
    // A lamp seen in a puddle would tear the picture into white dots: three times white is enough.
    into.mirror = [Math.min(3, mirror[0]) * share, Math.min(3, mirror[1]) * share, Math.min(3, mirror[2]) * share]
    return share
  }

  paint(camera: Camera, rays: number): Plate {
    const layers = new Layers(camera.width, camera.height)
    for (let y = 0; y < camera.height; y++)
      for (let x = 0; x < camera.width; x++) for (let k = 0; k < rays; k++) this.#pixel(camera, layers, x, y, k, rays)
    return layers.develop(this.air, rays)
  }

  #pixel(camera: Camera, layers: Layers, x: number, y: number, k: number, rays: number): void {
    const random = this.#random
    const px = (x + (k + random()) / rays - camera.width / 2) / camera.focal
    const py = (camera.height / 2 - y - random()) / camera.focal
    const { eye, right, up, forward } = camera
    const dx = forward[0] + right[0] * px + up[0] * py
    const dy = forward[1] + right[1] * px + up[1] * py
    const dz = forward[2] + right[2] * px + up[2] * py
    const long = Math.sqrt(dx * dx + dy * dy + dz * dz)
    const d: Vec = [dx / long, dy / long, dz / long]
    const at = y * camera.width + x
    if (!this.ray.cast(eye[0], eye[1], eye[2], d[0], d[1], d[2], 900)) {
      layers.addOwn(at, this.air.sky(d[0], d[1], d[2]), 1)
      if (k === rays >> 1) layers.depth[at] = 1e6
      return
    }
    const far = this.ray.distance
    const p: Vec = [eye[0] + d[0] * far, eye[1] + d[1] * far, eye[2] + d[2] * far]
    const n = this.normal(p, d)
    const gathered: Gathered = { albedo: black, ambient: black, sun: black, lamps: black, own: black, mirror: black }
    const share = this.gather(p, d, n, gathered)
    const clear = Math.exp(-far / this.air.hazeMetres)
    layers.add(at, gathered, clear)
    layers.addOwn(at, this.air.haze, 1 - clear)
    if (k === rays >> 1) {
      layers.depth[at] = far / long
      layers.keepNormal(at, n)
      const isGround = n[1] > 0.95 && p[1] < GROUND_METRES_MAX
      layers.ground[at] = isGround ? 1 : 0
      layers.shine[at] = isGround ? share : 0
    }
  }
}

const BLUR_PIXELS = 3

class Layers {
  readonly albedo: Float32Array
  readonly ambient: Float32Array
  readonly sun: Float32Array
  readonly lamps: Float32Array
  readonly own: Float32Array
  readonly mirror: Float32Array
  readonly normals: Float32Array
  readonly depth: Float32Array
  readonly shine: Float32Array
  readonly ground: Uint8Array

  readonly width: number
  readonly height: number

  constructor(width: number, height: number) {
    this.width = width
    this.height = height
    const pixels = width * height
    const three = () => new Float32Array(pixels * 3)
    this.albedo = three()
    this.ambient = three()
    this.sun = three()
    this.lamps = three()
    this.own = three()
    this.mirror = three()
    this.normals = three()
    this.depth = new Float32Array(pixels)
    this.shine = new Float32Array(pixels)
    this.ground = new Uint8Array(pixels)
  }

  add(at: number, g: Gathered, k: number): void {
    for (const c of [0, 1, 2] as const) {
      const i = at * 3 + c
      this.albedo[i]! += g.albedo[c] * k
      this.ambient[i]! += g.ambient[c]
      this.sun[i]! += g.sun[c] * k
      this.lamps[i]! += g.lamps[c]
      this.own[i]! += Math.min(4, g.own[c]) * k
      this.mirror[i]! += g.mirror[c] * k
    }
  }

  addOwn(at: number, light: Vec, k: number): void {
    for (const c of [0, 1, 2] as const) this.own[at * 3 + c]! += Math.min(4, light[c]) * k
  }

  keepNormal(at: number, n: Vec): void {
    for (const c of [0, 1, 2] as const) this.normals[at * 3 + c] = n[c]
  }

  /** Sky light from few rays is speckled; averaged over neighbours on the same face it is smooth, and edges stay. */
  #smooth(ambient: Float32Array, blur: number): Float32Array {
    const { width, height, depth, normals } = this
    const out = new Float32Array(ambient.length)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const at = y * width + x
        let weight = 0
        let r = 0
        let g = 0
        let b = 0
        for (let v = Math.max(0, y - blur); v <= Math.min(height - 1, y + blur); v++)
          for (let u = Math.max(0, x - blur); u <= Math.min(width - 1, x + blur); u++) {
            const to = v * width + u
            if (Math.abs(depth[to]! - depth[at]!) > 0.06 * depth[at]!) continue
            const same =
              normals[at * 3]! * normals[to * 3]! +
              normals[at * 3 + 1]! * normals[to * 3 + 1]! +
              normals[at * 3 + 2]! * normals[to * 3 + 2]!
            if (same < 0.85) continue
            weight++
            r += ambient[to * 3]!
            g += ambient[to * 3 + 1]!
            b += ambient[to * 3 + 2]!
          }
        const k = weight || 1
        out[at * 3] = weight ? r / k : ambient[at * 3]!
        out[at * 3 + 1] = weight ? g / k : ambient[at * 3 + 1]!
        out[at * 3 + 2] = weight ? b / k : ambient[at * 3 + 2]!
      }
    return out
  }

  develop(air: Atmosphere, rays: number): Plate {
    const { width, height, albedo, sun, own, depth, shine, ground } = this
    const lamps = this.#smooth(this.lamps, 1)
    const ambient = this.#smooth(this.ambient, BLUR_PIXELS)
    const mirror = air.wet > 0 ? this.#smooth(this.mirror, 1) : this.mirror
    const lit = new Uint8ClampedArray(width * height * 4)
    const shaded = new Uint8ClampedArray(width * height * 4)
    const k = air.exposure / rays
    const lampsInShade = 0.3
    const ambientInShade = air.light === 'day' ? 0.8 : 0.62
    for (let at = 0; at < width * height; at++) {
      for (let c = 0; c < 3; c++) {
        const i = at * 3 + c
        const sky = (albedo[i]! * ambient[i]!) / rays
        const lamp = (albedo[i]! * lamps[i]!) / rays
        lit[at * 4 + c] = developed((sky + sun[i]! + lamp + own[i]! + mirror[i]!) * k)
        shaded[at * 4 + c] = developed((sky * ambientInShade + lamp * lampsInShade + own[i]! + mirror[i]! * 0.7) * k)
      }
      lit[at * 4 + 3] = shaded[at * 4 + 3] = 255
    }
    return { width, height, lit, shaded, depth, shine, ground }
  }
}
