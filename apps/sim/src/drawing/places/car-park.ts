// The car park: an open lot between party walls, rows of parked cars under jacarandas, a hut with a barrier. Cars come,
// look for a place and leave; an attendant sits, people load their boots and walk to the gate.

import type { Atmosphere } from '../atmosphere.ts'
import type { Place } from '../place.ts'
import { type Random, hash } from '../random.ts'
import type { Scene } from '../scene.ts'
import {
  asphalt,
  brick,
  concrete,
  drawn,
  foliage,
  glowing,
  grass,
  painted,
  pane,
  paving,
  planks,
  plaster,
  sheet,
  sign,
  stripes,
} from '../textures.ts'
import type { Vec } from '../vector.ts'
import { BAY, BAYS, FIRST, ROWS, SEAT, carParkMembers } from './car-park-people.ts'

export const carPark: Place = {
  name: 'car-park',
  title: 'Playa El Jacarandá',
  outlook: { sunAzimuth: 128, sunHeight: 40, glowAzimuth: 38, hills: 8.2 },
  views: [
    { name: '1', eye: [4.6, 6.3, -14.6], target: [-2.6, 2.0, 6], fieldOfView: 66 },
    { name: '2', eye: [15.4, 5.9, 17.6], target: [-2.2, 0.9, 2], fieldOfView: 68 },
  ],
  build,
  members: carParkMembers,
}

function build(scene: Scene, air: Atmosphere, random: Random): void {
  const dusk = air.light === 'dusk'
  scene.patch([-90, 0, -80], [180, 0, 0], [0, 0, 200], asphalt(air.wet))
  const white = painted('#dcd9ce', { uneven: 0.3 })
  for (const [z] of ROWS)
    for (let k = 0; k <= BAYS; k++)
      scene.patch([FIRST - BAY / 2 + k * BAY - 0.06, 0.006, z - 2.5], [0.12, 0, 0], [0, 0, 5], white)
  arrows(scene)
  partyWalls(scene, dusk)
  hut(scene, dusk)
  street(scene, dusk)
  island(scene, random)
  masts(scene, dusk)
}

function arrows(scene: Scene): void {
  const arrow = drawn(1.4, 3, 0, (pen, w, h) => {
    pen.fillStyle = '#504f4d'
    pen.fillRect(0, 0, w, h)
    pen.fillStyle = '#e6e2d6'
    pen.fillRect(w * 0.4, h * 0.35, w * 0.2, h * 0.62)
    pen.beginPath()
    pen.moveTo(w * 0.5, h * 0.03)
    pen.lineTo(w * 0.9, h * 0.4)
    pen.lineTo(w * 0.1, h * 0.4)
    pen.fill()
  })
  for (const x of [-9, 0, 9]) scene.patch([x, 0.007, 10.8], [0, 0, -1.4], [3, 0, 0], arrow)
  for (const x of [8, -4]) scene.patch([x, 0.007, -6.9], [0, 0, 1.4], [-3, 0, 0], arrow)
}

