// The crossing's houses: plastered fronts with deep windows, a cornice, balconies, a shop below and tiles above.

import type { Atmosphere } from '../atmosphere.ts'
import { type Random, hash, pick } from '../random.ts'
import type { Scene, Surface } from '../scene.ts'
import { painted, pane, planks, plaster, rooftiles, sheet, sign, stripes } from '../textures.ts'
import { type Vec, add, cross, times, unit } from '../vector.ts'

interface House {
  o: Vec
  along: Vec
  width: number
  colour: string
  name: string
  storeys: number
  seed: number
}

const STOREY = 3.5

/** A front with deep windows, a cornice, balconies, a shop below and tiles above. */
export function house(scene: Scene, air: Atmosphere, random: Random, h: House): void {
  const dusk = air.light === 'dusk'
  const height = h.storeys * STOREY + 0.9
  const u = h.along
  const out = times(unit(cross([0, 1, 0], u)), 1)
  const at = (a: number, y: number, away: number): Vec => add(add(add(h.o, times(u, a)), [0, y, 0]), times(out, away))
  const bays = Math.max(2, Math.round(h.width / 3.1))
  const bay = h.width / bays
  const wide = 1.15
  const inWindow = (a: number, b: number): boolean => {
    const storey = Math.floor(b / STOREY)
    const up = b - storey * STOREY
    const across = Math.abs((a % bay) - bay / 2)
    if (storey >= h.storeys) return false
    return storey === 0 ? up < 2.7 && across < bay * 0.39 : up > 0.25 && up < 2.6 && across < wide / 2
  }
  scene.patch(at(0, 0, 0), times(u, h.width), [0, height, 0], plaster(h.colour, height), {
    cut: (a, b) => !inWindow(a, b),
  })
  const rim = painted('#efe8da', { uneven: 0.15 })
  const moulding = (y: number, tall: number, deep: number) => {
    scene.patch(at(0, y, deep), times(u, h.width), [0, tall, 0], rim)
    scene.patch(at(0, y + tall, 0), times(u, h.width), times(out, deep), rim)
    scene.patch(at(0, y, 0), times(u, h.width), times(out, deep), rim)
  }
  moulding(STOREY - 0.28, 0.2, 0.16)
  moulding(height - 0.5, 0.3, 0.3)
  if (h.seed % 2 === 0)
    scene.patch(at(0, height - 0.15, 0.5), times(u, h.width), add(times(out, -4.5), [0, 1.9, 0]), rooftiles())
  else scene.patch(at(0, height - 0.2, 0), times(u, h.width), [0, 0.9, 0], plaster(h.colour, 1))
  for (let k = 0; k < bays; k++) {
    shop(scene, at, u, out, { a: k * bay + bay * 0.11, wide: bay * 0.78, dusk, seed: h.seed + k, random })
    for (let s = 1; s < h.storeys; s++)
      upperWindow(scene, at, u, out, {
        a: k * bay + bay / 2,
        y: s * STOREY,
        wide,
        dusk,
        seed: h.seed + k * 7 + s,
        random,
      })
  }
  if (h.name) {
    const long = Math.min(h.width * 0.86, h.name.length * 0.42 + 0.8)
    const board = sign(
      h.name,
      long,
      0.62,
      h.seed % 3 === 0 ? '#7c1f23' : h.seed % 3 === 1 ? '#1f3d3a' : '#20345c',
      '#f5e6bd',
      dusk ? 1.5 : 0,
    )
    scene.patch(at((h.width - long) / 2, 2.78, 0.22), times(u, long), [0, 0.62, 0], board)
    if (dusk) scene.lamp(at(h.width / 2, 2.5, 1.5), [9, 6.6, 3.8], { radius: 0.5, shine: 'around' })
  }
}

interface Opening {
  a: number
  wide: number
  dusk: boolean
  seed: number
  random: Random
}

type At = (a: number, y: number, away: number) => Vec

function recess(
  scene: Scene,
  at: At,
  u: Vec,
  out: Vec,
  a: number,
  y: number,
  wide: number,
  tall: number,
  deep: number,
  back: Surface,
): void {
  const jamb = painted('#cfc6b4')
  scene.patch(at(a, y, -deep), times(u, wide), [0, tall, 0], back)
  scene.patch(at(a, y, -deep), times(out, deep), [0, tall, 0], jamb)
  scene.patch(at(a + wide, y, -deep), times(out, deep), [0, tall, 0], jamb)
  scene.patch(at(a, y + tall, -deep), times(u, wide), times(out, deep), jamb)
  scene.patch(at(a, y, -deep), times(u, wide), times(out, deep), jamb)
}

