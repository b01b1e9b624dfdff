import { array, assert, constantFrom, nat, property, record as fields } from 'fast-check'
import { describe, expect, test } from 'vitest'

import { makeBox } from './boxes.ts'
import { concatBytes, fields as bigEndian, viewOf } from './bytes.ts'
import { fragment } from './fragment.ts'
import { initSegment } from './init.ts'
import { isProblem } from './problem.ts'
import {
  MOOF_BYTES_MAX,
  SAMPLE_BYTES_MAX,
  SAMPLES_IN_FRAGMENT_MAX,
  firstSyncSample,
  fragmentProblem,
  nalUnitsOf,
  parseInit,
  parseMoof,
} from './reader.ts'
import { gopsOf } from './testing/annex-b.ts'
import { formatOf, sound, tinyStream } from './testing/vectors.ts'

const init = initSegment(formatOf('h264', tinyStream('h264')), { timescale: 90_000 })
const [samples = []] = gopsOf('h264', tinyStream('h264'), () => ({ durationTicks: 7500, compositionOffsetTicks: 0 }))
const oneGop = concatBytes(fragment({ sequence: 1, baseDecodeTicks: 0, samples }))

/** A moof by hand: flags of tfhd and trun with the 32-bit fields that follow. */
function aMoof(options: { tfhd?: readonly number[]; trun: readonly number[]; twice?: 'traf' | 'trun' }): Uint8Array {
  const trun = makeBox('trun', u32(options.trun))
  const traf = makeBox(
    'traf',
    makeBox('tfhd', u32(options.tfhd ?? [0x2_0000, 1])),
    makeBox('tfdt', u32([0, 1000])),
    trun,
    ...(options.twice === 'trun' ? [trun] : []),
  )
  return makeBox('moof', makeBox('mfhd', u32([0, 1])), traf, ...(options.twice === 'traf' ? [traf] : []))
}

test.each(['h264', 'h265'] as const)('an init segment of %s says again what it was made from', (codec) => {
  const format = formatOf(codec, tinyStream(codec))
  const { codecString, width, height, configurationRecord } = format
  const parsed = parseInit(initSegment(format, { timescale: 12_800 }))
  expect(parsed).toEqual({ codec, codecString, width, height, configurationRecord, timescale: 12_800 })
})

describe('what other makers write', () => {
  test('sizes and durations by default, flags of the first sample apart', () => {
    const moof = aMoof({ tfhd: [0x2_0038, 1, 3600, 50, 0x101_0000], trun: [0x5, 3, 120, 0x200_0000] })
    const { samples: found, durationTicks } = sound(parseMoof(moof))
    expect(found.map(({ offset, length, isSync }) => [offset, length, isSync])).toEqual([
      [120, 50, true],
      [170, 50, false],
      [220, 50, false],
    ])
    expect(durationTicks).toBe(10_800)
  })

  test('a sample description index in front of the defaults', () => {
    const moof = aMoof({ tfhd: [0x2_000a, 1, 1, 3600], trun: [0x201, 1, 120, 44] })
    expect(sound(parseMoof(moof)).samples).toMatchObject([{ length: 44, durationTicks: 3600, isSync: true }])
  })

  test('what cannot be read is named', () => {
    const trun = [0x201, 1, 120, 44]
    expect(parseMoof(aMoof({ trun }))).toMatchObject({ problem: 'missing', field: 'trun sample' })
    expect(parseMoof(aMoof({ trun, tfhd: [0x1, 1, 0, 0] }))).toMatchObject({ field: 'tfhd base-data-offset' })
    expect(parseMoof(aMoof({ trun, tfhd: [0x38, 1, 5] }))).toMatchObject({ problem: 'truncated', field: 'tfhd' })
    expect(parseMoof(aMoof({ trun: [0x200, 1, 44] }))).toMatchObject({ field: 'trun without data_offset' })
    expect(parseMoof(aMoof({ trun, twice: 'traf' }))).toMatchObject({ field: 'second traf' })
    expect(parseMoof(aMoof({ trun, twice: 'trun' }))).toMatchObject({ field: 'second trun' })
    expect(parseMoof(init)).toMatchObject({ problem: 'missing', field: 'moof' })
    expect(parseInit(oneGop)).toMatchObject({ problem: 'missing', field: 'moov/trak/mdia/mdhd' })
  })

  test('a codec that is not ours', () => {
    const other = init.slice()
    other.set(Buffer.from('vp0\u0001'), Buffer.from(other).indexOf('avc1'))
    expect(parseInit(other)).toMatchObject({ problem: 'unsupported', field: 'sample entry vp0?' })
  })
})

