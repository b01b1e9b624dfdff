import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import {
  ap265,
  fu265,
  fuA,
  h264Idr,
  h264Pps,
  h264Slice,
  h264Sps,
  h265Pps,
  h265Sps,
  h265Vps,
  nalUnit,
  stapA,
} from '../test/packets.ts'
import type { Depacketiser } from './depacketiser.ts'
import { H264Depacketiser } from './h264.ts'
import { H265Depacketiser } from './h265.ts'
import { defaultLimits, type RtspLimits } from './limits.ts'
import { nalUnitsOf, UnitAssembly } from './unit-assembly.ts'

function assembled(depacketiser: Depacketiser, payloads: readonly Uint8Array[], limits: Partial<RtspLimits> = {}) {
  const unit = new UnitAssembly({ ...defaultLimits, ...limits })
  const malformed = payloads
    .map((payload) => depacketiser.add(payload, 0, payload.length, unit))
    .filter((field) => field !== undefined)
  const { overflow, hasPicture, isNalOpen } = unit
  return { nals: overflow || isNalOpen ? [] : nalUnitsOf(unit.take()), malformed, overflow, hasPicture, isNalOpen }
}

const h264 = () => new H264Depacketiser()
const h265 = (hasDonl = false) => new H265Depacketiser({ hasDonl })

describe('H.264', () => {
  const nal = fc
    .tuple(
      fc.integer({ min: 1, max: 23 }),
      fc.integer({ min: 0, max: 3 }),
      fc.uint8Array({ minLength: 2, maxLength: 400 }),
    )
    .map(([type, priority, body]) => Uint8Array.from([(priority << 5) | type, ...body]))

  test('NAL units come out as they went in, single, aggregated or in fragments of any size', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(nal, fc.integer({ min: 0, max: 300 })), { minLength: 1, maxLength: 10 }),
        (parts) => {
          const payloads = parts.flatMap(([bytes, size]) =>
            size === 0 ? [bytes] : size === 1 ? [stapA(bytes, bytes)] : fuA(bytes, size),
          )
          const expected = parts.flatMap(([bytes, size]) => (size === 1 ? [bytes, bytes] : [bytes]))
          expect(assembled(h264(), payloads)).toMatchObject({ nals: expected, malformed: [], isNalOpen: false })
        },
      ),
    )
  })

  const [start = nalUnit([], 0), middle = start, end = start] = fuA(h264Idr(60), 20)
  test.each<[string, Uint8Array[], string]>([
    ['a fragment without its start', [middle], 'h264: FU-A without its start'],
    ['a fragment without its end', [start, h264Slice()], 'h264: FU-A without its end'],
    ['a start after a start', [start, start], 'h264: FU-A without its end'],
    ['a fragment of another type', [start, Uint8Array.of(28, 1, 0)], 'h264: FU-A changes its type'],
    ['a fragment that is too short', [Uint8Array.of(28, 0x85)], 'h264: FU-A is too short'],
    ['fragments of an aggregate', [Uint8Array.of(28, 0x98, 0, 0)], 'h264: FU-A of type 24'],
    ['an aggregate whose size lies', [Uint8Array.of(24, 0, 9, 0x65)], 'h264: STAP-A unit size'],
    ['an aggregate of nothing', [Uint8Array.of(24)], 'h264: STAP-A is empty'],
    ['an aggregate with an empty unit', [Uint8Array.of(24, 0, 0)], 'h264: STAP-A unit size'],
    ['an aggregate in an aggregate', [Uint8Array.of(24, 0, 2, 24, 0)], 'h264: STAP-A holds type 24'],
    ['a packet of the interleaved mode', [Uint8Array.of(25, 0, 0, 0, 1, 0x65)], 'h264: packet type 25'],
    ['type zero', [Uint8Array.of(0x60, 1)], 'h264: packet type 0'],
    ['the forbidden bit', [Uint8Array.of(0xe5, 1)], 'h264: forbidden_zero_bit'],
  ])('%s is malformed', (_name, payloads, field) => {
    expect(assembled(h264(), payloads).malformed).toEqual([field])
  })

  test('one packet that is start and end is a whole unit, as some cameras send it', () => {
    expect(assembled(h264(), fuA(h264Idr(), 1000)).nals).toEqual([h264Idr()])
    expect(assembled(h264(), [start, middle]).isNalOpen).toBe(true)
    expect(assembled(h264(), [start, middle, end]).nals).toEqual([h264Idr(60)])
  })

  test('IDR and exact recovery points with an I slice are keyframes, others are not', () => {
    const iSlice = Uint8Array.of(0x61, 0x88, 0)
    const pSlice = Uint8Array.of(0x61, 0x9a, 0)
    expect(h264().isKeyframe([h264Sps, h264Pps, h264Idr()])).toBe(true)
    expect(h264().isKeyframe([recoveryPoint(0x80), iSlice])).toBe(true)
    expect(h264().isKeyframe([recoveryPoint(0x40), iSlice])).toBe(false)
    expect(h264().isKeyframe([recoveryPoint(0x80), pSlice])).toBe(false)
    expect(h264().isKeyframe([iSlice])).toBe(false)
    expect(h264().isKeyframe([])).toBe(false)
  })

  test('parameter sets are told apart by kind and id', () => {
    const rules = h264()
    expect([h264Sps, h264Pps, h264Idr()].map((bytes) => rules.parameterSetKind(bytes))).toEqual([
      'sps',
      'pps',
      undefined,
    ])
    expect(rules.parameterSetId('sps', h264Sps)).toBe(0)
    expect(rules.parameterSetId('pps', h264Pps)).toBe(0)
    expect(rules.parameterSetId('pps', Uint8Array.of(0x68, 0b0011_1000))).toBe(6)
    expect(rules.parameterSetId('sps', Uint8Array.of(0x67))).toBeUndefined()
  })

  test('only an access unit delimiter opens a new picture by itself', () => {
    expect(
      [
        Uint8Array.of(9, 0xf0),
        stapA(Uint8Array.of(9, 0xf0), h264Sps),
        h264Idr(),
        stapA(h264Sps),
        Uint8Array.of(24),
      ].map((payload) => h264().isDelimiter(payload, 0, payload.length)),
    ).toEqual([true, true, false, false, false])
  })
})

