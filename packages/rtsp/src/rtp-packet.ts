// The header of one RTP packet (RFC 3550 §5.1), read into fields that are used again for the next: thousands come each second.

const HEADER_BYTES = 12

export class RtpPacket {
  payloadType = 0
  hasMarker = false
  sequence = 0
  timestamp = 0
  ssrc = 0
  payloadStart = 0
  payloadEnd = 0

  /** Undefined when the header is sound, else which field is not. */
  read(bytes: Uint8Array, start: number, end: number): string | undefined {
    if (end - start < HEADER_BYTES) return 'rtp: shorter than its header'
    const first = bytes[start] ?? 0
    if (first >> 6 !== 2) return 'rtp: version'
    const second = bytes[start + 1] ?? 0
    this.hasMarker = second > 127
    this.payloadType = second & 0x7f
    this.sequence = ((bytes[start + 2] ?? 0) << 8) | (bytes[start + 3] ?? 0)
    this.timestamp = uint32(bytes, start + 4)
    this.ssrc = uint32(bytes, start + 8)
    let payload = start + HEADER_BYTES + (first & 0x0f) * 4
    if (first & 0x10) {
      if (payload + 4 > end) return 'rtp: header extension'
      payload += 4 + (((bytes[payload + 2] ?? 0) << 8) | (bytes[payload + 3] ?? 0)) * 4
    }
    if (payload > end) return first & 0x10 ? 'rtp: header extension' : 'rtp: csrc count'
    let padding = 0
    if (first & 0x20) {
      padding = bytes[end - 1] ?? 0
      if (padding === 0 || payload + padding > end) return 'rtp: padding'
    }
    this.payloadStart = payload
    this.payloadEnd = end - padding
    return undefined
  }
}

export function uint32(bytes: Uint8Array, at: number): number {
  return (
    (((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)) >>> 0
  )
}
