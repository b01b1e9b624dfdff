import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { h264Sdp } from '../test/fake-camera.ts'
import { h264Pps, h264Sps, h265Pps, h265Sps, h265Vps } from '../test/packets.ts'
import { isFailure } from './failure.ts'
import { parseSdp } from './sdp.ts'

const sdp = (text: string) => parseSdp(Buffer.from(text))

test('the H.264 track comes with its parameter sets and control addresses', () => {
  expect(sdp(h264Sdp)).toEqual({
    control: '*',
    video: {
      codec: 'h264',
      payloadType: 96,
      control: 'trackID=1',
      parameterSets: { vps: [], sps: [h264Sps], pps: [h264Pps] },
      hasDonl: false,
    },
    audio: { control: 'trackID=2' },
  })
})

const h265 = (more = '') => `v=0
m=video 0 RTP/AVP 98
a=rtpmap:98 H265/90000
a=fmtp:98 sprop-vps=${base64(h265Vps)}; sprop-sps=${base64(h265Sps)};sprop-pps=${base64(h265Pps)}${more}
a=control:rtsp://10.0.0.1/live/trackID=1`

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}

test('the H.265 track comes with its three kinds of sets, whatever the line ends and spaces', () => {
  const description = sdp(h265())
  expect(description).toMatchObject({
    control: undefined,
    video: { codec: 'h265', payloadType: 98, control: 'rtsp://10.0.0.1/live/trackID=1', hasDonl: false },
  })
  if (isFailure(description)) throw new Error(description.detail)
  expect(description.video.parameterSets).toEqual({ vps: [h265Vps], sps: [h265Sps], pps: [h265Pps] })
})

test('order numbers are expected only where the camera says that it sends them', () => {
  expect(sdp(h265(';sprop-max-don-diff=2'))).toMatchObject({ video: { hasDonl: true } })
  expect(sdp(h265(';sprop-depack-buf-nalus=1'))).toMatchObject({ video: { hasDonl: true } })
  expect(sdp(h265(';sprop-max-don-diff=0'))).toMatchObject({ video: { hasDonl: false } })
})

test('the first track and the first payload type that we can take are taken', () => {
  const text =
    'm=video 0 RTP/AVP 26\na=control:jpeg\nm=video 0 RTP/AVP 97 96\na=rtpmap:97 VP8/90000\na=rtpmap:96 h264/90000\na=control:two'
  expect(sdp(text)).toMatchObject({ video: { payloadType: 96, control: 'two' } })
})

test.each([
  ['', 'sdp: no m=video line'],
  ['garbage', 'sdp: no m=video line'],
  ['m=video', 'sdp: m=video: no payload type'],
  ['m=video 0 RTP/AVP 96', 'sdp: m=video: no a=rtpmap'],
  ['m=video 0 RTP/AVP 26', 'sdp: m=video: the codec is JPEG'],
  ['m=video 0 RTP/AVP 96\na=rtpmap:96 MP4V-ES/90000', 'sdp: m=video: the codec is MP4V-ES'],
  ['m=video 0 RTP/AVP 96\na=rtpmap:96 SECRET/90000', 'sdp: m=video: the codec is none that we know'],
  ['m=video 0 RTP/AVP 96\na=rtpmap:96 H264/48000', 'sdp: m=video: a=rtpmap: the clock rate is not 90000'],
  ['m=video 0 RTP/SAVP 96\na=rtpmap:96 H264/90000', 'sdp: m=video: its protocol is not RTP/AVP'],
  [
    'm=video 0 RTP/AVP 96\na=rtpmap:96 H264/90000\na=fmtp:96 packetization-mode=2',
    'sdp: m=video: a=fmtp: packetization-mode is 2',
  ],
])('%j has no track for us, and the line that says so is named', (text, detail) => {
  expect(sdp(text)).toEqual({ code: 'no-usable-track', detail })
})

test('32 tracks are read, 33 are refused', () => {
  const track = 'm=application 0 RTP/AVP 96\n'
  const video = 'm=video 0 RTP/AVP 96\na=rtpmap:96 H264/90000\n'
  expect(sdp(track.repeat(31) + video)).toMatchObject({ video: { codec: 'h264' } })
  expect(sdp(track.repeat(32) + video)).toMatchObject({ code: 'too-large' })
})

test('parameter sets that are none are left out, for the stream brings its own', () => {
  const text = h264Sdp.replace(
    /sprop-parameter-sets=\S*/,
    'sprop-parameter-sets=!!!,,Z0LAHtkDxWhAAAADAEAAAAwDxYuS,AAAA',
  )
  expect(sdp(text)).toMatchObject({ video: { parameterSets: { sps: [h264Sps], pps: [] } } })
})

test('whatever the text, it is a description or a failure that names a line', () => {
  const line = fc.oneof(
    fc.string({ maxLength: 30 }),
    fc.constantFrom(
      ...h264Sdp.split('\r\n'),
      'm=video 0 RTP/AVP 96 97',
      'a=rtpmap:97 H265/90000',
      'a=fmtp:97 sprop-vps=;;=,',
      'm=',
    ),
  )
  fc.assert(
    fc.property(fc.array(line, { maxLength: 25 }), (lines) => {
      const description = sdp(lines.join('\n'))
      if (isFailure(description)) expect(description.detail).toMatch(/^sdp: /)
      else expect(description.video.codec).toMatch(/^h26[45]$/)
    }),
    { numRuns: 100 },
  )
  fc.assert(fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => void parseSdp(bytes)))
})