describe('H.265', () => {
  const nal = fc
    .tuple(fc.integer({ min: 0, max: 47 }), fc.uint8Array({ minLength: 2, maxLength: 400 }))
    .map(([type, body]) => Uint8Array.from([type << 1, 1, ...body]))

  test('NAL units come out as they went in, single, aggregated or in fragments of any size', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(nal, fc.integer({ min: 0, max: 300 })), { minLength: 1, maxLength: 10 }),
        (parts) => {
          const payloads = parts.flatMap(([bytes, size]) =>
            size === 0 ? [bytes] : size === 1 ? [ap265(bytes, bytes)] : fu265(bytes, size),
          )
          const expected = parts.flatMap(([bytes, size]) => (size === 1 ? [bytes, bytes] : [bytes]))
          expect(assembled(h265(), payloads)).toMatchObject({ nals: expected, malformed: [], isNalOpen: false })
        },
      ),
    )
  })

  test('order numbers are skipped where they are announced', () => {
    const slice = nalUnit([0x02, 1, 0x80], 30)
    const single = Uint8Array.from([2, 1, 0, 7, ...slice.subarray(2)])
    const aggregate = Uint8Array.from([96, 1, 0, 7, 0, 30, ...slice, 1, 0, 30, ...slice])
    expect(assembled(h265(true), [single]).nals).toEqual([slice])
    expect(assembled(h265(true), [aggregate])).toMatchObject({ nals: [slice, slice], malformed: [] })
    expect(assembled(h265(true), fu265(slice, 10, [0, 7])).nals).toEqual([slice])
  })

  test('an end of sequence is a header and nothing else', () => {
    expect(assembled(h265(), [Uint8Array.of(72, 1)])).toMatchObject({ nals: [Uint8Array.of(72, 1)], hasPicture: false })
  })

  const [start = nalUnit([], 0), middle = start] = fu265(nalUnit([0x26, 1, 0x80], 60), 20)
  test.each<[string, Uint8Array[], string]>([
    ['one byte', [Uint8Array.of(2)], 'h265: shorter than its header'],
    ['a fragment without its start', [middle], 'h265: FU without its start'],
    ['a fragment without its end', [start, nalUnit([2, 1, 0x80], 9)], 'h265: FU without its end'],
    ['a fragment of another type', [start, Uint8Array.of(98, 1, 1, 0)], 'h265: FU changes its type'],
    ['a fragment that is too short', [Uint8Array.of(98, 1, 0x93)], 'h265: FU is too short'],
    ['fragments of an aggregate', [Uint8Array.of(98, 1, 0xb0, 0)], 'h265: FU of type 48'],
    ['an aggregate whose size lies', [Uint8Array.of(96, 1, 0, 9, 0x26, 1)], 'h265: AP unit size'],
    ['an aggregate in an aggregate', [Uint8Array.of(96, 1, 0, 2, 96, 1)], 'h265: AP holds type 48'],
    ['a PACI packet', [Uint8Array.of(100, 1, 0, 0)], 'h265: packet type 50'],
    ['the forbidden bit', [Uint8Array.of(0x82, 1, 0)], 'h265: forbidden_zero_bit'],
  ])('%s is malformed', (_name, payloads, field) => {
    expect(assembled(h265(), payloads).malformed).toEqual([field])
  })

  test('IRAP pictures are keyframes; parameter sets are told apart by kind and id', () => {
    const rules = h265()
    expect(
      [0, 1, 15, 16, 19, 21, 22].map((type) => rules.isKeyframe([h265Vps, Uint8Array.of(type << 1, 1, 0x80)])),
    ).toEqual([false, false, false, true, true, true, false])
    expect([h265Vps, h265Sps, h265Pps].map((bytes) => rules.parameterSetKind(bytes))).toEqual(['vps', 'sps', 'pps'])
    expect(rules.parameterSetId('vps', h265Vps)).toBe(0)
    expect(rules.parameterSetId('sps', h265Sps)).toBe(0)
    expect(rules.parameterSetId('pps', h265Pps)).toBe(0)
    expect(rules.parameterSetId('sps', h265Sps.subarray(0, 9))).toBeUndefined()
  })
})

