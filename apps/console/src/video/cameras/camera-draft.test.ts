import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { emptyDraft, mergeDraft, readDraft, readNumber } from './camera-draft.ts'

test('an empty form has no place, no number and the hours of the law', () => {
  expect(readDraft(emptyDraft)).toEqual({
    problems: {},
    place: undefined,
    cone: undefined,
    number: undefined,
    retentionHours: 72,
    retentionBytesMax: undefined,
  })
})

test('coordinates may be typed with a comma', () => {
  const { place, cone } = readDraft({ ...emptyDraft, latitude: '-24,1858', longitude: '-65.2995' })
  expect(place).toEqual({ latitude: -24.1858, longitude: -65.2995 })
  expect(cone).toEqual({ headingDegrees: 0, fieldOfViewDegrees: 70, rangeMetres: 60 })
})

test.each([
  ['latitude', '91', 'camera.problem.latitude'],
  ['latitude', 'x', 'camera.problem.latitude'],
  ['number', '0', 'camera.problem.number'],
  ['number', '1.5', 'camera.problem.number'],
  ['heading', '361', 'camera.problem.heading'],
  ['range', '2001', 'camera.problem.range'],
  ['retentionHours', '8785', 'camera.problem.retention'],
  ['retentionHours', '1,5', 'camera.problem.retention'],
  ['retentionGigabytes', '0', 'camera.problem.retention-bytes'],
  ['retentionGigabytes', 'x', 'camera.problem.retention-bytes'],
  ['url', 'http://camera', 'camera.problem.url'],
] as const)('%s = %s is named as the problem', (field, value, problem) => {
  const draft = { ...emptyDraft, longitude: field === 'latitude' ? '0' : '', [field]: value }
  expect(readDraft(draft).problems[field]).toBe(problem)
})

test('no text is read as a number that it is not', () => {
  fc.assert(
    fc.property(fc.string(), (words) => {
      const value = readNumber(words, 0, 100)
      expect(value === undefined || (value >= 0 && value <= 100)).toBe(true)
    }),
  )
})

test('a limit of disk is typed in gigabytes, with a comma too, and left empty for none', () => {
  expect(readDraft({ ...emptyDraft, retentionGigabytes: '1,5' }).retentionBytesMax).toBe(1_500_000_000)
  expect(readDraft({ ...emptyDraft, retentionGigabytes: ' ' })).toMatchObject({ problems: {} })
})

test("another person's change fills only what was not typed here, and each field they changed is named", () => {
  const base = { ...emptyDraft, name: 'Plaza', range: '60', heading: '0' }
  const mine = { ...base, name: 'Plaza norte', heading: '90' }
  const theirs = { ...base, name: 'Plaza sur', range: '80', heading: '90' }
  const { draft, foreign } = mergeDraft(base, mine, theirs)
  expect(draft).toEqual({ ...mine, range: '80' })
  // The same heading typed by both is nobody's news.
  expect(foreign).toEqual(['name', 'range'])
})
