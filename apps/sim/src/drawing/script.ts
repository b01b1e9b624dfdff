// Who is where, when: paths of walking, waiting, sitting, meeting and turning, all closed after one loop of the clip.
// A script never looks at the picture; the same seed gives the same lives.

import type { Gesture } from './skeleton.ts'

export const LOOP_SECONDS = 16

export type Act = 'walk' | 'wait' | 'sit' | 'meet' | 'turn' | 'ride' | 'drive' | 'park'

export type Step =
  | { go: readonly [x: number, z: number] }
  | { stay: number; act: 'wait' | 'sit' | 'meet'; face?: number; gesture?: Gesture; look?: number }

export interface Path {
  start: readonly [x: number, z: number]
  steps: readonly Step[]
  /** Share of the loop by which this one is ahead. */
  ahead?: number
  gesture?: Gesture
}

export interface Moment {
  x: number
  z: number
  facing: number
  act: Act
  /** Metres walked since the loop began. */
  walked: number
  pace: number
  gesture: Gesture
  look: number
}

interface Leg {
  from: number
  to: number
  x0: number
  z0: number
  x1: number
  z1: number
  facing: number
  act: 'walk' | 'wait' | 'sit' | 'meet'
  walked0: number
  walked1: number
  gesture: Gesture
  look: number
}

const TURN_SECONDS = 0.5
/** A person slower or faster than this looks wrong, so the place must change its path. */
const WALK_METRES_PER_SECOND = { least: 0.55, most: 2.3 }

/** Stays keep their seconds; the walks share what is left of the loop at one even speed. */
export function walker(path: Path): (seconds: number) => Moment {
  const legs = legsOf(path)
  return (seconds) => momentOf(legs, wrapped(seconds + (path.ahead ?? 0) * LOOP_SECONDS))
}

const wrapped = (seconds: number) => ((seconds % LOOP_SECONDS) + LOOP_SECONDS) % LOOP_SECONDS

function legsOf(path: Path): Leg[] {
  const metres = distance(path)
  const stays = path.steps.reduce((sum, step) => sum + ('stay' in step ? step.stay : 0), 0)
  const speed = metres === 0 ? 1 : metres / (LOOP_SECONDS - stays)
  if (metres > 0 && (speed < WALK_METRES_PER_SECOND.least || speed > WALK_METRES_PER_SECOND.most))
    throw new Error(`a path of ${metres.toFixed(1)} m would be walked at ${speed.toFixed(2)} m/s`)
  const legs: Leg[] = []
  let [x, z] = path.start
  let at = 0
  let walked = 0
  let facing = 0
  for (const step of path.steps) {
    const before = { from: at, x0: x, z0: z, walked0: walked }
    if ('go' in step) {
      const [x1, z1] = step.go
      const far = Math.hypot(x1 - x, z1 - z)
      facing = Math.atan2(x1 - x, z1 - z)
      at += far / speed
      walked += far
      x = x1
      z = z1
      legs.push({
        ...before,
        to: at,
        x1,
        z1,
        facing,
        act: 'walk',
        walked1: walked,
        gesture: path.gesture ?? 'none',
        look: 0,
      })
    } else {
      facing = step.face ?? facing
      at += step.stay
      legs.push({
        ...before,
        to: at,
        x1: x,
        z1: z,
        facing,
        act: step.act,
        walked1: walked,
        gesture: step.gesture ?? path.gesture ?? 'none',
        look: step.look ?? 0,
      })
    }
  }
  const last = legs.at(-1)
  if (last) last.to = LOOP_SECONDS
  return legs
}

function distance(path: Path): number {
  let [x, z] = path.start
  let sum = 0
  for (const step of path.steps) {
    if (!('go' in step)) continue
    sum += Math.hypot(step.go[0] - x, step.go[1] - z)
    ;[x, z] = step.go
  }
  return sum
}

function momentOf(legs: readonly Leg[], t: number): Moment {
  const index = Math.max(
    0,
    legs.findIndex((leg) => t < leg.to),
  )
  const leg = legs[index]
  if (!leg) throw new Error('a path needs a step')
  const k = leg.to > leg.from ? (t - leg.from) / (leg.to - leg.from) : 0
  const next = legs[(index + 1) % legs.length] ?? leg
  const turn = angleBetween(leg.facing, next.facing)
  // One turns while the step ends, so that the next begins the right way round.
  const left = leg.to - t
  const turning = left < TURN_SECONDS && Math.abs(turn) > 0.2 && closes(legs, index)
  const facing = turning ? leg.facing + turn * smooth(1 - left / TURN_SECONDS) : leg.facing
  const walking = leg.act === 'walk'
  const pace = walking ? Math.min(1, 0.25 + (t - leg.from) * 3, 0.25 + left * 3) : 0
  return {
    x: leg.x0 + (leg.x1 - leg.x0) * k,
    z: leg.z0 + (leg.z1 - leg.z0) * k,
    facing,
    act: turning ? 'turn' : leg.act,
    walked: leg.walked0 + (leg.walked1 - leg.walked0) * k,
    pace,
    gesture: leg.gesture,
    look: walking ? 0 : leg.look * Math.sin((t - leg.from) * 1.3) * Math.min(1, (t - leg.from) * 2, left * 2),
  }
}

