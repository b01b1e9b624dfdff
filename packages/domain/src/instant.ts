// Times as everything in Sereno carries them: integer milliseconds UTC, never a Date, never a string inside the house.
// Knows no clock: who needs "now" is given it.

/** Milliseconds since 1970-01-01 UTC, a safe integer. */
export type Instant = number & { readonly __instant: true }

/** 2100-01-01: a time past it is a mistake of a clock or of a hand, never a plan. */
export const INSTANT_MAX = 4_102_444_800_000

export function isInstant(value: unknown): value is Instant {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= INSTANT_MAX
}

/** Refuses by throwing: a time that is not one inside the house is a broken invariant, not an expected refusal. */
export function instant(value: number): Instant {
  if (!isInstant(value)) throw new RangeError(`not an instant: ${value}`)
  return value
}

export function later(at: Instant, byMs: number): Instant {
  return instant(at + byMs)
}
