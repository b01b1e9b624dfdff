// The square: lawns round a bandstand, palms and pink lapachos, benches, a church with two towers and an arcade across.
// People sit, talk, stroll, walk a dog and push a pram.

import type { Atmosphere } from '../atmosphere.ts'
import type { Place } from '../place.ts'
import { type Random, hash } from '../random.ts'
import type { Scene } from '../scene.ts'
import {
  asphalt,
  concrete,
  foliage,
  glowing,
  grass,
  painted,
  pane,
  paving,
  planks,
  plaster,
  rooftiles,
  sign,
} from '../textures.ts'
import { type Vec, add, times } from '../vector.ts'
import { BENCHES, SEAT, squareMembers } from './square-people.ts'
import { lapacho, palm } from './square-trees.ts'

export const square: Place = {
  name: 'square',
  title: 'Plaza de las Retamas',
  outlook: { sunAzimuth: 246, sunHeight: 38, glowAzimuth: -12, hills: 2.6 },
  views: [
    { name: '1', eye: [-10.5, 6.0, -17.5], target: [0.9, 3.3, 6], fieldOfView: 66 },
    { name: '2', eye: [14.6, 5.4, 15.2], target: [-1.4, 1.7, -1.2], fieldOfView: 68 },
  ],
  build,
  members: squareMembers,
}

function build(scene: Scene, air: Atmosphere, random: Random): void {
  const dusk = air.light === 'dusk'
  scene.patch([-90, -0.06, -90], [180, 0, 0], [0, 0, 200], asphalt(air.wet))
  scene.patch([-23, 0, -21], [46, 0, 0], [0, 0, 42], paving('#c7b08f', 0.6, air.wet, '#a98a6c'))
  for (const sx of [-1, 1]) for (const sz of [-1, 1]) lawn(scene, sx, sz, random)
  bandstand(scene, dusk)
  church(scene, dusk)
  arcade(scene, dusk, [-30, 0, -27], [1, 0, 0], 62, '#e9dcc0', [
    'CONFITERÍA REAL',
    'HELADERÍA',
    'BANCO DEL CERRO',
    'MUSEO',
  ])
  arcade(scene, dusk, [-29, 0, 27], [0, 0, -1], 54, '#d9b88f', ['CABILDO', 'ARTESANÍAS', 'CAFÉ', 'TURISMO'])
  plainRow(scene, dusk)
  for (const [x, z, facing] of BENCHES) bench(scene, x, z, facing)
  for (const [x, z] of [
    [-5.2, -8.6],
    [5.4, -8.4],
    [-10.6, 5.2],
    [10.4, 5.6],
    [-4.4, 13.4],
    [4.6, 13.2],
    [-13, -4],
    [13, -3],
  ] as const)
    globes(scene, x, z, dusk)
  for (const [x, z, tall] of [
    [-13.5, 9.5, 9.5],
    [18.2, 8.4, 10.5],
    [12.6, -11.5, 8.8],
    [-17.8, 16.5, 11],
    [17.5, 17.5, 9.6],
  ] as const)
    palm(scene, x, z, tall, random)
  lapacho(scene, -16.4, -5.2, 6.8, random)
  lapacho(scene, 11.2, -15.8, 7, random)
  lapacho(scene, 17, 4.5, 7.4, random)
  lapacho(scene, -18.6, 2.6, 7, random)
}

const cornerOff = (a: number, b: number) => a + b > 4.2

function lawn(scene: Scene, sx: number, sz: number, random: Random): void {
  const stone = painted('#d5cab4', { uneven: 0.2 })
  const o: Vec = [sx * 4.6, 0.12, sz * 4.4]
  scene.patch(o, [sx * 14, 0, 0], [0, 0, sz * 12], grass(), { cut: cornerOff })
  scene.patch([sx * 8.8, 0, sz * 4.4], [sx * 9.8, 0, 0], [0, 0.2, 0], stone)
  scene.patch([sx * 4.6, 0, sz * 8.6], [0, 0, sz * 7.8], [0, 0.2, 0], stone)
  scene.patch([sx * 8.8, 0, sz * 4.4], [-sx * 4.2, 0, sz * 4.2], [0, 0.2, 0], stone)
  scene.patch([sx * 18.6, 0, sz * 4.4], [0, 0, sz * 12], [0, 0.2, 0], stone)
  scene.patch([sx * 4.6, 0, sz * 16.4], [sx * 14, 0, 0], [0, 0.2, 0], stone)
  const hedge = foliage('#182c10', '#4f7a30')
  const blooms = [foliage('#9c1f2e', '#e8505a', 3), foliage('#b8780f', '#ffc93c', 3), foliage('#7a3a8c', '#c58be0', 3)]
  for (let k = 0; k < 9; k++) {
    const along = k / 8
    scene.leaves([sx * (8.9 - 4.2 * along), 0.4, sz * (4.9 + 4.2 * along)], [0.5, 0.35, 0.5], 130, 0.12, hedge, random)
    const bed = blooms[k % 3]
    if (bed)
      scene.leaves([sx * (9.7 - 4.2 * along), 0.3, sz * (5.7 + 4.2 * along)], [0.5, 0.2, 0.5], 90, 0.11, bed, random)
  }
}

