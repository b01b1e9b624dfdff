import { type Arbitrary, assert, constantFrom, integer, nat, property, record as fields, uint8Array } from 'fast-check'
import { describe, expect, test } from 'vitest'

import { PARAMETER_SET_BYTES_MAX, PPS_COUNT_MAX, SPS_COUNT_MAX } from './configuration.ts'
import { type ParameterSetsToDescribe, describeFormat, isSameFormat } from './format.ts'
import { parseH264Sps } from './h264-sps.ts'
import { parseH265Sps } from './h265-sps.ts'
import { DIMENSION_PX_MAX, FRAME_RATE_MAX, plausibleFrameRate } from './picture-size.ts'
import { isProblem } from './problem.ts'
import { parameterVectors, sound } from './testing/vectors.ts'

const vectors = parameterVectors()
const aStream = (codec: 'h264' | 'h265'): (typeof vectors)[number] => {
  const found = vectors.find(({ sets }) => sets.codec === codec)
  if (!found) throw new Error(`no vector of ${codec}`)
  return found
}

describe('a stream described by its parameter sets agrees with ffmpeg', () => {
  test.each(vectors)('$name', ({ sets, width, height, frameRate, record }) => {
    const format = sound(describeFormat(sets))
    expect([format.width, format.height]).toEqual([width, height])
    expect(format.frameRateHint).toBeCloseTo(frameRate, 3)
    if (sets.codec === 'h264') {
      expect(hex(format.configurationRecord)).toBe(hex(record))
    } else {
      // ffmpeg works out segmentation and parallelism from the PPS, we leave them unsaid (bytes 13 to 15); and it adds
      // an array of SEI where the encoder gave one, so ours may end before its.
      expect(hex(format.configurationRecord.subarray(0, 13))).toBe(hex(record.subarray(0, 13)))
      expect(hex(format.configurationRecord.subarray(16, 22))).toBe(hex(record.subarray(16, 22)))
      expect(hex(record.subarray(23))).toMatch(new RegExp(`^${hex(format.configurationRecord.subarray(23))}`))
    }
  })
})

test('the codec string is that of RFC 6381', () => {
  const [h264, h265] = [aStream('h264'), aStream('h265')]
  expect(sound(describeFormat(h264.sets)).codecString).toBe(`avc1.${hex(h264.sets.sps.subarray(1, 4))}`)
  expect(sound(describeFormat(h265.sets)).codecString).toBe('hvc1.1.6.L93.90')
  expect(sound(describeFormat(h264.sets)).codecString).toMatch(/^avc1\.42c0/)
})

test('a high profile of level 3.1 is avc1.64001f', () => {
  // SPS written by hand: profile 100, level 31, id 0, 4:2:0, 8 bits, no lists, poc type 2, 1 reference, 1280x720.
  const sps = bitsToNal([0x67, 0x64, 0x00, 0x1f], '1 010 1 1 0 0 1 011 010 0 000000 1010000 00000 101101 1 1 0 0 1')
  const format = sound(describeFormat({ codec: 'h264', sps, pps: Uint8Array.of(0x68, 0xce, 0x3c, 0x80) }))
  expect(format).toMatchObject({ codecString: 'avc1.64001f', width: 1280, height: 720 })
  expect(format.frameRateHint).toBeUndefined()
})

test('the same parameter sets are the same format, a changed byte is not', () => {
  const { sets } = aStream('h264')
  const one = sound(describeFormat(sets))
  const other = sound(describeFormat({ ...sets, pps: [Uint8Array.of(0x68, 1)] }))
  expect(isSameFormat(one, sound(describeFormat(sets)))).toBe(true)
  expect(isSameFormat(one, other)).toBe(false)
})

