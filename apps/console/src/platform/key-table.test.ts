import { expect, test } from 'vitest'
import { emptyEntry, typeInto } from './number-entry.ts'
import { keyNames, keyPlaces, keyTable, keysOf } from './key-table.ts'

const browsers = ['f5', 'f11', 'f12', 'ctrl+f4', 'ctrl+w', 'ctrl+t', 'ctrl+n']

test('no key means two things on one screen', () => {
  for (const place of keyPlaces) {
    const names = place === 'everywhere' ? keysOf('everywhere') : [...keysOf('everywhere'), ...keysOf(place)]
    const keys = names.flatMap((name) => keyTable[name].keys)
    expect(new Set(keys).size, place).toBe(keys.length)
  }
})

test("the browser's own keys are never taken", () => {
  for (const name of keyNames) for (const key of keyTable[name].keys) expect(browsers).not.toContain(key)
})

test('while somebody types only function keys and Ctrl+Enter act', () => {
  for (const name of keyNames) {
    const row = keyTable[name]
    if (row.whileTyping) for (const key of row.keys) expect(key).toMatch(/^(f\d+|ctrl\+enter)$/)
  }
})

test('no digit and no W is bound on the wall but by the number entry', () => {
  for (const name of keyNames) for (const key of keyTable[name].keys) expect(key).not.toMatch(/^\d$/)
})

function typed(keys: string[]): { camera?: number; layout?: number } {
  let entry = emptyEntry
  let result = {}
  for (const key of keys) {
    const step = typeInto(entry, key, true)
    entry = step?.entry ?? entry
    result = {
      ...result,
      ...(step?.camera === undefined ? {} : { camera: step.camera }),
      ...(step?.layout === undefined ? {} : { layout: step.layout }),
    }
  }
  return result
}

test('a number and Enter is a camera; W and a digit is a layout', () => {
  expect(typed(['1', '4', '2', 'enter'])).toEqual({ camera: 142 })
  expect(typed(['1', '4', 'backspace', '5', 'enter'])).toEqual({ camera: 15 })
  expect(typed(['w', '9'])).toEqual({ layout: 9 })
  expect(typed(['1', 'escape', 'enter'])).toEqual({})
  expect(typed(['1', '2', '3', '4', '5', 'enter'])).toEqual({ camera: 1234 })
  expect(typeInto(emptyEntry, 'enter', true)).toBeUndefined()
  expect(typeInto(emptyEntry, 'w', false)).toBeUndefined()
})
