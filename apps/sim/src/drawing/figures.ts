// People and a dog: seeded clothes on a skeleton that walks, waits, sits, talks and rides. Nobody is like anybody who
// lives; faces are the least that makes a face.

import { paint } from './colour.ts'
import { type Finish, Mesh, type Ring } from './mesh.ts'
import { type Random, pick } from './random.ts'
import { type Vec, add, blend, cross, length, subtract, times, unit } from './vector.ts'

export interface Look {
  metres: number
  width: number
  skin: Vec
  hair: Vec
  hairdo: 'short' | 'long' | 'bun' | 'bald'
  hat: 'none' | 'cap' | 'brim' | 'wool' | 'helmet'
  hatColour: Vec
  top: 'shirt' | 'coat' | 'poncho' | 'vest'
  topColour: Vec
  trimColour: Vec
  bareArms: boolean
  bottom: 'trousers' | 'skirt' | 'shorts'
  bottomColour: Vec
  shoes: Vec
  bag: 'none' | 'shoulder' | 'backpack' | 'shopping' | 'suitcase' | 'pram'
  bagColour: Vec
}

const skins = ['#e0b08c', '#c98f66', '#b57a52', '#9c6743', '#7d4f33', '#d7a27a', '#a9714a'].map(paint)
const hairs = ['#1c1512', '#241a16', '#3a261a', '#54371f', '#8d8680', '#b9b4ac', '#171310'].map(paint)
const cloth = [
  '#b3322e',
  '#2f5d8c',
  '#d9cfb8',
  '#3a3f4a',
  '#e2b23c',
  '#3f7a56',
  '#7b3f6b',
  '#c96a3a',
  '#e8e6df',
  '#21262f',
  '#5f8fb0',
  '#8a2f45',
  '#6d7c3a',
].map(paint)
const trousers = ['#2a3550', '#23262d', '#4a4034', '#5c6674', '#7a6a52', '#1c2230', '#3d4a3a'].map(paint)

export function someone(random: Random, wish: Partial<Look> = {}): Look {
  const woman = random() < 0.5
  const look: Look = {
    metres: (woman ? 1.58 : 1.7) + random() * 0.14,
    width: 0.92 + random() * 0.22,
    skin: pick(random, skins),
    hair: pick(random, hairs),
    hairdo: woman ? pick(random, ['long', 'long', 'bun', 'short']) : pick(random, ['short', 'short', 'short', 'bald']),
    hat: pick(random, ['none', 'none', 'none', 'none', 'cap', 'brim', 'wool']),
    hatColour: pick(random, cloth),
    top: pick(random, ['shirt', 'shirt', 'shirt', 'coat', 'vest']),
    topColour: pick(random, cloth),
    trimColour: pick(random, cloth),
    bareArms: random() < 0.4,
    bottom: woman && random() < 0.35 ? 'skirt' : random() < 0.1 ? 'shorts' : 'trousers',
    bottomColour: pick(random, trousers),
    shoes: pick(random, [paint('#1b1917'), paint('#4a3020'), paint('#d8d4cc'), paint('#7a1f24')]),
    bag: pick(random, ['none', 'none', 'none', 'shoulder', 'backpack', 'shopping']),
    bagColour: pick(random, cloth),
  }
  return { ...look, ...wish }
}

export type Gesture = 'none' | 'talk' | 'phone' | 'carry' | 'reach' | 'push'

export interface Pose {
  at: Vec
  /** Radians, 0 looks north. */
  facing: number
  stance: 'walk' | 'stand' | 'sit' | 'ride'
  /** Radians of the gait. */
  stride: number
  /** 0 to 1, how much of the gait is in it: one slows down before one stands. */
  pace: number
  gesture: Gesture
  /** Seconds of the clip, as an angle that closes with the loop. */
  sway: number
  headTurn: number
  seatMetres?: number
}

/** A point of the body, from metres to the right, up and forward. */
interface Frame {
  (right: number, up: number, forward: number): Vec
  right: Vec
  forward: Vec
  up: Vec
  scale: number
}

function frameOf(at: Vec, facing: number, scale: number, rise: number): Frame {
  const forward: Vec = [Math.sin(facing), 0, Math.cos(facing)]
  const right: Vec = [Math.cos(facing), 0, -Math.sin(facing)]
  const point = (r: number, u: number, f: number): Vec => [
    at[0] + (right[0] * r + forward[0] * f) * scale,
    at[1] + u * scale + rise,
    at[2] + (right[2] * r + forward[2] * f) * scale,
  ]
  return Object.assign(point, { right, forward, up: [0, 1, 0] as const, scale })
}

