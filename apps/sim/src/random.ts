// Chance with a seed: the same seed gives the same numbers on every machine. Not for secrets.

export type Random = () => number

/** Mulberry32: 32 bits of state are plenty for towns and faults. Numbers in [0, 1). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** A seed out of a seed and a name, so that one part's numbers do not move when another part draws more. */
export function seedFor(seed: number, name: string): number {
  // FNV-1a, 32 bits.
  let hash = 0x811c9dc5 ^ seed
  for (const character of name) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
  return hash >>> 0
}