describe('a parameter set that is not one is refused by its name', () => {
  const { sets } = aStream('h265')
  const refused = (change: Partial<ParameterSetsToDescribe>): unknown => describeFormat({ ...sets, ...change })

  test('missing, empty, of the wrong kind', () => {
    expect(refused({ sps: [] })).toMatchObject({ problem: 'missing', field: 'sps' })
    expect(refused({ vps: [] })).toMatchObject({ problem: 'missing', field: 'vps' })
    expect(refused({ pps: new Uint8Array() })).toMatchObject({ problem: 'truncated', field: 'pps' })
    expect(refused({ codec: 'h264' })).toMatchObject({ problem: 'malformed', field: 'sps nal_unit_type' })
  })

  test('as large as we accept, and a byte larger', () => {
    expect(isProblem(refused({ pps: ppsOf(PARAMETER_SET_BYTES_MAX) }))).toBe(false)
    expect(refused({ pps: ppsOf(PARAMETER_SET_BYTES_MAX + 1) })).toMatchObject({ problem: 'too-large', field: 'pps' })
  })

  test('as many as we accept, and one more', () => {
    const pps = Uint8Array.of(0x44, 1)
    expect(isProblem(refused({ pps: many(pps, PPS_COUNT_MAX) }))).toBe(false)
    expect(refused({ pps: many(pps, PPS_COUNT_MAX + 1) })).toMatchObject({ field: 'pps count' })
    expect(isProblem(refused({ sps: many(sets.sps, SPS_COUNT_MAX) }))).toBe(false)
    expect(refused({ sps: many(sets.sps, SPS_COUNT_MAX + 1) })).toMatchObject({ field: 'sps count' })
  })
})

describe('an SPS names the field that is wrong and the bit at which it stands', () => {
  test('cut off', () => {
    const { sps } = aStream('h264').sets
    expect(parseH264Sps(sps.subarray(0, 3))).toMatchObject({ problem: 'truncated', unit: 'bit', at: 24 })
    expect(parseH264Sps(sps.subarray(0, 6))).toMatchObject({ problem: 'truncated', field: 'pic_width_in_mbs_minus1' })
  })

  test('a picture as wide as we accept, and 16 pixels wider', () => {
    expect(parseH264Sps(baselineSps({ widthMbs: DIMENSION_PX_MAX / 16 }))).toMatchObject({ width: DIMENSION_PX_MAX })
    expect(parseH264Sps(baselineSps({ widthMbs: DIMENSION_PX_MAX / 16 + 1 }))).toMatchObject({
      problem: 'out-of-range',
      field: 'pic_width_in_mbs_minus1',
    })
  })

  test('a crop that leaves a pixel row, and one that leaves none', () => {
    expect(parseH264Sps(baselineSps({ widthMbs: 1, cropRight: 7 }))).toMatchObject({ width: 2 })
    expect(parseH264Sps(baselineSps({ widthMbs: 1, cropRight: 8 }))).toMatchObject({ field: 'frame_crop' })
  })

  test('an exp-golomb number that never ends', () => {
    const sps = Uint8Array.of(0x67, 66, 0, 31, 0, 0, 0, 0, 0, 0, 0, 0)
    expect(parseH264Sps(sps)).toMatchObject({ problem: 'out-of-range', field: 'seq_parameter_set_id', at: 32 })
  })

  test('H.265 of a layer above the base', () => {
    const sps = aStream('h265').sets.sps.slice()
    sps[1] = 0x09
    expect(parseH265Sps(sps)).toMatchObject({ problem: 'unsupported', field: 'nuh_layer_id' })
  })
})

test('a frame rate that cannot be is no hint', () => {
  expect(plausibleFrameRate(FRAME_RATE_MAX, 1)).toBe(FRAME_RATE_MAX)
  expect(plausibleFrameRate(FRAME_RATE_MAX + 1, 1)).toBeUndefined()
  expect(plausibleFrameRate(0, 1)).toBeUndefined()
  expect(plausibleFrameRate(25, 0)).toBeUndefined()
})

