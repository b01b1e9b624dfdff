import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { interleaved } from '../test/packets.ts'
import { ConnectionReader } from './connection-reader.ts'
import type { RtspFailure } from './failure.ts'
import { defaultLimits, type RtspLimits } from './limits.ts'

/** What a reader told, as text; the chunk's memory is overwritten behind it, as the socket will do. */
function told(
  chunks: readonly Uint8Array[],
  limits: Partial<RtspLimits> = {},
): { said: string[]; failures: RtspFailure[] } {
  const said: string[] = []
  const failures: RtspFailure[] = []
  const reader = new ConnectionReader(
    {
      onPacket: (channel, bytes, start, end) =>
        said.push(`${channel}:${Buffer.from(bytes.slice(start, end)).toString('hex')}`),
      onMessage: (head, body) => said.push(`${head.statusCode ?? head.method} ${Buffer.from(body).toString('latin1')}`),
      onFailure: (failure) => failures.push(failure),
    },
    { ...defaultLimits, ...limits },
  )
  for (const chunk of chunks) {
    const lent = Uint8Array.from(chunk)
    reader.push(lent, lent.length)
    lent.fill(0xee)
  }
  return { said, failures }
}

function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const ends = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b)
  return [...ends, bytes.length].map((end, index) => bytes.subarray(index === 0 ? 0 : (ends[index - 1] ?? 0), end))
}

const piece = fc.oneof(
  fc.tuple(fc.integer({ min: 0, max: 255 }), fc.uint8Array({ maxLength: 3000 })).map(([channel, payload]) => ({
    bytes: interleaved(channel, payload),
    said: `${channel}:${Buffer.from(payload).toString('hex')}`,
  })),
  fc.string({ unit: fc.constantFrom('a', '\r', '\n', '$'), maxLength: 40 }).map((body) => ({
    bytes: Buffer.from(`RTSP/1.0 200 OK\r\nCSeq: 3\r\nContent-Length: ${body.length}\r\n\r\n${body}`),
    said: `200 ${body}`,
  })),
  fc.constant({ bytes: Buffer.from('OPTIONS * RTSP/1.0\nCSeq: 1\n\n'), said: 'OPTIONS ' }),
)

test('packets and messages come out the same, wherever the chunks are cut', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), fc.array(fc.nat(), { maxLength: 30 }), (pieces, places) => {
      const bytes = Buffer.concat(pieces.map((part) => part.bytes))
      expect(told(cut(bytes, places))).toEqual({ said: pieces.map(({ said }) => said), failures: [] })
    }),
  )
})

test('whatever comes, nothing is thrown, and one failure at most is told, with nothing behind it', () => {
  const noise = fc.oneof(
    fc.uint8Array({ maxLength: 400 }),
    fc.string({ maxLength: 200 }).map((text) => Buffer.from(text)),
    piece.map(({ bytes }) => bytes),
  )
  fc.assert(
    fc.property(fc.array(noise, { maxLength: 20 }), (chunks) => {
      const { failures } = told(chunks)
      expect(failures.length).toBeLessThanOrEqual(1)
      for (const { detail } of failures) expect(detail).toMatch(/^byte \d+ of the connection: |^message: /)
    }),
    { numRuns: 200 },
  )
})

describe('the limits hold on both sides', () => {
  const limits = { headBytesMax: 200, headersMax: 3, bodyBytesMax: 10 }

  test('of a head', () => {
    expect(headOf(200)).toHaveLength(200)
    expect(told([Buffer.from(headOf(200))], limits)).toEqual({ said: ['200 '], failures: [] })
    expect(told([Buffer.from(headOf(201))], limits).failures).toMatchObject([{ code: 'too-large' }])
    // In dribbles too.
    expect(told(cut(Buffer.from(headOf(201)), [20, 50, 199]), limits).failures).toMatchObject([{ code: 'too-large' }])
  })

  test('of headers', () => {
    expect(told([withHeaders(3)], limits).failures).toEqual([])
    expect(told([withHeaders(4)], limits).failures).toEqual([
      { code: 'too-large', detail: 'message: more than 3 headers' },
    ])
  })

  test('of a body, by what it says before it has come', () => {
    expect(told([withBody('10')], limits)).toEqual({ said: ['200 bbbbbbbbbb'], failures: [] })
    expect(told([withBody('11')], limits).failures).toEqual([
      { code: 'too-large', detail: 'message: Content-Length is over 10' },
    ])
    for (const lie of ['-1', '1e3', '99999999999', '10, 10', '']) {
      expect(told([withBody(lie)], limits).failures).toMatchObject([{ code: 'protocol-error' }])
    }
  })

  test('of empty lines between messages', () => {
    expect(told([Buffer.from('\r\n'.repeat(32) + headOf(100))]).said).toEqual(['200 '])
    expect(told([Buffer.from('\r\n'.repeat(33))]).failures).toMatchObject([
      { detail: 'byte 64 of the connection: only empty lines' },
    ])
  })

  test('of an interleaved packet: all that sixteen bits can say', () => {
    const packet = interleaved(9, new Uint8Array(65_535))
    expect(told(cut(packet, [1, 3, 1000, 65_000])).said).toHaveLength(1)
    expect(told([interleaved(9, new Uint8Array(0))]).said).toEqual(['9:'])
  })
})

test('the byte that is wrong is named by its place in the connection', () => {
  const good = interleaved(0, new Uint8Array(10))
  expect(told([good, Uint8Array.of(0x00)]).failures).toEqual([
    { code: 'protocol-error', detail: "byte 14 of the connection: 0x00 where '$' or a message was due" },
  ])
  // A capital could begin a message, so the next control character is what tells.
  expect(told([good, Uint8Array.of(0x47, 0x24, 0x00)]).failures).toEqual([
    { code: 'protocol-error', detail: 'byte 16 of the connection: 0x00 in the head of a message' },
  ])
})

function headOf(bytes: number): string {
  return `RTSP/1.0 200 OK\r\nA: ${'x'.repeat(bytes - 24)}\r\n\r\n`
}

function withHeaders(count: number): Uint8Array {
  return Buffer.from(`RTSP/1.0 200 OK\r\n${'A: b\r\n'.repeat(count)}\r\n`)
}

function withBody(length: string): Uint8Array {
  return Buffer.from(`RTSP/1.0 200 OK\r\nContent-Length: ${length}\r\n\r\n${'b'.repeat(10)}`)
}
