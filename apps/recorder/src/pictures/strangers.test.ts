import { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { STRANGERS_MAX, Strangers, isNear, neighbourhood } from './strangers.ts'

const aSocket = (remoteAddress: string) => Object.assign(new EventEmitter(), { remoteAddress }) as unknown as Socket

test('of one address so many may wait, and no more; those let in and those that went make room', () => {
  const strangers = new Strangers()
  const waiting = Array.from({ length: STRANGERS_MAX }, () => aSocket('192.0.2.7'))
  expect(waiting.every((socket) => strangers.enter(socket))).toBe(true)
  expect(strangers.enter(aSocket('192.0.2.7'))).toBe(false)
  expect(strangers.enter(aSocket('192.0.2.8'))).toBe(true)
  const [first, second] = waiting
  if (first) strangers.known(first)
  second?.emit('close')
  // Who was let in makes no second place when he goes.
  first?.emit('close')
  const next = [1, 2, 3].map(() => strangers.enter(aSocket('::ffff:192.0.2.7')))
  expect(next).toEqual([true, true, false])
})

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:db8::6', '2001:db8:0:0'],
  ['2001:db8:1:2::', '2001:db8:1:2'],
  ['::1', '0:0:0:0'],
  ['fe80::1:2', 'fe80:0:0:0'],
])('%s counts as %s', (address, place) => expect(neighbourhood(address)).toBe(place))

test.each([
  ['127.0.0.1', undefined, true],
  ['127.8.9.1', undefined, true],
  ['::1', undefined, true],
  ['::ffff:127.0.0.1', undefined, true],
  ['127.0.0.1', '192.0.2.7', false],
  ['192.0.2.7', undefined, false],
  ['::ffff:192.0.2.7', undefined, false],
  ['::2', undefined, false],
  [undefined, undefined, false],
])('%s, for %s, is near: %s', (address, forwardedFor, near) => expect(isNear(address, forwardedFor)).toBe(near))
