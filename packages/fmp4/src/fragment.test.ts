import { array, assert, boolean, integer, property, record as fields, uint8Array } from 'fast-check'
import { describe, expect, test } from 'vitest'

import { concatBytes, viewOf } from './bytes.ts'
import { type SampleToWrite, fragment, fragmentByteLength } from './fragment.ts'
import { fragmentProblem, firstSyncSample, nalUnitsOf, parseMoof } from './reader.ts'
import { sound } from './testing/vectors.ts'

const idr = Uint8Array.of(0x65, 1, 2, 3)
const slice = Uint8Array.of(0x41, 4, 5)
const aSample = (change: Partial<SampleToWrite> = {}): SampleToWrite => ({
  durationTicks: 6000,
  nalUnits: [slice],
  isSync: false,
  ...change,
})

test('NAL units go out as the very same bytes in memory, not as copies', () => {
  const samples = [aSample({ nalUnits: [idr], isSync: true }), aSample()]
  const parts = fragment({ sequence: 1, baseDecodeTicks: 0, samples })
  expect(parts).toHaveLength(5)
  expect(parts[2]).toBe(idr)
  expect(parts[4]).toBe(slice)
})

test('the length is known without joining the parts', () => {
  const parts = fragment({ sequence: 1, baseDecodeTicks: 0, samples: [aSample()] })
  expect(fragmentByteLength(parts)).toBe(concatBytes(parts).length)
})

test('what goes in comes out: times, flags, offsets and every NAL byte', () => {
  const nal = uint8Array({ minLength: 1, maxLength: 60 })
  const anySample = fields({
    durationTicks: integer({ min: 0, max: 0xffff_ffff }),
    nalUnits: array(nal, { minLength: 1, maxLength: 5 }),
    isSync: boolean(),
    compositionOffsetTicks: integer({ min: -0x8000_0000, max: 0x7fff_ffff }),
  })
  const anyFragment = fields({
    sequence: integer({ min: 0, max: 0xffff_ffff }),
    baseDecodeTicks: integer({ min: 0, max: 2 ** 52 }),
    samples: array(anySample, { minLength: 1, maxLength: 40 }),
  })
  const check = property(anyFragment, ({ sequence, baseDecodeTicks, samples }) => {
    const bytes = concatBytes(fragment({ sequence, baseDecodeTicks, samples }))
    const moof = sound(parseMoof(bytes))
    expect(moof).toMatchObject({ sequence, baseDecodeTicks })
    expect(moof.samples).toHaveLength(samples.length)
    expect(fragmentProblem(bytes)).toBeUndefined()
    let decodeTicks = baseDecodeTicks
    moof.samples.forEach((sample, index) => {
      const { durationTicks, isSync, compositionOffsetTicks, nalUnits } = samples[index] ?? aSample()
      expect(sample).toMatchObject({ decodeTicks, durationTicks, isSync, compositionOffsetTicks })
      expect(nalUnitsOf(bytes.subarray(sample.offset, sample.offset + sample.length))).toEqual(nalUnits)
      decodeTicks += durationTicks
    })
    expect(moof.durationTicks).toBe(decodeTicks - baseDecodeTicks)
  })
  assert(check, { numRuns: 300 })
})

test('the first keyframe comes with its lengths, ready for a decoder', () => {
  const samples = [aSample(), aSample({ nalUnits: [idr, slice], isSync: true })]
  const bytes = concatBytes(fragment({ sequence: 7, baseDecodeTicks: 90_000, samples }))
  expect(sound(firstSyncSample(bytes))).toEqual({
    bytes: Uint8Array.of(0, 0, 0, 4, ...idr, 0, 0, 0, 3, ...slice),
    decodeTicks: 96_000,
    durationTicks: 6000,
  })
})

test('a fragment without a keyframe says so', () => {
  const bytes = concatBytes(fragment({ sequence: 7, baseDecodeTicks: 0, samples: [aSample()] }))
  expect(firstSyncSample(bytes)).toMatchObject({ problem: 'missing', field: 'sync sample' })
})

describe('a block of zeros inside the pictures is found', () => {
  test('at the head of a sample, and where the bytes end', () => {
    const bytes = concatBytes(fragment({ sequence: 1, baseDecodeTicks: 0, samples: [aSample(), aSample()] }))
    const { samples } = sound(parseMoof(bytes))
    const second = samples[1]?.offset ?? 0
    const holed = bytes.slice()
    holed.fill(0, second)
    expect(fragmentProblem(holed)).toMatchObject({ problem: 'malformed', field: 'NAL length', at: second })
    expect(fragmentProblem(bytes.subarray(0, -1))).toMatchObject({ problem: 'truncated', field: 'sample' })
  })
})

describe('what our own code may not ask for is thrown', () => {
  test.each<[string, Partial<SampleToWrite>]>([
    ['a negative duration', { durationTicks: -1 }],
    ['half a tick', { durationTicks: 0.5 }],
    ['a duration beyond 32 bits', { durationTicks: 2 ** 32 }],
    ['an offset beyond 32 bits', { compositionOffsetTicks: 2 ** 31 }],
  ])('%s', (_, change) => {
    expect(() => fragment({ sequence: 1, baseDecodeTicks: 0, samples: [aSample(change)] })).toThrow(RangeError)
  })

  test('no samples at all', () => {
    expect(() => fragment({ sequence: 1, baseDecodeTicks: 0, samples: [] })).toThrow(RangeError)
  })
})

test('a fragment of 4 GiB is refused before a byte is written', () => {
  const large = new Uint8Array(2 ** 30)
  const samples = Array.from({ length: 4 }, () => aSample({ nalUnits: [large] }))
  expect(() => fragment({ sequence: 1, baseDecodeTicks: 0, samples })).toThrow(RangeError)
})

test('a time beyond 32 bits stands in the tfdt', () => {
  const [head = new Uint8Array()] = fragment({ sequence: 1, baseDecodeTicks: 2 ** 40 + 5, samples: [aSample()] })
  const tfdt = Buffer.from(head).indexOf('tfdt')
  expect(viewOf(head).getBigUint64(tfdt + 8)).toBe(2n ** 40n + 5n)
})
