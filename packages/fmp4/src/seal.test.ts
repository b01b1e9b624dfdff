import { createDecipheriv, createHash, randomBytes } from 'node:crypto'

import { describe, expect, test } from 'vitest'

import { concatBytes } from './bytes.ts'
import { fragment } from './fragment.ts'
import { parseMoof } from './reader.ts'
import { aesOpenStage, aesSealKey } from './seal-aes.node.ts'
import { identityOpen, identitySeal, openFragment } from './seal.ts'
import { gopsOf } from './testing/annex-b.ts'
import { sound, tinyStream } from './testing/vectors.ts'

const headerPart = Uint8Array.of(1, 2, 3)
const [samples = []] = gopsOf('h264', tinyStream('h264'), () => ({ durationTicks: 7500, compositionOffsetTicks: 0 }))
const sealed = (key: Uint8Array, sequence = 1): Uint8Array =>
  concatBytes(fragment({ sequence, baseDecodeTicks: 0, samples, seal: aesSealKey(key).forSegment(headerPart) }))
const open = concatBytes(fragment({ sequence: 1, baseDecodeTicks: 0, samples }))

test('identity changes nothing, in neither direction', () => {
  const bytes = concatBytes(fragment({ sequence: 1, baseDecodeTicks: 0, samples, seal: identitySeal }))
  expect(bytes).toEqual(open)
  expect(openFragment(bytes, identityOpen)).toBe(bytes)
})

test('a sealed fragment opens to the very bytes that were sealed', () => {
  const key = randomBytes(32)
  const bytes = sealed(key)
  expect(bytes.length).toBe(open.length + 16)
  expect(Buffer.from(bytes).includes(Buffer.from(samples[0]?.nalUnits.at(-1)?.subarray(0, 16) ?? []))).toBe(false)
  expect(openFragment(bytes, aesOpenStage(key, headerPart))).toEqual(open)
})

test('anybody with the key can open it by the written rule', () => {
  const key = randomBytes(32)
  const bytes = sealed(key, 258)
  const payload = bytes.subarray(sound(parseMoof(bytes)).length + 8)
  const nonce = Buffer.from('000000000000000000000102', 'hex')
  const decipher = createDecipheriv('aes-256-gcm', key, nonce)
  decipher.setAAD(Buffer.concat([createHash('sha256').update(headerPart).digest(), nonce]))
  decipher.setAuthTag(payload.subarray(-16))
  const opened = Buffer.concat([decipher.update(payload.subarray(0, -16)), decipher.final()])
  expect(opened.equals(open.subarray(sound(parseMoof(open)).length + 8))).toBe(true)
})

describe('a sealed fragment does not open', () => {
  const key = randomBytes(32)
  const stage = aesOpenStage(key, headerPart)
  const refusal = { problem: 'not-authentic', field: 'mdat' }

  test('with another key, in another file, at another place', () => {
    expect(openFragment(sealed(key), aesOpenStage(randomBytes(32), headerPart))).toMatchObject(refusal)
    expect(openFragment(sealed(key), aesOpenStage(key, Uint8Array.of(9)))).toMatchObject(refusal)
    const moved = sealed(key)
    new DataView(moved.buffer).setUint32(20, 2) // mfhd sequence_number
    expect(openFragment(moved, stage)).toMatchObject(refusal)
  })

  test('with one bit changed, wherever it is', () => {
    const bytes = sealed(key)
    const from = sound(parseMoof(bytes)).length + 8
    for (let at = from; at < bytes.length; at += 37) {
      const changed = bytes.slice()
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(openFragment(changed, stage)).toMatchObject(refusal)
    }
  })

  test('when it is cut', () => {
    expect(openFragment(sealed(key).subarray(0, -1), stage)).toMatchObject({ problem: 'truncated' })
    expect(stage.open(new Uint8Array(15), 1)).toMatchObject({ problem: 'truncated', field: 'mdat tag' })
  })
})

test('a counter never comes twice under one key, not even in another file', () => {
  const key = aesSealKey(randomBytes(32))
  const first = key.forSegment(headerPart)
  first.seal([], 5)
  expect(() => first.seal([], 5)).toThrow(RangeError)
  const second = key.forSegment(Uint8Array.of(7))
  expect(() => second.seal([], 4)).toThrow(RangeError)
  expect(second.seal([], 6)).toHaveLength(2)
})

test('a key of another length is thrown', () => {
  expect(() => aesSealKey(new Uint8Array(16))).toThrow(RangeError)
  expect(() => aesOpenStage(new Uint8Array(33), headerPart)).toThrow(RangeError)
})
