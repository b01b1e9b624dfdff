import { once } from 'node:events'
import { createServer } from 'node:net'
import type { Socket } from 'node:net'

import { expect, test, vi } from 'vitest'

import { answer, FakeCamera, type FakeLogin, h264Sdp } from '../test/fake-camera.ts'
import { FakeClock } from '../test/fake-clock.ts'
import {
  goodbye,
  h264Idr,
  h264Pps,
  h264Slice,
  h264Sps,
  interleaved,
  rtp,
  senderReport,
  stapA,
} from '../test/packets.ts'
import { WatchedRun } from '../test/watched-run.ts'
import { startRtspRun } from './run.ts'

const credentials = { username: 'operator', password: 'Tr0ub4dor&3' }

function playTwoPictures(socket: Socket): void {
  socket.write(
    interleaved(0, rtp({ sequence: 1, timestamp: 9000, payload: stapA(h264Sps, h264Pps, h264Idr()), hasMarker: true })),
  )
  socket.write(interleaved(0, rtp({ sequence: 2, timestamp: 15_000, payload: h264Slice(), hasMarker: true })))
}

test('a camera that follows the rules is described, set up and played, and its pictures come whole', async () => {
  await using camera = await FakeCamera.start({
    onPlay(socket) {
      playTwoPictures(socket)
      socket.write(interleaved(1, senderReport(3_900_000_000, 2 ** 31, 18_000)))
    },
  })
  const watched = new WatchedRun({ url: camera.url })
  await watched.pictures(2)
  await vi.waitFor(() => expect(watched.reports).toHaveLength(1))
  watched.run.close()
  expect(camera.methods().slice(0, 4)).toEqual(['OPTIONS', 'DESCRIBE', 'SETUP', 'PLAY'])
  expect(watched.run.track).toMatchObject({ codec: 'h264', payloadType: 96, isAudioSetUp: false })
  expect(watched.run.track?.parameterSets.sps).toEqual([h264Sps])
  const [first, second] = watched.units
  expect(first).toMatchObject({
    rtpTicks: 0,
    isKeyframe: true,
    refersToMissing: false,
    lostPackets: 0,
    droppedUnits: 0,
  })
  expect(first?.parameterSets).toEqual({ vps: [], sps: [h264Sps], pps: [h264Pps] })
  expect(first?.nalUnits).toEqual([h264Sps, h264Pps, h264Idr()])
  expect(second).toMatchObject({ rtpTicks: 6000, isKeyframe: false, refersToMissing: false, parameterSets: undefined })
  expect(watched.reports[0]).toMatchObject({ ntpMs: (3_900_000_000 - 2_208_988_800) * 1000 + 500, rtpTicks: 9000 })
  expect(watched.ends).toEqual([{ code: 'closed-by-us', detail: 'closed by the caller' }])
  await vi.waitFor(() => expect(camera.methods().at(-1)).toBe('TEARDOWN'))
})

test('the control address is the camera’s: Content-Base, a relative track, the whole session for PLAY', async () => {
  await using camera = await FakeCamera.start({
    describeHeaders: ['Content-Base: rtsp://10.1.2.3/base/'],
    onPlay: playTwoPictures,
  })
  const watched = new WatchedRun({ url: camera.url })
  await watched.pictures(1)
  watched.run.close()
  expect(camera.asked.map(({ url }) => url).slice(0, 4)).toEqual([
    camera.url,
    camera.url,
    'rtsp://10.1.2.3/base/trackID=1',
    'rtsp://10.1.2.3/base/',
  ])
})

test('sound is not even asked for unless it is allowed', async () => {
  await using camera = await FakeCamera.start({
    onPlay(socket) {
      socket.write(interleaved(2, rtp({ sequence: 1, timestamp: 1, payload: h264Slice(), payloadType: 0 })))
      playTwoPictures(socket)
    },
  })
  const without = new WatchedRun({ url: camera.url })
  await without.pictures(2)
  expect(camera.asked.filter(({ method }) => method === 'SETUP').map(({ url }) => url.includes('trackID=2'))).toEqual([
    false,
  ])
  expect(without.run.counters).toMatchObject({ unknownChannelPackets: 1, audioPackets: 0, units: 2 })
  without.run.close()
  const withSound = new WatchedRun({ url: camera.url, audio: 'allowed' })
  await withSound.pictures(2)
  expect(withSound.run.track?.isAudioSetUp).toBe(true)
  expect(withSound.run.counters).toMatchObject({ unknownChannelPackets: 0, audioPackets: 1, units: 2 })
  withSound.run.close()
})