/** Someone who leaves the picture and comes back elsewhere has nothing to turn to. */
function closes(legs: readonly Leg[], index: number): boolean {
  const first = legs[0]
  const last = legs.at(-1)
  if (!first || !last || index < legs.length - 1) return true
  return Math.hypot(first.x0 - last.x1, first.z0 - last.z1) < 0.3
}

const smooth = (k: number) => k * k * (3 - 2 * k)

function angleBetween(from: number, to: number): number {
  const d = (to - from) % (Math.PI * 2)
  return d > Math.PI ? d - Math.PI * 2 : d < -Math.PI ? d + Math.PI * 2 : d
}

/** A drive: points with the second at which each is passed; standing is two points at the same place. */
export interface Drive {
  points: readonly (readonly [seconds: number, x: number, z: number])[]
  ahead?: number
}

export interface Driving {
  x: number
  z: number
  facing: number
  rolled: number
  braking: boolean
  speed: number
}

/** Smooth through its points (Hermite, with the slope of the neighbours). */
export function driver(drive: Drive): (seconds: number) => Driving {
  const at = (t: number) => positionOf(drive, t)
  return (seconds) => {
    const t = wrapped(seconds + (drive.ahead ?? 0) * LOOP_SECONDS)
    const here = at(t)
    const before = at(t - 0.2)
    const after = at(t + 0.2)
    const speed = Math.hypot(after.x - before.x, after.z - before.z) / 0.4
    const slower = Math.hypot(after.x - here.x, after.z - here.z) / 0.2
    return {
      ...here,
      facing: headingOf(drive, t),
      rolled: here.z + here.x,
      braking: slower < speed - 0.25 || speed < 0.3,
      speed,
    }
  }
}

function positionOf(drive: Drive, t: number): { x: number; z: number } {
  const p = drive.points
  const index = Math.max(
    0,
    Math.min(
      p.length - 2,
      p.findLastIndex((point) => point[0] <= t),
    ),
  )
  const a = p[index]
  const b = p[index + 1]
  if (!a || !b) throw new Error('a drive needs two points')
  const span = b[0] - a[0]
  const k = Math.max(0, Math.min(1, (t - a[0]) / span))
  const before = p[index - 1] ?? a
  const after = p[index + 2] ?? b
  const along = (axis: 1 | 2) => {
    const still = a[1] === b[1] && a[2] === b[2]
    const m0 = still || before === a ? b[axis] - a[axis] : slope(before, a, b, axis) * span
    const m1 = still || after === b ? b[axis] - a[axis] : slope(a, b, after, axis) * span
    const k2 = k * k
    const k3 = k2 * k
    return (2 * k3 - 3 * k2 + 1) * a[axis] + (k3 - 2 * k2 + k) * m0 + (-2 * k3 + 3 * k2) * b[axis] + (k3 - k2) * m1
  }
  return { x: along(1), z: along(2) }
}

type Point = Drive['points'][number]

/** Zero where one of the neighbours is a halt, so that a car comes to rest and does not swing past. */
function slope(p: Point, q: Point, r: Point, axis: 1 | 2): number {
  const halt = (a: Point, b: Point) => a[1] === b[1] && a[2] === b[2]
  if (halt(p, q) || halt(q, r)) return 0
  return (r[axis] - p[axis]) / (r[0] - p[0])
}

/** Where it points: the way it goes, and when it stands, the way it came. */
function headingOf(drive: Drive, t: number): number {
  for (let back = 0; back <= LOOP_SECONDS; back += 0.1) {
    const a = positionOf(drive, t - back - 0.05)
    const b = positionOf(drive, t - back + 0.05)
    if (Math.hypot(b.x - a.x, b.z - a.z) > 0.01) return Math.atan2(b.x - a.x, b.z - a.z)
  }
  const [first, second] = [drive.points[0], drive.points.at(-1)]
  return first && second ? Math.atan2(second[1] - first[1], second[2] - first[2]) : 0
}
