// Chance with a seed, and noise that is a pure function of a point. Nothing here asks the clock or the machine.

export type Random = () => number

/** Mulberry32: small, quick and good enough for clothes and paving stones; never for secrets. */
export function seeded(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let x = Math.imul(state ^ (state >>> 15), 1 | state)
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x
    return ((x ^ (x >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** A seed for a named part, so that adding a person does not repaint the trees. */
export function seedFor(seed: number, part: string): number {
  let h = (seed ^ 0x9e3779b9) >>> 0
  for (const letter of part) h = Math.imul(h ^ (letter.codePointAt(0) ?? 0), 0x01000193) >>> 0
  return h
}

export function pick<T>(random: Random, from: readonly T[]): T {
  const one = from[Math.floor(random() * from.length)]
  if (one === undefined) throw new Error('nothing to pick from')
  return one
}

/** 0 to 1, fixed for each pair of whole numbers. */
export function hash(x: number, y: number): number {
  let h = Math.imul(x | 0, 374761393) + Math.imul(y | 0, 668265263)
  h = Math.imul(h ^ (h >>> 13), 1274126177)
  return ((h ^ (h >>> 16)) >>> 0) / 4_294_967_296
}

/** Smooth value noise, 0 to 1, one bump per unit. */
export function noise(x: number, y: number): number {
  const xi = Math.floor(x)
  const yi = Math.floor(y)
  const fx = x - xi
  const fy = y - yi
  const u = fx * fx * (3 - 2 * fx)
  const v = fy * fy * (3 - 2 * fy)
  const a = hash(xi, yi)
  const b = hash(xi + 1, yi)
  const c = hash(xi, yi + 1)
  const d = hash(xi + 1, yi + 1)
  return a + (b - a) * u + (c - a) * v + (a - b - c + d) * u * v
}

/** Three octaves of noise, 0 to 1. */
export function cloudy(x: number, y: number): number {
  return noise(x, y) * 0.55 + noise(x * 2.1 + 7, y * 2.1 + 3) * 0.3 + noise(x * 4.3 + 1, y * 4.3 + 9) * 0.15
}
