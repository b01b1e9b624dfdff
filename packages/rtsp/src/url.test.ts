import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { isFailure } from './failure.ts'
import { parseChannels, parseSession } from './transport.ts'
import { baseOf, parseAddress, resolveControl } from './url.ts'

test.each([
  ['rtsp://cam', { host: 'cam', port: 554, url: 'rtsp://cam/' }],
  ['RTSP://10.0.0.1:8554/a/b?c=1#x', { host: '10.0.0.1', port: 8554, url: 'rtsp://10.0.0.1:8554/a/b?c=1' }],
  ['rtsp://[fe80::1]:7/', { host: 'fe80::1', port: 7, url: 'rtsp://[fe80::1]:7/' }],
  ['rtsp://cam?x', { host: 'cam', port: 554, url: 'rtsp://cam?x' }],
])('%s is an address', (text, expected) => {
  expect(parseAddress(text)).toEqual(expected)
})

test.each([
  'cam',
  'rtsp:/cam',
  'rtsps://cam/',
  'rtsp:///a',
  'rtsp://cam:0/',
  'rtsp://cam:65536/',
  'rtsp://user@cam/',
  'rtsp://cam/\r\nX: y',
  'rtsp://cam/ñ',
  `rtsp://cam/${'a'.repeat(2038)}`,
])('%j is none, and is not repeated in the refusal', (text) => {
  const refused = parseAddress(text)
  expect(refused).toMatchObject({ code: 'bad-url' })
  if (isFailure(refused)) expect(refused.detail).not.toContain('cam')
})

test('an address with a user name says where that belongs', () => {
  expect(parseAddress('rtsp://user:word@cam/')).toEqual({
    code: 'bad-url',
    detail: 'url: user name and password do not belong into it',
  })
})

test('2048 characters are an address, one more is not', () => {
  expect(parseAddress(`rtsp://cam/${'a'.repeat(2037)}`)).toMatchObject({ host: 'cam' })
})

test.each([
  ['rtsp://c/live', undefined, 'rtsp://c/live'],
  ['rtsp://c/live', '*', 'rtsp://c/live'],
  ['rtsp://c/live', 'trackID=1', 'rtsp://c/live/trackID=1'],
  ['rtsp://c/live/', 'trackID=1', 'rtsp://c/live/trackID=1'],
  ['rtsp://c/live/', '/trackID=1', 'rtsp://c/live/trackID=1'],
  ['rtsp://c/live', '/trackID=1', 'rtsp://c/live/trackID=1'],
  ['rtsp://c/live', '?track=1', 'rtsp://c/live?track=1'],
  ['rtsp://c/live?ch=1', 'trackID=1', 'rtsp://c/live?ch=1/trackID=1'],
  ['rtsp://c/live', 'rtsp://other/x', 'rtsp://other/x'],
  ['rtsp://c/live', 'rtsp://u:p@other/x', 'rtsp://other/x'],
  ['rtsp://c/live', 'http://other/x', undefined],
  ['rtsp://c/live', 'a b', undefined],
  ['rtsp://c/live', 'a\r\nX: y', undefined],
])('%s and %s make %s', (base, control, expected) => {
  expect(resolveControl(base, control)).toBe(expected)
})

test('the base is Content-Base if that is an address, else Content-Location, else what was asked', () => {
  expect(baseOf('rtsp://c/', ['rtsp://b/', 'rtsp://l/'])).toBe('rtsp://b/')
  expect(baseOf('rtsp://c/', [undefined, 'rtsp://u:p@l/'])).toBe('rtsp://l/')
  expect(baseOf('rtsp://c/', ['/relative', 'rtsp://a b'])).toBe('rtsp://c/')
})

test('the session’s id and time are read, within bounds', () => {
  expect(parseSession(undefined)).toBeUndefined()
  expect(parseSession('abc')).toEqual({ id: 'abc', timeoutSeconds: 60 })
  expect(parseSession('abc; timeout=30')).toEqual({ id: 'abc', timeoutSeconds: 30 })
  expect(parseSession('abc;timeout=0')).toEqual({ id: 'abc', timeoutSeconds: 4 })
  expect(parseSession('abc;timeout=999999')).toEqual({ id: 'abc', timeoutSeconds: 600 })
  expect(parseSession('abc;timeout=soon')).toEqual({ id: 'abc', timeoutSeconds: 60 })
  expect(parseSession('x'.repeat(256))).toMatchObject({ timeoutSeconds: 60 })
  for (const bad of ['', ';timeout=3', 'a b', 'x'.repeat(257)])
    expect(parseSession(bad)).toMatchObject({ code: 'protocol-error' })
})

test('the channels are the camera’s choice, and UDP is refused', () => {
  expect(parseChannels(undefined, 0)).toEqual([0, 1])
  expect(parseChannels('RTP/AVP/TCP;unicast', 2)).toEqual([2, 3])
  expect(parseChannels('RTP/AVP/TCP;unicast;interleaved=4-5;ssrc=1', 0)).toEqual([4, 5])
  expect(parseChannels('RTP/AVP/TCP;interleaved=6', 0)).toEqual([6, 7])
  expect(parseChannels('RTP/AVP;unicast;client_port=1-2', 0)).toMatchObject({ code: 'no-usable-track' })
  for (const bad of ['256-257', '255', '1-1', 'x', '']) {
    expect(parseChannels(`RTP/AVP/TCP;interleaved=${bad}`, 0)).toMatchObject({ code: 'protocol-error' })
  }
})

test('whatever a camera writes there, it is read or refused', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      parseSession(text)
      parseChannels(text, 0)
      parseChannels(`RTP/AVP/TCP;interleaved=${text}`, 0)
      const url = resolveControl('rtsp://c/', text)
      if (url !== undefined) expect(url).toMatch(/^rtsp:\/\/[\x21-\x7e]*$/i)
      parseAddress(`rtsp://${text}`)
    }),
  )
})