function partyWalls(scene: Scene, dusk: boolean): void {
  // North: brick with an old advertisement; the neighbours' backs stand over it.
  scene.patch([-17, 0, 18.6], [35, 0, 0], [0, 4.2, 0], brick('#a4583d'))
  scene.box([0.5, 4.2, 18.8], [35, 0.16, 0.5], concrete('#b9b2a4'))
  const advert = drawn(9, 3, 0, (pen, w, h) => {
    pen.fillStyle = '#1f5d74'
    pen.fillRect(0, 0, w, h)
    pen.fillStyle = '#f0c24a'
    pen.beginPath()
    pen.arc(w * 0.17, h * 0.5, h * 0.36, 0, Math.PI * 2)
    pen.fill()
    pen.fillStyle = '#fff4d8'
    pen.textBaseline = 'middle'
    pen.font = `bold ${h * 0.36}px "DejaVu Serif", serif`
    pen.fillText('YERBA EL TERO', w * 0.31, h * 0.38, w * 0.66)
    pen.font = `${h * 0.17}px "DejaVu Serif", serif`
    pen.fillText('amarga como la quiere usted', w * 0.31, h * 0.72, w * 0.66)
  })
  scene.patch([-4, 0.7, 18.57], [9, 0, 0], [0, 3, 0], advert)
  const backs = ['#d9cdb4', '#c58a63', '#cdd2cb', '#e4d3a4', '#b9a48c']
  backs.forEach((colour, k) => {
    const tall = 7.5 + 6 * hash(k, 5)
    const x = -15 + k * 7.4
    scene.box([x, 0, 24], [7.2, tall, 9], k === 3 ? brick('#9c563e') : plaster(colour, tall))
    for (let j = 0; j < 3; j++)
      for (let y = 5; y < tall - 1.4; y += 2.9) {
        const lit = dusk && hash(k * 5 + j, y * 2) < 0.55
        scene.patch(
          [x - 2.8 + j * 2.2, y, 19.46],
          [1.1, 0, 0],
          [0, 1.3, 0],
          pane(lit ? [1.8, 1.1, 0.5] : undefined, k + j),
        )
        scene.patch([x - 2.9 + j * 2.2, y - 0.1, 19.35], [1.3, 0, 0], [0, 0.1, 0], painted('#e9e2d2'))
        if (hash(j, k + y) < 0.3) scene.box([x - 2.25 + j * 2.2, y - 0.75, 19.3], [0.8, 0.5, 0.35], painted('#d9d9d4'))
      }
    scene.bar([x + 1, tall, 23], [x + 1, tall + 1.3, 23], 0.7, painted('#5d6f86'), { sides: 12 })
  })
  // East: a workshop with a tin roof; west: a plastered wall with creeper.
  scene.box([22, 0, 6], [8, 5, 25], plaster('#c9a37a', 5), { top: sheet('#a9adad', 0.3) })
  for (const z of [-2, 6, 14]) scene.patch([17.97, 0, z - 2], [0, 0, 4], [0, 3.6, 0], sheet('#3f7480', 0.25))
  scene.patch(
    [17.95, 3.8, 9.4],
    [0, 0, -7],
    [0, 0.8, 0],
    sign('TALLER HNOS. QUIROGA', 7, 0.8, '#e8c33a', '#22262a', dusk ? 0.7 : 0),
  )
  scene.patch([-17, 0, -8], [0, 0, 26.6], [0, 3.4, 0], plaster('#d7c9ab', 3.4))
  scene.box([-21, 0, 12], [7, 9.5, 12], plaster('#b7c0b2', 9.5))
  for (let j = 0; j < 4; j++)
    for (const y of [4.2, 7])
      scene.patch(
        [-17.46, y, 7.4 + j * 2.7],
        [0, 0, 1.2],
        [0, 1.4, 0],
        pane(dusk && hash(j, y + 3) < 0.6 ? [1.6, 1.0, 0.5] : undefined, j),
      )
}

function hut(scene: Scene, dusk: boolean): void {
  const at: Vec = [-9.6, 0, -7.6]
  scene.box([at[0], 0, at[2]], [2.3, 0.14, 2.3], concrete())
  scene.box([at[0], 0.14, at[2]], [1.9, 0.9, 1.9], painted('#2b6d6b', { gloss: 0.1 }))
  for (const [dx, dz] of [
    [-0.9, -0.9],
    [0.9, -0.9],
    [-0.9, 0.9],
    [0.9, 0.9],
  ] as const)
    scene.box([at[0] + dx, 1, at[2] + dz], [0.1, 1.4, 0.1], painted('#2b6d6b'))
  const glass = pane(dusk ? [1.3, 1.05, 0.6] : undefined, 3)
  scene.patch([at[0] - 0.9, 1.04, at[2] - 0.9], [1.8, 0, 0], [0, 1.2, 0], glass)
  scene.patch([at[0] + 0.9, 1.04, at[2] - 0.9], [0, 0, 1.8], [0, 1.2, 0], glass)
  scene.patch([at[0] - 0.9, 1.04, at[2] + 0.9], [1.8, 0, 0], [0, 1.2, 0], glass)
  scene.box([at[0], 2.35, at[2]], [2.9, 0.14, 2.9], sheet('#b9482f', 0.1))
  scene.patch(
    [at[0] - 1.2, 2.5, at[2] - 1.2],
    [2.4, 0, 0],
    [0, 0.55, 0],
    sign('PAGUE AQUÍ', 2.4, 0.55, '#15424a', '#ffe9b0', dusk ? 1.5 : 0),
  )
  scene.patch(
    [at[0] - 1.2, 2.5, at[2] + 1.2],
    [2.4, 0, 0],
    [0, 0.55, 0],
    sign('PAGUE AQUÍ', 2.4, 0.55, '#15424a', '#ffe9b0', dusk ? 1.5 : 0),
  )
  scene.bar([-8.1, 0, -8.4], [-8.1, 1.1, -8.4], 0.14, painted('#d8b13a'), { sides: 10 })
  scene.bar([-8.1, 1, -8.4], [-5.6, 3.9, -8.4], 0.05, stripes(['#d8352a', '#f4f0e6'], 0.1), { sides: 8 })
  // The attendant's chair.
  scene.box([-8.3, SEAT - 0.05, -6.4], [0.45, 0.05, 0.45], planks('#7a4f2c', 0.1))
  scene.box([-8.52, SEAT, -6.4], [0.05, 0.5, 0.45], planks('#7a4f2c', 0.1))
  if (dusk) scene.lamp([-8.2, 2.6, -7.6], [15, 10.5, 5], { shine: 'around', radius: 0.2 })
}

