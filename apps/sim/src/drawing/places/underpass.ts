// The underpass: a road that dips below an avenue, concrete walls with a painted frieze, tiled tunnel with a row of
// lamps, a footway behind a rail. Mostly cars; people walk through, somebody waits for a friend.

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
  tiles,
} from '../textures.ts'
import type { Vec } from '../vector.ts'
import { underpassMembers } from './underpass-people.ts'

const HALF = 4.6 // of the road
const FOOT = 2.6 // of the footway, on the east side
const RAISED = 0.5
const PORTAL = 8
const EXIT = 33
const CEILING = 4.9
const DECK = 6.1

export const underpass: Place = {
  name: 'underpass',
  title: 'Paso bajo nivel Las Lomas',
  outlook: { sunAzimuth: 150, sunHeight: 48, glowAzimuth: -20, hills: 6.7, bounce: 0.5 },
  views: [
    { name: '1', eye: [-3.9, 5.6, -13.5], target: [1.3, 2.9, 8], fieldOfView: 66 },
    { name: '2', eye: [-3.6, 3.85, 7.4], target: [1.9, 1.7, 20], fieldOfView: 72 },
  ],
  build,
  members: underpassMembers,
  floor: (x) => (x > HALF ? RAISED : 0),
}

function build(scene: Scene, air: Atmosphere, random: Random): void {
  const dusk = air.light === 'dusk'
  road(scene, air.wet)
  walls(scene)
  tunnel(scene, dusk)
  deck(scene, dusk)
  above(scene, dusk, random)
}

function road(scene: Scene, wet: number): void {
  scene.patch([-HALF, 0, -60], [HALF * 2, 0, 0], [0, 0, 68], asphalt(wet))
  // Under the deck the road stays dry but for what the tyres bring.
  scene.patch([-HALF, 0, PORTAL], [HALF * 2, 0, 0], [0, 0, EXIT - PORTAL], asphalt(wet * 0.55))
  scene.patch([-HALF, 0, EXIT], [HALF * 2, 0, 0], [0, 0, 120], asphalt(wet))
  const white = painted('#d9d7cd', { uneven: 0.2 })
  for (let z = -50; z < 110; z += 4)
    scene.patch([-0.07, 0.006, z], [0.14, 0, 0], [0, 0, 2.1], painted('#d6b23a', { uneven: 0.2 }))
  for (const x of [-HALF + 0.35, HALF - 0.5]) scene.patch([x, 0.006, -60], [0.14, 0, 0], [0, 0, 180], white)
  scene.patch([HALF, RAISED, -60], [FOOT, 0, 0], [0, 0, 180], paving('#aaa398', 0.4, wet * 0.4))
  scene.patch([HALF, 0, -60], [0, 0, 180], [0, RAISED, 0], paintedKerb())
  scene.box([-HALF - 0.3, 0, 30], [0.6, 0.35, 180], concrete('#9a978f'))
  const rail = painted('#2f6f77', { gloss: 0.2 })
  for (let z = -58; z < 60; z += 1.9)
    scene.bar([HALF + 0.14, RAISED, z], [HALF + 0.14, RAISED + 1, z], 0.03, rail, { sides: 6 })
  for (const y of [0.45, 0.75, 1.02])
    scene.bar([HALF + 0.14, RAISED + y, -58], [HALF + 0.14, RAISED + y, 60], 0.028, rail, { sides: 6 })
}

function paintedKerb() {
  const yellow = painted('#d3ad2c', { uneven: 0.2 })
  const dark = painted('#33322f')
  return (a: number, b: number, s: Parameters<typeof yellow>[2]) =>
    Math.floor(a / 0.9) % 2 === 0 ? yellow(a, b, s) : dark(a, b, s)
}

const EAST = HALF + FOOT
const WEST = -HALF - 0.6

