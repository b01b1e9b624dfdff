// The market street: stalls under striped awnings along a paved lane, crates of fruit, cloth and pots, strings of bulbs
// overhead. People stroll, choose, haggle and carry.

import type { Atmosphere } from '../atmosphere.ts'
import type { Place } from '../place.ts'
import { type Random, hash, pick } from '../random.ts'
import type { Scene, Surface } from '../scene.ts'
import { foliage, glowing, painted, pane, paving, planks, plaster, rooftiles, sign, stripes } from '../textures.ts'
import type { Vec } from '../vector.ts'
import { FRONT, PITCH, marketStreetMembers } from './market-street-people.ts'

const WALL = 6.6
const STALLS = 13

export const marketStreet: Place = {
  name: 'market-street',
  title: 'Feria del Algarrobo',
  outlook: { sunAzimuth: 212, sunHeight: 52, glowAzimuth: 4, hills: 5.3 },
  views: [
    { name: '1', eye: [-1.6, 5.3, -12.5], target: [0.5, 2.1, 3], fieldOfView: 64 },
    { name: '2', eye: [2.2, 4.5, 24.3], target: [-0.7, 1.5, 9.5], fieldOfView: 62 },
  ],
  build,
  members: marketStreetMembers,
}

function build(scene: Scene, air: Atmosphere, random: Random): void {
  const dusk = air.light === 'dusk'
  scene.patch([-40, 0, -50], [80, 0, 0], [0, 0, 170], paving('#9d9184', 0.34, air.wet, '#8a7f74'))
  scene.patch([-0.35, 0.004, -50], [0.7, 0, 0], [0, 0, 170], paving('#7d746b', 0.35, air.wet))
  for (let k = 0; k < STALLS; k++)
    for (const side of [-1, 1]) {
      const z = -6 + k * PITCH + (side > 0 ? 1.1 : 0)
      if (side > 0 && k === 5) continue // the way to the yard
      stall(scene, random, dusk, side, z, k)
    }
  for (const side of [-1, 1]) fronts(scene, dusk, side)
  overhead(scene, dusk, random)
  scene.box([0, 0, 82], [8, 7, 6], plaster('#e7d9ba', 7))
  scene.patch([-1.6, 0, 78.95], [3.2, 0, 0], [0, 4.2, 0], planks('#5b3a22', 0.3))
  const greens = foliage('#1b2f14', '#6d9342')
  for (const [x, z] of [
    [-5.6, 40],
    [5.8, 44],
    [-5, 52],
    [5, 60],
  ] as const) {
    scene.bar([x, 0, z], [x, 3.4, z], 0.2, planks('#57483a', 0.1))
    scene.leaves([x, 5, z], [2.4, 1.9, 2.4], 420, 0.28, greens, random)
  }
}

const awnings = [
  ['#c23b2e', '#f1e7d2'],
  ['#2f7a64', '#f1e7d2'],
  ['#d9962c', '#f6ecd4'],
  ['#2f5f9a', '#f1e7d2'],
  ['#8a3f73', '#f3dfe6'],
  ['#c9562f', '#efd9a8'],
  ['#4b8a3c', '#eef0d8'],
]

function stall(scene: Scene, random: Random, dusk: boolean, side: number, z: number, k: number): void {
  const wood = planks('#8a6238', 0.14)
  const x = side * FRONT
  const deep = 1.25
  const wide = 2.7
  scene.box([x + (side * deep) / 2, 0, z], [deep, 0.82, wide], wood, { top: planks('#a37a48', 0.2) })
  for (const dz of [-wide / 2, wide / 2])
    for (const dx of [0, deep + 1.1])
      scene.bar([x + side * dx, 0, z + dz], [x + side * dx, 2.4 + dx * 0.25, z + dz], 0.035, painted('#6b5a45'), {
        sides: 6,
      })
  const cloth = awnings[(k * 2 + (side > 0 ? 3 : 0)) % awnings.length] ?? ['#cc3333', '#ffffff']
  const glow = dusk ? 0.1 : 0
  const edge: Vec = [x - side * 0.75, 2.25, z - wide / 2 - 0.15]
  scene.patch(edge, [0, 0, wide + 0.3], [side * (deep + 2), 0.72, 0], stripes(cloth, 0.34, glow))
  scene.patch([edge[0], 2.0, edge[2]], [0, 0, wide + 0.3], [0, 0.26, 0], stripes(cloth, 0.34, glow), {
    cut: (a, b) => b > 0.11 * Math.abs(Math.sin((a / 0.34) * Math.PI)),
  })
  scene.patch(
    [x + side * (deep + 1.15), 0, z - wide / 2],
    [0, 0, wide],
    [0, 2.6, 0],
    stripes([cloth[0] ?? '#cc3333', '#d9cbb0', '#b8a888'], 0.9),
  )
  const wares = (k * 3 + (side > 0 ? 1 : 0)) % 4
  if (wares === 3) textiles(scene, x, side, z, k)
  else if (wares === 2) pots(scene, random, x, side, z)
  else crates(scene, random, x, side, z, k)
  if (!dusk) return
  const bulb: Vec = [x + side * 0.35, 2.05, z]
  scene.ball(bulb, 0.075, glowing([9, 6.2, 2.8]))
  if (k < 10) scene.lamp([bulb[0], bulb[1] - 0.1, bulb[2]], [10, 6.6, 3], { shine: 'around', radius: 0.06 })
}

