// What can go wrong with a camera here, as data: switched on and off while it runs, from a test or over the control port.

export type Fault =
  /** The connection stays open and nothing comes any more, neither pictures nor answers. */
  | { kind: 'stall' }
  /** Answers as it should and never sends a picture. */
  | { kind: 'no-picture' }
  /** Describes sound only. */
  | { kind: 'no-track' }
  | { kind: 'garbage'; everyFrames: number; bytes: number }
  /** `rate` of all RTP packets, 0 to 1, leave a gap in the sequence numbers. */
  | { kind: 'lost-packets'; rate: number }
  | { kind: 'wrong-rate'; says: number; sends: number }
  | { kind: 'drift'; ppm: number }
  /** The camera's own clock, as its sender reports tell it, is wrong by so much. */
  | { kind: 'clock-jump'; byMs: number }
  | { kind: 'no-sender-reports' }
  | { kind: 'refused-login' }
  /** The listener that the camera is on closes, with every connection to it. */
  | { kind: 'dead-port' }
  | { kind: 'slow-answer'; delayMs: number }
  /** Other parameter sets from the next keyframe on. */
  | { kind: 'parameter-sets' }
  /** The next client's timestamps pass 2^32 so long after its first frame. */
  | { kind: 'timestamp-wrap'; inMs: number }

export type FaultKind = Fault['kind']

/** Each number's least and greatest value. Beyond them a fault would be a broken simulator, not a broken camera. */
const numbersOf = {
  stall: {},
  'no-picture': {},
  'no-track': {},
  garbage: { everyFrames: [1, 1_000_000], bytes: [1, 65_536] },
  'lost-packets': { rate: [0, 1] },
  'wrong-rate': { says: [1, 240], sends: [1, 240] },
  drift: { ppm: [-100_000, 100_000] },
  'clock-jump': { byMs: [-1e12, 1e12] },
  'no-sender-reports': {},
  'refused-login': {},
  'dead-port': {},
  'slow-answer': { delayMs: [0, 600_000] },
  'parameter-sets': {},
  'timestamp-wrap': { inMs: [0, 3_600_000] },
} as const satisfies Record<FaultKind, Record<string, readonly [number, number]>>

export const faultKinds = Object.keys(numbersOf).filter(isFaultKind)

export function isFaultKind(word: unknown): word is FaultKind {
  return typeof word === 'string' && Object.hasOwn(numbersOf, word)
}

/** A fault from outside, or what is wrong with it in one sentence. */
export function faultFrom(body: unknown): { fault: Fault } | { problem: string } {
  if (typeof body !== 'object' || body === null) return { problem: 'a fault is an object with a kind' }
  const given: Record<string, unknown> = { ...body }
  const kind = given['kind']
  if (!isFaultKind(kind)) return { problem: `kind is one of ${faultKinds.join(', ')}` }
  const numbers: Record<string, readonly [number, number]> = numbersOf[kind]
  const fault: Record<string, unknown> = { kind }
  for (const [name, [least, most]] of Object.entries(numbers)) {
    const value = given[name]
    if (typeof value !== 'number' || !(value >= least && value <= most)) {
      return { problem: `${kind} needs ${name}, a number from ${least} to ${most}` }
    }
    fault[name] = value
  }
  // Every field of the kind was just checked against the table that is checked against the type.
  return { fault: fault as Fault }
}
