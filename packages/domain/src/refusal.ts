// An expected "no", as a value: a code for programs, the facts of this case, and (in refusal-texts.ts) one sentence
// for people in each language, the same in the API, on the button and in the trace.

import type { refusalTexts } from './refusal-texts.ts'

export type RefusalCode = keyof typeof refusalTexts
export type Facts = Readonly<Record<string, string | number>>

export interface Refusal {
  readonly code: RefusalCode
  /** What the sentence needs: numbers, names, times. Never a password, never a URL with one. */
  readonly facts: Facts
}

export function refuse(code: RefusalCode, facts: Facts = {}): Refusal {
  return { code, facts }
}

/** Either a value or the reason why there is none. `refused` is what one asks first. */
export type Result<T> =
  | { readonly refused?: never; readonly value: T }
  | { readonly refused: Refusal; readonly value?: never }

export function accepted<T>(value: T): Result<T> {
  return { value }
}

export function refused<T = never>(refusal: Refusal): Result<T> {
  return { refused: refusal }
}
