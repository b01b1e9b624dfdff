// What a parser of this package answers when bytes from outside are not what they claim. It is a value, never thrown.
// Sentences for people are made by the apps: here are only the facts.

export type ProblemKind =
  | 'truncated' // the bytes end before the field does
  | 'out-of-range' // the field has a value that its standard forbids or that we cap
  | 'too-large' // a length or a count beyond our named limit
  | 'malformed' // the structure contradicts itself
  | 'missing' // a part that must be there is not
  | 'unsupported' // legal, but not for this package
  | 'not-authentic' // a sealed payload does not open: other key, other place, or altered

/** Names the field as its standard spells it, and where it begins in the bytes that were given. */
export interface Problem {
  readonly problem: ProblemKind
  readonly field: string
  readonly at: number
  readonly unit: 'bit' | 'byte'
}

export function byteProblem(problem: ProblemKind, field: string, at: number): Problem {
  return { problem, field, at, unit: 'byte' }
}

export function bitProblem(problem: ProblemKind, field: string, at: number): Problem {
  return { problem, field, at, unit: 'bit' }
}

export function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'problem' in value && 'field' in value && 'unit' in value
}