describe('both sides of the limits', () => {
  test('samples in a fragment', () => {
    const most = aMoof({ tfhd: defaults, trun: [0x1, SAMPLES_IN_FRAGMENT_MAX, 100] })
    expect(sound(parseMoof(most)).samples).toHaveLength(SAMPLES_IN_FRAGMENT_MAX)
    const more = aMoof({ tfhd: defaults, trun: [0x1, SAMPLES_IN_FRAGMENT_MAX + 1, 100] })
    expect(parseMoof(more)).toMatchObject({ problem: 'too-large', field: 'trun sample_count' })
  })

  test('a count that the bytes do not bear', () => {
    expect(parseMoof(aMoof({ trun: [0x301, 2, 100, 1, 10] }))).toMatchObject({ field: 'trun entries' })
  })

  test('the size of a sample', () => {
    expect(isProblem(parseMoof(sized(SAMPLE_BYTES_MAX)))).toBe(false)
    expect(parseMoof(sized(SAMPLE_BYTES_MAX + 1))).toMatchObject({ problem: 'too-large', field: 'sample_size' })
  })

  test('the size of a moof', () => {
    expect(isProblem(parseMoof(padded(MOOF_BYTES_MAX)))).toBe(false)
    expect(parseMoof(padded(MOOF_BYTES_MAX + 1))).toMatchObject({ problem: 'too-large', field: 'moof' })
  })
})

test('a sample that is said to lie inside the moof, before it or behind the bytes is not handed out', () => {
  for (const offset of [-8, 0, 99, 0x7fff_ffff]) {
    const moof = aMoof({ tfhd: defaults, trun: [0x1, 1, offset >>> 0] })
    expect(firstSyncSample(concatBytes([moof, new Uint8Array(5)]))).toMatchObject({ problem: 'truncated' })
  }
})

test('composition offsets are unsigned in version 0 and signed in version 1', () => {
  expect(offsetOf(0)).toMatchObject({ compositionOffsetTicks: 0xffff_fffe })
  expect(offsetOf(1)).toMatchObject({ compositionOffsetTicks: -2 })
})

test('NAL lengths that lie', () => {
  expect(nalUnitsOf(Uint8Array.of(0, 0, 0, 1, 9))).toEqual([Uint8Array.of(9)])
  expect(nalUnitsOf(Uint8Array.of(0, 0, 0, 2, 9))).toMatchObject({ problem: 'malformed', field: 'NAL length' })
  expect(nalUnitsOf(Uint8Array.of(0, 0, 0, 0))).toMatchObject({ problem: 'malformed' })
  expect(nalUnitsOf(Uint8Array.of(0, 0, 0))).toMatchObject({ problem: 'truncated' })
})

test('true files with bytes changed and cut are answered, and what is answered lies inside', () => {
  const change = fields({
    whole: constantFrom(init, oneGop),
    changes: array(fields({ at: nat(900), byte: nat(255) }), { maxLength: 4 }),
    keep: nat(1200),
  })
  const check = property(change, ({ whole, changes, keep }) => {
    const bytes = whole.slice(0, keep)
    for (const { at, byte } of changes) if (at < bytes.length) bytes[at] = byte
    parseInit(bytes)
    fragmentProblem(bytes)
    const sync = firstSyncSample(bytes)
    return isProblem(sync) || (sync.bytes.buffer === bytes.buffer && sync.bytes.length <= bytes.length)
  })
  assert(check, { numRuns: 5000 })
})

test('every single bit of a moof and of an init segment may be wrong', () => {
  for (const whole of [init, oneGop.subarray(0, sound(parseMoof(oneGop)).length + 8)]) {
    for (let bit = 0; bit < whole.length * 8; bit++) {
      const bytes = whole.slice()
      const view = viewOf(bytes)
      view.setUint8(bit >> 3, view.getUint8(bit >> 3) ^ (0x80 >> (bit & 7)))
      expect(() => [parseInit(bytes), firstSyncSample(bytes)]).not.toThrow()
    }
  }
})

const u32 = (values: readonly number[]): Uint8Array => bigEndian(...values.map((value) => [4, value] as const))
const sized = (length: number): Uint8Array => aMoof({ tfhd: defaults, trun: [0x201, 1, 100, length] })
const padded = (length: number): Uint8Array => {
  const moof = aMoof({ tfhd: defaults, trun: [0x1, 1, 100] })
  const whole = makeBox('moof', moof.subarray(8), makeBox('free', new Uint8Array(length - moof.length - 8)))
  return whole
}
const defaults = [0x2_0018, 1, 1, 10]

const offsetOf = (version: number): unknown =>
  sound(parseMoof(aMoof({ tfhd: defaults, trun: [version * 0x100_0000 + 0x801, 1, 0, 0xffff_fffe] }))).samples[0]
