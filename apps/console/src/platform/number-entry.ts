// Digits typed outside any field: "142 Enter" is a camera, "W 9" a layout. Pure; keyboard.ts feeds it.

/** Camera numbers have four digits at most. */
const DIGITS_MAX = 4

export interface Entry {
  readonly prefix: '' | 'W'
  readonly digits: string
}
export const emptyEntry: Entry = { prefix: '', digits: '' }

export interface EntryStep {
  readonly entry: Entry
  readonly camera?: number
  readonly layout?: number
}

/** The next state, or undefined where the key is none of ours. */
export function typeInto(entry: Entry, key: string, hasLayouts: boolean): EntryStep | undefined {
  if (/^\d$/.test(key)) {
    if (entry.prefix === 'W') return { entry: emptyEntry, layout: Number(key) }
    if (entry.digits.length >= DIGITS_MAX) return { entry }
    return { entry: { prefix: '', digits: entry.digits + key } }
  }
  if (key === 'w' && hasLayouts) return { entry: { prefix: 'W', digits: '' } }
  if (entry.digits === '' && entry.prefix === '') return undefined
  if (key === 'backspace') return { entry: { prefix: '', digits: entry.digits.slice(0, -1) } }
  if (key === 'escape') return { entry: emptyEntry }
  if (key === 'enter' && entry.digits !== '') return { entry: emptyEntry, camera: Number(entry.digits) }
  return undefined
}
