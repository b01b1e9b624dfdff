// The bus station: a long platform under a tin canopy, ticket windows behind it, coaches with their noses to the kerb.
// People wait on benches with bags, meet, and look up at the board.

import type { Atmosphere } from '../atmosphere.ts'
import type { Place } from '../place.ts'
import { type Random, hash } from '../random.ts'
import type { Scene } from '../scene.ts'
import {
  asphalt,
  concrete,
  drawn,
  foliage,
  glowing,
  painted,
  pane,
  paving,
  plaster,
  planks,
  sheet,
  sign,
  stripes,
} from '../textures.ts'
import { type Vec } from '../vector.ts'
import { BAYS, SEAT, busStationMembers } from './bus-station-people.ts'

const PLATFORM = 0.2
const DEEP = 7 // of the platform, from z = 0 to the ticket windows

export const busStation: Place = {
  name: 'bus-station',
  title: 'Terminal de Ómnibus',
  outlook: { sunAzimuth: 205, sunHeight: 36, glowAzimuth: 30, hills: 4.1 },
  views: [
    { name: '1', eye: [-14.2, 4.3, -8.6], target: [0.4, 2.0, 3.6], fieldOfView: 68 },
    { name: '2', eye: [17.2, 4.5, 5.6], target: [2.5, 1.5, 0.6], fieldOfView: 70 },
  ],
  build,
  members: busStationMembers,
  floor: (_x, z) => (z > 0 ? PLATFORM : 0),
}

function build(scene: Scene, air: Atmosphere, random: Random): void {
  const dusk = air.light === 'dusk'
  scene.patch([-120, 0, -90], [240, 0, 0], [0, 0, 90], asphalt(air.wet))
  scene.patch([-30, PLATFORM, 0], [60, 0, 0], [0, 0, DEEP], paving('#b4aca0', 0.5, air.wet * 0.4, '#8f8679'))
  scene.patch([-30, 0, 0], [60, 0, 0], [0, PLATFORM, 0], stripes(['#d9b430', '#2a2a2a'], 0.6))
  scene.patch([-30, PLATFORM + 0.005, 0.5], [60, 0, 0], [0, 0, 0.35], painted('#d9b430', { uneven: 0.2 }))
  bays(scene)
  canopy(scene, dusk)
  offices(scene, dusk)
  yard(scene, dusk, random)
}

function bays(scene: Scene): void {
  const white = painted('#dcd9cf', { uneven: 0.25 })
  for (let k = 0; k <= 5; k++) scene.patch([-12.8 + k * 5.1, 0.006, -12], [0.14, 0, 0], [0, 0, 11.4], white)
  BAYS.forEach((x, k) => {
    const number = drawn(1.6, 1.6, 0, (pen, w, h) => {
      pen.fillStyle = '#4c4b49'
      pen.fillRect(0, 0, w, h)
      pen.fillStyle = '#e3dfd2'
      pen.font = `bold ${h * 0.8}px "DejaVu Sans", sans-serif`
      pen.textAlign = 'center'
      pen.textBaseline = 'middle'
      pen.fillText(String(k + 1), w / 2, h / 2)
    })
    scene.patch([x - 0.8, 0.007, -14], [1.6, 0, 0], [0, 0, 1.6], number)
  })
}