describe('the limits hold on both sides', () => {
  test('of a NAL unit', () => {
    const limits = { nalUnitBytesMax: 100 }
    expect(assembled(h264(), fuA(h264Idr(100), 30), limits).overflow).toBeUndefined()
    expect(assembled(h264(), fuA(h264Idr(101), 30), limits).overflow).toEqual({
      code: 'too-large',
      detail: 'picture: a NAL unit of more than 100 bytes',
    })
  })
  test('of a picture, lengths included', () => {
    const limits = { accessUnitBytesMax: 108 }
    expect(assembled(h264(), [h264Idr(50), h264Idr(50)], limits).overflow).toBeUndefined()
    expect(assembled(h264(), [h264Idr(50), h264Idr(51)], limits).overflow).toMatchObject({ code: 'too-large' })
  })
  test('of NAL units in a picture', () => {
    const limits = { nalUnitsMax: 3 }
    expect(assembled(h264(), slices(3), limits).nals).toHaveLength(3)
    expect(assembled(h264(), slices(4), limits).overflow).toEqual({
      code: 'too-large',
      detail: 'picture: more than 3 NAL units',
    })
  })
})

test('lengths have four bytes, each of them right', () => {
  const large = h264Idr(0x01_02_03)
  const unit = new UnitAssembly(defaultLimits)
  const depacketiser = h264()
  for (const payload of fuA(large, 1400)) depacketiser.add(payload, 0, payload.length, unit)
  const sample = unit.take()
  expect([...sample.subarray(0, 4)]).toEqual([0, 1, 2, 3])
  expect(nalUnitsOf(sample)).toEqual([large])
})

test('whatever the payloads, nothing is thrown, and what is wrong is named', () => {
  const payload = fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 60 }),
    fc
      .tuple(fc.constantFrom(24, 28, 0x7c, 96, 98), fc.uint8Array({ maxLength: 60 }))
      .map(([first, rest]) => Uint8Array.from([first, ...rest])),
  )
  fc.assert(
    fc.property(
      fc.array(payload, { maxLength: 40 }),
      fc.constantFrom(h264(), h265(), h265(true)),
      (payloads, depacketiser) => {
        const result = assembled(depacketiser, payloads, { accessUnitBytesMax: 500, nalUnitsMax: 10 })
        for (const field of result.malformed) expect(field).toMatch(/^h26[45]: /)
        for (const nal of result.nals) depacketiser.parameterSetId('sps', nal)
        depacketiser.isKeyframe(result.nals)
        depacketiser.beginsPicture(result.nals)
      },
    ),
    { numRuns: 150 },
  )
})

function slices(count: number): Uint8Array[] {
  return Array<Uint8Array>(count).fill(h264Slice())
}

/** An SEI unit of two messages; the second is a recovery point whose first byte is given. */
function recoveryPoint(first: number): Uint8Array {
  return Uint8Array.of(6, 5, 2, 9, 9, 6, 1, first, 0x80)
}
