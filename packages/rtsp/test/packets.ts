// RTP and RTCP as a camera would write them, from the standards and not from the reader under test.

export interface RtpFields {
  readonly sequence: number
  readonly timestamp: number
  readonly payload: Uint8Array
  readonly hasMarker?: boolean
  readonly payloadType?: number
  readonly ssrc?: number
}

export function rtp({
  sequence,
  timestamp,
  payload,
  hasMarker = false,
  payloadType = 96,
  ssrc = 7,
}: RtpFields): Uint8Array {
  const bytes = Buffer.alloc(12 + payload.length)
  bytes[0] = 0x80
  bytes[1] = (hasMarker ? 0x80 : 0) | payloadType
  bytes.writeUInt16BE(sequence & 0xffff, 2)
  bytes.writeUInt32BE(timestamp >>> 0, 4)
  bytes.writeUInt32BE(ssrc, 8)
  bytes.set(payload, 12)
  return bytes
}

export function senderReport(ntpSeconds: number, ntpFraction: number, rtpTimestamp: number, ssrc = 7): Uint8Array {
  const bytes = Buffer.alloc(28)
  bytes[0] = 0x80
  bytes[1] = 200
  bytes.writeUInt16BE(6, 2)
  bytes.writeUInt32BE(ssrc, 4)
  bytes.writeUInt32BE(ntpSeconds, 8)
  bytes.writeUInt32BE(ntpFraction, 12)
  bytes.writeUInt32BE(rtpTimestamp >>> 0, 16)
  return bytes
}

export function goodbye(ssrc = 7): Uint8Array {
  const bytes = Buffer.from([0x81, 203, 0, 1, 0, 0, 0, 0])
  bytes.writeUInt32BE(ssrc, 4)
  return bytes
}

export function interleaved(channel: number, packet: Uint8Array): Buffer {
  const head = Buffer.from([0x24, channel, 0, 0])
  head.writeUInt16BE(packet.length, 2)
  return Buffer.concat([head, packet])
}

export function nalUnit(header: readonly number[], length: number, fill = 0x55): Uint8Array {
  const bytes = new Uint8Array(length).fill(fill)
  bytes.set(header)
  return bytes
}

/** RFC 6184 §5.8. */
export function fuA(nal: Uint8Array, sizeMax: number): Uint8Array[] {
  return fragments(nal.subarray(1), sizeMax).map(({ part, first, last }) =>
    Uint8Array.from([((nal[0] ?? 0) & 0xe0) | 28, (first << 7) | (last << 6) | ((nal[0] ?? 0) & 0x1f), ...part]),
  )
}

/** RFC 7798 §4.4.3. */
export function fu265(nal: Uint8Array, sizeMax: number, donl: readonly number[] = []): Uint8Array[] {
  const header = nal[0] ?? 0
  return fragments(nal.subarray(2), sizeMax).map(({ part, first, last }) =>
    Uint8Array.from([
      (header & 0x81) | (49 << 1),
      nal[1] ?? 0,
      (first << 7) | (last << 6) | ((header >> 1) & 0x3f),
      ...(first ? donl : []),
      ...part,
    ]),
  )
}

function fragments(bytes: Uint8Array, sizeMax: number): { part: Uint8Array; first: number; last: number }[] {
  const parts = []
  for (let at = 0; at < bytes.length; at += sizeMax) {
    const end = Math.min(bytes.length, at + sizeMax)
    parts.push({ part: bytes.subarray(at, end), first: at === 0 ? 1 : 0, last: end === bytes.length ? 1 : 0 })
  }
  return parts
}

/** RFC 6184 §5.7.1. */
export function stapA(...nals: Uint8Array[]): Uint8Array {
  return Uint8Array.from([24, ...nals.flatMap((nal) => [nal.length >> 8, nal.length & 0xff, ...nal])])
}

/** RFC 7798 §4.4.2. */
export function ap265(...nals: Uint8Array[]): Uint8Array {
  return Uint8Array.from([48 << 1, 1, ...nals.flatMap((nal) => [nal.length >> 8, nal.length & 0xff, ...nal])])
}

export const h264Sps = fromBase64('Z0LAHtkDxWhAAAADAEAAAAwDxYuS')
export const h264Pps = fromBase64('aMuMsg==')
export const h265Vps = fromBase64('QAEMAf//AWAAAAMAkAAAAwAAAwB4mZgJ')
export const h265Sps = fromBase64('QgEBAWAAAAMAkAAAAwAAAwB4oAPAgBDllmZpJMrgEAAAAwAQAAADAeCA')
export const h265Pps = fromBase64('RAHBcrRiQA==')

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'base64'))
}

/** An H.264 IDR or other slice that begins its picture. */
export function h264Idr(length = 40, fill = 0x11): Uint8Array {
  return nalUnit([0x65, 0x88], length, fill)
}
export function h264Slice(length = 20, fill = 0x22): Uint8Array {
  return nalUnit([0x41, 0x9a], length, fill)
}