const logins: Record<string, readonly string[]> = {
  Basic: ['Basic realm="camera"'],
  'Digest MD5 without qop': ['Digest realm="camera", nonce="NONCE"'],
  'Digest MD5 with qop': ['Digest realm="camera", nonce="NONCE", qop="auth,auth-int", algorithm=MD5, opaque="o"'],
  'Digest MD5-sess': ['Digest realm="camera", nonce="NONCE", qop="auth", algorithm=MD5-sess'],
  'Digest SHA-256': ['Digest realm="camera", nonce="NONCE", qop="auth", algorithm=SHA-256'],
  'all at once': [
    'Basic realm="camera"',
    'Digest realm="camera", nonce="NONCE", algorithm=MD5',
    'Digest realm="camera", nonce="NONCE", algorithm=SHA-256',
  ],
}

test.each(Object.entries(logins))(
  'logs in by %s, and is not let in with a wrong password',
  async (name, challenges) => {
    const login = { ...credentials, challenges }
    await using camera = await FakeCamera.start({ login, onPlay: playTwoPictures })
    const right = new WatchedRun({ url: camera.url, credentials })
    await right.pictures(1)
    right.run.close()
    const used = camera.asked.at(1)?.headers.get('authorization') ?? ''
    if (name === 'all at once') expect(used).toContain('algorithm=SHA-256')
    await vi.waitFor(() => expect(camera.methods().at(-1)).toBe('TEARDOWN'))
    camera.asked.length = 0
    const wrong = new WatchedRun({ url: camera.url, credentials: { ...credentials, password: 'guess' } })
    const failure = await wrong.ended
    expect(failure).toMatchObject({ code: 'wrong-password', statusCode: 401 })
    // One guess only: cameras lock accounts.
    expect(camera.asked.filter(({ headers }) => headers.has('authorization'))).toHaveLength(1)
    const none = await new WatchedRun({ url: camera.url }).ended
    expect(none).toMatchObject({ code: 'login-required', statusCode: 401 })
  },
)

test('logs in where realm and password are not ASCII, byte for byte over the wire', async () => {
  const login = { username: 'señor', password: 'contraseña ☂' }
  const realm = Buffer.from('Cámara Ñandú', 'utf8').toString('latin1')
  const challenges = [`Digest realm="${realm}", nonce="NONCE", qop="auth"`]
  await using camera = await FakeCamera.start({ login: { ...login, challenges }, onPlay: playTwoPictures })
  const watched = new WatchedRun({ url: camera.url, credentials: login })
  await watched.pictures(1)
  watched.run.close()
  expect(camera.asked.at(1)?.headers.get('authorization')).toContain(`realm="${realm}"`)
})

test.each([true, false])('a nonce that grows old is replaced, said to be stale: %s', async (saysStale) => {
  const login: FakeLogin = {
    ...credentials,
    challenges: ['Digest realm="camera", nonce="NONCE"'],
    nonceLives: 1,
    saysStale,
  }
  await using camera = await FakeCamera.start({ login, onPlay: playTwoPictures })
  const watched = new WatchedRun({ url: camera.url, credentials })
  // With a nonce that lives for one request, PLAY itself is the fourth login.
  await vi.waitFor(() => expect(camera.methods().filter((method) => method === 'PLAY')).toHaveLength(2))
  expect(watched.ends).toEqual([])
  watched.run.close()
})

