// The crossing: two one-way streets between old plastered houses with balconies, shops in their ground floors. The avenue
// has green all the time, the side street waits; people cross beside the moving avenue.

import type { Atmosphere } from '../atmosphere.ts'
import { paint } from '../colour.ts'
import { someone } from '../figures.ts'
import { type Member, type Place, standing } from '../place.ts'
import { type Random, hash, pick } from '../random.ts'
import type { Scene, Surface } from '../scene.ts'
import type { Drive, Path } from '../script.ts'
import {
  asphalt,
  foliage,
  glowing,
  painted,
  pane,
  paving,
  planks,
  plaster,
  rooftiles,
  sheet,
  sign,
  stripes,
} from '../textures.ts'
import { type Vec, add, cross, times, unit } from '../vector.ts'
import { carColours } from '../vehicles.ts'

const AVENUE = 5 // half width; it runs north
const STREET = 4 // half width; it runs east
const WALK = 3.4
const KERB = 0.14

export const crossing: Place = {
  name: 'crossing',
  title: 'San Lorenzo y Los Ceibos',
  outlook: { sunAzimuth: 232, sunHeight: 41, glowAzimuth: 8, hills: 1 },
  views: [
    { name: '1', eye: [-7.6, 6.4, -19.5], target: [1.9, 2.6, 0.5], fieldOfView: 64 },
    { name: '2', eye: [8.1, 5.2, 15.5], target: [-1.6, 1.1, -1], fieldOfView: 66 },
  ],
  build,
  members,
  floor: (x, z) => (Math.abs(x) > AVENUE && Math.abs(z) > STREET ? KERB : 0),
}

function build(scene: Scene, air: Atmosphere, random: Random): void {
  streets(scene, air)
  const left = -AVENUE - WALK
  const right = AVENUE + WALK
  const south = -STREET - WALK
  const north = STREET + WALK
  const rows: [Vec, Vec, number, string, string, number][] = [
    // North-east corner, seen first: the pharmacy.
    [[right, KERB, north + 11], [0, 0, -1], 11, '#d9a441', 'FARMACIA LOS CEIBOS', 3],
    [[right, KERB, north], [1, 0, 0], 12, '#d9a441', 'PERFUMES', 3],
    [[right + 12, KERB, north], [1, 0, 0], 14, '#e9e2d2', 'FERRETERÍA EL TORNILLO', 2],
    [[right + 26, KERB, north], [1, 0, 0], 16, '#8fa9a0', 'PANADERÍA', 2],
    [[right, KERB, north + 23], [0, 0, -1], 12, '#c9d3d0', 'ÓPTICA LUNA', 2],
    [[right, KERB, north + 40], [0, 0, -1], 17, '#b4583f', 'HOTEL DEL VALLE', 4],
    [[right, KERB, north + 62], [0, 0, -1], 22, '#e5d8bb', '', 2],
    // North-west.
    [[left, KERB, north], [0, 0, 1], 12, '#f0e9da', 'CAFÉ LA QUENA', 2],
    [[left, KERB, north + 12], [0, 0, 1], 10, '#5f8f94', 'LIBRERÍA', 3],
    [[left, KERB, north + 22], [0, 0, 1], 18, '#dcb6a0', '', 2],
    [[left - 13, KERB, north], [1, 0, 0], 13, '#f0e9da', 'CAFÉ LA QUENA', 2],
    [[left - 30, KERB, north], [1, 0, 0], 17, '#c2703d', 'TELAS', 2],
    // South-east.
    [[right, KERB, south], [0, 0, -1], 12, '#a8443a', 'ZAPATERÍA', 3],
    [[right, KERB, south - 12], [0, 0, -1], 12, '#e8dfc9', 'HELADOS', 2],
    [[right + 14, KERB, south], [-1, 0, 0], 14, '#a8443a', 'ZAPATERÍA', 3],
    [[right + 34, KERB, south], [-1, 0, 0], 20, '#d8cdb2', '', 2],
    // South-west.
    [[left, KERB, south - 13], [0, 0, 1], 13, '#d8c7a6', 'CORREO', 3],
    [[left, KERB, south - 33], [0, 0, 1], 20, '#7f9a86', 'MERCERÍA', 2],
    [[left, KERB, south], [-1, 0, 0], 16, '#d8c7a6', 'CORREO', 3],
    [[left - 16, KERB, south], [-1, 0, 0], 16, '#efe7d6', '', 2],
  ]
  rows.forEach(([o, along, width, colour, name, storeys], k) =>
    house(scene, air, random, { o, along, width, colour, name, storeys, seed: k * 31 }),
  )
  lampsAndLights(scene, air)
  trees(scene, random)
  furniture(scene)
}

