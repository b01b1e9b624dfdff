// One camera's picture of a place, frame by frame: the plate, over it shadows, mirror images in wet ground, and everybody
// who moves; beside it the truth about them.

import { type Atmosphere, type Light, atmosphereOf } from './atmosphere.ts'
import { lightOn, strongest } from './actor-light.ts'
import { CameraLook, addGlow } from './camera-look.ts'
import type { Glow, Mesh } from './mesh.ts'
import type { Place } from './place.ts'
import { type Actor, type Player, playerOf } from './players.ts'
import { Painter, type Plate } from './plate.ts'
import { type Camera, NEAR_METRES, type View, cameraOf, project } from './projection.ts'
import { seedFor, seeded } from './random.ts'
import { type ActorLight, type Box, type Cast, Corners, FINE, Raster, corners, shade } from './raster.ts'
import { Scene } from './scene.ts'
import { LOOP_SECONDS } from './script.ts'
import type { PixelBox, TrueObject } from './truth.ts'
import { type Vec, add, dot, subtract, times, unit } from './vector.ts'

export interface Size {
  width: number
  height: number
  fps: number
  /** Rays per pixel of the plate. */
  rays: number
}

export class Stage {
  readonly plate: Plate
  readonly camera: Camera
  readonly air: Atmosphere
  readonly #painter: Painter
  readonly #players: Player[]
  readonly #raster: Raster
  readonly #look: CameraLook
  readonly #size: Size
  readonly #scene = new Scene()
  /** What never moves is lit and placed once: a full car park costs what its people cost. */
  readonly #still = new WeakMap<Mesh, Map<string, ActorLight | Corners>>()

  constructor(place: Place, view: View, light: Light, size: Size, seed: number) {
    this.#size = size
    this.air = atmosphereOf(light, place.outlook)
    place.build(this.#scene, this.air, seeded(seedFor(seed, `${place.name} scenery`)))
    this.camera = cameraOf(view, size.width, size.height)
    this.#painter = new Painter(this.#scene, this.air, seedFor(seed, 'rays'))
    this.plate = this.#painter.paint(this.camera, size.rays)
    this.#glowOfLamps()
    const members = place.members(seeded(seedFor(seed, `${place.name} people`)), light)
    this.#players = members.map((member, k) => playerOf(member, k * 2 + 1, place, light))
    this.#raster = new Raster(this.camera)
    this.#look = new CameraLook(size.width, size.height, place.title, seedFor(seed, 'grain'))
  }

  #glowOfLamps(): void {
    const { width, height, depth } = this.plate
    for (const lamp of this.#scene.lamps) {
      const p = project(this.camera, lamp.at)
      if (p.depth < 1 || p.x < 0 || p.y < 0 || p.x >= width || p.y >= height) continue
      if (depth[(p.y | 0) * width + (p.x | 0)]! < p.depth - 0.7) continue
      const bright = Math.min(1, Math.max(...lamp.colour) / 30)
      const colour = times(lamp.colour, 1 / Math.max(...lamp.colour))
      const radius = (this.camera.focal * 1.5 * (0.5 + bright)) / p.depth
      for (const picture of [this.plate.lit, this.plate.shaded])
        addGlow(
          picture,
          width,
          height,
          p.x,
          p.y,
          Math.max(3, radius),
          colour,
          0.7 * (this.air.light === 'dusk' ? 1 : 0.35),
        )
    }
  }