const THIGH = 0.43
const SHIN = 0.41
const ANKLE = 0.085
const HIP = 0.92

interface Leg {
  hip: Vec
  knee: Vec
  ankle: Vec
  toe: Vec
}

export function figure(look: Look, pose: Pose): Mesh {
  const mesh = new Mesh()
  const scale = look.metres / 1.72
  const { body, legs } = skeleton(pose, scale)
  const bottom: Finish = { colour: look.bottomColour }
  const shoe: Finish = { colour: look.shoes, gloss: 0.2 }
  const w = scale * look.width
  for (const leg of legs) {
    const shinFinish = look.bottom === 'trousers' ? bottom : { colour: look.skin }
    mesh.limb(leg.hip, leg.knee, 0.088 * w, 0.06 * w, look.bottom === 'skirt' ? { colour: look.skin } : bottom)
    mesh.limb(leg.knee, leg.ankle, 0.058 * w, 0.042 * w, shinFinish)
    const foot = blend(leg.ankle, leg.toe, 0.5)
    const along = times(subtract(leg.toe, leg.ankle), 0.72)
    mesh.egg(foot, times(body.right, 0.045 * w), [0, 0.045 * scale, 0], along, shoe, 8, 4)
  }
  if (look.bottom === 'skirt') skirt(mesh, body, pose, legs, w, bottom)
  torso(mesh, look, body, pose)
  arms(mesh, look, body, pose)
  head(mesh, look, body, pose)
  luggage(mesh, look, body)
  return mesh
}

function skeleton(pose: Pose, scale: number): { body: Frame; legs: Leg[] } {
  const sitting = pose.stance === 'sit'
  const riding = pose.stance === 'ride'
  const legsAt = (frame: Frame): Leg[] =>
    [-1, 1].map((side) => {
      const phase = pose.stride + (side > 0 ? Math.PI : 0)
      const hip = frame(side * 0.085, HIP, 0)
      if (riding) return pedalling(frame, side, phase)
      if (sitting) {
        const knee = frame(side * 0.11, HIP + 0.02, THIGH)
        const ankle = frame(side * 0.11, HIP - SHIN + 0.02, THIGH + 0.02)
        return { hip, knee, ankle, toe: frame(side * 0.12, HIP - SHIN - 0.02, THIGH + 0.2) }
      }
      const swing = 0.46 * Math.sin(phase) * pose.pace
      const bend = (0.12 + 0.95 * Math.max(0, Math.cos(phase)) ** 2) * pose.pace + 0.02
      const knee = frame(side * 0.09, HIP - THIGH * Math.cos(swing), THIGH * Math.sin(swing))
      const low = swing - bend
      const ankle = frame(
        side * 0.09,
        HIP - THIGH * Math.cos(swing) - SHIN * Math.cos(low),
        THIGH * Math.sin(swing) + SHIN * Math.sin(low),
      )
      const tilt = low * 0.7
      const toe = add(ankle, [
        frame.forward[0] * 0.16 * scale * Math.cos(tilt),
        (-0.05 + 0.16 * Math.sin(tilt)) * scale,
        frame.forward[2] * 0.16 * scale * Math.cos(tilt),
      ])
      return { hip, knee, ankle, toe }
    })
  const flat = frameOf(pose.at, pose.facing, scale, 0)
  const seat = pose.seatMetres ?? 0.46
  let rise = sitting || riding ? seat - (HIP - 0.09) * scale : 0
  if (!sitting && !riding) {
    const lowest = Math.min(...legsAt(flat).map((leg) => leg.ankle[1] - pose.at[1]))
    rise = ANKLE * scale - lowest
  }
  const body = frameOf(pose.at, pose.facing, scale, rise)
  return { body, legs: legsAt(body) }
}

/** Feet on turning pedals, knees where two bones of fixed length meet. */
function pedalling(frame: Frame, side: number, phase: number): Leg {
  const hip = frame(side * 0.085, HIP, 0)
  const ankle = frame(side * 0.1, HIP - 0.66 + 0.15 * Math.sin(phase), 0.22 + 0.15 * Math.cos(phase))
  const line = subtract(ankle, hip)
  const far = Math.min(length(line), (THIGH + SHIN) * frame.scale * 0.999)
  const reach = THIGH * frame.scale
  const along = (reach * reach - (SHIN * frame.scale) ** 2 + far * far) / (2 * far)
  const out = Math.sqrt(Math.max(0, reach * reach - along * along))
  const axis = unit(line)
  const bend = unit(cross(cross(axis, frame.forward), axis))
  const knee = add(add(hip, times(axis, along)), times(bend, out))
  return { hip, knee, ankle, toe: add(ankle, add(times(frame.forward, 0.15 * frame.scale), [0, -0.03, 0])) }
}

