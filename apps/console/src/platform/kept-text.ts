// What somebody typed and has not sent outlives the form: another screen, Escape, a reload. It ends when it is sent,
// when they say so, or with their login. A password is never kept: whoever calls leaves it out.

import { useState } from 'react'
import { z } from 'zod'

const PREFIX = 'sereno.text.'

/** `shape` refuses what another version of the console left behind. */
export function keptText<S extends z.ZodType>(form: string, shape: S): z.output<S> | undefined {
  try {
    return shape.safeParse(JSON.parse(sessionStorage.getItem(PREFIX + form) ?? 'null')).data
  } catch {
    return undefined
  }
}

/** undefined: there is nothing to keep any more. */
export function keepText(form: string, value: unknown): void {
  try {
    if (value === undefined) sessionStorage.removeItem(PREFIX + form)
    else sessionStorage.setItem(PREFIX + form, JSON.stringify(value))
  } catch {
    // Without storage it lives as long as the form.
  }
}

/** The next person at this seat does not find what the last one typed. */
export function forgetTexts(): void {
  try {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key)
  } catch {
    // Nothing was kept then.
  }
}

/** One line of a form that is kept under this name, from its beginning or from the last time. */
export function useKeptLine(form: string): [line: string, change: (line: string) => void] {
  const [line, setLine] = useState(() => keptText(form, z.string()) ?? '')
  return [
    line,
    (next) => {
      keepText(form, next === '' ? undefined : next)
      setLine(next)
    },
  ]
}
