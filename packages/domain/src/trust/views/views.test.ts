import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { makeId } from '../../ids.ts'
import { instant } from '../../instant.ts'
import { decideView, rightForView } from './decide-view.ts'
import { type JcsValue, jcs } from './jcs.ts'

const now = instant(1_795_500_000_000)
const camera = makeId('camera', new Uint8Array(16).fill(1))
const other = makeId('camera', new Uint8Array(16).fill(2))
const probe = makeId('probe', new Uint8Array(16).fill(3))
const tomorrow = now + 86_400_000
const hour = 3_600_000
const live = { cameras: [other, camera, other], purpose: 'general-watch' } as const
const recorded = (from: number, to: number) => ({ ...live, from: instant(from), to: instant(to) })

describe('a view', () => {
  test('live lasts a shift and names each camera once, sorted', () => {
    expect(decideView(live, now, tomorrow).value).toEqual({
      act: 'view.live',
      cameras: [camera, other],
      from: null,
      to: null,
      startBy: now + 30_000,
      endBy: now + 8 * hour,
    })
  })

  test('never outlives the login', () => {
    expect(decideView(live, now, now + hour).value?.endBy).toBe(now + hour)
  })

  test('of recordings covers a day, and not a minute more', () => {
    expect(decideView(recorded(now - 24 * hour, now), now, tomorrow).value).toMatchObject({ endBy: now + hour })
    expect(decideView(recorded(now - 24 * hour - 1, now), now, tomorrow).refused?.code).toBe('view-not-valid')
  })

  test.each([
    [now, now],
    [now, now - 1],
    [now + 1, now + 2],
  ])('from %d to %d is none', (from, to) => {
    expect(decideView(recorded(from, to), now, tomorrow).refused?.code).toBe('view-not-valid')
  })

  test('with only one end is none', () => {
    expect(decideView({ ...live, from: now }, now, tomorrow).refused?.code).toBe('view-not-valid')
  })

  test('of a probe is for maintenance, alone', () => {
    const wish = { cameras: [probe], purpose: 'maintenance' } as const
    expect(decideView(wish, now, tomorrow).value?.act).toBe('view.live')
    expect(decideView({ ...wish, purpose: 'crime' }, now, tomorrow).refused?.code).toBe('view-not-valid')
    expect(decideView({ ...wish, cameras: [probe, camera] }, now, tomorrow).refused?.code).toBe('view-not-valid')
  })

  test('needs the right of what it shows', () => {
    expect(rightForView(live)).toBe('views.live')
    expect(rightForView(recorded(1, 2))).toBe('views.playback')
    expect(rightForView({ cameras: [probe] })).toBe('cameras.change')
    expect(rightForView({ cameras: [camera, probe] })).toBe('cameras.change')
  })
})

describe('JCS', () => {
  test('sorts keys and leaves no space', () => {
    expect(jcs({ b: [1, 'ñ', null], a: { d: true, c: undefined } })).toBe('{"a":{"d":true},"b":[1,"ñ",null]}')
  })

  test('means the same as JSON, whatever the value, and does not depend on the order of keys', () => {
    const key = fc.stringMatching(/^[a-z_]{1,8}$/)
    const leaf = fc.oneof(fc.string({ unit: 'grapheme' }), fc.maxSafeInteger(), fc.boolean(), fc.constant(null))
    const value = fc.letrec<{ value: JcsValue }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie('value')),
        fc.dictionary(key, tie('value'), { noNullPrototype: true }),
      ),
    })).value
    fc.assert(
      fc.property(value, (any) => {
        const back: JcsValue = JSON.parse(jcs(any))
        // -0 is written 0, as RFC 8785 wants it.
        expect(jcs(back)).toBe(jcs(any))
        expect(JSON.stringify(back)).toHaveLength(JSON.stringify(any).length)
      }),
    )
  })

  test.each([1.5, Number.NaN, 2 ** 53, '\ud800'])('refuses %s', (value) => {
    expect(() => jcs(value)).toThrow(RangeError)
  })
})