const fruits = ['#d8352a', '#e98a1f', '#f0c22e', '#5f9a32', '#7d2a4f', '#c9d44a', '#b5532a', '#f2e4c4', '#3f7a3a']

/** Slanting boxes heaped with fruit. */
function crates(scene: Scene, random: Random, x: number, side: number, z: number, k: number): void {
  const slat = planks('#b48a55', 0.07)
  for (let j = 0; j < 4; j++) {
    const colour = fruits[(k * 4 + j * 2 + (side > 0 ? 1 : 0)) % fruits.length] ?? '#cc3333'
    const skin = painted(colour, { gloss: 0.12, uneven: 0.25 })
    const zc = z - 1 + j * 0.66
    scene.box([x + side * 0.4, 0.82, zc], [0.72, 0.16, 0.6], slat)
    const size = j % 2 === 0 ? 0.062 : 0.048
    for (let row = 0; row < 5; row++)
      for (let column = 0; column < 5; column++)
        scene.ball(
          [
            x + side * (0.12 + row * 0.14),
            0.98 + row * 0.035 + random() * 0.03,
            zc - 0.25 + column * 0.125 + (row % 2) * 0.03,
          ],
          size,
          skin,
        )
    scene.box([x - side * 0.28, 0.1, zc], [0.5, 0.28, 0.56], slat, { top: painted(colour, { uneven: 0.4 }) })
  }
}

function pots(scene: Scene, random: Random, x: number, side: number, z: number): void {
  const glazes = ['#b5623a', '#8f3f26', '#2f6d7a', '#d8b070', '#6b2d20'].map((c) =>
    painted(c, { gloss: 0.25, uneven: 0.15 }),
  )
  for (let j = 0; j < 14; j++) {
    const r = 0.08 + random() * 0.1
    const at: Vec = [x + side * (0.15 + random() * 0.9), 0.82, z - 1.2 + j * 0.18]
    const glaze = pick(random, glazes)
    scene.bar(at, [at[0], at[1] + r * 1.1, at[2]], r * 0.65, glaze, { radiusEnd: r })
    scene.bar([at[0], at[1] + r * 1.1, at[2]], [at[0], at[1] + r * 2, at[2]], r, glaze, { radiusEnd: r * 0.5 })
  }
  for (let j = 0; j < 4; j++) scene.ball([x - side * 0.25, 0.2, z - 1 + j * 0.6], 0.2, pick(random, glazes))
}

function textiles(scene: Scene, x: number, side: number, z: number, k: number): void {
  const rugs = [
    ['#a8322a', '#e0b64a', '#2d2a4a', '#d9cdb4'],
    ['#2f6a72', '#e6d9ba', '#c25a2c', '#23302f'],
    ['#7a2d5a', '#e0a83a', '#2f5f3f', '#efe2c4'],
    ['#384f8a', '#efe2c4', '#b33a2c', '#e3b23c'],
  ]
  for (let j = 0; j < 4; j++) {
    const rug = stripes(rugs[(j + k) % 4] ?? ['#aa3333'], 0.075)
    scene.patch([x + side * 0.02, 0.25, z - 1.28 + j * 0.64], [0, 0, 0.56], [side * 0.14, 0.62, 0], rug)
    scene.patch([x - side * 0.3 + side * j * 0.18, 1.35, z - 1.28 + j * 0.64], [0, 0, 0.52], [0, 0.85, 0], rug)
    scene.box([x + side * (0.5 + (j % 2) * 0.35), 0.82, z - 1 + j * 0.6], [0.4, 0.12 + 0.07 * (j % 3), 0.45], rug)
  }
}