const corner = (k: number, r: number, y: number): Vec => {
  const angle = ((k + 0.5) / 8) * Math.PI * 2
  return [r * Math.cos(angle), y, 1.5 + r * Math.sin(angle)]
}

function bandstand(scene: Scene, dusk: boolean): void {
  const stone = plaster('#d8c8aa', 1)
  const white = painted('#efeadd', { uneven: 0.05 })
  const iron = painted('#24423a')
  scene.bar([0, 0, 1.5], [0, 0.95, 1.5], 3.4, stone, { sides: 8 })
  scene.bar([0, 0.95, 1.5], [0, 1.02, 1.5], 3.55, white, { sides: 8, radiusEnd: 3.5 })
  scene.patch([-3.1, 1.02, -1.6], [6.2, 0, 0], [0, 0, 6.2], paving('#b88a68', 0.3, 0), {
    cut: (a, b) => Math.hypot(a - 3.1, b - 3.1) < 3.1,
  })
  for (let k = 0; k < 8; k++) {
    const p = corner(k, 3.05, 1)
    scene.bar(p, [p[0], 4.1, p[2]], 0.075, white)
    scene.ball([p[0], 4.15, p[2]], 0.14, white)
    const q = corner(k + 1, 3.05, 1)
    const rail: Vec = [q[0] - p[0], 0, q[2] - p[2]]
    if (k !== 5)
      scene.patch([p[0], 1.1, p[2]], rail, [0, 0.8, 0], iron, {
        cut: (a, b) =>
          b > 0.72 ||
          b < 0.05 ||
          Math.abs(((a * 4) % 1) - 0.5) < 0.09 ||
          Math.abs(b - 0.4 - 0.22 * Math.sin(a * 9)) < 0.03,
      })
    scene.patch([p[0], 3.7, p[2]], rail, [0, 0.5, 0], white, {
      cut: (a, b) => b > 0.34 || b > 0.5 * Math.abs(Math.sin(a * 6)),
    })
  }
  scene.bar([0, 4.15, 1.5], [0, 5.5, 1.5], 3.75, rooftiles('#8f3f2c'), { sides: 8, radiusEnd: 0.5 })
  scene.bar([0, 5.5, 1.5], [0, 6.2, 1.5], 0.5, white, { sides: 8 })
  scene.bar([0, 6.2, 1.5], [0, 7, 1.5], 0.6, rooftiles('#8f3f2c'), { sides: 8, radiusEnd: 0.04 })
  for (let k = 0; k < 8; k++) {
    const p = corner(k, 2.6, 0)
    scene.bar([p[0] * 1.25, 0, 1.5 + (p[2] - 1.5) * 1.25], [p[0] * 1.25, 0.3, 1.5 + (p[2] - 1.5) * 1.25], 0.2, stone, {
      sides: 6,
    })
  }
  for (const y of [0.24, 0.5, 0.76])
    scene.box([-2.6 + y * 0.8, 0, -1.2 + y * 0.5], [1.6, y, 0.9], concrete('#cbbda2'), { turn: -0.9 })
  if (!dusk) return
  scene.lamp([0, 3.7, 1.5], [30, 20, 10], { shine: 'around', radius: 0.3 })
  for (let k = 0; k < 8; k++) scene.ball(corner(k, 3.3, 3.62), 0.07, glowing([7, 4.6, 2]))
}

const arch = (a: number, b: number, middle: number, half: number, rise: number) =>
  Math.abs(a - middle) < half && (b < rise || Math.hypot(a - middle, b - rise) < half)

const churchFront = (a: number, b: number) =>
  !arch(a, b, 6, 1.5, 3.2) && !arch(a, b, 2, 0.8, 2.4) && !arch(a, b, 10, 0.8, 2.4) && Math.hypot(a - 6, b - 8) > 1.15