function streets(scene: Scene, air: Atmosphere): void {
  scene.patch([-130, 0, -60], [260, 0, 0], [0, 0, 260], asphalt(air.wet))
  const slabs = paving('#a9a294', 0.42, air.wet, '#9b9486')
  const kerb = painted('#bdb8ab')
  const mark = painted('#dcdad0', { uneven: 0.22 })
  for (const sx of [-1, 1])
    for (const sz of [-1, 1]) {
      const x = sx * AVENUE
      const z = sz * STREET
      scene.patch([x, KERB, z], [sx * 110, 0, 0], [0, 0, sz * WALK], slabs)
      scene.patch([x, KERB, z], [sx * WALK, 0, 0], [0, 0, sz * 90], slabs)
      scene.patch([x, 0, z], [0, 0, sz * 90], [0, KERB, 0], kerb)
      scene.patch([x, 0, z], [sx * 110, 0, 0], [0, KERB, 0], kerb)
      scene.patch([x, KERB + 0.004, z], [0, 0, sz * 90], [sx * 0.16, 0, 0], kerb)
      scene.patch([x, KERB + 0.004, z], [sx * 110, 0, 0], [0, 0, sz * 0.16], kerb)
    }
  const stripe = (x: number, z: number, w: number, d: number) => scene.patch([x, 0.008, z], [w, 0, 0], [0, 0, d], mark)
  for (const side of [-1, 1]) {
    for (let x = -AVENUE + 0.35; x < AVENUE - 0.4; x += 0.95) stripe(x, side * 5.9 - 1.4, 0.5, 2.8)
    for (let z = -STREET + 0.3; z < STREET - 0.4; z += 0.95) stripe(side * 6.9 - 1.4, z, 2.8, 0.5)
  }
  stripe(-9.3, -STREET + 0.3, 0.4, STREET * 2 - 0.6)
  stripe(-AVENUE + 0.3, -8.2, AVENUE * 2 - 0.6, 0.35)
  for (let z = 11; z < 90; z += 4.5) for (const x of [-1.7, 1.7]) stripe(x - 0.06, z, 0.12, 2)
  for (let z = -11; z > -50; z -= 4.5) for (const x of [-1.7, 1.7]) stripe(x - 0.06, z, 0.12, 2)
}

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
function house(scene: Scene, air: Atmosphere, random: Random, h: House): void {
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
    const rail = (p: number, b: number) => b > 0.86 || p % 0.13 < 0.03 || b < 0.05
    scene.patch(at(a - 0.4, o.y + 0.1, 0.74), times(u, o.wide + 0.8), [0, 0.92, 0], iron, { cut: rail })
    for (const f of [-0.4, o.wide + 0.4])
      scene.patch(at(a + f, o.y + 0.1, 0), times(out, 0.75), [0, 0.92, 0], iron, { cut: rail })
  } else {
    const leaf = planks('#466257', 0.11)
    for (const f of [-0.62, o.wide + 0.04]) scene.patch(at(a + f, o.y + 0.25, 0.03), times(u, 0.58), [0, 2.35, 0], leaf)
  }
}

