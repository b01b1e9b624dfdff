// What a camera says about itself: its SDP (RFC 8866, RFC 6184 8.2.1, RFC 7798 7.2.1) and its sender reports (RFC 3550 6.4.1). Pure.

import { type Codec, nalType, unescaped } from '../annex-b.ts'

/** Seconds between 1900, where NTP begins, and 1970. */
const NTP_EPOCH_SECONDS = 2_208_988_800

export type Described = {
  name: string
  codec: Codec
  parameterSets: readonly Buffer[]
  fps: number
  hasPicture: boolean
}

export function sdpOf({ name, codec, parameterSets, fps, hasPicture }: Described): string {
  const session = [
    'v=0',
    'o=- 1 1 IN IP4 127.0.0.1',
    `s=${name}`,
    'c=IN IP4 0.0.0.0',
    't=0 0',
    'a=control:*',
    'a=range:npt=now-',
  ]
  const sound = ['m=audio 0 RTP/AVP 0', 'a=rtpmap:0 PCMU/8000', 'a=control:trackID=1']
  const picture = [
    'm=video 0 RTP/AVP 96',
    `a=rtpmap:96 ${codec.toUpperCase()}/90000`,
    `a=fmtp:96 ${codec === 'h264' ? h264Format(parameterSets) : h265Format(parameterSets)}`,
    `a=framerate:${fps}`,
    'a=control:trackID=0',
  ]
  return `${[...session, ...(hasPicture ? picture : sound)].join('\r\n')}\r\n`
}

function h264Format(parameterSets: readonly Buffer[]): string {
  const sps = parameterSets.find((nal) => nalType(nal, 'h264') === 7)
  const level = sps ? unescaped(sps).toString('hex', 1, 4).toUpperCase() : '42001F'
  return `packetization-mode=1;profile-level-id=${level};sprop-parameter-sets=${parameterSets.map(base64).join(',')}`
}

function h265Format(parameterSets: readonly Buffer[]): string {
  const names = { 32: 'sprop-vps', 33: 'sprop-sps', 34: 'sprop-pps' } as const
  const one = (type: 32 | 33 | 34) =>
    parameterSets
      .filter((nal) => nalType(nal, 'h265') === type)
      .map(base64)
      .join(',')
  return ([32, 33, 34] as const).map((type) => `${names[type]}=${one(type)}`).join(';')
}

const base64 = (nal: Buffer) => nal.toString('base64')

export type SenderReport = {
  channel: number
  ssrc: number
  wallMs: number
  ticks: number
  packets: number
  octets: number
}

/** One interleaved RTCP packet: `$ channel length` and a sender report without report blocks. */
export function senderReport({ channel, ssrc, wallMs, ticks, packets, octets }: SenderReport): Buffer {
  const bytes = Buffer.alloc(4 + 28)
  bytes[0] = 0x24
  bytes[1] = channel
  bytes.writeUInt16BE(28, 2)
  bytes[4] = 0x80
  bytes[5] = 200
  bytes.writeUInt16BE(6, 6)
  bytes.writeUInt32BE(ssrc, 8)
  bytes.writeUInt32BE((Math.floor(wallMs / 1000) + NTP_EPOCH_SECONDS) % 4_294_967_296, 12)
  bytes.writeUInt32BE(Math.floor(((wallMs % 1000) / 1000) * 4_294_967_296), 16)
  bytes.writeUInt32BE(ticks % 4_294_967_296, 20)
  bytes.writeUInt32BE(packets % 4_294_967_296, 24)
  bytes.writeUInt32BE(octets % 4_294_967_296, 28)
  return bytes
}