const lean = (pose: Pose) => (pose.stance === 'ride' ? 0.34 : pose.stance === 'sit' ? -0.03 : 0.025 * pose.pace)

function spine(body: Frame, pose: Pose, up: number): { up: number; forward: number } {
  const over = up - HIP
  const bend = lean(pose)
  return { up: HIP + over * Math.cos(bend), forward: over * Math.sin(bend) }
}

function torsoRing(body: Frame, pose: Pose, up: number, half: number, deep: number, finish: Finish): Ring {
  const s = spine(body, pose, up)
  const bob = 0.012 * Math.sin(pose.sway * 3) * (1 - pose.pace)
  return {
    centre: body(bob, s.up, s.forward),
    u: times(body.right, half * body.scale),
    v: times(body.forward, deep * body.scale),
    finish,
  }
}

function torso(mesh: Mesh, look: Look, body: Frame, pose: Pose): void {
  const cloth: Finish = { colour: look.topColour }
  const w = look.width
  const ring = (up: number, half: number, deep: number, finish = cloth) =>
    torsoRing(body, pose, up, half * w, deep * w, finish)
  const belt: Finish = { colour: look.bottomColour }
  mesh.loft([ring(0.84, 0.1, 0.08, belt), ring(0.9, 0.155, 0.11, belt), ring(0.98, 0.15, 0.105, belt)], 12)
  mesh.loft(
    [
      ring(0.93, 0.15, 0.11),
      ring(1.0, 0.152, 0.11),
      ring(1.12, 0.14, 0.105),
      ring(1.28, 0.175, 0.12),
      ring(1.38, 0.185, 0.11),
      ring(1.435, 0.14, 0.085),
      ring(1.47, 0.07, 0.06),
    ],
    12,
  )
  if (look.top === 'coat')
    mesh.loft([ring(0.62, 0.2, 0.15), ring(0.85, 0.18, 0.14), ring(1.1, 0.165, 0.13), ring(1.3, 0.185, 0.13)], 12)
  if (look.top === 'poncho') {
    const band: Finish = { colour: look.trimColour }
    mesh.loft(
      [
        ring(0.88, 0.36, 0.26),
        ring(0.94, 0.35, 0.25, band),
        ring(0.99, 0.335, 0.24),
        ring(1.2, 0.29, 0.2),
        ring(1.3, 0.26, 0.18, band),
        ring(1.38, 0.2, 0.13),
        ring(1.48, 0.07, 0.07),
      ],
      14,
    )
  }
  if (look.top === 'vest') {
    const vest: Finish = { colour: look.trimColour }
    mesh.loft([ring(1.0, 0.163, 0.122, vest), ring(1.28, 0.186, 0.132, vest), ring(1.41, 0.16, 0.1, vest)], 12)
  }
  const neck = spine(body, pose, 1.46)
  const chin = spine(body, pose, 1.56)
  mesh.limb(
    body(0, neck.up, neck.forward),
    body(0, chin.up, chin.forward + 0.01),
    0.055 * body.scale,
    0.05 * body.scale,
    {
      colour: times(look.skin, 0.85),
    },
  )
}

function skirt(mesh: Mesh, body: Frame, pose: Pose, legs: readonly Leg[], w: number, finish: Finish): void {
  if (pose.stance === 'sit' || pose.stance === 'ride') {
    for (const leg of legs) mesh.limb(leg.hip, leg.knee, 0.115 * w, 0.1 * w, finish)
    return
  }
  const ring = (up: number, half: number, deep: number, sway: number): Ring => ({
    centre: body(0, up, sway),
    u: times(body.right, half * w),
    v: times(body.forward, deep * w),
    finish,
  })
  const swing = 0.03 * Math.sin(pose.stride) * pose.pace
  mesh.loft(
    [ring(0.42, 0.24, 0.25, swing), ring(0.6, 0.21, 0.2, swing), ring(0.8, 0.18, 0.14, 0), ring(1.0, 0.15, 0.11, 0)],
    14,
  )
}