function lampsAndLights(scene: Scene, air: Atmosphere): void {
  const iron = painted('#2b3330', { gloss: 0.2 })
  const dusk = air.light === 'dusk'
  for (const [x, z, side] of [
    [5.5, 10.5, -1],
    [-5.5, 21, 1],
    [5.5, 33, -1],
    [-5.5, 46, 1],
    [5.5, -10, -1],
    [-5.5, -22, 1],
  ] as const) {
    scene.bar([x, KERB, z], [x, 6.6, z], 0.075, iron, { radiusEnd: 0.05 })
    scene.bar([x, 6.5, z], [x + side * 1.7, 6.9, z], 0.04, iron)
    scene.box([x + side * 1.9, 6.82, z], [0.7, 0.14, 0.26], iron)
    scene.patch(
      [x + side * 1.6, 6.81, z - 0.11],
      [side * 0.6, 0, 0],
      [0, 0, 0.22],
      dusk ? glowing([6, 4.4, 2.2]) : painted('#e8e8e0'),
    )
    if (dusk) scene.lamp([x + side * 1.9, 6.6, z], [78, 50, 24])
  }
  for (const [x, z, turn, green] of [
    [5.7, -4.7, 0, true],
    [-5.7, 4.7, 1, false],
    [-5.7, -4.7, 2, true],
    [5.7, 4.7, 3, false],
  ] as const) {
    scene.bar([x, KERB, z], [x, 3.4, z], 0.06, iron)
    const face: Vec = turn % 2 === 0 ? [0, 0, -1] : [-1, 0, 0]
    scene.box([x + face[0] * 0.14, 2.55, z + face[2] * 0.14], [0.28, 0.85, 0.28], painted('#1b1d1c'))
    const lamp = (y: number, colour: string, on: boolean) => {
      const c = paint(colour)
      scene.ball(
        [x + face[0] * 0.3, y, z + face[2] * 0.3],
        0.085,
        on ? glowing(times(c, dusk ? 5 : 3)) : painted('#241f1d'),
      )
    }
    lamp(3.2, '#ff3024', !green)
    lamp(2.96, '#ffb020', false)
    lamp(2.72, '#2cff9a', green)
    if (dusk)
      scene.lamp(
        [x + face[0] * 0.75, green ? 2.7 : 3.2, z + face[2] * 0.75],
        green ? [0.1, 1.4, 0.7] : [1.8, 0.15, 0.1],
        { shine: 'around', radius: 0.05 },
      )
  }
  const wire = painted('#15171a')
  for (const z of [6.4, 24]) scene.bar([-8.4, 6.2, z], [8.4, 6.4, z], 0.014, wire, { sides: 4 })
  const plate = sign('LOS CEIBOS', 1.1, 0.3, '#1d4a8c', '#ffffff')
  scene.patch([5.15, 2.3, -4.71], [1.1, 0, 0], [0, 0.3, 0], plate)
}

function trees(scene: Scene, random: Random): void {
  const bark = planks('#5d4a3a', 0.09)
  const greens = foliage('#1d3312', '#6f9440')
  const flowers = foliage('#7a1420', '#d9404a')
  for (const [x, z, tall, bloom] of [
    [-6.1, 9.6, 5.6, false],
    [-6.1, 16.5, 6.4, false],
    [-6.1, 29, 6.2, false],
    [6.2, 16, 6.2, true],
    [6.2, 26, 6.6, false],
    [6.2, 42, 6.5, false],
    [-6.2, -27, 6, true],
    [6.2, -17, 5.8, false],
  ] as const) {
    scene.bar([x, KERB, z], [x + 0.1, tall * 0.55, z], 0.15, bark, { radiusEnd: 0.1 })
    scene.bar([x + 0.1, tall * 0.5, z], [x + 0.7, tall * 0.78, z + 0.4], 0.09, bark, { radiusEnd: 0.04, sides: 6 })
    scene.bar([x + 0.1, tall * 0.5, z], [x - 0.6, tall * 0.8, z - 0.3], 0.08, bark, { radiusEnd: 0.04, sides: 6 })
    for (let k = 0; k < 6; k++) {
      const c: Vec = [x + (random() - 0.5) * 2, tall * 0.8 + (random() - 0.5) * 1.1, z + (random() - 0.5) * 2]
      scene.leaves(c, [1.15, 0.85, 1.15], 420, 0.16, greens, random)
      if (bloom) scene.leaves(add(c, [0, 0.15, 0]), [1.2, 0.85, 1.2], 110, 0.13, flowers, random)
    }
    scene.patch([x - 0.5, KERB + 0.006, z - 0.5], [1, 0, 0], [0, 0, 1], painted('#4a3a2a', { uneven: 0.3 }))
  }
}

function furniture(scene: Scene): void {
  const green = painted('#23543f', { gloss: 0.2 })
  for (const [x, z] of [
    [7.4, 5.0],
    [-7.6, -5.2],
  ] as const)
    scene.bar([x, KERB, z], [x, KERB + 0.85, z], 0.22, green, { sides: 14 })
  // A newspaper kiosk with an awning.
  scene.box([-7.3, KERB, 8.2], [1.3, 2.3, 1.9], painted('#2f6d55'))
  scene.patch(
    [-6.64, 1.1, 7.4],
    [0, 0, 1.6],
    [0, 0.9, 0],
    stripes(['#e7dcc0', '#b3322e', '#e3b23c', '#2f5d8c', '#efe8dc'], 0.21),
  )
  scene.patch([-6.64, 2.45, 7.1], [0, 0, 2.2], [0.9, -0.25, 0], stripes(['#d8b040', '#efe6d2'], 0.28))
  scene.patch([-6.63, 2.5, 7.35], [0, 0, 1.7], [0, 0.34, 0], sign('DIARIOS', 1.7, 0.34, '#12352a', '#f3e3b0'))
  for (const x of [-6.9, -6.2, 6.0, 6.7])
    scene.bar([x, KERB, -4.5], [x, KERB + 0.8, -4.5], 0.06, painted('#30353a'), { sides: 8 })
}

