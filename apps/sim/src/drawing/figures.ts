// People, dressed on their skeletons: torso, limbs and skirts here; heads and luggage beside.

import { head } from './heads.ts'
import type { Look } from './looks.ts'
import { luggage } from './luggage.ts'
import { type Finish, Mesh, type Ring } from './mesh.ts'
import { type Frame, type Leg, type Pose, skeleton, spine } from './skeleton.ts'
import { type Vec, add, blend, subtract, times, unit } from './vector.ts'

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
  const fabric: Finish = { colour: look.topColour }
  const w = look.width
  const ring = (up: number, half: number, deep: number, finish = fabric) =>
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
