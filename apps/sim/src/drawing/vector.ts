// Points and directions in metres: x to the east, y up, z to the north. No matrices: nothing here needs them.

export type Vec = readonly [x: number, y: number, z: number]

export const add = (p: Vec, q: Vec): Vec => [p[0] + q[0], p[1] + q[1], p[2] + q[2]]
export const subtract = (p: Vec, q: Vec): Vec => [p[0] - q[0], p[1] - q[1], p[2] - q[2]]
export const times = (p: Vec, k: number): Vec => [p[0] * k, p[1] * k, p[2] * k]
export const dot = (p: Vec, q: Vec): number => p[0] * q[0] + p[1] * q[1] + p[2] * q[2]
export const cross = (p: Vec, q: Vec): Vec => [
  p[1] * q[2] - p[2] * q[1],
  p[2] * q[0] - p[0] * q[2],
  p[0] * q[1] - p[1] * q[0],
]
export const length = (p: Vec): number => Math.sqrt(dot(p, p))
export const unit = (p: Vec): Vec => times(p, 1 / (length(p) || 1))
export const blend = (p: Vec, q: Vec, k: number): Vec => [
  p[0] + (q[0] - p[0]) * k,
  p[1] + (q[1] - p[1]) * k,
  p[2] + (q[2] - p[2]) * k,
]
