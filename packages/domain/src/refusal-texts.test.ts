import { expect, test } from 'vitest'
import { type RefusalCode, refuse } from './refusal.ts'
import { refusalText, refusalTexts } from './refusal-texts.ts'

const all = Object.entries(refusalTexts) as [RefusalCode, { es: string; en: string }][]

test.each(all)('%s says the same facts in both languages', (_, { es, en }) => {
  expect(new Set(facts(es))).toEqual(new Set(facts(en)))
})

test('facts are put in their places, and a missing one is a dash, never a guess', () => {
  expect(refusalText(refuse('camera-refused', { host: '10.0.0.14', port: 554 }), 'en')).toContain(
    '10.0.0.14 refused the connection on port 554',
  )
  expect(refusalText(refuse('camera-refused', { host: '10.0.0.14' }), 'en')).toContain('port –')
})

function facts(text: string): string[] {
  return [...text.matchAll(/\{\w+\}/g)].map(String)
}