test('neither password nor user name stand in anything that a run says, even when the camera repeats them', async () => {
  const echo = `${credentials.password} ${credentials.username} ${btoa(`${credentials.username}:${credentials.password}`)}`
  const says = [
    answer(`500 ${echo}`),
    `${echo}\r\n\r\n`,
    answer('200 OK', [`Content-Length: ${echo}`]),
    answer('200 OK', [], `v=0\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 ${echo}/90000\r\n`),
    answer('302 Moved', [`Location: rtsp://${echo}@127.0.0.1/`]),
  ]
  for (const said of says) {
    await using camera = await FakeCamera.start({
      answer: ({ method }) => (method === 'DESCRIBE' ? said : undefined),
      login: { ...credentials, challenges: ['Basic realm="camera"'] },
    })
    const failure = await new WatchedRun({ url: camera.url, credentials }).ended
    expect(failure.code).toMatch(/protocol-error|no-usable-track/)
    for (const secret of [...echo.split(' '), 'rtsp://']) expect(JSON.stringify(failure)).not.toContain(secret)
  }
})

const refusals: [string, string, object][] = [
  [
    '404 Not Found',
    'DESCRIBE',
    { code: 'stream-not-found', statusCode: 404, detail: 'DESCRIBE: the camera answered 404' },
  ],
  ['403 Forbidden', 'DESCRIBE', { code: 'login-required', statusCode: 403 }],
  ['461 Unsupported transport', 'SETUP', { code: 'no-usable-track', statusCode: 461 }],
  ['453 Not Enough Bandwidth', 'PLAY', { code: 'refused', statusCode: 453 }],
  ['500 Internal Server Error', 'PLAY', { code: 'protocol-error', statusCode: 500 }],
]
test.each(refusals)('%s to %s says what is wrong', async (status, step, expected) => {
  await using camera = await FakeCamera.start({
    answer: ({ method }) => (method === step ? answer(status) : undefined),
  })
  expect(await new WatchedRun({ url: camera.url }).ended).toMatchObject(expected)
})

test('a camera that has no OPTIONS is still described', async () => {
  await using camera = await FakeCamera.start({
    answer: ({ method }) => (method === 'OPTIONS' ? answer('405 Method Not Allowed') : undefined),
    onPlay: playTwoPictures,
  })
  const watched = new WatchedRun({ url: camera.url })
  await watched.pictures(1)
  watched.run.close()
})

test('a stream without a video track, or with another codec, is refused by its line', async () => {
  const audioOnly = h264Sdp.replace('m=video', 'm=application')
  await using camera = await FakeCamera.start({ sdp: audioOnly })
  expect(await new WatchedRun({ url: camera.url }).ended).toEqual({
    code: 'no-usable-track',
    detail: 'sdp: no m=video line',
  })
  await using other = await FakeCamera.start({ sdp: h264Sdp.replace('H264', 'JPEG') })
  expect(await new WatchedRun({ url: other.url }).ended).toEqual({
    code: 'no-usable-track',
    detail: 'sdp: m=video: the codec is JPEG',
  })
})

test('nobody at the port, a name that is none, and an address that is none are told apart', async () => {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  const port = typeof address === 'object' && address ? address.port : 0
  expect(await new WatchedRun({ url: `rtsp://127.0.0.1:${port}/` }).ended).toEqual({
    code: 'refused',
    detail: 'connection: ECONNREFUSED',
  })
  expect(await new WatchedRun({ url: 'rtsp://no-such-camera.invalid/' }).ended).toMatchObject({
    code: 'name-not-found',
  })
  for (const url of ['http://a/', 'rtsp://u:p@a/', 'rtsp://a:99999/', 'rtsp://a/ b', `rtsp://a/${'x'.repeat(2048)}`]) {
    const watched = new WatchedRun({ url })
    expect(watched.ends).toEqual([])
    expect(await watched.ended).toMatchObject({ code: 'bad-url' })
  }
})

test('an answer that does not come ends the run after 5 s, and not before', async () => {
  const clock = new FakeClock()
  await using camera = await FakeCamera.start({ answer: ({ method }) => (method === 'SETUP' ? null : undefined) })
  const watched = new WatchedRun({ url: camera.url, clock })
  await vi.waitFor(() => expect(camera.methods().at(-1)).toBe('SETUP'))
  clock.advance(4999)
  expect(watched.ends).toEqual([])
  clock.advance(1)
  expect(watched.ends).toEqual([{ code: 'timeout', detail: 'SETUP: no answer within 5000 ms' }])
})