function church(scene: Scene, dusk: boolean): void {
  const wall = plaster('#e6c698', 16)
  const white = painted('#f1eadb', { uneven: 0.12 })
  const z = 29
  scene.patch([-6, 0, z], [12, 0, 0], [0, 11, 0], wall, { cut: churchFront })
  scene.patch([-6, 11, z], [12, 0, 0], [0, 3.2, 0], wall, {
    cut: (a, b) => b < 3.2 * (1 - (Math.abs(a - 6) / 6) ** 1.6),
  })
  scene.patch([-6, 0, z + 0.6], [12, 0, 0], [0, 11, 0], dusk ? pane([1.5, 0.85, 0.35], 3) : planks('#4a2f1e', 0.25))
  for (const y of [5.3, 10.8]) {
    scene.patch([-6.2, y, z - 0.35], [12.4, 0, 0], [0, 0.4, 0], white)
    scene.patch([-6.2, y + 0.4, z - 0.35], [12.4, 0, 0], [0, 0, 0.35], white)
  }
  for (const x of [-5.8, -3.1, 2.5, 5.2]) scene.box([x + 0.3, 0, z - 0.1], [0.6, 10.8, 0.4], white)
  for (const side of [-1, 1]) {
    const x = side * 8.4
    scene.box([x, 0, z + 2], [4.8, 15, 4.8], plaster('#e6c698', 15))
    for (const y of [5.3, 10.8, 14.7]) scene.box([x, y, z + 2], [5.2, 0.4, 5.2], white)
    scene.patch(
      [x - 0.8, 11.6, z - 0.42],
      [1.6, 0, 0],
      [0, 2.8, 0],
      dusk ? pane([1.7, 1.0, 0.45], 5) : painted('#2d2620'),
      { cut: (a, b) => arch(a, b, 0.8, 0.75, 1.9) },
    )
    scene.patch(
      [x - 0.6, 6.7, z - 0.42],
      [1.2, 0, 0],
      [0, 2.6, 0],
      dusk ? pane([1.2, 0.7, 0.3], 8) : pane(undefined, 2),
      { cut: (a, b) => arch(a, b, 0.6, 0.55, 1.8) },
    )
    scene.bar([x, 15.1, z + 2], [x, 16.2, z + 2], 1.9, white, { sides: 8 })
    scene.ball([x, 16.3, z + 2], 1.85, painted('#4f7f86', { gloss: 0.15 }))
    scene.bar([x, 18, z + 2], [x, 19.6, z + 2], 0.06, painted('#3a3a3a'))
    scene.bar([x - 0.45, 19.1, z + 2], [x + 0.45, 19.1, z + 2], 0.06, painted('#3a3a3a'))
  }
  for (const k of [0, 1, 2])
    scene.box([0, 0, z - 0.9 - k * 0.45], [9 + k * 0.8, 0.54 - k * 0.18, 1.2], concrete('#cfc4ae'))
  scene.box([0, 0, z + 12], [12, 12, 16], plaster('#d9bb92', 12))
  if (!dusk) return
  for (const x of [-8.4, -3, 3, 8.4]) scene.lamp([x, 0.8, z - 3], [34, 22, 10], { shine: 'around', radius: 0.2 })
}

/** A two-storey arcade: round arches below, deep shade behind them, shuttered doors above. */
function arcade(
  scene: Scene,
  dusk: boolean,
  o: Vec,
  u: Vec,
  long: number,
  colour: string,
  names: readonly string[],
): void {
  // It looks towards the square: to the right of `u`, seen from above, is behind it.
  const out: Vec = [-u[2], 0, u[0]]
  const at = (a: number, y: number, away: number): Vec => add(add(add(o, times(u, a)), [0, y, 0]), times(out, away))
  const bay = 3.6
  const bays = Math.floor(long / bay)
  const isArch = (a: number, b: number) => {
    const x = (a % bay) - bay / 2
    return a < bays * bay && Math.abs(x) < 1.3 && (b < 2.5 || Math.hypot(x, b - 2.5) < 1.3)
  }
  const isDoor = (a: number, b: number) => Math.abs((a % bay) - bay / 2) < 0.6 && b > 5.2 && b < 7.7
  scene.patch(at(0, 0, 0), times(u, long), [0, 9, 0], plaster(colour, 9), {
    cut: (a, b) => !isArch(a, b) && !isDoor(a, b),
  })
  scene.patch(at(0, 0, -3.2), times(u, long), [0, 4.4, 0], plaster('#b99a74', 4.4))
  scene.patch(at(0, 4.3, -3.2), times(u, long), times(out, 3.2), planks('#6b4a30', 0.3))
  scene.patch(at(0, 0.02, -3.2), times(u, long), times(out, 3.6), paving('#a7765a', 0.3, 0))
  scene.patch(at(0, 5, -0.3), times(u, long), [0, 3, 0], planks('#7d5437', 0.6))
  const white = painted('#f3ecdc', { uneven: 0.1 })
  for (const [y, deep] of [
    [4.4, 0.25],
    [8.6, 0.4],
  ] as const) {
    scene.patch(at(0, y, deep), times(u, long), [0, 0.3, 0], white)
    scene.patch(at(0, y + 0.3, 0), times(u, long), times(out, deep), white)
  }
  scene.patch(at(0, 8.9, 0.5), times(u, long), add(times(out, -4), [0, 1.6, 0]), rooftiles())
  for (let k = 0; k < bays; k++) {
    const middle = k * bay + bay / 2
    scene.patch(
      at(middle - 1, 0.1, -3.12),
      times(u, 2),
      [0, 2.6, 0],
      dusk && hash(k, 4) < 0.75 ? pane([2, 1.3, 0.6], k) : pane(undefined, k),
    )
    if (dusk && hash(k, 9) < 0.5)
      scene.patch(at(middle - 0.6, 5.2, -0.22), times(u, 1.2), [0, 2.5, 0], pane([1.5, 0.9, 0.4], k))
    scene.patch(at(middle - 0.95, 5.1, 0.5), times(u, 1.9), [0, 0.9, 0], painted('#3d2a1c'), {
      cut: (a, b) => b > 0.82 || a % 0.16 < 0.06,
    })
    scene.patch(at(middle - 0.95, 5.0, 0), times(u, 1.9), times(out, 0.5), white)
    if (dusk && k % 3 === 1) scene.lamp(at(middle, 3.6, -1.2), [12, 7.5, 3.2], { shine: 'around', radius: 0.2 })
    const name = names[Math.floor(k / 3) % names.length]
    if (k % 3 === 1 && name)
      scene.patch(
        at(middle - 1.35, 3.95, 0.06),
        times(u, 2.7),
        [0, 0.42, 0],
        sign(name, 2.7, 0.42, '#3b2415', '#f2d9a0', dusk ? 1 : 0),
      )
  }
}

