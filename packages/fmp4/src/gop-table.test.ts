import { array, assert, integer, property, record as fields, uint8Array } from 'fast-check'
import { describe, expect, test } from 'vitest'

import { concatBytes } from './bytes.ts'
import { GOP_DURATION_MS_MAX, GOPS_IN_TABLE_MAX, type Gop, decodeGopTable, encodeGopTable } from './gop-table.ts'
import { isProblem } from './problem.ts'

const gop: Gop = { byteLength: 250_000, durationMs: 2000 }

test('a table comes out as it went in', () => {
  const anyGop = fields({
    byteLength: integer({ min: 0, max: 0xffff_ffff }),
    durationMs: integer({ min: 0, max: GOP_DURATION_MS_MAX }),
  })
  assert(
    property(array(anyGop, { maxLength: 200 }), (gops) => {
      expect(decodeGopTable(encodeGopTable(gops))).toEqual(gops)
    }),
  )
})

test('a GOP of a street camera takes at most 5 bytes, mostly 4', () => {
  // 1 to 8 Mbit/s, GOPs of 2 s whose wall duration wanders by 15 ms.
  const gops = Array.from({ length: 300 }, (_, index) => ({
    byteLength: 250_000 + ((index * 7919) % 1_750_000),
    durationMs: 2000 + ((index * 31) % 31) - 15,
  }))
  expect(encodeGopTable(gops).length / gops.length).toBeLessThan(4.1)
  const largest = Array.from({ length: 300 }, (_, index) => ({
    byteLength: 2 ** 28 - 1,
    durationMs: 2000 + (index % 2) * 63,
  }))
  expect(encodeGopTable(largest).length / largest.length).toBeLessThanOrEqual(5.01)
})

test('the bytes are those of the format', () => {
  const bytes = encodeGopTable([gop, { byteLength: 127, durationMs: 1999 }, { byteLength: 128, durationMs: 2001 }])
  expect([...bytes]).toEqual([0x90, 0xa1, 0x0f, 0xa0, 0x1f, 127, 1, 0x80, 1, 4])
})

test('an empty table is no bytes', () => {
  expect(encodeGopTable([])).toHaveLength(0)
  expect(decodeGopTable(new Uint8Array())).toEqual([])
})

describe('both sides of the limits', () => {
  test('as many GOPs as a file can have, and one more', () => {
    const many = Array.from({ length: GOPS_IN_TABLE_MAX }, () => gop)
    const bytes = encodeGopTable(many)
    expect(decodeGopTable(bytes)).toHaveLength(GOPS_IN_TABLE_MAX)
    expect(() => encodeGopTable([...many, gop])).toThrow(RangeError)
    expect(decodeGopTable(concatBytes([bytes, Uint8Array.of(1, 0)]))).toMatchObject({
      problem: 'too-large',
      field: 'GOP count',
    })
  })

  test('durations of an hour and a millisecond more, and below zero', () => {
    const hour = encodeGopTable([{ byteLength: 1, durationMs: GOP_DURATION_MS_MAX }])
    expect(decodeGopTable(hour)).toHaveLength(1)
    expect(decodeGopTable(Uint8Array.of(...hour, 1, 2))).toMatchObject({ problem: 'out-of-range', at: hour.length })
    expect(decodeGopTable(Uint8Array.of(1, 1))).toMatchObject({ problem: 'out-of-range', field: 'GOP duration' })
    expect(() => encodeGopTable([{ byteLength: 1, durationMs: GOP_DURATION_MS_MAX + 1 }])).toThrow(RangeError)
    expect(() => encodeGopTable([{ byteLength: 1, durationMs: 0.5 }])).toThrow(RangeError)
  })

  test('numbers of 32 bits and one more, numbers without an end', () => {
    expect(decodeGopTable(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x0f, 0))).toEqual([
      { byteLength: 0xffff_ffff, durationMs: 0 },
    ])
    expect(decodeGopTable(Uint8Array.of(0x80, 0x80, 0x80, 0x80, 0x10, 0))).toMatchObject({ problem: 'malformed' })
    expect(decodeGopTable(new Uint8Array(100_000).fill(0xff))).toMatchObject({ problem: 'malformed', at: 0 })
  })
})

test('garbage is a table or a problem', () => {
  const check = property(uint8Array({ maxLength: 500 }), (bytes) => {
    const gops = decodeGopTable(bytes)
    return isProblem(gops) ? gops.at < bytes.length : gops.length * 2 <= bytes.length
  })
  assert(check, { numRuns: 3000 })
})
