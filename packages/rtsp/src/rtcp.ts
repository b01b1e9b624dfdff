// Sender reports and goodbyes out of compound RTCP packets (RFC 3550 §6). We send none: keep-alive goes over RTSP.

import { uint32 } from './rtp-packet.ts'

export interface RtcpSink {
  onSenderReport(ssrc: number, ntpMs: number, rtpTimestamp: number): void
  onBye(ssrc: number): void
}

const SENDER_REPORT = 200
const BYE = 203
const NTP_TO_UNIX_SECONDS = 2_208_988_800
const NTP_ERA_SECONDS = 2 ** 32

/** Undefined when sound, else which field is not; what came before it has been told. */
export function readRtcp(bytes: Uint8Array, start: number, end: number, sink: RtcpSink): string | undefined {
  let at = start
  while (at < end) {
    if (end - at < 4) return 'rtcp: shorter than its header'
    const first = bytes[at] ?? 0
    if (first >> 6 !== 2) return 'rtcp: version'
    const next = at + 4 + (((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)) * 4
    if (next > end) return 'rtcp: length'
    const type = bytes[at + 1] ?? 0
    if (type === SENDER_REPORT) {
      if (next - at < 28) return 'rtcp: sender report is too short'
      const seconds = uint32(bytes, at + 8)
      const fraction = uint32(bytes, at + 12)
      // RFC 3550 §6.4.1: a sender without a wall clock writes zero.
      if (seconds !== 0 || fraction !== 0) {
        sink.onSenderReport(uint32(bytes, at + 4), unixMs(seconds, fraction), uint32(bytes, at + 16))
      }
    } else if (type === BYE) {
      const sources = first & 0x1f
      if (4 + sources * 4 > next - at) return 'rtcp: goodbye has fewer sources than it says'
      for (let index = 0; index < sources; index++) sink.onBye(uint32(bytes, at + 4 + index * 4))
    }
    at = next
  }
  return undefined
}

/** RFC 4330 §3: with the top bit clear the time is of the era that begins in 2036. */
function unixMs(seconds: number, fraction: number): number {
  const era = seconds < 2 ** 31 ? NTP_ERA_SECONDS : 0
  return (seconds + era - NTP_TO_UNIX_SECONDS) * 1000 + (fraction / 2 ** 32) * 1000
}