test('a camera that stalls is left 10 s after its last whole picture, and not before', async () => {
  const clock = new FakeClock()
  await using camera = await FakeCamera.start({ onPlay: playTwoPictures })
  const watched = new WatchedRun({ url: camera.url, clock })
  await watched.pictures(2)
  clock.advance(6000)
  const [socket] = camera.sockets
  // Half a picture is none.
  socket?.write(interleaved(0, rtp({ sequence: 3, timestamp: 20_000, payload: h264Slice(), hasMarker: true })))
  await watched.pictures(3)
  socket?.write(interleaved(0, rtp({ sequence: 4, timestamp: 30_000, payload: h264Slice() })))
  await vi.waitFor(() => expect(watched.run.counters.packets).toBe(4))
  clock.advance(9999)
  expect(watched.ends).toEqual([])
  clock.advance(1)
  expect(watched.ends).toEqual([
    { code: 'no-picture', detail: 'play: no whole picture for 10000 ms; so far 4 packets, 3 pictures, 0 damaged ones' },
  ])
  await vi.waitFor(() => expect(camera.methods().at(-1)).toBe('TEARDOWN'))
})

test.each([
  ['GET_PARAMETER', 'DESCRIBE, GET_PARAMETER, PLAY'],
  ['OPTIONS', 'DESCRIBE, PLAY'],
])('the session is kept alive at half its time, by %s where the camera offers %s', async (method, publicMethods) => {
  const clock = new FakeClock()
  await using camera = await FakeCamera.start({
    publicMethods,
    setupHeaders: ['Transport: RTP/AVP/TCP;unicast;interleaved=0-1', 'Session: abc;timeout=12'],
    onPlay: playTwoPictures,
  })
  const watched = new WatchedRun({ url: camera.url, clock, pictureTimeoutMs: 60_000 })
  await watched.pictures(2)
  clock.advance(5999)
  expect(camera.methods()).toHaveLength(4)
  for (const count of [5, 6]) {
    clock.advance(count === 5 ? 1 : 6000)
    await vi.waitFor(() => expect(camera.methods()).toHaveLength(count))
    expect(camera.methods().at(-1)).toBe(method)
    expect(camera.asked.at(-1)?.headers.get('session')).toBe('abc')
  }
  expect(watched.ends).toEqual([])
  watched.run.close()
})

test('a camera that refuses GET_PARAMETER or never answers it goes on playing', async () => {
  const clock = new FakeClock()
  await using camera = await FakeCamera.start({
    onPlay: playTwoPictures,
    answer: ({ method }, count) =>
      method === 'GET_PARAMETER' ? answer('451 Parameter Not Understood') : count > 5 ? null : undefined,
  })
  const watched = new WatchedRun({ url: camera.url, clock, pictureTimeoutMs: 600_000 })
  await watched.pictures(2)
  clock.advance(30_000)
  await vi.waitFor(() => expect(camera.methods()).toHaveLength(5))
  await new Promise((resolve) => setTimeout(resolve, 20))
  for (const count of [6, 7]) {
    clock.advance(30_000)
    await vi.waitFor(() => expect(camera.methods()).toHaveLength(count))
  }
  expect(camera.methods().slice(4)).toEqual(['GET_PARAMETER', 'OPTIONS', 'OPTIONS'])
  expect(watched.ends).toEqual([])
  watched.run.close()
})