function arms(mesh: Mesh, look: Look, body: Frame, pose: Pose): void {
  const sleeve: Finish = { colour: look.topColour }
  const bare: Finish = { colour: look.skin }
  const scale = body.scale
  for (const side of [-1, 1]) {
    const s = spine(body, pose, 1.4)
    const shoulder = body(side * 0.2 * look.width, s.up, s.forward)
    const { elbow, hand } = armOf(body, pose, side, s, look)
    mesh.limb(shoulder, elbow, 0.056 * scale, 0.043 * scale, sleeve)
    mesh.limb(elbow, hand, 0.041 * scale, 0.03 * scale, look.bareArms ? bare : sleeve)
    const wrist = unit(subtract(hand, elbow))
    mesh.limb(hand, add(hand, times(wrist, 0.075 * scale)), 0.032 * scale, 0.024 * scale, bare, 6)
  }
}

function armOf(
  body: Frame,
  pose: Pose,
  side: number,
  s: { up: number; forward: number },
  look: Look,
): { elbow: Vec; hand: Vec } {
  const out = side * 0.235 * look.width
  if (pose.stance === 'ride') {
    return {
      elbow: body(side * 0.27, s.up - 0.2, s.forward + 0.15),
      hand: body(side * 0.24, s.up - 0.34, s.forward + 0.34),
    }
  }
  if (pose.gesture === 'push')
    return { elbow: body(out, s.up - 0.27, s.forward + 0.06), hand: body(side * 0.16, s.up - 0.38, s.forward + 0.34) }
  const active = side > 0
  if (pose.gesture === 'talk' && active) {
    const wave = Math.sin(pose.sway * 5)
    return {
      elbow: body(out + 0.02, s.up - 0.27, s.forward + 0.05),
      hand: body(out - side * 0.04, s.up - 0.2 + 0.07 * wave, s.forward + 0.27 + 0.03 * wave),
    }
  }
  if (pose.gesture === 'phone' && active)
    return { elbow: body(out, s.up - 0.26, s.forward + 0.1), hand: body(side * 0.09, s.up - 0.08, s.forward + 0.27) }
  if (pose.gesture === 'reach' && active) {
    const wave = 0.5 + 0.5 * Math.sin(pose.sway * 4)
    return {
      elbow: body(out, s.up - 0.24, s.forward + 0.12),
      hand: body(out, s.up - 0.3, s.forward + 0.28 + 0.12 * wave),
    }
  }
  if (pose.gesture === 'carry')
    return { elbow: body(out, s.up - 0.27, s.forward + 0.04), hand: body(side * 0.12, s.up - 0.3, s.forward + 0.26) }
  if (pose.stance === 'sit')
    return { elbow: body(out, s.up - 0.27, s.forward + 0.06), hand: body(side * 0.12, s.up - 0.4, s.forward + 0.28) }
  const swing = -0.5 * Math.sin(pose.stride + (side > 0 ? Math.PI : 0)) * pose.pace
  const low = swing + 0.22 + 0.25 * Math.max(0, swing)
  const elbow = body(out + side * 0.015, s.up - 0.28 * Math.cos(swing), s.forward + 0.28 * Math.sin(swing))
  return {
    elbow,
    hand: body(
      out,
      s.up - 0.28 * Math.cos(swing) - 0.25 * Math.cos(low),
      s.forward + 0.28 * Math.sin(swing) + 0.25 * Math.sin(low),
    ),
  }
}

function head(mesh: Mesh, look: Look, body: Frame, pose: Pose): void {
  const s = spine(body, pose, 1.6)
  const k = body.scale
  const turned = frameOf(body(0, 0, s.forward + 0.015), pose.facing + pose.headTurn, k, 0)
  const at = (r: number, u: number, f: number) => turned(r, s.up + u, f)
  const { right, forward } = turned
  const egg = (c: Vec, x: number, y: number, z: number, colour: Vec, sides = 8, rows = 4) =>
    mesh.egg(c, times(right, x * k), [0, y * k, 0], times(forward, z * k), { colour }, sides, rows)
  mesh.asHead(() => {
    mesh.egg(
      at(0, 0, 0),
      times(right, 0.079 * k),
      [0, 0.122 * k, 0],
      times(forward, 0.098 * k),
      (n) => ({ colour: times(look.skin, n[1] < -0.6 ? 0.75 : 1) }),
      14,
      10,
    )
    for (const side of [-1, 1]) {
      egg(at(side * 0.078, -0.005, -0.005), 0.014, 0.03, 0.02, look.skin)
      egg(at(side * 0.032, 0.018, 0.084), 0.017, 0.009, 0.008, [0.75, 0.74, 0.72])
      egg(at(side * 0.032, 0.018, 0.09), 0.008, 0.009, 0.006, [0.02, 0.014, 0.01])
      egg(at(side * 0.032, 0.042, 0.086), 0.022, 0.006, 0.008, look.hair)
    }
    egg(at(0, -0.012, 0.095), 0.012, 0.026, 0.018, times(look.skin, 0.94))
    egg(at(0, -0.058, 0.084), 0.027, 0.008, 0.01, [look.skin[0] * 0.75, look.skin[1] * 0.45, look.skin[2] * 0.45])
    hair(look, egg, at)
    hat(mesh, look, egg, at, turned)
  })
}

