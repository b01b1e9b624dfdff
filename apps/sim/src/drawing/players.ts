// Turns a member of a place's cast into bodies at a second of the loop.

import type { Light } from './atmosphere.ts'
import { bus } from './buses.ts'
import { car } from './cars.ts'
import { dog } from './dogs.ts'
import { figure } from './figures.ts'
import type { Mesh } from './mesh.ts'
import type { Member, Place } from './place.ts'
import { LOOP_SECONDS, type Act, type Driving, driver, walker } from './script.ts'
import type { Pose } from './skeleton.ts'
import type { Kind } from './truth.ts'
import { bicycle, motorbike } from './two-wheelers.ts'
import { type Vec, add } from './vector.ts'
import type { VehicleState } from './vehicle-body.ts'

export interface Actor {
  id: number
  kind: Kind
  mesh: Mesh
  at: Vec
  floor: number
  facing: number
  act: Act
  still: boolean
  heightMetres: number
}

/** Gives an actor, or two for a rider, at a second of the loop. */
export type Player = (seconds: number) => Actor[]

const METRES_PER_STRIDE = 1.38

export function playerOf(member: Member, id: number, place: Place, light: Light): Player {
  const floorAt = (x: number, z: number) => place.floor?.(x, z) ?? 0
  if (member.kind === 'person' || member.kind === 'dog') return walkerOf(member, id, floorAt)
  const drive = driver(member.drive)
  const [first] = member.drive.points
  const stays = member.drive.points.every((p) => p[1] === first?.[1] && p[2] === first[2])
  const player = vehicleOf(member, id, drive, floorAt, light)
  if (!stays) return player
  const always = player(0)
  return () => always
}

type VehicleMember = Exclude<Member, { kind: 'person' | 'dog' }>

function vehicleOf(
  member: VehicleMember,
  id: number,
  drive: (seconds: number) => Driving,
  floorAt: (x: number, z: number) => number,
  light: Light,
): Player {
  return (seconds) => {
    const d = drive(seconds)
    const floor = floorAt(d.x, d.z)
    const still = d.speed < 0.05
    const parked = member.facing !== undefined
    const state: VehicleState = {
      at: [d.x, floor, d.z],
      facing: member.facing ?? d.facing,
      rolled: d.rolled / 0.34,
      lights: member.lights ?? (light === 'dusk' && !parked ? 'on' : 'off'),
      braking: d.braking && !parked,
    }
    const base = { at: state.at, floor, facing: state.facing, still }
    const act: Act = parked ? 'park' : still ? 'wait' : 'drive'
    if (member.kind === 'car')
      return [{ ...base, id, kind: 'car', mesh: car(member.shape, member.colour, state), act, heightMetres: 1.5 }]
    if (member.kind === 'bus')
      return [{ ...base, id, kind: 'bus', mesh: bus(member.coat, state), act, heightMetres: 3 }]
    const cycle = member.kind === 'bicycle'
    const mesh = cycle ? bicycle(member.colour, state) : motorbike(member.colour, state)
    const machine: Actor = { ...base, id, kind: member.kind, mesh, act, heightMetres: 1.2 }
    const behind = cycle ? -0.2 : -0.22
    const seat = add(state.at, [Math.sin(state.facing) * behind, 0, Math.cos(state.facing) * behind])
    const pose: Pose = {
      at: seat,
      facing: state.facing,
      stance: 'ride',
      stride: cycle ? d.rolled * 1.1 : 0.6,
      pace: 0,
      gesture: 'none',
      sway: 0,
      headTurn: 0,
      seatMetres: cycle ? 0.9 : 0.82,
    }
    return [
      machine,
      {
        ...base,
        id: id + 1,
        kind: 'person',
        mesh: figure(member.look, pose),
        act: still ? 'wait' : 'ride',
        heightMetres: 1.7,
      },
    ]
  }
}

function walkerOf(
  member: Extract<Member, { kind: 'person' | 'dog' }>,
  id: number,
  floorAt: (x: number, z: number) => number,
): Player {
  const walk = walker(member.path)
  return (seconds) => {
    const m = walk(seconds)
    const floor = floorAt(m.x, m.z)
    const at: Vec = [m.x, floor, m.z]
    const stride = (m.walked / METRES_PER_STRIDE) * Math.PI * 2
    const base = { id, at, floor, facing: m.facing, act: m.act, still: m.act !== 'walk' && m.act !== 'turn' }
    if (member.kind === 'dog')
      return [{ ...base, kind: 'dog', mesh: dog(at, m.facing, stride, m.pace, member.colour), heightMetres: 0.6 }]
    const pose: Pose = {
      at,
      facing: m.facing,
      stance:
        m.act === 'sit'
          ? 'sit'
          : m.act === 'walk'
            ? 'walk'
            : member.seatMetres && !member.path.steps.some((s) => 'go' in s)
              ? 'sit'
              : 'stand',
      stride,
      pace: m.pace,
      gesture: m.gesture,
      sway: (seconds / LOOP_SECONDS) * Math.PI * 2 + id,
      headTurn: m.look,
      ...(member.seatMetres === undefined ? {} : { seatMetres: floor + member.seatMetres }),
    }
    return [{ ...base, kind: 'person', mesh: figure(member.look, pose), heightMetres: 1.7 }]
  }
}
