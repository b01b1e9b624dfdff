import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { REQUEST_BODY_BYTES_MAX, REQUEST_HEAD_BYTES_MAX, RequestReader } from './requests.ts'

const request = (method: string, more = '', body = '') =>
  `${method} rtsp://h/cam/1 RTSP/1.0\r\nCSeq: 1\r\n${more}\r\n${body}`
const packet = Buffer.from([0x24, 1, 0, 4, 1, 2, 3, 4])

const filled = (length: number) => {
  const bare = request('OPTIONS', 'X: \r\n').length - 4
  return request('OPTIONS', `X: ${'x'.repeat(length - bare)}\r\n`)
}

test('requests and packets come out the same wherever the bytes are cut', () => {
  const whole = Buffer.concat([
    Buffer.from(request('OPTIONS')),
    packet,
    Buffer.from(request('SET_PARAMETER', 'Content-Length: 5\r\n', 'hello')),
    packet,
    Buffer.from(request('PLAY', 'Session: 9\r\n')),
  ])
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: whole.length }), { maxLength: 12 }), (cuts) => {
      const reader = new RequestReader()
      const places = [0, ...cuts.toSorted((a, b) => a - b), whole.length]
      const readings = places.slice(1).map((to, index) => reader.read(whole.subarray(places[index], to)))
      expect(readings.flatMap(({ requests }) => requests.map(({ method }) => method))).toEqual([
        'OPTIONS',
        'SET_PARAMETER',
        'PLAY',
      ])
      expect(readings.reduce((sum, { packets }) => sum + packets, 0)).toBe(2)
      expect(readings.every(({ problem }) => problem === undefined)).toBe(true)
    }),
  )
})

test('a head of the greatest length is read, a longer one is refused, even if its end never comes', () => {
  expect(new RequestReader().read(Buffer.from(filled(REQUEST_HEAD_BYTES_MAX))).requests).toHaveLength(1)
  expect(new RequestReader().read(Buffer.from(filled(REQUEST_HEAD_BYTES_MAX + 1))).problem).toMatch(/more than 8192/)
  expect(new RequestReader().read(Buffer.alloc(REQUEST_HEAD_BYTES_MAX + 1, 0x41)).problem).toMatch(/more than 8192/)
  expect(new RequestReader().read(Buffer.alloc(REQUEST_HEAD_BYTES_MAX, 0x41)).problem).toBeUndefined()
})

test('a body of the greatest length is stepped over, a longer or lying one is refused at its head', () => {
  const body = 'b'.repeat(REQUEST_BODY_BYTES_MAX)
  const one = new RequestReader().read(Buffer.from(request('ANNOUNCE', `Content-Length: ${body.length}\r\n`, body)))
  expect(one.requests).toHaveLength(1)
  for (const length of [String(REQUEST_BODY_BYTES_MAX + 1), '-1', '1e99', 'x']) {
    expect(new RequestReader().read(Buffer.from(request('ANNOUNCE', `Content-Length: ${length}\r\n`))).problem).toMatch(
      /body/,
    )
  }
})

test('garbage never throws', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 10 }), (chunks) => {
      const reader = new RequestReader()
      for (const chunk of chunks) reader.read(Buffer.from(chunk))
    }),
  )
  expect(new RequestReader().read(Buffer.from('GET / HTTP/1.1\r\n\r\n')).problem).toBe('not an RTSP request')
})
