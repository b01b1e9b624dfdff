import { array, assert, constantFrom, integer, jsonValue, nat, property, uint8Array } from 'fast-check'
import { describe, expect, test } from 'vitest'

import {
  BOX_DEPTH_MAX,
  BOXES_IN_CONTAINER_MAX,
  UUID_JSON_BYTES_MAX,
  bodyOf,
  findBox,
  makeBox,
  readBoxes,
  readBoxHeader,
  readUuidJson,
  uuidJsonBox,
} from './boxes.ts'
import { concatBytes, viewOf } from './bytes.ts'
import { isProblem } from './problem.ts'
import { sound } from './testing/vectors.ts'

const UUID = '00112233-4455-6677-8899-aabbccddeeff'
const jsonOf = (bytes: Uint8Array, uuid = UUID): ReturnType<typeof readUuidJson> =>
  readUuidJson(bytes, sound(readBoxHeader(bytes, 0)), uuid)

test('boxes come out as they went in', () => {
  const check = property(array(uint8Array({ maxLength: 40 }), { maxLength: 20 }), (bodies) => {
    const bytes = concatBytes(bodies.map((body) => makeBox('free', body)))
    expect(sound(readBoxes(bytes)).map((box) => bodyOf(bytes, box))).toEqual(bodies)
  })
  assert(check)
})

test('JSON in a uuid box comes out as it went in', () => {
  const check = property(jsonValue(), (value) => {
    const plain: unknown = JSON.parse(JSON.stringify({ value }))
    expect(jsonOf(uuidJsonBox(UUID, { value }))).toEqual({ json: plain })
  })
  assert(check)
})

describe('a size that lies is refused with its place', () => {
  test('less than its header, zero, beyond its container', () => {
    expect(readBoxHeader(sizedBox(24), 0)).toMatchObject({ length: 24, headerLength: 8 })
    expect(readBoxHeader(sizedBox(7), 0)).toMatchObject({ problem: 'malformed', field: 'mdat size' })
    expect(readBoxHeader(sizedBox(0), 0)).toMatchObject({ problem: 'unsupported', field: 'mdat size 0' })
    expect(readBoxHeader(sizedBox(25), 0)).toMatchObject({ problem: 'truncated', field: 'mdat size' })
    expect(readBoxHeader(sizedBox(25), 0, 25)).toMatchObject({ length: 25 })
  })

  test('of 64 bits: small, huge, beyond what a number holds', () => {
    expect(readBoxHeader(sizedBox(1, 0, 24), 0)).toMatchObject({ length: 24, headerLength: 16 })
    expect(readBoxHeader(sizedBox(1, 0, 15), 0)).toMatchObject({ problem: 'malformed' })
    expect(readBoxHeader(sizedBox(1, 2, 0), 0, 2 ** 34)).toMatchObject({ length: 2 ** 33 })
    expect(readBoxHeader(sizedBox(1, 0x1fffff, 0), 0)).toMatchObject({ problem: 'truncated' })
    expect(readBoxHeader(sizedBox(1, 0x200000, 0), 0)).toMatchObject({ problem: 'too-large', field: 'mdat largesize' })
  })

  test('a header cut at each of its bytes', () => {
    const bytes = sizedBox(1, 0, 24)
    for (let length = 0; length < 16; length++) {
      expect(readBoxHeader(bytes.subarray(0, length), 0, 24)).toMatchObject({ problem: 'truncated' })
    }
  })
})

test('as many boxes as we accept in one container, and one more', () => {
  expect(readBoxes(many(BOXES_IN_CONTAINER_MAX))).toHaveLength(BOXES_IN_CONTAINER_MAX)
  expect(readBoxes(many(BOXES_IN_CONTAINER_MAX + 1))).toMatchObject({ problem: 'too-large', field: 'box count' })
})

