// A body's joints: walking, standing, sitting and riding. It knows no flesh and no clothes.

import { type Vec, add, cross, length, subtract, times, unit } from './vector.ts'

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
export interface Frame {
  (right: number, up: number, forward: number): Vec
  right: Vec
  forward: Vec
  up: Vec
  scale: number
}

export function frameOf(at: Vec, facing: number, scale: number, rise: number): Frame {
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
export const HIP = 0.92

export interface Leg {
  hip: Vec
  knee: Vec
  ankle: Vec
  toe: Vec
}

export function skeleton(pose: Pose, scale: number): { body: Frame; legs: Leg[] } {
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

export function spine(body: Frame, pose: Pose, up: number): { up: number; forward: number } {
  const over = up - HIP
  const bend = lean(pose)
  return { up: HIP + over * Math.cos(bend), forward: over * Math.sin(bend) }
}