function walls(scene: Scene): void {
  const wall = concrete('#b0a99b')
  // The cutting's walls grow towards the portal.
  const grow = (x: number, from: number, to: number) => {
    for (let k = 0; k < 12; k++) {
      const z0 = from + ((to - from) * k) / 12
      const deep = (to - from) / 12
      const tall = 2.2 + (DECK - 2.2) * ((k + 1) / 12)
      scene.patch([x, 0, z0], [0, 0, deep], [0, tall, 0], wall)
      scene.box([x + (x > 0 ? 0.2 : -0.2), tall, z0 + deep / 2], [0.6, 0.16, Math.abs(deep)], concrete('#c4bdaf'))
    }
  }
  grow(EAST, -40, PORTAL)
  grow(WEST, -40, PORTAL)
  grow(EAST, 84, EXIT)
  grow(WEST, 84, EXIT)
  for (const [x, flip] of [
    [EAST - 0.02, 1],
    [WEST + 0.02, -1],
  ] as const) {
    const frieze = drawn(20, 2, 0, (pen, w, h) => mural(pen, w, h))
    scene.patch([x, flip > 0 ? 0.75 : 0.5, flip > 0 ? -12.5 : 7.5], [0, 0, flip * 20], [0, 2, 0], frieze)
  }
}

type Pen = Parameters<Parameters<typeof drawn>[3]>[0]

/** Hills, sun, llamas and cardoons in flat colours, as neighbours paint them. */
function mural(pen: Pen, w: number, h: number): void {
  const bands = ['#f0c75e', '#e8943f', '#cf5b3a', '#8f3a4f', '#3e5b7c', '#2c7a78']
  pen.fillStyle = '#9fd0d6'
  pen.fillRect(0, 0, w, h)
  pen.fillStyle = '#fbe7a1'
  pen.beginPath()
  pen.arc(w * 0.3, h * 0.35, h * 0.22, 0, Math.PI * 2)
  pen.arc(w * 0.78, h * 0.3, h * 0.16, 0, Math.PI * 2)
  pen.fill()
  bands.forEach((band, k) => {
    pen.fillStyle = band
    pen.beginPath()
    pen.moveTo(0, h)
    for (let x = 0; x <= w; x += 6)
      pen.lineTo(x, h * (0.36 + k * 0.11) - h * 0.13 * Math.sin(x / (h * (0.8 + k * 0.23)) + k * 2.1))
    pen.lineTo(w, h)
    pen.fill()
  })
  for (let k = 0; k < 9; k++) {
    const x = w * (0.04 + k * 0.115)
    if (k % 2 === 0) {
      pen.fillStyle = '#2a5b3c'
      pen.fillRect(x, h * 0.42, h * 0.1, h * 0.5)
      pen.fillRect(x - h * 0.14, h * 0.55, h * 0.07, h * 0.2)
      pen.fillRect(x - h * 0.14, h * 0.68, h * 0.2, h * 0.07)
      pen.fillRect(x + h * 0.16, h * 0.5, h * 0.07, h * 0.18)
      pen.fillRect(x + h * 0.05, h * 0.62, h * 0.18, h * 0.07)
    } else {
      pen.fillStyle = k % 4 === 1 ? '#f5efe2' : '#6b3f2a'
      pen.fillRect(x, h * 0.62, h * 0.34, h * 0.16)
      for (const leg of [0.02, 0.1, 0.22, 0.29]) pen.fillRect(x + h * leg, h * 0.76, h * 0.04, h * 0.18)
      pen.fillRect(x + h * 0.28, h * 0.42, h * 0.07, h * 0.24)
      pen.fillRect(x + h * 0.28, h * 0.4, h * 0.14, h * 0.08)
    }
  }
}