function canopy(scene: Scene, dusk: boolean): void {
  const steel = painted('#2e5a5c', { gloss: 0.2 })
  const roof = sheet('#aeb6b8', 0.16)
  scene.patch([-27, 5.1, -3.6], [54, 0, 0], [0, 0.75, DEEP + 3.6], roof)
  scene.patch([-27, 4.86, -3.6], [54, 0, 0], [0, 0.3, 0], painted('#b23a2c', { gloss: 0.1 }))
  for (let x = -24; x <= 24; x += 6) {
    scene.bar([x, PLATFORM, 1.5], [x, 5.4, 1.5], 0.13, steel, { sides: 12 })
    scene.bar([x, 3.9, 1.5], [x, 5.1, -2.6], 0.06, steel, { sides: 6 })
    scene.bar([x, 3.9, 1.5], [x, 5.6, 5.2], 0.06, steel, { sides: 6 })
    scene.bar([x, 5.05, -3.5], [x, 5.75, DEEP], 0.07, steel, { sides: 6 })
    scene.box([x, PLATFORM, 1.5], [0.5, 0.5, 0.5], concrete())
  }
  for (let x = -21; x <= 21; x += 6) {
    scene.box([x, 4.95, 2.6], [1.6, 0.07, 0.2], dusk ? glowing([4.5, 4.9, 4.6]) : glowing([1.4, 1.4, 1.3]))
    scene.lamp([x, 4.8, 2.6], dusk ? [19, 20, 17] : [5, 5, 4.6], { radius: 0.4, shine: 'around' })
  }
  BAYS.forEach((x, k) => {
    const board = sign(`PLATAFORMA ${k + 1}`, 1.9, 0.4, '#15424a', '#f4efe0', dusk ? 1.3 : 0.1)
    scene.patch([x - 0.95, 3.75, 0.2], [1.9, 0, 0], [0, 0.4, 0], board)
    scene.patch([x + 0.95, 3.75, 0.23], [-1.9, 0, 0], [0, 0.4, 0], board)
    for (const side of [-0.8, 0.8]) scene.bar([x + side, 4.1, 0.21], [x + side, 5.3, 0.21], 0.015, steel, { sides: 4 })
  })
  for (let x = -21; x <= 21; x += 6)
    for (const z of [3.4, 4.2]) {
      const blue = painted('#2a5f8f', { gloss: 0.3 })
      const facing = z < 4 ? -1 : 1
      scene.box([x, PLATFORM + SEAT - 0.05, z], [2.6, 0.05, 0.44], blue)
      scene.box([x, PLATFORM + SEAT, z - facing * 0.26], [2.6, 0.4, 0.04], blue)
      for (const side of [-1, 1]) scene.box([x + side, PLATFORM, z], [0.06, SEAT - 0.05, 0.4], steel)
    }
}

const isWindow = (a: number, b: number) => a % 4.5 > 0.7 && a % 4.5 < 3.8 && b > 0.95 && b < 2.6

function offices(scene: Scene, dusk: boolean): void {
  const z = DEEP
  scene.patch([-30, PLATFORM, z], [60, 0, 0], [0, 5.6, 0], plaster('#e4dcc8', 5.6), { cut: (a, b) => !isWindow(a, b) })
  scene.patch([-30, PLATFORM, z - 0.02], [60, 0, 0], [0, 0.95, 0], painted('#1f5f68', { gloss: 0.15 }))
  scene.patch([-30, PLATFORM + 0.95, z - 0.4], [60, 0, 0], [0, 0, 0.4], painted('#8c8f8c', { gloss: 0.2 }))
  const names = [
    'BOLETERÍA',
    'EL CARDÓN',
    'VALLES DEL SUR',
    'BAR TERMINAL',
    'ENCOMIENDAS',
    'LA PUNA',
    'INFORMES',
    'KIOSCO',
    'FLECHA DEL NORTE',
    'RÁPIDO CEIBAL',
    'BOLETERÍA',
    'EQUIPAJES',
    'TAXIS',
  ]
  names.forEach((name, k) => {
    const x = -30 + k * 4.5
    const inks = ['#7a1f24', '#1d3f6d', '#214f36', '#5a3a12']
    scene.patch(
      [x + 0.5, PLATFORM + 2.85, z - 0.12],
      [3.5, 0, 0],
      [0, 0.55, 0],
      sign(name, 3.5, 0.55, inks[k % 4] ?? '#222222', '#fbf1d8', dusk ? 1.4 : 0.25),
    )
    scene.patch(
      [x + 0.7, PLATFORM + 0.95, z + 0.5],
      [3.1, 0, 0],
      [0, 1.65, 0],
      pane(hash(k, 1) < 0.85 ? (dusk ? [1.7, 1.55, 1.2] : [0.45, 0.42, 0.36]) : undefined, k),
    )
    scene.patch([x + 0.7, PLATFORM + 0.95, z], [0, 0, 0.5], [0, 1.65, 0], painted('#c9c1ae'))
    for (const f of [1, 2])
      scene.patch([x + 0.7 + f, PLATFORM + 0.95, z + 0.02], [0.05, 0, 0], [0, 1.65, 0], painted('#3d4a4c'))
  })
  timetable(scene, dusk)
  scene.box([0, 5.8, z + 7], [62, 1.2, 14], plaster('#d9cfb8', 1.2))
  scene.box([9, 7, z + 6], [9, 6.5, 7], plaster('#cf9a5e', 6.5))
  scene.patch(
    [5.4, 10.2, z + 2.4],
    [7.2, 0, 0],
    [0, 1.6, 0],
    sign('TERMINAL', 7.2, 1.6, '#7a1f24', '#ffe9b8', dusk ? 1.7 : 0.05),
  )
  for (let k = 0; k < 5; k++)
    scene.patch(
      [5.2 + k * 1.6, 7.6, z + 2.45],
      [1, 0, 0],
      [0, 1.6, 0],
      pane(dusk && k % 2 === 0 ? [1.4, 1.2, 0.8] : undefined, k),
    )
  scene.bar([9, 13.5, z + 6], [9, 18, z + 6], 0.06, painted('#70757a'))
}

