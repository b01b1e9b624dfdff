// Paint, light and the picture's eight bits. Light is linear; the film curve is a fit of ACES (Narkowicz 2015).

import type { Vec } from './vector.ts'

/** `#rrggbb` as linear light. */
export function paint(hex: string): Vec {
  const value = Number.parseInt(hex.slice(1), 16)
  return [linear(value >> 16), linear((value >> 8) & 255), linear(value & 255)]
}

const linear = (v: number) => Math.pow(v / 255, 2.2)

const FILM_STEPS = 4096
const FILM_MOST = 8
const film = new Uint8ClampedArray(FILM_STEPS + 1)
for (let k = 0; k <= FILM_STEPS; k++) {
  // The square root gives the dark end of the table its steps.
  const x = Math.pow(k / FILM_STEPS, 2) * FILM_MOST
  const mapped = (x * (2.51 * x + 0.03)) / (x * (2.43 * x + 0.59) + 0.14)
  film[k] = Math.round(255 * Math.pow(Math.min(1, mapped), 1 / 2.2))
}

/** One channel of light, already times the exposure, as 0 to 255. */
export function developed(light: number): number {
  const x = light <= 0 ? 0 : light >= FILM_MOST ? 1 : Math.sqrt(light / FILM_MOST)
  return film[(x * FILM_STEPS) | 0]!
}
