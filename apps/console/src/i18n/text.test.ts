import { readFileSync, readdirSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import { bytesText, headingText, spanText } from './format.ts'
import { catalogue } from './catalogue.ts'
import { setLanguage, text } from './text.ts'

afterEach(() => setLanguage('es'))

const names = (sentence: string): string[] => [...sentence.matchAll(/\{(\w+)\}/g)].map((found) => found[1] ?? '').sort()

test('both languages of a sentence name the same facts, and neither is empty', () => {
  for (const [key, { es, en }] of Object.entries(catalogue)) {
    expect(names(es), key).toEqual(names(en))
    expect(es.trim(), key).not.toBe('')
    expect(en.trim(), key).not.toBe('')
  }
})

test('no word uses a sign that the font has not', () => {
  for (const [key, { es, en }] of Object.entries(catalogue)) expect(`${es}${en}`, key).not.toMatch(/[←-⇿■-⟿⏎′″✓]/)
})

test('every sentence is said somewhere', () => {
  const root = new URL('..', import.meta.url)
  const code = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path) && !path.startsWith('i18n/words-') && !path.includes('.test.'))
    .map((path) => readFileSync(new URL(path, root), 'utf8'))
    .join('\n')
  // Keys that are put together from a prefix and a member of a union.
  const composed = [...code.matchAll(/`([a-z][a-z.-]*\.)\$\{/g)].map((found) => found[1] ?? '')
  for (const key of Object.keys(catalogue)) {
    const isSaid = code.includes(`'${key}'`) || composed.some((prefix) => key.startsWith(prefix))
    expect(isSaid, key).toBe(true)
  }
})

test('facts are put in, in the language of the seat', () => {
  expect(text('tile.late', { seconds: 2 })).toBe('atrasada 2 s')
  setLanguage('en')
  expect(text('tile.late', { seconds: 2 })).toBe('late 2 s')
})

test('spans have two units at most', () => {
  expect(spanText(-5)).toBe('0 s')
  expect(spanText(59_999)).toBe('59 s')
  expect(spanText(60_000)).toBe('1 min')
  expect(spanText(3 * 3_600_000 + 10 * 60_000)).toBe('3 h 10 min')
  expect(spanText(2 * 86_400_000)).toBe('2 d')
})

test('amounts and bearings are written as they are said here', () => {
  expect(bytesText(undefined)).toBe('–')
  expect(bytesText(1_500)).toBe('1,5 kB')
  expect(bytesText(32_400_000_000)).toBe('32 GB')
  expect(headingText(225)).toBe('225° SO')
})