  frame(n: number): { pixels: Uint8ClampedArray; objects: TrueObject[] } {
    const seconds = (n / this.#size.fps) % LOOP_SECONDS
    const actors = this.#players.flatMap((player) => player(seconds)).filter((actor) => this.#mayBeSeen(actor))
    const frame = new Uint8ClampedArray(this.plate.lit)
    const lights = actors.map((actor) => this.#lightAt(actor))
    this.#shadows(frame, actors, lights)
    if (this.air.wet > 0) this.#mirrors(frame, actors, lights)
    const objects = this.#bodies(frame, actors, lights)
    return { pixels: this.#look.finish(frame, n), objects }
  }

  #mayBeSeen(actor: Actor): boolean {
    const p = project(this.camera, add(actor.at, [0, 1, 0]))
    const reach = 7
    const margin = (this.camera.focal * reach) / Math.max(1, p.depth)
    return (
      p.depth > -reach &&
      p.x > -margin &&
      p.x < this.camera.width + margin &&
      (p.depth < 4 || p.y < this.camera.height + margin)
    )
  }

  /** Keeps what `make` gives for a mesh that is the same object in the next frame. */
  #kept<T extends ActorLight | Corners>(
    mesh: Mesh,
    what: string,
    is: (kept: ActorLight | Corners) => kept is T,
    make: () => T,
  ): T {
    const known = this.#still.get(mesh) ?? new Map<string, ActorLight | Corners>()
    this.#still.set(mesh, known)
    const kept = known.get(what)
    if (kept && is(kept)) return kept
    const made = make()
    known.set(what, made)
    return made
  }

  #corners(actor: Actor, what: string, cast: Cast, light?: ActorLight): Corners {
    return this.#kept(actor.mesh, what, isCorners, () => {
      const out = corners(actor.mesh, this.camera, cast)
      if (light) shade(actor.mesh, out, this.air, light, this.camera.eye)
      return out
    })
  }

  #lightAt(actor: Actor): ActorLight {
    return this.#kept(actor.mesh, 'light', isLight, () => lightOn(actor, this.#painter))
  }

  #shadows(frame: Uint8ClampedArray, actors: readonly Actor[], lights: readonly ActorLight[]): void {
    const { plate, air } = this
    const raster = this.#raster
    const { width } = plate
    raster.clear()
    actors.forEach((actor, k) => {
      const light = lights[k]
      if (!light) return
      const mesh = actor.mesh
      const floor = actor.floor + 0.01
      if (air.light === 'day' && air.sunColour[0] > 0) {
        if (light.sun[0] + light.sun[1] + light.sun[2] > 0)
          raster.draw(
            this.#corners(actor, 'shadow', { as: 'shadow', floor, sun: air.sun }),
            mesh,
            0,
            mesh.triangles.length,
            k,
            undefined,
          )
      }
      const lamp = strongest(light.lamps, actor.at)
      if (lamp && air.light === 'dusk')
        raster.draw(
          this.#corners(actor, 'lamp', { as: 'lampShadow', floor, lamp: lamp.at }),
          mesh,
          0,
          mesh.triangles.length,
          k,
          undefined,
        )
    })
    const floorOnly = (at: number) => (plate.ground[at] === 1 ? (air.light === 'day' ? 1 : 0.6) : 0)
    this.#shadeOver(frame, floorOnly)
    raster.clear()
    for (const actor of actors) this.#contact(frame, actor, width)
  }

  #shadeOver(frame: Uint8ClampedArray, share: (at: number) => number): void {
    const { plate } = this
    const raster = this.#raster
    const d = raster.dirty
    if (d.x1 < d.x0) return
    for (let y = (d.y0 / FINE) | 0; y * FINE <= d.y1; y++)
      for (let x = (d.x0 / FINE) | 0; x * FINE <= d.x1; x++) {
        let hits = 0
        for (let v = 0; v < FINE; v++)
          for (let u = 0; u < FINE; u++) if (raster.owner[(y * FINE + v) * raster.width + x * FINE + u]! >= 0) hits++
        if (hits === 0) continue
        const at = y * plate.width + x
        const k = (hits / (FINE * FINE)) * share(at)
        for (let c = 0; c < 3; c++)
          frame[at * 4 + c] = frame[at * 4 + c]! + (plate.shaded[at * 4 + c]! - frame[at * 4 + c]!) * k
      }
  }

  /** The dark where a foot or a tyre meets the ground; without it people float. */
  #contact(frame: Uint8ClampedArray, actor: Actor, width: number): void {
    const vehicle = actor.kind === 'car' || actor.kind === 'bus'
    const half =
      actor.kind === 'bus' ? [1.35, 5.4] : vehicle ? [0.95, 2.2] : actor.kind === 'person' ? [0.26, 0.26] : [0.25, 0.7]
    const forward: Vec = [Math.sin(actor.facing), 0, Math.cos(actor.facing)]
    const right: Vec = [forward[2], 0, -forward[0]]
    const centre = add(actor.at, [0, actor.floor - actor.at[1] + 0.01, 0])
    const [w, l] = [half[0] ?? 0.3, half[1] ?? 0.3]
    const box = { x0: Infinity, y0: Infinity, x1: -Infinity, y1: -Infinity }
    for (const [i, j] of [
      [-1, -1],
      [1, -1],
      [-1, 1],
      [1, 1],
    ] as const) {
      const p = project(this.camera, add(centre, add(times(right, i * w * 1.4), times(forward, j * l * 1.25))))
      if (p.depth < NEAR_METRES) return
      box.x0 = Math.min(box.x0, p.x)
      box.x1 = Math.max(box.x1, p.x)
      box.y0 = Math.min(box.y0, p.y)
      box.y1 = Math.max(box.y1, p.y)
    }
    const { camera, plate } = this
    for (let y = Math.max(0, box.y0 | 0); y <= Math.min(plate.height - 1, box.y1); y++)
      for (let x = Math.max(0, box.x0 | 0); x <= Math.min(width - 1, box.x1); x++) {
        const at = y * width + x
        if (plate.ground[at] !== 1) continue
        const px = (x + 0.5 - camera.width / 2) / camera.focal
        const py = (camera.height / 2 - y - 0.5) / camera.focal
        const d = add(camera.forward, add(times(camera.right, px), times(camera.up, py)))
        const t = (centre[1] - camera.eye[1]) / d[1]
        const q = subtract(add(camera.eye, times(d, t)), centre)
        const across = Math.max(0, Math.abs(dot(q, right)) - w * 0.72) / (w * 0.6)
        const along = Math.max(0, Math.abs(dot(q, forward)) - l * 0.85) / (vehicle ? 0.6 : l * 0.6)
        const k = Math.max(0, 1 - Math.hypot(across, along))
        const dark = 1 - (vehicle ? 0.72 : 0.42) * k * k * (3 - 2 * k)
        for (let c = 0; c < 3; c++) frame[at * 4 + c] = frame[at * 4 + c]! * dark
      }
  }

  #mirrors(frame: Uint8ClampedArray, actors: readonly Actor[], lights: readonly ActorLight[]): void {
    const { plate } = this
    const raster = this.#raster
    raster.clear()
    actors.forEach((actor, k) => {
      const light = lights[k]
      if (!light) return
      const out = this.#corners(actor, 'mirror', { as: 'mirror', floor: actor.floor }, light)
      raster.draw(out, actor.mesh, 0, actor.mesh.triangles.length, k, undefined)
    })
    raster.resolve(frame, (at) => Math.min(0.8, plate.shine[at]! * 1.5))
    for (const actor of actors) for (const glow of actor.mesh.glows) this.#glowInGround(frame, glow, actor.floor)
    raster.clear()
  }

  #glowInGround(frame: Uint8ClampedArray, glow: Glow, floor: number): void {
    const facing = this.#facing(glow)
    if (facing <= 0) return
    const below: Vec = [glow.at[0], 2 * floor - glow.at[1], glow.at[2]]
    const p = project(this.camera, below)
    if (p.depth < 1) return
    const { width, height, ground, shine } = this.plate
    const at = Math.min(height - 1, Math.max(0, p.y | 0)) * width + Math.min(width - 1, Math.max(0, p.x | 0))
    if (ground[at] !== 1) return
    const radius = (this.camera.focal * glow.metres) / p.depth
    for (const k of [0, 0.6, 1.2])
      addGlow(
        frame,
        width,
        height,
        p.x,
        p.y + radius * k,
        radius * (1 - k * 0.25),
        glow.colour,
        facing * 0.3 * Math.min(1, 0.4 + shine[at]! * 2),
      )
  }

  #facing(glow: Glow): number {
    if (!glow.towards) return 1
    return Math.max(0, dot(glow.towards, unit(subtract(this.camera.eye, glow.at)))) ** 1.5
  }

  #bodies(frame: Uint8ClampedArray, actors: readonly Actor[], lights: readonly ActorLight[]): TrueObject[] {
    const { plate } = this
    const raster = this.#raster
    raster.clear()
    const drawn = actors.map((actor, k) => {
      const { mesh } = actor
      const out = this.#corners(actor, 'body', { as: 'body' }, lights[k])
      const head = mesh.head
      const headPixels = head ? raster.draw(out, mesh, head.triangleFrom, head.triangleTo, k * 2 + 1, plate.depth) : 0
      const rest =
        raster.draw(out, mesh, 0, head?.triangleFrom ?? mesh.triangles.length, k * 2, plate.depth) +
        (head ? raster.draw(out, mesh, head.triangleTo, mesh.triangles.length, k * 2, plate.depth) : 0)
      return { out, headPixels, rest }
    })
    const seen = raster.seen(actors.length * 2)
    raster.resolve(frame)
    for (const actor of actors) for (const glow of actor.mesh.glows) this.#glow(frame, glow)
    return actors.flatMap((actor, k) => {
      const d = drawn[k]
      if (!d) return []
      return this.#truthOf(actor, d.out, seen[k * 2]!, seen[k * 2 + 1]!, d.rest, d.headPixels)
    })
  }

  #glow(frame: Uint8ClampedArray, glow: Glow): void {
    const facing = this.#facing(glow)
    const p = project(this.camera, glow.at)
    const { width, height, depth } = this.plate
    if (facing <= 0.02 || p.depth < 1 || p.x < 0 || p.y < 0 || p.x >= width || p.y >= height) return
    if (depth[(p.y | 0) * width + (p.x | 0)]! < p.depth - 0.3) return
    const raster = this.#raster
    const at = ((p.y * FINE) | 0) * raster.width + ((p.x * FINE) | 0)
    if (raster.owner[at]! >= 0 && raster.depth[at]! < p.depth - 0.5) return
    addGlow(
      frame,
      width,
      height,
      p.x,
      p.y,
      Math.max(2, (this.camera.focal * glow.metres) / p.depth),
      glow.colour,
      facing,
    )
  }

  #truthOf(actor: Actor, out: Corners, body: number, head: number, bodyAll: number, headAll: number): TrueObject[] {
    const box = this.#inPicture(out.box(0, out.x.length))
    if (!box || bodyAll + headAll === 0) return []
    const range = actor.mesh.head
    const headBox = range && headAll > 0 ? this.#inPicture(out.box(range.from, range.to)) : undefined
    const share = headBox ? head / headAll : body / Math.max(1, bodyAll)
    const towards = subtract(this.camera.eye, actor.at)
    const forward: Vec = [Math.sin(actor.facing), 0, Math.cos(actor.facing)]
    return [
      {
        id: actor.id,
        kind: actor.kind,
        box,
        ...(headBox ? { head: headBox } : {}),
        visible: Math.min(10, Math.round(share * 10)),
        front: dot(forward, unit([towards[0], 0, towards[2]])) > 0.35,
        still: actor.still,
        act: actor.act,
      },
    ]
  }

  #inPicture(box: Box): PixelBox | undefined {
    const { width, height } = this.camera
    const x0 = Math.max(0, Math.floor(box.x0))
    const y0 = Math.max(0, Math.floor(box.y0))
    const x1 = Math.min(width, Math.ceil(box.x1))
    const y1 = Math.min(height, Math.ceil(box.y1))
    return x1 > x0 && y1 > y0 ? [x0, y0, x1, y1] : undefined
  }
}

const isCorners = (kept: ActorLight | Corners): kept is Corners => kept instanceof Corners
const isLight = (kept: ActorLight | Corners): kept is ActorLight => !(kept instanceof Corners)