function plainRow(scene: Scene, dusk: boolean): void {
  const colours = ['#dcd2bd', '#c88f6b', '#9db0a3', '#e2c27c', '#cfd6d6']
  for (let k = 0; k < 6; k++) {
    const tall = 6.5 + 3.5 * hash(k, 3)
    const z = 26 - k * 9.2
    const colour = colours[k % 5] ?? '#dddddd'
    scene.box([33, 0, z - 4.5], [10, tall, 9], plaster(colour, tall), { top: rooftiles() })
    for (let j = 0; j < 3; j++)
      for (const y of [0.6, 3.9])
        scene.patch(
          [27.96, y, z - 1.6 - j * 2.9],
          [0, 0, -1.3],
          [0, 2.1, 0],
          pane(dusk && hash(k * 3 + j, y * 10) < 0.5 ? [1.6, 1, 0.5] : undefined, k + j),
        )
  }
  for (const [x, w, tall] of [
    [-21, 15, 8],
    [19.5, 15, 7],
  ] as const) {
    scene.box([x, 0, 33], [w, tall, 8], plaster(x < 0 ? '#cdd3c4' : '#d8a58a', tall), { top: rooftiles() })
    for (let j = 0; j < 5; j++)
      for (const y of [0.5, 4])
        scene.patch(
          [x - 6 + j * 2.7, y, 28.97],
          [1.2, 0, 0],
          [0, 2.3, 0],
          pane(dusk && hash(j, y * 7 + x) < 0.55 ? [1.7, 1.05, 0.5] : undefined, j),
        )
  }
}

function bench(scene: Scene, x: number, z: number, facing: number): void {
  const wood = planks('#8a5a33', 0.12)
  const iron = painted('#26302c')
  const f: Vec = [Math.sin(facing), 0, Math.cos(facing)]
  const at = (back: number, y: number): Vec => [x - f[0] * back, y, z - f[2] * back]
  scene.box(at(0, SEAT - 0.06), [1.9, 0.05, 0.5], wood, { turn: -facing })
  scene.box(at(0.28, SEAT + 0.08), [1.9, 0.42, 0.05], wood, { turn: -facing })
  for (const side of [-0.8, 0.8])
    scene.box(
      [x + Math.cos(facing) * side - f[0] * 0.05, 0, z - Math.sin(facing) * side - f[2] * 0.05],
      [0.06, SEAT - 0.04, 0.5],
      iron,
      { turn: -facing },
    )
}

function globes(scene: Scene, x: number, z: number, dusk: boolean): void {
  const iron = painted('#1f3b33', { gloss: 0.2 })
  scene.bar([x, 0, z], [x, 0.6, z], 0.14, iron, { radiusEnd: 0.08 })
  scene.bar([x, 0.6, z], [x, 3.6, z], 0.055, iron)
  scene.bar([x - 0.5, 3.35, z], [x + 0.5, 3.35, z], 0.03, iron)
  const glass = dusk ? glowing([6, 4.6, 2.6]) : painted('#f3f1ea', { gloss: 0.2 })
  for (const side of [-0.5, 0.5]) scene.ball([x + side, 3.55, z], 0.17, glass)
  scene.ball([x, 3.85, z], 0.19, glass)
  if (dusk) scene.lamp([x, 4.15, z], [40, 28, 15], { shine: 'around', radius: 0.1 })
}