test('a camera that closes, resets or says goodbye ends the run as closed by it', async () => {
  for (const leave of [(socket: Socket) => socket.end(), (socket: Socket) => socket.resetAndDestroy()]) {
    await using camera = await FakeCamera.start({ onPlay: (socket) => void leave(socket) })
    expect(await new WatchedRun({ url: camera.url }).ended).toMatchObject({ code: 'closed-by-camera' })
  }
  await using camera = await FakeCamera.start({
    onPlay(socket) {
      playTwoPictures(socket)
      socket.write(interleaved(1, goodbye()))
      socket.write(interleaved(0, rtp({ sequence: 3, timestamp: 21_000, payload: h264Slice(), hasMarker: true })))
    },
  })
  const watched = new WatchedRun({ url: camera.url })
  expect(await watched.ended).toEqual({ code: 'closed-by-camera', detail: 'rtcp: goodbye' })
  expect(watched.units).toHaveLength(3)
})

test('garbage between packets names its byte and ends the run; requests of the camera’s own do not', async () => {
  await using camera = await FakeCamera.start({
    onPlay(socket) {
      socket.write('OPTIONS * RTSP/1.0\r\nCSeq: 77\r\n\r\n')
      playTwoPictures(socket)
      socket.write('\r\n')
      socket.write(Uint8Array.of(0x07, 0x24, 0x00))
    },
  })
  const watched = new WatchedRun({ url: camera.url })
  const failure = await watched.ended
  expect(failure.code).toBe('protocol-error')
  expect(failure.detail).toMatch(/^byte \d+ of the connection: 0x07 where '\$' or a message was due$/)
  expect(watched.units).toHaveLength(2)
  await vi.waitFor(() => expect(camera.methods()).toContain('RTSP/1.0'))
})

test('an answered keep-alive is no picture: a camera that only answers is left too', async () => {
  const clock = new FakeClock()
  await using camera = await FakeCamera.start({ onPlay: playTwoPictures })
  const watched = new WatchedRun({ url: camera.url, clock, pictureTimeoutMs: 40_000 })
  await watched.pictures(2)
  clock.advance(30_000)
  await vi.waitFor(() => expect(camera.methods().at(-1)).toBe('GET_PARAMETER'))
  await new Promise((resolve) => setTimeout(resolve, 30))
  clock.advance(9999)
  expect(watched.ends).toEqual([])
  clock.advance(1)
  expect(watched.ends).toMatchObject([{ code: 'no-picture' }])
})

test('whoever closes the run while a picture is handed on gets no second one, even out of the same packet', async () => {
  await using camera = await FakeCamera.start({
    onPlay(socket) {
      const first = rtp({ sequence: 1, timestamp: 0, payload: h264Idr() })
      const second = rtp({ sequence: 2, timestamp: 6000, payload: h264Slice(), hasMarker: true })
      socket.write(Buffer.concat([interleaved(0, first), interleaved(0, second)]))
    },
  })
  const said: string[] = []
  const { promise, resolve } = Promise.withResolvers<void>()
  const run = startRtspRun(
    { url: camera.url, audio: 'left-out' },
    {
      onAccessUnit() {
        said.push('picture')
        run.close()
        setTimeout(resolve, 30)
      },
      onEnd: ({ code }) => said.push(code),
    },
  )
  await promise
  expect(said).toEqual(['picture', 'closed-by-us'])
})

test('nothing is said after close, and no timer is left behind', async () => {
  const clock = new FakeClock()
  await using camera = await FakeCamera.start({ onPlay: playTwoPictures })
  const watched = new WatchedRun({ url: camera.url, clock })
  await watched.pictures(2)
  watched.run.close()
  watched.run.close()
  const [socket] = camera.sockets
  socket?.write(interleaved(0, rtp({ sequence: 3, timestamp: 21_000, payload: h264Slice(), hasMarker: true })))
  await vi.waitFor(() => expect(clock.waiting).toBe(0))
  clock.advance(100_000)
  expect(watched.units).toHaveLength(2)
  expect(watched.ends).toHaveLength(1)
})

test('a camera that asks for ever without reading our answers is left', async () => {
  const request = 'OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n'.repeat(2000)
  await using camera = await FakeCamera.start({
    onPlay(socket) {
      socket.pause()
      for (let index = 0; index < 200; index++) socket.write(request)
    },
  })
  const failure = await new WatchedRun({ url: camera.url }).ended
  expect(failure).toEqual({ code: 'protocol-error', detail: 'connection: the camera does not read what it asked for' })
})
