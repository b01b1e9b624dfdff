import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { accessUnits, escaped, isParameterSet, nalType, nalUnits, unescaped, withRaisedLevel } from './annex-b.ts'
import { syntheticStream } from './testing/synthetic.ts'

const hex = (...units: string[]) => units.map((unit) => Buffer.from(unit, 'hex'))
const types = (units: readonly { nals: readonly Buffer[] }[], codec: 'h264' | 'h265') =>
  units.map(({ nals }) => nals.map((nal) => nalType(nal, codec)))

test('any NAL units come back as they were, whichever start codes stand between them', () => {
  // No start code inside and no zero at the end: that is what makes bytes a NAL unit.
  const nal = fc
    .uint8Array({ minLength: 1, maxLength: 60 })
    .map((bytes) => escaped(Buffer.concat([bytes, Buffer.from([0x80])])))
  const code = fc.constantFrom(...hex('000001', '00000001', '0000000001'))
  fc.assert(
    fc.property(fc.array(fc.tuple(code, nal), { maxLength: 20 }), (pairs) => {
      const units = nalUnits(Buffer.concat(pairs.flat()))
      expect(units.map((unit) => unit.toString('hex'))).toEqual(pairs.map(([, each]) => each.toString('hex')))
    }),
  )
})

test('bytes that are no stream give nothing and never throw', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 300 }),
      fc.constantFrom('h264' as const, 'h265' as const),
      (bytes, codec) => {
        const units = accessUnits(nalUnits(Buffer.from(bytes)), codec)
        expect(units.flatMap(({ nals }) => nals).length).toBeLessThanOrEqual(bytes.length / 3)
      },
    ),
  )
})

test('slices of one picture stay together; parameter sets, SEI and delimiter begin the next', () => {
  const nals = hex(
    '0910',
    '6742001f',
    '68ce3c80',
    '0605',
    '6588aa',
    '6544aa',
    '0910',
    '0605',
    '419aaa',
    '4144aa',
    '419abb',
  )
  expect(types(accessUnits(nals, 'h264'), 'h264')).toEqual([[9, 7, 8, 6, 5, 5], [9, 6, 1, 1], [1]])
  expect(accessUnits(nals, 'h264').map(({ keyframe }) => keyframe)).toEqual([true, false, false])
})

test('the same for H.265: suffix SEI stays with its picture, IRAP pictures are keyframes', () => {
  const nals = hex('4001', '4201', '4401', '4e01', '2601af', '26012f', '5001', '0201d0', '020150', '2a01af')
  expect(types(accessUnits(nals, 'h265'), 'h265')).toEqual([[32, 33, 34, 39, 19, 19, 40], [1, 1], [21]])
  expect(accessUnits(nals, 'h265').map(({ keyframe }) => keyframe)).toEqual([true, false, true])
})

test('a stream that ends without a picture has no access unit', () => {
  expect(accessUnits(hex('6742001f', '68ce3c80'), 'h264')).toEqual([])
  expect(accessUnits([], 'h264')).toEqual([])
})

test.each(['h264', 'h265'] as const)('every frame of a %s stream is found, with its keyframes', (codec) => {
  const units = accessUnits(nalUnits(syntheticStream({ codec, frames: 25, gop: 10 })), codec)
  expect(units.map(({ keyframe }) => keyframe)).toEqual(Array.from({ length: 25 }, (_, index) => index % 10 === 0))
})

test('emulation prevention: put in and taken out is the same, and no start code is left', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(0, 0, 0, 1, 2, 3, 4, 255), { maxLength: 80 }), (bytes) => {
      const raw = Buffer.from(bytes)
      expect(unescaped(escaped(raw))).toEqual(raw)
      expect(escaped(raw).includes(Buffer.from([0, 0, 1]))).toBe(false)
    }),
  )
})

test.each(['h264', 'h265'] as const)('a raised level changes the parameter set in one byte (%s)', (codec) => {
  const sps = nalUnits(syntheticStream({ codec, frames: 1 })).find(
    (nal) => isParameterSet(nal, codec) && nalType(nal, codec) % 32 !== 0 && nal.length > 8,
  )
  if (!sps) throw new Error('no parameter set')
  const [before, after] = [unescaped(sps), unescaped(withRaisedLevel(sps, codec))]
  expect(after).toHaveLength(before.length)
  expect([...after].filter((byte, index) => byte !== before[index])).toHaveLength(1)
  expect(withRaisedLevel(Buffer.from([0x67]), codec)).toEqual(Buffer.from([0x67]))
})
