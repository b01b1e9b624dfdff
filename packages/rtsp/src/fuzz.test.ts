// Whole sessions that went wrong, replayed over a socket (fuzz/, see its README), and whole sessions damaged by chance. Whatever a
// camera sends, its run ends with a failure that names what was wrong, and the other cameras of the process go on.

import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'

import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { corpus } from '../fuzz/make-corpus.ts'
import { FakeCamera } from '../test/fake-camera.ts'
import { h264Idr, h264Pps, h264Sps, interleaved, rtp, stapA } from '../test/packets.ts'
import { WatchedRun } from '../test/watched-run.ts'
import { rtspFailureCodes } from './failure.ts'

const folder = new URL('../fuzz/', import.meta.url)
const closed = 'closed-by-camera connection: the camera closed it'

/** How each run ends, and how many pictures it handed on and dropped. */
const expected: Record<string, [end: string, units: number, dropped: number]> = {
  'aggregate-lies': [closed, 0, 8],
  'answers-out-of-order': [closed, 0, 0],
  'channels-unknown': [closed, 0, 0],
  'content-length-enormous': ['too-large message: Content-Length is over 65536', 0, 0],
  'content-length-negative': ['protocol-error message: Content-Length is not one decimal number', 0, 0],
  'content-length-too-long': ["protocol-error byte 2094 of the connection: 0x60 where '$' or a message was due", 0, 0],
  'content-length-too-short': ['no-usable-track sdp: no m=video line', 0, 0],
  'cut-in-head': [closed, 0, 0],
  'cut-in-packet': [closed, 6, 0],
  'cut-in-sdp': [closed, 0, 0],
  'every-third-packet-lost': [closed, 2, 6],
  'fragments-without-start': [closed, 0, 8],
  'garbage-in-the-middle': ["protocol-error byte 6879 of the connection: 0x00 where '$' or a message was due", 4, 0],
  'h264-whole': [closed, 8, 0],
  'h265-whole': [closed, 8, 0],
  'head-without-end': ['too-large byte 0 of the connection: a message head of more than 16384 bytes', 0, 0],
  'headers-without-end': ['too-large message: more than 64 headers', 0, 0],
  'login-garbled': ['login-required OPTIONS: the camera answered 401', 0, 0],
  noise: [closed, 0, 0],
  'packets-reversed': [closed, 0, 1],
  'packets-twice': [closed, 8, 0],
  'report-lies': [closed, 8, 0],
  'rtp-padding-lies': [closed, 6, 2],
  'rtp-sources-lie': [closed, 0, 8],
  'rtp-type-other': [closed, 0, 0],
  'rtp-version': [closed, 0, 0],
  'sdp-control-with-line-break': ['no-usable-track sdp: m=video: a=control', 0, 0],
  'sdp-without-video': ['no-usable-track sdp: no m=video line', 0, 0],
  'session-garbled': ['protocol-error byte 1060 of the connection: 0x01 in the head of a message', 0, 0],
  'status-unknown': [closed, 8, 0],
  'text-noise': ['protocol-error message: its first line is no status line and no request', 0, 0],
  'time-jumps': [closed, 6, 12],
  'time-stands-still': [closed, 0, 0],
  'transport-channel-lies': ['protocol-error setup: interleaved in the Transport header', 0, 0],
  'transport-udp': ['no-usable-track setup: the Transport header offers UDP, not TCP', 0, 0],
}

test('every file of the corpus is expected to end somehow, and the other way round', () => {
  const names = readdirSync(folder).filter((name) => name.endsWith('.bin'))
  expect(names.map((name) => name.replace('.bin', '')).sort()).toEqual(Object.keys(expected).sort())
})

test('every damaged file is the one that its maker makes', () => {
  for (const [name, bytes] of Object.entries(corpus)) {
    expect(Buffer.compare(bytes, readFileSync(new URL(`${name}.bin`, folder))), name).toBe(0)
  }
})

