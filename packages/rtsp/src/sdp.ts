// What a camera says of its stream (SDP, RFC 8866, as far as RTSP needs it): the video track that we can take, its parameter sets
// and control address, and the audio track. Lines that we do not need may say what they like.

import type { ParameterSets, VideoCodec } from './access-unit.ts'
import { failure, type RtspFailure } from './failure.ts'

export interface SessionDescription {
  /** a=control of the session. */
  readonly control: string | undefined
  readonly video: VideoTrack
  readonly audio: { readonly control: string | undefined } | undefined
}

export interface VideoTrack {
  readonly codec: VideoCodec
  readonly payloadType: number
  readonly control: string | undefined
  readonly parameterSets: ParameterSets
  /** RFC 7798 §7.1: decoding order numbers are in the packets. */
  readonly hasDonl: boolean
}

interface Media {
  readonly kind: string
  readonly protocol: string
  readonly payloadTypes: readonly number[]
  control: string | undefined
  readonly encodings: Map<number, string>
  readonly formats: Map<number, ReadonlyMap<string, string>>
}

const MEDIA_MAX = 32 // a four-headed camera has eight
const PAYLOAD_TYPES_MAX = 32
const SETS_IN_SDP_MAX = 16
// Codecs that cameras do offer, so that a refusal can name them; a name that is not here could be anything, our password too.
const namedCodecs = ['JPEG', 'MP4V-ES', 'H263', 'H263-1998', 'H261', 'MPV', 'VP8', 'VP9', 'AV1', 'H266', 'JPEG2000']

export function parseSdp(body: Uint8Array): SessionDescription | RtspFailure {
  const text = new TextDecoder('utf-8').decode(body)
  const media: Media[] = []
  let control: string | undefined
  for (const line of text.split(/\r?\n/)) {
    const value = line.slice(2).trim()
    if (line.startsWith('m=')) {
      if (media.length === MEDIA_MAX) return failure('too-large', `sdp: more than ${MEDIA_MAX} m= lines`)
      media.push(parseMedia(value))
    } else if (line.startsWith('a=')) {
      const last = media.at(-1)
      if (value.startsWith('control:')) {
        const given = value.slice('control:'.length).trim()
        if (last) last.control ??= given
        else control ??= given
      } else if (last) parseAttribute(last, value)
    }
  }
  const video = chooseVideo(media)
  if ('code' in video) return video
  const audio = media.find(({ kind, protocol }) => kind === 'audio' && isPlainRtp(protocol))
  return { control, video, audio: audio ? { control: audio.control } : undefined }
}

function parseMedia(value: string): Media {
  const [kind = '', , protocol = '', ...types] = value.split(/\s+/, 3 + PAYLOAD_TYPES_MAX)
  const payloadTypes = types.filter((type) => /^\d{1,3}$/.test(type)).map(Number)
  return { kind, protocol, payloadTypes, control: undefined, encodings: new Map(), formats: new Map() }
}

function parseAttribute(media: Media, value: string): void {
  const match = /^(rtpmap|fmtp):(\d{1,3})\s+(.*)$/.exec(value)
  const type = Number(match?.[2])
  if (!match || !media.payloadTypes.includes(type)) return
  if (match[1] === 'rtpmap') media.encodings.set(type, (match[3] ?? '').toUpperCase())
  else media.formats.set(type, parseFormat(match[3] ?? ''))
}

function parseFormat(text: string): Map<string, string> {
  const format = new Map<string, string>()
  for (const part of text.split(';')) {
    const equals = part.indexOf('=')
    if (equals > 0) format.set(part.slice(0, equals).trim().toLowerCase(), part.slice(equals + 1).trim())
  }
  return format
}

function chooseVideo(media: readonly Media[]): VideoTrack | RtspFailure {
  const videos = media.filter(({ kind }) => kind === 'video')
  if (videos.length === 0) return failure('no-usable-track', 'sdp: no m=video line')
  let reason = 'no payload type'
  for (const video of videos) {
    for (const payloadType of video.payloadTypes) {
      const track = trackOf(video, payloadType)
      if (typeof track !== 'string') return track
      reason = track
    }
  }
  return failure('no-usable-track', `sdp: m=video: ${reason}`)
}

/** The track, or why it is none that we can take. */
function trackOf(media: Media, payloadType: number): VideoTrack | string {
  if (!isPlainRtp(media.protocol)) return 'its protocol is not RTP/AVP'
  const encoding = media.encodings.get(payloadType)
  if (encoding === undefined) return payloadType === 26 ? 'the codec is JPEG' : 'no a=rtpmap'
  const [name = '', rate] = encoding.split('/')
  const codec = name === 'H264' ? 'h264' : name === 'H265' || name === 'HEVC' ? 'h265' : undefined
  if (codec === undefined) return `the codec is ${namedCodecs.includes(name) ? name : 'none that we know'}`
  if (rate !== '90000') return 'a=rtpmap: the clock rate is not 90000'
  const format = media.formats.get(payloadType) ?? new Map<string, string>()
  if (codec === 'h264' && format.get('packetization-mode') === '2') return 'a=fmtp: packetization-mode is 2'
  const hasDonl = isOverZero(format.get('sprop-max-don-diff')) || isOverZero(format.get('sprop-depack-buf-nalus'))
  const parameterSets = codec === 'h264' ? h264Sets(format) : h265Sets(format)
  return { codec, payloadType, control: media.control, parameterSets, hasDonl: codec === 'h265' && hasDonl }
}

function isPlainRtp(protocol: string): boolean {
  return protocol === 'RTP/AVP' || protocol === 'RTP/AVPF' || protocol === 'RTP/AVP/TCP'
}

function isOverZero(value: string | undefined): boolean {
  return value !== undefined && Number(value) > 0
}

/** RFC 6184 §8.1: both kinds in one list. A set that is none is left: the stream brings its own. */
function h264Sets(format: ReadonlyMap<string, string>): ParameterSets {
  const sets = decodeSets(format.get('sprop-parameter-sets'))
  const ofType = (type: number) => sets.filter((set) => ((set[0] ?? 0) & 0x1f) === type)
  return { vps: [], sps: ofType(7), pps: ofType(8) }
}

function h265Sets(format: ReadonlyMap<string, string>): ParameterSets {
  const ofType = (name: string, type: number) =>
    decodeSets(format.get(name)).filter((set) => (((set[0] ?? 0) >> 1) & 0x3f) === type)
  return { vps: ofType('sprop-vps', 32), sps: ofType('sprop-sps', 33), pps: ofType('sprop-pps', 34) }
}

function decodeSets(list: string | undefined): Uint8Array[] {
  if (list === undefined) return []
  const sets: Uint8Array[] = []
  for (const part of list.split(',', SETS_IN_SDP_MAX)) {
    const set = Uint8Array.from(Buffer.from(part.trim(), 'base64'))
    if (set.length > 1) sets.push(set)
  }
  return sets
}