type Egg = (c: Vec, x: number, y: number, z: number, colour: Vec, sides?: number, rows?: number) => void
type At = (r: number, u: number, f: number) => Vec

function hair(look: Look, egg: Egg, at: At): void {
  if (look.hairdo === 'bald') return
  egg(at(0, 0.036, -0.022), 0.087, 0.102, 0.096, look.hair, 12, 8)
  egg(at(0, 0.088, 0.03), 0.066, 0.036, 0.058, look.hair, 10, 6)
  if (look.hairdo === 'long') {
    egg(at(0, -0.09, -0.062), 0.09, 0.16, 0.05, look.hair, 12, 8)
    for (const side of [-1, 1]) egg(at(side * 0.076, -0.07, -0.01), 0.022, 0.13, 0.045, look.hair)
  }
  if (look.hairdo === 'bun') egg(at(0, 0.06, -0.125), 0.045, 0.045, 0.04, look.hair)
}

function hat(mesh: Mesh, look: Look, egg: Egg, at: At, frame: Frame): void {
  const c = look.hatColour
  if (look.hat === 'none') return
  egg(at(0, 0.075, -0.006), 0.093, look.hat === 'brim' ? 0.085 : 0.075, 0.108, c, 12, 8)
  if (look.hat === 'cap') egg(at(0, 0.062, 0.12), 0.07, 0.01, 0.07, times(c, 0.8), 10, 4)
  if (look.hat === 'brim') egg(at(0, 0.062, 0), 0.19, 0.013, 0.19, times(c, 0.9), 16, 4)
  if (look.hat === 'wool') egg(at(0, 0.155, 0), 0.025, 0.025, 0.025, look.trimColour)
  if (look.hat === 'helmet')
    mesh.egg(
      at(0, 0.03, -0.01),
      times(frame.right, 0.115 * frame.scale),
      [0, 0.125 * frame.scale, 0],
      times(frame.forward, 0.12 * frame.scale),
      (n) =>
        n[2] > 0.45 && n[1] > -0.5 && n[1] < 0.45
          ? { colour: [0.02, 0.02, 0.03], gloss: 0.8 }
          : { colour: c, gloss: 0.4 },
    )
}

function luggage(mesh: Mesh, look: Look, body: Frame): void {
  const finish: Finish = { colour: look.bagColour }
  const k = body.scale
  const block = (at: Vec, x: number, y: number, z: number, f = finish) =>
    mesh.block(at, times(body.right, x * k), [0, y * k, 0], times(body.forward, z * k), f)
  if (look.bag === 'backpack')
    mesh.egg(
      body(0, 1.22, -0.19),
      times(body.right, 0.15 * k),
      [0, 0.22 * k, 0],
      times(body.forward, 0.1 * k),
      finish,
      12,
      8,
    )
  if (look.bag === 'shoulder') {
    block(body(0.25, 0.88, 0.02), 0.04, 0.11, 0.14)
    mesh.limb(body(0.25, 0.96, 0.02), body(0.14, 1.44, 0), 0.014 * k, 0.014 * k, finish, 5)
  }
  if (look.bag === 'shopping')
    for (const side of [-1, 1])
      block(body(side * 0.27, 0.62, 0.05), 0.06, 0.14, 0.1, { colour: side > 0 ? look.bagColour : [0.6, 0.6, 0.58] })
  if (look.bag === 'suitcase') {
    block(body(0.32, 0.36, -0.32), 0.12, 0.28, 0.19, { colour: look.bagColour, gloss: 0.2 })
    mesh.limb(body(0.32, 0.62, -0.32), body(0.27, 0.82, -0.12), 0.012 * k, 0.012 * k, { colour: [0.1, 0.1, 0.1] }, 5)
  }
  if (look.bag === 'pram') pram(mesh, look, body)
}

