import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { goodbye, rtp, senderReport } from '../test/packets.ts'
import { readRtcp } from './rtcp.ts'
import { SequenceOrder, TickCount } from './rtp-order.ts'
import { RtpPacket } from './rtp-packet.ts'

const packet = new RtpPacket()

test('the fixed header is read, wherever in the chunk the packet lies', () => {
  const bytes = rtp({
    sequence: 0xfffe,
    timestamp: 0xfffffff0,
    payload: Uint8Array.of(1, 2, 3),
    hasMarker: true,
    ssrc: 0xdeadbeef,
  })
  const chunk = Buffer.concat([Buffer.alloc(5, 0xff), bytes, Buffer.alloc(5, 0xff)])
  expect(packet.read(chunk, 5, 5 + bytes.length)).toBeUndefined()
  expect(packet).toMatchObject({
    payloadType: 96,
    hasMarker: true,
    sequence: 0xfffe,
    timestamp: 0xfffffff0,
    ssrc: 0xdeadbeef,
    payloadStart: 17,
    payloadEnd: 20,
  })
})

test('sources, extension and padding are left out of the payload', () => {
  const head = [0x80 | 0x20 | 0x10 | 2, 96, 0, 1, 0, 0, 0, 0, 0, 0, 0, 7]
  const bytes = Uint8Array.from([
    ...head,
    ...Array<number>(8).fill(9),
    0xbe,
    0xde,
    0,
    1,
    5,
    5,
    5,
    5,
    0x41,
    0x42,
    0,
    0,
    3,
  ])
  expect(packet.read(bytes, 0, bytes.length)).toBeUndefined()
  expect([...bytes.subarray(packet.payloadStart, packet.payloadEnd)]).toEqual([0x41, 0x42])
})

const head = (first: number) => [first, 96, 0, 1, 0, 0, 0, 0, 0, 0, 0, 7]
test.each([
  [[], 'rtp: shorter than its header'],
  [head(0x80).slice(0, 11), 'rtp: shorter than its header'],
  [head(0x40), 'rtp: version'],
  [head(0x8f), 'rtp: csrc count'],
  [[...head(0x90), 0, 0, 0], 'rtp: header extension'],
  [[...head(0x90), 0, 0, 0xff, 0xff], 'rtp: header extension'],
  [[...head(0xa0), 0], 'rtp: padding'],
  [[...head(0xa0), 2], 'rtp: padding'],
])('%j is malformed: %s', (bytes, field) => {
  expect(packet.read(Uint8Array.from(bytes), 0, bytes.length)).toBe(field)
})

test('whatever the bytes, the payload lies inside them or a field is named', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(20), (bytes, start) => {
      const from = Math.min(start, bytes.length)
      const field = packet.read(bytes, from, bytes.length)
      if (field !== undefined) {
        expect(field).toMatch(/^rtp: /)
        return
      }
      expect(packet.payloadStart).toBeGreaterThanOrEqual(from + 12)
      expect(packet.payloadEnd).toBeGreaterThanOrEqual(packet.payloadStart)
      expect(packet.payloadEnd).toBeLessThanOrEqual(bytes.length)
    }),
    { numRuns: 150 },
  )
})

test('missing packets are counted over the wrap of sixteen bits', () => {
  const order = new SequenceOrder()
  expect([65_534, 65_535, 0, 3, 4].map((sequence) => order.missingBefore(sequence))).toEqual([0, 0, 0, 2, 0])
})

test('a repeated or late packet is skipped; two that follow each other begin a new count', () => {
  const order = new SequenceOrder()
  expect([100, 101, 101, 100, 102].map((sequence) => order.missingBefore(sequence))).toEqual([0, 0, -1, -1, 0])
  expect([7, 8, 9].map((sequence) => order.missingBefore(sequence))).toEqual([-1, 1, 0])
})

test('ticks go on over the wrap of 32 bits, for years, and step back under B-pictures', () => {
  const ticks = new TickCount()
  expect([0xffff_fff0, 0, 0xffff_fff8, 0x10].map((timestamp) => ticks.advance(timestamp))).toEqual([0, 16, 8, 32])
  let last = 32
  for (let step = 1; step <= 50; step++) {
    const next = ticks.advance((0x10 + step * 0x7fff_ffff) >>> 0)
    expect(next - last).toBe(0x7fff_ffff)
    last = next
  }
  expect(Number.isSafeInteger(last)).toBe(true)
})

function heard(bytes: Uint8Array): { reports: number[][]; byes: number[]; malformed: string | undefined } {
  const reports: number[][] = []
  const byes: number[] = []
  const malformed = readRtcp(bytes, 0, bytes.length, {
    onSenderReport: (...report) => reports.push(report),
    onBye: (ssrc) => byes.push(ssrc),
  })
  return { reports, byes, malformed }
}

test('sender reports and goodbyes are found in compound packets', () => {
  const description = Uint8Array.of(0x81, 202, 0, 1, 0, 0, 0, 7)
  const bytes = Buffer.concat([senderReport(3_000_000_000, 2 ** 30, 90_000), description, goodbye(9)])
  expect(heard(bytes)).toEqual({
    reports: [[7, (3_000_000_000 - 2_208_988_800) * 1000 + 250, 90_000]],
    byes: [9],
    malformed: undefined,
  })
})

test('a camera without a wall clock reports nothing; one after 2036 is of the next era', () => {
  expect(heard(senderReport(0, 0, 1)).reports).toEqual([])
  expect(heard(senderReport(5, 0, 1)).reports).toEqual([[7, (2 ** 32 + 5 - 2_208_988_800) * 1000, 1]])
})

test('whatever the bytes, reports are read or a field is named', () => {
  expect(heard(Uint8Array.of(0x80, 200, 0, 1, 0, 0, 0, 0)).malformed).toBe('rtcp: sender report is too short')
  expect(heard(Uint8Array.of(0x9f, 203, 0, 0)).malformed).toBe('rtcp: goodbye has fewer sources than it says')
  expect(heard(Uint8Array.of(0x80, 200, 9, 9)).malformed).toBe('rtcp: length')
  const part = fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.constant(senderReport(1, 1, 1)), fc.constant(goodbye()))
  fc.assert(
    fc.property(fc.array(part), (parts) => {
      const { malformed } = heard(Buffer.concat(parts))
      if (malformed !== undefined) expect(malformed).toMatch(/^rtcp: /)
    }),
  )
})