function street(scene: Scene, dusk: boolean): void {
  scene.patch([-60, 0.03, -12.6], [120, 0, 0], [0, 0, 2.4], paving('#aaa296', 0.4, dusk ? 0.8 : 0))
  for (const [x, long] of [
    [-14, 6],
    [8.5, 19],
  ] as const) {
    scene.box([x, 0, -9.6], [long, 0.9, 0.3], plaster('#cfc2a6', 0.9))
    scene.patch([x - long / 2, 0.9, -9.6], [long, 0, 0], [0, 1.2, 0], painted('#2a4a44'), {
      cut: (a, b) => b > 1.12 || a % 0.2 < 0.04,
    })
  }
  scene.bar([10.6, 0, -9.6], [10.6, 5.4, -9.6], 0.1, painted('#33403f'))
  const board = sign('E  PLAYA 24 h', 3.4, 1.1, '#1d4a8c', '#ffffff', dusk ? 1.5 : 0)
  scene.patch([8.9, 4.2, -9.62], [3.4, 0, 0], [0, 1.1, 0], board)
  scene.patch([12.3, 4.2, -9.58], [-3.4, 0, 0], [0, 1.1, 0], board)
  const colours = ['#e0d3b4', '#b5694a', '#d4d9d4', '#dfae5e', '#8ea59b', '#e6dfd0']
  for (let k = 0; k < 8; k++) {
    const tall = 5.5 + 5 * hash(k, 8)
    const x = -40 + k * 10.2
    scene.box([x, 0, -29], [10, tall, 8], plaster(colours[k % 6] ?? '#cccccc', tall))
    for (let j = 0; j < 4; j++)
      for (let y = 0.8; y < tall - 1.6; y += 3)
        scene.patch(
          [x - 3.8 + j * 2.3, y, -24.95],
          [1.3, 0, 0],
          [0, 1.8, 0],
          pane(dusk && hash(k * 9 + j, y * 5) < 0.55 ? [1.8, 1.15, 0.5] : undefined, j),
        )
  }
}

function island(scene: Scene, random: Random): void {
  scene.patch([-12, 0.14, 1.7], [24.5, 0, 0], [0, 0, 0.7], grass())
  scene.box([0.25, 0, 2.05], [24.7, 0.13, 0.9], concrete('#b9b3a6'))
  const bark = planks('#5b4a3c', 0.09)
  const violets = foliage('#3d2f7a', '#b3a2f0')
  const greens = foliage('#26401c', '#7b9a4a')
  for (const [x, z, tall] of [
    [-7.4, 2.05, 5.6],
    [0.8, 2.05, 6],
    [9, 2.05, 5.4],
    [-14.6, 14.6, 6.2],
    [15.4, -6.4, 6],
  ] as const) {
    scene.bar([x, 0.1, z], [x + 0.15, tall * 0.5, z], 0.17, bark, { radiusEnd: 0.11 })
    for (let k = 0; k < 6; k++) {
      const angle = (k / 6) * Math.PI * 2
      const c: Vec = [x + 1.25 * Math.cos(angle), tall * (0.74 + 0.12 * random()), z + 1.25 * Math.sin(angle)]
      scene.bar([x + 0.15, tall * 0.48, z], c, 0.07, bark, { radiusEnd: 0.025, sides: 6 })
      scene.leaves(c, [1.15, 0.75, 1.15], 250, 0.17, k === 2 ? greens : violets, random)
    }
    scene.leaves([x, 0.02, z], [2.8, 0.01, 2.4], 150, 0.09, violets, random)
  }
}

function masts(scene: Scene, dusk: boolean): void {
  const steel = painted('#5f686c', { gloss: 0.2 })
  for (const [x, z] of [
    [-4, 2.05],
    [5.2, 2.05],
    [-13, 9],
    [13.6, 10],
  ] as const) {
    scene.bar([x, 0, z], [x, 7.4, z], 0.09, steel)
    scene.bar([x - 0.9, 7.4, z], [x + 0.9, 7.4, z], 0.05, steel)
    for (const side of [-0.9, 0.9]) {
      scene.box([x + side, 7.34, z], [0.3, 0.14, 0.8], steel)
      scene.patch(
        [x + side - 0.12, 7.33, z - 0.36],
        [0.24, 0, 0],
        [0, 0, 0.72],
        dusk ? glowing([6, 5.4, 4.2]) : painted('#eeeeea'),
      )
    }
    if (dusk) scene.lamp([x, 7.1, z], [66, 56, 38], { radius: 0.5 })
  }
  if (dusk) scene.lamp([6, 6, -12], [50, 33, 16])
}