function members(random: Random): Member[] {
  const person = (path: Path, wish = {}): Member => ({ kind: 'person', look: someone(random, wish), path })
  const avenue = (x: number, ahead: number): Drive => ({
    points: [
      [0, x, -50],
      [16, x, 92],
    ],
    ahead,
  })
  const paints = [...carColours]
  const colour = () => paints.splice(Math.floor(random() * paints.length), 1)[0] ?? ([0.5, 0.5, 0.5] as const)
  return [
    { kind: 'car', shape: 'taxi', colour: paint('#e8c33a'), drive: avenue(-2.9, 0.02) },
    { kind: 'car', shape: 'hatch', colour: colour(), drive: avenue(0.1, 0.24) },
    { kind: 'car', shape: 'pickup', colour: colour(), drive: avenue(2.9, 0.47) },
    { kind: 'bus', coat: { base: paint('#e9e4d6'), band: paint('#b23a2c') }, drive: avenue(-2.8, 0.62) },
    { kind: 'car', shape: 'sedan', colour: colour(), drive: avenue(0.2, 0.86) },
    {
      kind: 'motorbike',
      colour: paint('#b3322e'),
      look: someone(random, { hat: 'helmet', bag: 'none' }),
      drive: avenue(2.2, 0.09),
    },
    {
      kind: 'bicycle',
      colour: paint('#2f6d8c'),
      look: someone(random, { bag: 'backpack' }),
      drive: {
        points: [
          [0, 4.2, -36],
          [16, 4.2, 34],
        ],
        ahead: 0.33,
      },
    },
    {
      kind: 'car',
      shape: 'van',
      colour: paint('#e6e3da'),
      drive: standing(-12.2, -1.9),
      facing: Math.PI / 2,
      lights: 'on',
    },
    { kind: 'car', shape: 'hatch', colour: colour(), drive: standing(-12.0, 1.6), facing: Math.PI / 2, lights: 'on' },
    { kind: 'car', shape: 'sedan', colour: colour(), drive: standing(-18.4, 1.7), facing: Math.PI / 2, lights: 'on' },
    // Over the side street and back, east and west of the avenue.
    person({ start: [6.4, -16], steps: [{ go: [6.6, 6] }], ahead: 0.1 }),
    person({ start: [7.4, 14], steps: [{ go: [7.3, -9] }], ahead: 0.55 }),
    person({ start: [7.7, 9], steps: [{ go: [7.2, -10] }], ahead: 0.8 }, { bag: 'shopping' }),
    person({ start: [-7.2, -13], steps: [{ go: [-7, 7.8] }], ahead: 0.25 }),
    person({ start: [-6.4, 16], steps: [{ go: [-6.6, -4] }], ahead: 0.68 }, { bag: 'pram' }),
    // They wait for the avenue to stop, and look up the street.
    person({ start: [5.6, 5.4], steps: [{ stay: 16, act: 'wait', face: -Math.PI / 2, look: 0.7 }] }),
    person({ start: [5.7, 6.4], steps: [{ stay: 16, act: 'wait', face: -Math.PI / 2, gesture: 'phone' }] }),
    person(
      { start: [-5.6, -5.9], steps: [{ stay: 16, act: 'wait', face: Math.PI / 2, look: 0.6 }] },
      { top: 'poncho' },
    ),
    person({
      start: [13, 5.2],
      steps: [{ go: [6.2, 5.6] }, { stay: 5, act: 'wait', face: -Math.PI / 2, look: 0.8 }, { go: [13, 5.2] }],
    }),
    // Two meet by the pharmacy.
    person({ start: [7.9, 9.8], steps: [{ stay: 16, act: 'meet', face: 2.4, gesture: 'talk' }] }),
    person({
      start: [8.0, 0.4 + 15],
      steps: [
        { go: [8.05, 8.9] },
        { stay: 6.5, act: 'meet', face: -0.4, gesture: 'talk', look: 0.3 },
        { go: [8, 15.4] },
      ],
    }),
    person({ start: [-6.3, 7.4], steps: [{ stay: 16, act: 'wait', face: -1.4, gesture: 'reach' }] }, { hat: 'brim' }),
    person({ start: [6.7, 30], steps: [{ go: [6.9, 9] }], ahead: 0.4 }),
    person({ start: [-6.9, 22], steps: [{ go: [-7.5, 6] }], ahead: 0.05 }),
    { kind: 'dog', colour: paint('#8a6238'), path: { start: [-7.6, -12], steps: [{ go: [-7.5, 8.4] }], ahead: 0.22 } },
  ]
}
