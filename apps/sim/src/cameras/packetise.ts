// Packs one access unit into interleaved RTP packets (RFC 6184 and RFC 7798): a template whose channel, sequence number,
// timestamp and SSRC are patched per client. Pure.

import { type Codec, isParameterSet } from '../annex-b.ts'

/** Below an Ethernet frame with IP, TCP and RTSP's 4 bytes: what cameras send over UDP too, so packets look like theirs. */
export const RTP_PAYLOAD_BYTES_MAX = 1400

const INTERLEAVED_BYTES = 4
const RTP_HEADER_BYTES = 12
export const PACKET_HEADER_BYTES = INTERLEAVED_BYTES + RTP_HEADER_BYTES
const PAYLOAD_TYPE = 96

export type FrameTemplate = {
  /** All packets of the frame in a row, each with RTSP's `$ channel length` before it. */
  readonly bytes: Buffer
  /** Where each packet's `$` stands. */
  readonly packets: readonly number[]
  /** RTP payload bytes, as a sender report counts them. */
  readonly payloadBytes: number
  readonly keyframe: boolean
}

export type PacketFields = { channel: number; sequence: number; ticks: number; ssrc: number }

export function packetise(nals: readonly Buffer[], codec: Codec, keyframe: boolean): FrameTemplate {
  const payloads = payloadsOf(nals, codec)
  const payloadBytes = payloads.reduce((sum, payload) => sum + payload.length, 0)
  const bytes = Buffer.alloc(payloadBytes + payloads.length * PACKET_HEADER_BYTES)
  const packets: number[] = []
  let at = 0
  for (const [index, payload] of payloads.entries()) {
    packets.push(at)
    bytes[at] = 0x24
    bytes.writeUInt16BE(RTP_HEADER_BYTES + payload.length, at + 2)
    bytes[at + 4] = 0x80
    // RFC 6184 5.1: the marker bit says that the access unit ends here.
    bytes[at + 5] = PAYLOAD_TYPE | (index === payloads.length - 1 ? 0x80 : 0)
    payload.copy(bytes, at + PACKET_HEADER_BYTES)
    at += PACKET_HEADER_BYTES + payload.length
  }
  return { bytes, packets, payloadBytes, keyframe }
}

/** A client's own copy of the frame, in `room`. `sequence` is that of the first packet. */
export function packetsFor(template: FrameTemplate, fields: PacketFields, room: Buffer): Buffer {
  const { channel, sequence, ticks, ssrc } = fields
  const bytes = room.subarray(0, template.bytes.length)
  template.bytes.copy(bytes)
  const timestamp = ticks % 4_294_967_296
  let next = sequence
  for (const at of template.packets) {
    bytes[at + 1] = channel
    bytes.writeUInt16BE(next & 0xffff, at + 6)
    bytes.writeUInt32BE(timestamp, at + 8)
    bytes.writeUInt32BE(ssrc, at + 12)
    next++
  }
  return bytes
}

function payloadsOf(nals: readonly Buffer[], codec: Codec): Buffer[] {
  const payloads: Buffer[] = []
  let together: Buffer[] = []
  const flush = () => {
    if (together.length === 1) payloads.push(...together)
    if (together.length > 1) payloads.push(aggregated(together, codec))
    together = []
  }
  for (const nal of nals) {
    const size = together.reduce((sum, each) => sum + 2 + each.length, 3 + 2 + nal.length)
    if (isParameterSet(nal, codec) && size <= RTP_PAYLOAD_BYTES_MAX) {
      together.push(nal)
      continue
    }
    flush()
    if (nal.length <= RTP_PAYLOAD_BYTES_MAX) payloads.push(nal)
    else payloads.push(...fragments(nal, codec))
  }
  flush()
  return payloads
}

// STAP-A (RFC 6184 5.7.1) and AP (RFC 7798 4.4.2).
function aggregated(nals: readonly Buffer[], codec: Codec): Buffer {
  const importance = Math.max(...nals.map((nal) => (nal[0] ?? 0) & 0x60))
  const header = codec === 'h264' ? Buffer.from([importance | 24]) : Buffer.from([48 << 1, 1])
  const sized = nals.flatMap((nal) => [Buffer.from([nal.length >> 8, nal.length & 0xff]), nal])
  return Buffer.concat([header, ...sized])
}

// FU-A (RFC 6184 5.8) and FU (RFC 7798 4.4.3).
function fragments(nal: Buffer, codec: Codec): Buffer[] {
  const headerBytes = codec === 'h264' ? 1 : 2
  const first = nal[0] ?? 0
  const type = codec === 'h264' ? first & 0x1f : (first >> 1) & 0x3f
  const start = codec === 'h264' ? [(first & 0xe0) | 28] : [(first & 0x81) | (49 << 1), nal[1] ?? 0]
  const room = RTP_PAYLOAD_BYTES_MAX - start.length - 1
  const parts: Buffer[] = []
  for (let from = headerBytes; from < nal.length; from += room) {
    const to = Math.min(from + room, nal.length)
    const isFirst = from === headerBytes ? 0x80 : 0
    const isLast = to === nal.length ? 0x40 : 0
    parts.push(Buffer.concat([Buffer.from([...start, isFirst | isLast | type]), nal.subarray(from, to)]))
  }
  return parts
}