function tunnel(scene: Scene, dusk: boolean): void {
  const glazed = tiles('#d9d4c4', 0.3, '#2f7f86', (row) => row === 4 || row === 5 || row === 11)
  const long = EXIT - PORTAL
  scene.patch([EAST, 0, PORTAL], [0, 0, long], [0, CEILING, 0], glazed)
  scene.patch([WEST, 0, EXIT], [0, 0, -long], [0, CEILING, 0], glazed)
  scene.patch([WEST, CEILING, PORTAL], [EAST - WEST, 0, 0], [0, 0, long], concrete('#8f8b82'))
  for (let z = PORTAL + 2.5; z < EXIT; z += 5) {
    scene.box([(EAST + WEST) / 2, CEILING - 0.45, z], [EAST - WEST, 0.45, 0.5], concrete('#99958c'))
    for (const x of [-2.4, 3.2]) {
      scene.box([x, CEILING - 0.56, z + 1.5], [0.3, 0.1, 1.6], painted('#555a5c'))
      scene.patch(
        [x - 0.12, CEILING - 0.565, z + 0.75],
        [0.24, 0, 0],
        [0, 0, 1.5],
        glowing(dusk ? [7, 5, 2.4] : [5, 4, 2.4]),
      )
    }
    const k = dusk ? 1 : 0.9
    scene.lamp([0.5, CEILING - 0.7, z + 1.5], [34 * k, 24 * k, 12.5 * k], { radius: 1.2, shine: 'around' })
  }
  scene.bar([EAST - 0.15, CEILING - 0.3, PORTAL], [EAST - 0.15, CEILING - 0.5, EXIT], 0.09, sheet('#9aa0a2', 0.1), {
    sides: 8,
  })
  scene.patch([EAST - 0.03, RAISED + 0.5, PORTAL + 1.5], [0, 0, 8], [0, 2, 0], drawn(20, 2, 0, mural))
  scene.box([EAST - 0.08, RAISED + 1.1, 19], [0.16, 0.9, 0.7], painted('#b23a2c', { gloss: 0.2 }))
  scene.patch(
    [EAST - 0.05, RAISED + 2.6, 21.6],
    [0, 0, -2.6],
    [0, 0.5, 0],
    sign('SALIDA  60 m', 2.6, 0.5, '#1d6b45', '#ffffff', 1),
  )
}

function deck(scene: Scene, dusk: boolean): void {
  const face = concrete('#c2bbac')
  for (const [z, out] of [
    [PORTAL, -1],
    [EXIT, 1],
  ] as const) {
    scene.patch([-60, CEILING, z], [120, 0, 0], [0, DECK - CEILING, 0], face)
    scene.box([0, DECK, z - out * 0.2], [120, 0.25, 0.7], concrete('#d0c9ba'))
    scene.patch([-60, 0, z], [60 + WEST, 0, 0], [0, DECK, 0], face)
    scene.patch([EAST, 0, z], [60 - EAST, 0, 0], [0, DECK, 0], face)
    const iron = painted('#28584f', { gloss: 0.2 })
    scene.patch([-60, DECK + 0.25, z - out * 0.2], [120, 0, 0], [0, 0.95, 0], iron, {
      cut: (a, b) => b > 0.87 || b < 0.06 || a % 0.16 < 0.035 || a % 3 < 0.12,
    })
  }
  scene.patch([-60, DECK + 0.1, PORTAL], [120, 0, 0], [0, 0, EXIT - PORTAL], asphalt(0))
  scene.patch(
    [-2.9, CEILING + 0.14, PORTAL - 0.05],
    [7.2, 0, 0],
    [0, 0.85, 0],
    sign('PASO BAJO NIVEL LAS LOMAS', 7.2, 0.85, '#1d5f45', '#ffffff', dusk ? 0.8 : 0.05),
  )
  const height = drawn(1.1, 1.1, dusk ? 0.7 : 0.05, (pen, w) => {
    pen.fillStyle = '#c8281e'
    pen.beginPath()
    pen.arc(w / 2, w / 2, w / 2, 0, Math.PI * 2)
    pen.fill()
    pen.fillStyle = '#ffffff'
    pen.beginPath()
    pen.arc(w / 2, w / 2, w * 0.39, 0, Math.PI * 2)
    pen.fill()
    pen.fillStyle = '#111111'
    pen.font = `bold ${w * 0.26}px "DejaVu Sans Condensed", sans-serif`
    pen.textAlign = 'center'
    pen.textBaseline = 'middle'
    pen.fillText('4,40 m', w / 2, w / 2)
  })
  scene.patch([-4.6, CEILING + 0.02, PORTAL - 0.06], [1.1, 0, 0], [0, 1.1, 0], height, { shape: 'disc' })
  const mast = painted('#4d5759', { gloss: 0.2 })
  for (const x of [-14, 11]) {
    scene.bar([x, DECK, PORTAL + 1], [x, DECK + 5.6, PORTAL + 1], 0.08, mast)
    scene.bar([x, DECK + 5.5, PORTAL + 1], [x, DECK + 5.9, PORTAL - 1], 0.05, mast)
    scene.patch(
      [x - 0.15, DECK + 5.85, PORTAL - 1.3],
      [0.3, 0, 0],
      [0, 0, 0.7],
      dusk ? glowing([7, 4.9, 2.4]) : painted('#eeeeea'),
    )
    if (dusk) scene.lamp([x, DECK + 5.6, PORTAL - 1], [70, 46, 22])
  }
  for (const [x, z] of [
    [WEST + 0.5, -3],
    [EAST - 0.5, -9],
    [EAST - 0.5, 1],
  ] as const) {
    scene.box([x + (x > 0 ? 0.3 : -0.3), 4.05, z], [0.4, 0.2, 0.5], painted('#3a4042'))
    if (dusk) scene.lamp([x, 3.9, z], [15, 10, 5], { radius: 0.2 })
  }
}