function timetable(scene: Scene, dusk: boolean): void {
  const board = drawn(4.6, 1.5, dusk ? 2.2 : 0.9, (pen, w, h) => {
    pen.fillStyle = '#0b0e10'
    pen.fillRect(0, 0, w, h)
    pen.font = `bold ${h / 7.2}px "DejaVu Sans Mono", monospace`
    pen.textBaseline = 'top'
    const lines = [
      'SALIDAS         PLAT',
      'VALLE HONDO        2',
      'LAS RETAMAS        4',
      'PUEBLO DEL CARDÓN  1',
      'SAN ISIDRO ALTO    5',
      'CUESTA NUEVA       3',
    ]
    lines.forEach((line, k) => {
      pen.fillStyle = k === 0 ? '#f5f2e6' : '#ffb228'
      pen.fillText(line, w * 0.04, h * 0.05 + (k * h) / 6.4)
    })
  })
  for (const x of [-8, 8]) {
    scene.patch([x - 2.3, 3.5, 6.7], [4.6, 0, 0], [0, 1.5, 0], board)
    scene.box([x, 3.45, 6.82], [4.8, 1.6, 0.16], painted('#22282b'))
  }
}

function yard(scene: Scene, dusk: boolean, random: Random): void {
  scene.patch([-70, 0, -34], [140, 0, 0], [0, 3, 0], concrete('#b7ad9b'))
  scene.patch([-34, 0, -60], [0, 0, 74], [0, 2.6, 0], concrete('#b7ad9b'))
  const greens = foliage('#1c3014', '#6f8f3f')
  const violets = foliage('#43337a', '#a99be6')
  for (let k = 0; k < 9; k++) {
    const at: Vec = [-44 + k * 10.5, 6 + random() * 2, -38 - random() * 4]
    scene.bar([at[0], 0, at[2]], at, 0.25, planks('#57483a', 0.1))
    scene.leaves(at, [3.2, 2.4, 3], 330, 0.5, k % 3 === 1 ? violets : greens, random)
  }
  for (let k = 0; k < 7; k++) {
    const x = -37 - (k % 2) * 5
    const at: Vec = [x, 5.5 + random(), -20 + k * 7]
    scene.bar([at[0], 0, at[2]], at, 0.22, planks('#57483a', 0.1))
    scene.leaves(at, [2.8, 2.2, 2.8], 300, 0.45, k % 3 === 0 ? violets : greens, random)
  }
  for (let k = 0; k < 8; k++) {
    const tall = 6 + 12 * hash(k, 2)
    scene.box(
      [-58 + k * 17, 0, -56],
      [13, tall, 12],
      plaster(['#d7c3a0', '#b9c4c2', '#c98e6d', '#e4dccb'][k % 4] ?? '#cccccc', tall),
    )
    for (let y = 3; y < tall - 1.5; y += 3)
      for (let j = 0; j < 4; j++)
        scene.patch(
          [-63 + k * 17 + j * 3, y, -49.9],
          [1.3, 0, 0],
          [0, 1.4, 0],
          pane(dusk && hash(k * 9 + j, y) < 0.5 ? [1.5, 1.0, 0.5] : undefined, j),
        )
  }
  const mast = painted('#6f767a', { gloss: 0.2 })
  for (const x of [-24, 0, 24]) {
    scene.bar([x, 0, -24], [x, 9, -24], 0.12, mast)
    scene.box([x, 8.9, -23.7], [1.8, 0.2, 0.6], mast)
    scene.patch([x - 0.8, 8.89, -23.95], [1.6, 0, 0], [0, 0, 0.5], dusk ? glowing([6, 5.6, 4.6]) : painted('#eeeeea'))
    if (dusk) scene.lamp([x, 8.6, -23.6], [105, 92, 66], { radius: 0.3 })
  }
  for (const x of [-18, 18]) if (dusk) scene.lamp([x, 7.5, -14], [48, 42, 30], { radius: 0.3 })
}