test('a broken VUI costs the hint, not the stream', () => {
  const cut = baselineSps({ widthMbs: 40, vui: '1 11111111 0000' })
  expect(parseH264Sps(cut)).toMatchObject({ width: 640 })
  expect(parseH264Sps(cut)).not.toHaveProperty('frameRateHint')
})

describe('garbage is answered, never thrown', () => {
  test('random bytes behind a true header', () => {
    assert(
      property(anyNal([0x67]), (nal) => isAnswer(parseH264Sps(nal))),
      { numRuns: 3000 },
    )
    assert(
      property(anyNal([0x67, 100, 0, 31]), (nal) => isAnswer(parseH264Sps(nal))),
      { numRuns: 3000 },
    )
    assert(
      property(anyNal([0x42, 1]), (nal) => isAnswer(parseH265Sps(nal))),
      { numRuns: 3000 },
    )
  })

  test('true sets with bytes changed and cut', () => {
    const change = fields({
      vector: constantFrom(...vectors),
      at: nat(200),
      byte: nat(255),
      keep: integer({ min: 0, max: 200 }),
    })
    const check = property(change, ({ vector: { sets }, at, byte, keep }) => {
      const sps = sets.sps.slice(0, keep)
      if (at < sps.length) sps[at] = byte
      const format = describeFormat({ ...sets, sps })
      return isProblem(format) || (format.width <= DIMENSION_PX_MAX && format.height <= DIMENSION_PX_MAX)
    })
    assert(check, { numRuns: 5000 })
  })

  test('the slowest that fits into the limit is quick', () => {
    const began = performance.now()
    for (const fill of [0x00, 0x55, 0xaa, 0xff, 0x24]) {
      const nal = new Uint8Array(PARAMETER_SET_BYTES_MAX).fill(fill)
      nal.set([0x42, 1])
      parseH265Sps(nal)
      nal.set([0x67, 100, 0, 31])
      parseH264Sps(nal)
    }
    expect(performance.now() - began).toBeLessThan(500)
  })
})

function isAnswer(answer: ReturnType<typeof parseH264Sps> | ReturnType<typeof parseH265Sps>): boolean {
  return isProblem(answer) ? answer.unit === 'bit' && answer.at >= 0 : answer.width > 0 && answer.height > 0
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

/** Bits written as text behind a header; the stop bit is part of the text or does not matter. */
function bitsToNal(header: readonly number[], text: string): Uint8Array {
  const bits = text.replaceAll(' ', '')
  const bytes = Array.from({ length: Math.ceil(bits.length / 8) }, (_, index) =>
    Number.parseInt(bits.slice(8 * index, 8 * index + 8).padEnd(8, '0'), 2),
  )
  return Uint8Array.of(...header, ...bytes)
}

function expGolomb(value: number): string {
  const code = (value + 1).toString(2)
  return '0'.repeat(code.length - 1) + code
}

/** Baseline, 16 pixels high. */
function baselineSps(options: { widthMbs: number; cropRight?: number; vui?: string }): Uint8Array {
  const { widthMbs, cropRight, vui } = options
  const crop = cropRight === undefined ? '0' : `1 1 ${expGolomb(cropRight)} 1 1`
  // id, frame_num, poc type 2, references, gaps; width, height, frames only, direct 8x8.
  const bits = `1 1 011 010 0 ${expGolomb(widthMbs - 1)} 1 1 1 ${crop}`
  return bitsToNal([0x67, 66, 0, 31], vui === undefined ? `${bits} 0 1` : `${bits} 1 ${vui}`)
}

const anyNal = (header: readonly number[]): Arbitrary<Uint8Array> =>
  uint8Array({ maxLength: 300 }).map((rest) => Uint8Array.of(...header, ...rest))
const ppsOf = (length: number): Uint8Array => Uint8Array.from({ length }, (_, index) => (index === 0 ? 0x44 : 1))
const many = (unit: Uint8Array, length: number): Uint8Array[] => Array.from({ length }, () => unit)