test('as deep as we read, and one deeper', () => {
  expect(findBox(nested(BOX_DEPTH_MAX), path(BOX_DEPTH_MAX))).toMatchObject({ type: 'udta', length: 8 })
  expect(findBox(nested(9), path(BOX_DEPTH_MAX + 1))).toMatchObject({ problem: 'too-large', field: 'box depth' })
})

describe('a uuid box that is not what we look for is refused', () => {
  test('another id, no id, no JSON, no UTF-8', () => {
    const other = UUID.replace('00', '01')
    expect(jsonOf(uuidJsonBox(other, {}))).toMatchObject({ problem: 'missing', field: `uuid ${UUID}` })
    expect(jsonOf(makeBox('uuid', new Uint8Array(15)))).toMatchObject({ problem: 'missing' })
    const id = Buffer.from(UUID.replaceAll('-', ''), 'hex')
    expect(jsonOf(makeBox('uuid', id, Buffer.from('{"v":1')))).toMatchObject({ problem: 'malformed', at: 24 })
    expect(jsonOf(makeBox('uuid', id, Uint8Array.of(0x22, 0xff, 0x22)))).toMatchObject({ problem: 'malformed' })
    expect(jsonOf(makeBox('uuid', id, Buffer.from('['.repeat(100_000))))).toMatchObject({ problem: 'malformed' })
  })

  test('as much JSON as we accept, and a byte more', () => {
    expect(jsonOf(uuidJsonBox(UUID, jsonBodyOf(UUID_JSON_BYTES_MAX)))).toHaveProperty('json')
    expect(() => uuidJsonBox(UUID, jsonBodyOf(UUID_JSON_BYTES_MAX + 1))).toThrow(RangeError)
    const id = Buffer.from(UUID.replaceAll('-', ''), 'hex')
    const tooLarge = makeBox('uuid', id, Buffer.from(JSON.stringify(jsonBodyOf(UUID_JSON_BYTES_MAX + 1))))
    expect(jsonOf(tooLarge)).toMatchObject({ problem: 'too-large', field: 'uuid JSON' })
  })
})

test('garbage is answered with boxes or a problem, and boxes never reach outside', () => {
  const type = constantFrom('moov', 'mdat', 'uuid', 'free')
  const check = property(
    uint8Array({ maxLength: 400 }),
    array(nat(60)),
    type,
    integer(),
    (noise, sizes, name, size) => {
      // Noise alone is refused at its first size, so true headers with wrong sizes are strewn in.
      let at = 0
      for (const step of sizes) {
        if (at + 8 > noise.length) break
        viewOf(noise).setInt32(at, step % 7 === 0 ? size : step + 8)
        noise.set(Buffer.from(name), at + 4)
        at += step + 8
      }
      const boxes = readBoxes(noise)
      const found = findBox(noise, ['moov', 'moov', 'mdat'])
      expect(isProblem(found) || found.offset + found.length <= noise.length).toBe(true)
      if (isProblem(boxes)) return boxes.at <= noise.length
      return boxes.every((box) => box.length >= 8 && box.offset + box.length <= noise.length)
    },
  )
  assert(check, { numRuns: 3000 })
})

const sizedBox = (first: number, ...rest: number[]): Uint8Array => {
  const bytes = new Uint8Array(24)
  bytes.set(Buffer.from('mdat'), 4)
  viewOf(bytes).setUint32(0, first)
  rest.forEach((value, index) => viewOf(bytes).setUint32(8 + 4 * index, value))
  return bytes
}
const many = (count: number): Uint8Array => concatBytes(Array.from({ length: count }, () => makeBox('free')))
const nested = (depth: number): Uint8Array =>
  Array.from({ length: depth }).reduce<Uint8Array>((inside) => makeBox('udta', inside), new Uint8Array())
const path = (depth: number): string[] => Array.from({ length: depth }, () => 'udta')
const jsonBodyOf = (length: number): { a: string } => ({ a: 'x'.repeat(length - '{"a":""}'.length) })