function pram(mesh: Mesh, look: Look, body: Frame): void {
  const dark: Finish = { colour: [0.03, 0.03, 0.035] }
  const cloth: Finish = { colour: look.bagColour }
  const low = body(0, 0, 0)[1]
  for (const side of [-0.24, 0.24]) {
    for (const f of [0.55, 1.15])
      wheel(mesh, add(body(side, 0, f), [0, 0.12 - (body(side, 0, f)[1] - low), 0]), body.right, 0.12, 0.02, dark)
    mesh.limb(body(side, 1.02, 0.36), body(side, 0.5, 0.75), 0.014, 0.014, dark, 5)
    mesh.limb(body(side, 0.5, 0.75), body(side, 0.12, 1.15), 0.014, 0.014, dark, 5)
  }
  mesh.limb(body(-0.24, 1.02, 0.36), body(0.24, 1.02, 0.36), 0.018, 0.018, dark, 5)
  mesh.egg(body(0, 0.55, 0.86), times(body.right, 0.22), [0, 0.17, 0], times(body.forward, 0.38), cloth, 12, 8)
  mesh.egg(
    body(0, 0.74, 0.7),
    times(body.right, 0.22),
    [0, 0.2, 0],
    times(body.forward, 0.2),
    { colour: times(look.bagColour, 0.7) },
    12,
    8,
  )
}

export function wheel(
  mesh: Mesh,
  centre: Vec,
  axle: Vec,
  radius: number,
  half: number,
  finish: Finish,
  hub?: Finish,
): void {
  const u: Vec = [0, 1, 0]
  const v = unit(cross(axle, u))
  const ring = (k: number, r: number): Ring => ({
    centre: add(centre, times(axle, k)),
    u: times(u, r),
    v: times(v, r),
    finish,
  })
  mesh.loft(
    [ring(-half, radius * 0.93), ring(-half * 0.7, radius), ring(half * 0.7, radius), ring(half, radius * 0.93)],
    16,
  )
  if (!hub) return
  for (const k of [-1, 1])
    mesh.loft(
      [
        { ...ring(k * half * 1.02, radius * 0.6), finish: hub },
        { ...ring(k * half * 1.12, radius * 0.5), finish: hub },
      ],
      12,
    )
}

/** A dog of no breed. `stride` as for people. */
export function dog(at: Vec, facing: number, stride: number, pace: number, colour: Vec): Mesh {
  const mesh = new Mesh()
  const b = frameOf(at, facing, 1, 0)
  const coat: Finish = { colour }
  const pale: Finish = { colour: times(colour, 1.4) }
  mesh.limb(b(0, 0.42, -0.2), b(0, 0.44, 0.2), 0.1, 0.12, coat, 10)
  for (const [side, f, phase] of [
    [-1, 0.2, 0],
    [1, 0.2, Math.PI],
    [-1, -0.2, Math.PI],
    [1, -0.2, 0],
  ] as const) {
    const swing = 0.13 * Math.sin(stride * 1.6 + phase) * pace
    const lift = 0.05 * Math.max(0, Math.cos(stride * 1.6 + phase)) * pace
    mesh.limb(b(side * 0.075, 0.38, f), b(side * 0.075, 0.22, f + swing * 0.4), 0.05, 0.032, coat, 6)
    mesh.limb(b(side * 0.075, 0.22, f + swing * 0.4), b(side * 0.075, 0.035 + lift, f + swing), 0.03, 0.026, pale, 6)
  }
  mesh.limb(b(0, 0.48, 0.24), b(0, 0.6, 0.34), 0.075, 0.06, coat)
  mesh.limb(b(0, 0.62, 0.36), b(0, 0.58, 0.52), 0.075, 0.035, coat)
  for (const side of [-1, 1])
    mesh.egg(b(side * 0.055, 0.68, 0.35), times(b.right, 0.02), [0, 0.055, 0], times(b.forward, 0.03), coat, 6, 4)
  const wag = 0.08 * Math.sin(stride * 2)
  mesh.limb(b(0, 0.48, -0.28), b(wag, 0.66, -0.42), 0.03, 0.014, coat, 6)
  return mesh
}