function shop(scene: Scene, at: At, u: Vec, out: Vec, o: Opening): void {
  const closed = hash(o.seed, 5) < 0.22
  const warm: Vec = pick(o.random, [
    [1.9, 1.35, 0.75],
    [1.5, 1.45, 1.3],
    [2.1, 1.2, 0.55],
  ])
  recess(
    scene,
    at,
    u,
    out,
    o.a,
    0,
    o.wide,
    2.7,
    0.35,
    closed ? sheet('#8b9096', 0.3) : pane(o.dusk ? warm : undefined, o.seed),
  )
  if (closed) return
  const frame = painted('#3a2c22')
  for (const f of [0, 0.5, 1]) scene.patch(at(o.a + f * (o.wide - 0.07), 0, -0.3), times(u, 0.07), [0, 2.7, 0], frame)
  scene.patch(at(o.a, 0, -0.3), times(u, o.wide), [0, 0.42, 0], planks('#5b3a28', 0.2))
  if (hash(o.seed, 9) < 0.5) {
    const cloth = pick(o.random, [
      ['#b7322c', '#efe6d2'],
      ['#2c6a5b', '#efe6d2'],
      ['#2d4f8a', '#efe6d2'],
      ['#d08a2a', '#efe6d2'],
    ])
    scene.patch(
      at(o.a - 0.15, 2.62, 0.03),
      times(u, o.wide + 0.3),
      add(times(out, 1.15), [0, -0.42, 0]),
      stripes(cloth, 0.3),
    )
    scene.patch(at(o.a - 0.15, 2.0, 1.18), times(u, o.wide + 0.3), [0, 0.2, 0], stripes(cloth, 0.3))
  }
}

const rail = (p: number, b: number) => b > 0.86 || p % 0.13 < 0.03 || b < 0.05

function upperWindow(scene: Scene, at: At, u: Vec, out: Vec, o: Opening & { y: number }): void {
  const lit = o.dusk && hash(o.seed, 2) < 0.42
  const a = o.a - o.wide / 2
  const glow: Vec = hash(o.seed, 3) < 0.75 ? [1.7, 1.05, 0.48] : [1.0, 1.1, 1.2]
  recess(scene, at, u, out, a, o.y + 0.25, o.wide, 2.35, 0.22, pane(lit ? glow : undefined, o.seed))
  const bar = painted('#e4dccb')
  for (const f of [0, 0.47, 0.94]) scene.patch(at(a + f * o.wide, o.y + 0.25, -0.16), times(u, 0.07), [0, 2.35, 0], bar)
  scene.patch(at(a, o.y + 1.9, -0.16), times(u, o.wide), [0, 0.06, 0], bar)
  scene.patch(at(a - 0.18, o.y + 2.62, 0.1), times(u, o.wide + 0.36), [0, 0.16, 0], bar)
  scene.patch(at(a - 0.18, o.y + 2.78, 0), times(u, o.wide + 0.36), times(out, 0.1), bar)
  if (hash(o.seed, 7) < 0.62) {
    const slab = painted('#d6cebd')
    scene.patch(at(a - 0.4, o.y + 0.1, 0), times(u, o.wide + 0.8), times(out, 0.75), slab)
    scene.patch(at(a - 0.4, o.y + 0.0, 0.75), times(u, o.wide + 0.8), [0, 0.1, 0], slab)
    const iron = painted('#1f2426')
    scene.patch(at(a - 0.4, o.y + 0.1, 0.74), times(u, o.wide + 0.8), [0, 0.92, 0], iron, { cut: rail })
    for (const f of [-0.4, o.wide + 0.4])
      scene.patch(at(a + f, o.y + 0.1, 0), times(out, 0.75), [0, 0.92, 0], iron, { cut: rail })
  } else {
    const leaf = planks('#466257', 0.11)
    for (const f of [-0.62, o.wide + 0.04]) scene.patch(at(a + f, o.y + 0.25, 0.03), times(u, 0.58), [0, 2.35, 0], leaf)
  }
}
