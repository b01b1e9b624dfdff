import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { PACKET_HEADER_BYTES, RTP_PAYLOAD_BYTES_MAX, packetise, packetsFor } from './packetise.ts'

type Codec = 'h264' | 'h265'
const codec = fc.constantFrom<Codec>('h264', 'h265')

/** The receiver's side of RFC 6184 and RFC 7798, by itself. */
function depacketised(bytes: Buffer, packets: readonly number[], which: Codec): Buffer[] {
  const nals: Buffer[] = []
  const headerBytes = which === 'h264' ? 1 : 2
  let parts: Buffer[] = []
  for (const at of packets) {
    const payload = bytes.subarray(at + PACKET_HEADER_BYTES, at + 4 + bytes.readUInt16BE(at + 2))
    const first = payload[0] ?? 0
    const type = which === 'h264' ? first & 0x1f : (first >> 1) & 0x3f
    if (type === (which === 'h264' ? 24 : 48)) {
      for (let from = headerBytes; from < payload.length;) {
        const length = payload.readUInt16BE(from)
        nals.push(payload.subarray(from + 2, from + 2 + length))
        from += 2 + length
      }
    } else if (type === (which === 'h264' ? 28 : 49)) {
      const fu = payload[headerBytes] ?? 0
      const own =
        which === 'h264' ? [(first & 0xe0) | (fu & 0x1f)] : [(first & 0x81) | ((fu & 0x3f) << 1), payload[1] ?? 0]
      if (fu & 0x80) parts = [Buffer.from(own)]
      parts.push(payload.subarray(headerBytes + 1))
      if (fu & 0x40) nals.push(Buffer.concat(parts))
    } else {
      nals.push(payload)
    }
  }
  return nals
}

function nalOf(which: Codec, type: number, length: number): Buffer {
  const nal = Buffer.alloc(Math.max(3, length), 0xa5)
  nal[0] = which === 'h264' ? 0x60 | type : type << 1
  nal[1] = which === 'h264' ? 0xff : 1
  return nal
}

test('what is packed comes out again, of any length, alone, together or in fragments', () => {
  const lengths = fc.oneof(
    fc.integer({ min: 3, max: 6000 }),
    fc.integer({ min: RTP_PAYLOAD_BYTES_MAX - 3, max: RTP_PAYLOAD_BYTES_MAX + 3 }),
  )
  const kinds = fc.constantFrom('set', 'picture')
  fc.assert(
    fc.property(codec, fc.array(fc.tuple(kinds, lengths), { minLength: 1, maxLength: 8 }), (which, wanted) => {
      const nals = wanted.map(([kind, length]) =>
        nalOf(which, kind === 'set' ? (which === 'h264' ? 7 : 33) : which === 'h264' ? 5 : 19, length),
      )
      const { bytes, packets } = packetise(nals, which, true)
      expect(depacketised(bytes, packets, which).map((nal) => nal.toString('hex'))).toEqual(
        nals.map((nal) => nal.toString('hex')),
      )
      for (const at of packets) expect(bytes.readUInt16BE(at + 2)).toBeLessThanOrEqual(12 + RTP_PAYLOAD_BYTES_MAX)
    }),
  )
})

test('a unit that just fits is one packet, one byte more makes two', () => {
  expect(packetise([nalOf('h264', 5, RTP_PAYLOAD_BYTES_MAX)], 'h264', true).packets).toHaveLength(1)
  expect(packetise([nalOf('h264', 5, RTP_PAYLOAD_BYTES_MAX + 1)], 'h264', true).packets).toHaveLength(2)
})

test('only the last packet of a frame carries the marker', () => {
  const { bytes, packets } = packetise([nalOf('h265', 19, 9000)], 'h265', true)
  const markers = packets.map((at) => ((bytes[at + 5] ?? 0) & 0x80) !== 0)
  expect(markers).toEqual(packets.map((_, index) => index === packets.length - 1))
})

test("a client's copy has its own numbers, wraps both of them, and leaves the template alone", () => {
  const template = packetise([nalOf('h264', 5, 4000)], 'h264', true)
  const before = Buffer.from(template.bytes)
  const bytes = packetsFor(
    template,
    { channel: 6, sequence: 65_535, ticks: 4_294_967_296 + 7, ssrc: 0xdeadbeef },
    Buffer.alloc(9000),
  )
  expect(template.packets.map((at) => bytes.readUInt16BE(at + 6))).toEqual([65_535, 0, 1])
  expect(
    template.packets.map((at) => [bytes[at + 1], bytes.readUInt32BE(at + 8), bytes.readUInt32BE(at + 12)]),
  ).toEqual(template.packets.map(() => [6, 7, 0xdeadbeef]))
  expect(template.bytes).toEqual(before)
})