/** Low painted houses behind the stalls, each another colour, doors and one row of windows. */
function fronts(scene: Scene, dusk: boolean, side: number): void {
  const colours = [
    '#d98f4a',
    '#e9e0cc',
    '#5b8f8a',
    '#c4543c',
    '#e8c565',
    '#8fa5b8',
    '#d7a9a0',
    '#efe6d0',
    '#a8703f',
    '#c9d0b0',
  ]
  for (let k = 0; k < 12; k++) {
    const z = -22 + k * 7
    const tall = 5 + 3.6 * hash(k, side + 4)
    const colour = colours[(k * 3 + (side > 0 ? 4 : 0)) % colours.length] ?? '#dddddd'
    const hole = (a: number, b: number) =>
      (b > 0.1 && b < 2.5 && a > 0.8 && a < 2) ||
      (b > 0.9 && b < 2.5 && a > 3.4 && a < 5.6) ||
      (tall > 6.2 && b > 3.9 && b < 5.5 && a % 2.4 > 0.8 && a % 2.4 < 1.9)
    scene.patch([side * WALL, 0, z], [0, 0, 7], [0, tall, 0], plaster(colour, tall), { cut: (a, b) => !hole(a, b) })
    const lit = dusk && hash(k, side + 11) < 0.6
    scene.patch(
      [side * (WALL + 0.25), 0, z],
      [0, 0, 7],
      [0, tall - 0.2, 0],
      pane(lit ? [1.7, 1.05, 0.45] : undefined, k),
    )
    scene.patch(
      [side * (WALL + 0.2), 0, z + 0.8],
      [0, 0, 1.2],
      [0, 2.5, 0],
      planks(['#3f5f4a', '#6b2f22', '#2f4763'][k % 3] ?? '#444444', 0.2),
    )
    scene.box([side * (WALL + 0.05), tall, z + 3.5], [0.5, 0.25, 7], painted('#efe5d0', { uneven: 0.15 }))
    scene.patch([side * (WALL - 0.35), tall + 0.2, z], [0, 0, 7], [side * 4, 1.9, 0], rooftiles())
    if (k % 2 === 0) {
      const names = ['QUESOS', 'YERBATERÍA', 'HIERBAS', 'ESPECIAS', 'SOMBREROS', 'PONCHOS']
      const name = names[(k / 2 + (side > 0 ? 3 : 0)) % 6] ?? ''
      const board = sign(name, 1.9, 0.6, '#44301d', '#f3dfa8', dusk ? 1.2 : 0)
      // It hangs across the lane and is read from both ends.
      const [west, east] = side > 0 ? [WALL - 1.95, WALL - 0.05] : [-WALL + 0.05, -WALL + 1.95]
      scene.patch([west, 3.1, z + 5.9], [1.9, 0, 0], [0, 0.6, 0], board)
      scene.patch([east, 3.1, z + 5.94], [-1.9, 0, 0], [0, 0.6, 0], board)
      scene.bar([side * WALL, 3.75, z + 5.92], [side * (WALL - 2), 3.75, z + 5.92], 0.02, painted('#222222'), {
        sides: 5,
      })
    }
  }
}

const sag = (f: number) => 4.9 - 0.75 * (1 - (2 * f - 1) ** 2)

function overhead(scene: Scene, dusk: boolean, random: Random): void {
  const wire = painted('#1a1a1a')
  const flags: Surface[] = ['#c23b2e', '#e3b23c', '#2f7a64', '#2f5f9a', '#f1e7d2', '#8a3f73'].map((c) => painted(c))
  for (let k = 0; k < 8; k++) {
    const z = -2 + k * 5.4
    const at = (f: number): Vec => [-WALL + 2 * WALL * f, sag(f), z + (f - 0.5) * 1.6]
    for (let j = 0; j < 14; j++) {
      const p = at(j / 14)
      scene.bar(p, at((j + 1) / 14), 0.008, wire, { sides: 3 })
      if (k % 2 === 0)
        scene.ball([p[0], p[1] - 0.08, p[2]], 0.06, dusk ? glowing([8, 5.6, 2.6]) : painted('#f2efe4', { gloss: 0.3 }))
      else {
        const flag = pick(random, flags)
        scene.patch([p[0] + 0.1, p[1], p[2]], [0.55, 0, 0.05], [0.25, -0.5, 0.02], flag, { shape: 'triangle' })
      }
    }
    if (dusk && k % 2 === 0) scene.lamp([0, 4, z], [24, 16, 7.5], { shine: 'around', radius: 1.2 })
  }
}