function above(scene: Scene, dusk: boolean, random: Random): void {
  for (const side of [-1, 1]) {
    const x = side > 0 ? EAST + 0.3 : WEST - 0.3
    scene.patch([x, 2.3, -60], [side * 3, 0.4, 0], [0, 0, 66], grass())
    scene.patch([x + side * 3, 2.6, -60], [side * 40, 0, 0], [0, 0, 68], paving('#a69e90', 0.5, dusk ? 0.7 : 0))
    const colours = ['#d9c9a6', '#b86a4a', '#e6dfcf', '#9fb0a8', '#d8a85a']
    for (let k = 0; k < 5; k++) {
      const tall = 6 + 6 * hash(k, side + 7)
      const z = -34 + k * 9
      const wall = k % 2 === 0 ? plaster(colours[k] ?? '#cccccc', tall) : brick('#a5583c')
      scene.box([x + side * 10.5, 2.6, z], [8, tall, 8.4], wall)
      for (let j = 0; j < 3; j++)
        for (let y = 3.6; y < tall; y += 3) {
          const lit = dusk && hash(k * 9 + j, y + side) < 0.55
          scene.patch(
            [x + side * 6.46, y, z - 3.3 + j * 2.6],
            [0, 0, 1.3],
            [0, 1.6, 0],
            pane(lit ? [1.7, 1.05, 0.45] : undefined, k + j),
          )
          scene.box([x + side * 6.4, y - 0.12, z - 2.65 + j * 2.6], [0.25, 0.1, 1.6], painted('#e9e1d0'))
        }
    }
    const greens = foliage('#1d3314', '#74954a')
    for (let k = 0; k < 4; k++) {
      const at: Vec = [x + side * 2.6, 5.2, -22 + k * 7.4]
      scene.bar([at[0], 2.4, at[2]], at, 0.14, planks('#57483a', 0.1))
      scene.leaves([at[0], 5.9, at[2]], [1.5, 1.3, 1.5], 380, 0.2, greens, random)
    }
  }
  for (let k = 0; k < 9; k++) {
    const tall = 8 + 12 * hash(k, 3)
    const x = -38 + k * 9.4
    scene.box(
      [x, DECK, EXIT + 9],
      [8, tall * 0.46, 8],
      plaster(['#e3d3b0', '#c97f5a', '#cfd4cf', '#e9e3d6', '#b9966a'][k % 5] ?? '#cccccc', tall),
    )
    for (let j = 0; j < 4; j++)
      for (let y = 1.6; y < tall * 0.46 - 1.2; y += 2.7)
        scene.patch(
          [x - 3.4 + j * 1.9, DECK + y, EXIT + 4.95],
          [1, 0, 0],
          [0, 1.4, 0],
          pane(dusk && hash(k * 7 + j, y * 3) < 0.5 ? [1.7, 1.1, 0.5] : undefined, j),
        )
  }
}
