// The crossing: two one-way streets between old plastered houses with balconies, shops in their ground floors. The avenue
// has green all the time, the side street waits; people cross beside the moving avenue.

import type { Atmosphere } from '../atmosphere.ts'
import { paint } from '../colour.ts'
import type { Place } from '../place.ts'
import type { Random } from '../random.ts'
import type { Scene } from '../scene.ts'
import { asphalt, foliage, glowing, painted, paving, planks, sign, stripes } from '../textures.ts'
import { type Vec, add, times } from '../vector.ts'
import { house } from './crossing-houses.ts'
import { crossingMembers } from './crossing-people.ts'

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
    { name: '2', eye: [6.9, 5.5, 9.7], target: [-2.1, 1.7, -3.2], fieldOfView: 74 },
  ],
  build,
  members: crossingMembers,
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
