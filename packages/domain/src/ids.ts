// Ids by kind, so that a camera cannot be passed for a person. Chance is an argument: nothing here draws it.

type Id<Kind extends string> = string & { readonly __id: Kind }

export type CameraId = Id<'camera'>
export type PersonId = Id<'person'>
export type ViewId = Id<'view'>
export type HoldId = Id<'hold'>
export type AlarmId = Id<'alarm'>
export type RunId = Id<'run'>
export type ProbeId = Id<'probe'>

/** Prefix of each kind. It is part of the id, so that an id read aloud or in a trace says what it names. */
export const idPrefixes = {
  camera: 'cam',
  person: 'p',
  view: 'view',
  hold: 'hold',
  alarm: 'alarm',
  run: 'run',
  probe: 'probe',
} as const
export type IdKind = keyof typeof idPrefixes

// Crockford's base 32 without i, l, o, u: nobody has to ask whether that was a one.
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'
/** 10 characters of 5 bits: 50 random bits; with a million ids of a kind two alike are a 1 in 2,000 chance, and the database refuses the second. */
const ID_CHARACTERS = 10

/** `random` holds at least 10 bytes of chance. */
export function makeId<K extends IdKind>(kind: K, random: Uint8Array): Id<K> {
  if (random.length < ID_CHARACTERS) throw new RangeError(`an id needs ${ID_CHARACTERS} bytes of chance`)
  let tail = ''
  for (let i = 0; i < ID_CHARACTERS; i++) tail += alphabet.charAt((random[i] ?? 0) & 31)
  return `${idPrefixes[kind]}-${tail}` as Id<K>
}

export function isId<K extends IdKind>(kind: K, value: unknown): value is Id<K> {
  return typeof value === 'string' && idPatterns[kind].test(value)
}

export const idPatterns = Object.fromEntries(
  Object.entries(idPrefixes).map(([kind, prefix]) => [
    kind,
    new RegExp(`^${prefix}-[0-9a-hjkmnp-tv-z]{${ID_CHARACTERS}}$`),
  ]),
) as Record<IdKind, RegExp>
