import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { isFailure } from './failure.ts'
import { headerOf, parseHead, writeRequest } from './message.ts'

function head(text: string) {
  const parsed = parseHead(text, 20)
  if (isFailure(parsed)) throw new Error(parsed.detail)
  return parsed
}

test('an answer is read as RFC 2326 writes it', () => {
  const parsed = head(
    'RTSP/1.0 200 OK\r\nCSeq: 312\r\nContent-Type:application/sdp\r\nContent-Length: 376\r\nX-Folded: a\r\n b',
  )
  expect(parsed).toMatchObject({ statusCode: 200, method: '', contentLength: 376 })
  expect(headerOf(parsed, 'cseq')).toBe('312')
  expect(headerOf(parsed, 'content-type')).toBe('application/sdp')
  expect(headerOf(parsed, 'x-folded')).toBe('a b')
})

test('headers that come twice are both kept; names are read in any case', () => {
  const parsed = head(
    'RTSP/1.0 401 Unauthorized\nWWW-Authenticate: Basic realm="a"\nwww-authenticate: Digest realm="b"',
  )
  expect(parsed.headers.get('www-authenticate')).toEqual(['Basic realm="a"', 'Digest realm="b"'])
})

test('a request from the camera is told from an answer', () => {
  expect(head('OPTIONS rtsp://a/ RTSP/1.0\r\nCSeq: 1')).toMatchObject({ statusCode: undefined, method: 'OPTIONS' })
})

test.each([
  ['HTTP/1.1 200 OK', 'first line'],
  ['RTSP/1.0 20 OK', 'first line'],
  ['', 'first line'],
  ['RTSP/1.0 200 OK\r\nno colon', 'header line 1'],
  ['RTSP/1.0 200 OK\r\nA: b\r\n: no name', 'header line 2'],
  ['RTSP/1.0 200 OK\r\n folded first', 'header line 1'],
  ['RTSP/1.0 200 OK\r\nContent-Length: 5\r\nContent-Length: 6', 'Content-Length'],
])('%j is refused by its place', (text, place) => {
  expect(parseHead(text, 20)).toMatchObject({
    code: 'protocol-error',
    detail: expect.stringContaining(place) as string,
  })
})

test('whatever the text, it is a head or a failure', () => {
  const line = fc.oneof(fc.string(), fc.constantFrom('RTSP/1.0 200 OK', 'CSeq: 1', 'Content-Length: 9', '', ' x', ':'))
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const parsed = parseHead(lines.join('\r\n'), 20)
      if (!isFailure(parsed)) expect(parsed.contentLength).toBeGreaterThanOrEqual(0)
    }),
  )
})

test('a request is written line by line', () => {
  expect(
    writeRequest('PLAY', 'rtsp://a/', [
      ['CSeq', '4'],
      ['Range', 'npt=0.000-'],
    ]),
  ).toBe('PLAY rtsp://a/ RTSP/1.0\r\nCSeq: 4\r\nRange: npt=0.000-\r\n\r\n')
})
