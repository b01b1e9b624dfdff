// A pinhole camera on a pole: world metres to picture pixels and back. It has no lens errors and no clip planes.

import { type Vec, cross, dot, subtract, unit } from './vector.ts'

export interface Camera {
  eye: Vec
  right: Vec
  up: Vec
  forward: Vec
  /** Pixels per unit of slope. */
  focal: number
  width: number
  height: number
}

export interface View {
  name: string
  eye: Vec
  target: Vec
  /** Horizontal, degrees. */
  fieldOfView: number
}

export function cameraOf(view: View, width: number, height: number): Camera {
  const forward = unit(subtract(view.target, view.eye))
  const right = unit(cross([0, 1, 0], forward))
  const focal = width / 2 / Math.tan((view.fieldOfView * Math.PI) / 360)
  return { eye: view.eye, right, up: cross(forward, right), forward, focal, width, height }
}

/** Picture position and depth (metres along the axis); nothing with a depth below `NEAR_METRES` may be drawn. */
export function project(camera: Camera, p: Vec): { x: number; y: number; depth: number } {
  const d = subtract(p, camera.eye)
  const depth = dot(d, camera.forward)
  const k = camera.focal / depth
  return {
    x: camera.width / 2 + dot(d, camera.right) * k,
    y: camera.height / 2 - dot(d, camera.up) * k,
    depth,
  }
}

export const NEAR_METRES = 0.4