test.each(Object.entries(expected))('%s ends as: %s', async (name, [end, units, dropped]) => {
  const watched = await replay([readFileSync(new URL(`${name}.bin`, folder))])
  const { code, detail } = await watched.ended
  expect([`${code} ${detail}`, watched.units.length, watched.run.counters.droppedUnits]).toEqual([end, units, dropped])
})

test('twenty cameras at once do not mix their bytes, however these are cut', async () => {
  const sessions = ['h264-whole', 'h265-whole'].map((name) => readFileSync(new URL(`${name}.bin`, folder)))
  const [h264, h265] = await Promise.all(sessions.map(async (bytes) => finished(await replay([bytes]))))
  const runs = await Promise.all(
    Array.from({ length: 20 }, async (_, index) => {
      const bytes = sessions[index % 2] ?? Buffer.alloc(0)
      const size = 97 + index * 53
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_chunk, at) =>
        bytes.subarray(at * size, (at + 1) * size),
      )
      return finished(await replay(chunks))
    }),
  )
  runs.forEach((samples, index) => expect(samples).toEqual(index % 2 === 0 ? h264 : h265))
  expect(h264).toHaveLength(8)
})

const damage = fc.oneof(
  fc.record({
    kind: fc.constant('set' as const),
    at: fc.nat(13_000),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 4 }),
  }),
  fc.record({
    kind: fc.constant('insert' as const),
    at: fc.nat(13_000),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 40 }),
  }),
  fc.record({
    kind: fc.constant('remove' as const),
    at: fc.nat(13_000),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 200 }),
  }),
)

test('a session damaged anywhere ends its own run only', async () => {
  await using good = await FakeCamera.start({
    onPlay(socket) {
      let sequence = 0
      const timer = setInterval(() => {
        const payload = stapA(h264Sps, h264Pps, h264Idr())
        socket.write(interleaved(0, rtp({ sequence: sequence++, timestamp: sequence * 900, payload, hasMarker: true })))
      }, 10)
      socket.on('close', () => clearInterval(timer))
    },
  })
  const other = new WatchedRun({ url: good.url })
  const sessions = ['h264-whole', 'h265-whole'].map((name) => readFileSync(new URL(`${name}.bin`, folder)))
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...sessions),
      fc.array(damage, { minLength: 1, maxLength: 8 }),
      async (whole, damages) => {
        let bytes = whole
        for (const { kind, at, bytes: with_ } of damages) {
          const place = at % bytes.length
          const behind = kind === 'insert' ? place : place + with_.length
          bytes = Buffer.concat([
            bytes.subarray(0, place),
            kind === 'remove' ? Buffer.alloc(0) : with_,
            bytes.subarray(behind),
          ])
        }
        const watched = await replay([bytes])
        const { code, detail } = await watched.ended
        expect(rtspFailureCodes).toContain(code)
        expect(detail).toMatch(/^[\x20-\x7e]{5,160}$/)
        expect(watched.ends).toHaveLength(1)
      },
    ),
    { numRuns: 80 },
  )
  const before = other.units.length
  await other.pictures(before + 2)
  expect(other.ends).toEqual([])
  expect(other.run.counters).toMatchObject({ lostPackets: 0, droppedUnits: 0, malformedPackets: 0 })
  other.run.close()
})

/** A camera that sends these bytes and closes, whatever it is asked. */
async function replay(chunks: readonly Uint8Array[]): Promise<WatchedRun> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    for (const chunk of chunks) socket.write(chunk)
    socket.end()
    socket.resume()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const watched = new WatchedRun({ url: `rtsp://127.0.0.1:${port}/` })
  void watched.ended.then(() => server.close())
  return watched
}

async function finished(watched: WatchedRun): Promise<string[]> {
  await watched.ended
  return watched.units.map(({ sample }) => Buffer.from(sample).toString('base64'))
}
