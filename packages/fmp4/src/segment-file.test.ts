import { array, assert, asyncProperty, constantFrom, nat, record as fields } from 'fast-check'
import { describe, expect, test } from 'vitest'

import { UUID_JSON_BYTES_MAX, makeBox } from './boxes.ts'
import { concatBytes, viewOf } from './bytes.ts'
import { GOPS_IN_TABLE_MAX } from './gop-table.ts'
import { isProblem } from './problem.ts'
import { HEADER_PART_BYTES_MAX, type SegmentScan, scanSegment } from './scan-segment.ts'
import { aesSealKey } from './seal-aes.node.ts'
import { TRAILER_PART_BYTES_MAX, readSegmentTrailer, segmentTrailer } from './segment-file.ts'
import { type MuxedFile, countedReads, tinyFile } from './testing/mux.ts'
import { sound } from './testing/vectors.ts'

const header = { v: 1, camera: 'c1', gapBefore: { from: 5, cause: 'stall' } }
const trailer = { prevHash: 'aa', gops: 'AAAA' }
const file = tinyFile('h264', { header, trailer })
const scan = (bytes: Uint8Array): ReturnType<typeof scanSegment> =>
  scanSegment(countedReads(bytes).readAt, bytes.length)

/** Where each part of the file ends. */
function endsOf({ parts }: MuxedFile): number[] {
  let end = 0
  return parts.map((part) => (end += part.length))
}

test('a sealed file: header, fragments, random access and trailer', async () => {
  const found = sound(await scan(file.bytes))
  expect(found.header).toEqual(header)
  expect(found.init).toMatchObject({ codec: 'h264', width: 64, height: 48, timescale: 90_000 })
  expect(found.headerLength).toBe(file.parts[0]?.length)
  expect(found.fragments).toEqual(
    file.fragmentOffsets.map((offset, index) => ({
      offset,
      length: file.parts[index + 1]?.length,
      sequence: index + 1,
      baseDecodeTicks: index * 60_000,
      durationTicks: 60_000,
      frames: 8,
      startsWithSync: true,
    })),
  )
  expect(found.trailer).toMatchObject({ offset: file.trailerOffset, json: trailer })
  expect(found.trailer?.randomAccess.map(({ offset }) => offset)).toEqual(file.fragmentOffsets)
  expect(found).not.toHaveProperty('tornAt')
})

test('an open file is whole without a trailer', async () => {
  const found = sound(await scan(file.bytes.subarray(0, file.trailerOffset)))
  expect(found.fragments).toHaveLength(3)
  expect(found).not.toHaveProperty('tornAt')
  expect(found).not.toHaveProperty('trailer')
})

test('a file under AES-256-GCM scans like an open one', async () => {
  const sealed = tinyFile('h265', { seal: (part) => aesSealKey(new Uint8Array(32)).forSegment(part) })
  const found = sound(await scan(sealed.bytes))
  expect(found.fragments.map(({ length }) => length)).toEqual(sealed.parts.slice(1, 4).map(({ length }) => length))
  expect(found).not.toHaveProperty('tornAt')
})

test('cut at any byte, a file scans to its last whole fragment', async () => {
  const ends = endsOf(file)
  const [headerEnd = 0] = ends
  for (let size = 0; size <= file.bytes.length; size++) {
    const found = await scan(file.bytes.subarray(0, size))
    if (size < headerEnd) {
      expect(isProblem(found)).toBe(true)
      continue
    }
    const wholeEnds = ends.filter((end) => end <= size)
    const end = wholeEnds.at(-1) ?? 0
    const { fragments, tornAt, trailer: found2 } = sound(found)
    expect(fragments).toHaveLength(Math.min(3, wholeEnds.length - 1))
    expect(tornAt).toBe(end === size ? undefined : end)
    expect(found2 !== undefined).toBe(size === file.bytes.length)
  }
})

describe('torn by what a disk gives back', () => {
  const tornAfter = async (fragments: number, tail: Uint8Array): Promise<SegmentScan> =>
    sound(await scan(concatBytes([...file.parts.slice(0, fragments + 1), tail])))

  test.each([
    ['zeros', new Uint8Array(5000)],
    ['ones', new Uint8Array(5000).fill(255)],
    ['an old block of the same file', file.parts[1] ?? new Uint8Array()],
    ['a moof without its mdat', (file.parts[3] ?? new Uint8Array()).subarray(0, 224)],
    ['a box that is none of ours', makeBox('skip', new Uint8Array(20))],
    ['another header', file.parts[0] ?? new Uint8Array()],
    ['the end of an mfra', (file.parts[4] ?? new Uint8Array()).subarray(8)],
  ])('%s', async (_, tail) => {
    const found = await tornAfter(2, tail)
    expect(found.fragments).toHaveLength(2)
    expect(found.tornAt).toBe(endsOf(file)[2])
    expect(found.tornBecause?.at).toBeGreaterThanOrEqual(found.tornAt ?? Infinity)
    expect(found).not.toHaveProperty('trailer')
  })

  test('an mdat whose size is not that of its samples', async () => {
    const { length = 0 } = file.parts[1] ?? {}
    const mdat = Buffer.from(changed).indexOf('mdat') - 4
    viewOf(changed).setUint32(mdat, viewOf(changed).getUint32(mdat) + 1)
    const found = sound(await scan(changed))
    expect(length).toBeGreaterThan(0)
    expect(found).toMatchObject({ fragments: [], tornBecause: { field: 'mdat size', at: mdat } })
  })

  test('a fragment whose number, whose time or whose samples are not where they must be', async () => {
    const [mfhdNumber, tfdtLow, trunDataOffset] = [20, 64, 84]
    expect((await tornAfter(2, lastFragmentWith(mfhdNumber, 3))).tornAt).toBeUndefined()
    expect((await tornAfter(2, lastFragmentWith(mfhdNumber, 2))).tornBecause).toMatchObject({
      field: 'mfhd sequence_number',
    })
    expect((await tornAfter(2, lastFragmentWith(tfdtLow, 60_000))).tornAt).toBeUndefined()
    expect((await tornAfter(2, lastFragmentWith(tfdtLow, 59_999))).tornBecause).toMatchObject({ field: 'tfdt' })
    expect((await tornAfter(2, lastFragmentWith(trunDataOffset, 9))).tornBecause).toMatchObject({
      field: 'trun data_offset',
    })
  })

  test('bytes behind the trailer: the file is whole before them', async () => {
    const found = sound(await scan(concatBytes([file.bytes, Uint8Array.of(1, 2, 3)])))
    expect(found.trailer?.json).toEqual(trailer)
    expect(found.tornAt).toBe(file.bytes.length)
  })
})

test('a scan reads headers and moofs, not the pictures', async () => {
  // A megabyte in each GOP, as a camera of 4 Mbit/s has it.
  const big = { durationTicks: 180_000, isSync: true, nalUnits: [new Uint8Array(1_000_000).fill(7)] }
  const { bytes } = tinyFile('h264', { gops: Array.from({ length: 20 }, () => [big]) })
  const { readAt, count } = countedReads(bytes)
  const found = sound(await scanSegment(readAt, bytes.length))
  expect(found.fragments).toHaveLength(20)
  expect(count.reads).toBeLessThanOrEqual(23)
  expect(count.bytes).toBeLessThan(20_000)
})

describe('the trailer alone', () => {
  test('is found by two reads from the end', async () => {
    const { readAt, count } = countedReads(file.bytes)
    expect(sound(await readSegmentTrailer(readAt, file.bytes.length))).toMatchObject({ json: trailer })
    expect(count.reads).toBe(2)
  })

  test('is missing in an open file, in an empty one, and where its length lies', async () => {
    const missing = { problem: 'missing', field: 'mfro' }
    expect(await read(file.bytes.subarray(0, file.trailerOffset))).toMatchObject(missing)
    expect(await read(new Uint8Array())).toMatchObject(missing)
    const lying = file.bytes.slice()
    viewOf(lying).setUint32(lying.length - 4, lying.length + 1)
    expect(await read(lying)).toMatchObject({ problem: 'out-of-range', field: 'mfro size' })
    viewOf(lying).setUint32(lying.length - 4, 100)
    expect(isProblem(await read(lying))).toBe(true)
  })

  test('as large as a file can need, and a GOP more', async () => {
    const point = { decodeTicks: 2 ** 40, offset: 2 ** 33 }
    const randomAccess = Array.from({ length: GOPS_IN_TABLE_MAX }, () => point)
    const largest = { a: 'x'.repeat(UUID_JSON_BYTES_MAX - '{"a":""}'.length) }
    const part = segmentTrailer({ randomAccess, trailer: largest })
    expect(part.length).toBe(TRAILER_PART_BYTES_MAX)
    const found = sound(await readSegmentTrailer(countedReads(part).readAt, part.length))
    expect(found.randomAccess).toEqual(randomAccess)
    expect(() => segmentTrailer({ randomAccess: [...randomAccess, point], trailer })).toThrow(RangeError)
  })
})

test('a header as large as we read, and one byte larger', async () => {
  const withFree = (length: number): Uint8Array => {
    const [ftyp, rest] = [file.bytes.subarray(0, 28), file.bytes.subarray(28)]
    const moovLength = viewOf(rest).getUint32(0)
    const moov = makeBox('moov', rest.subarray(8, moovLength), makeBox('free', new Uint8Array(length)))
    return concatBytes([ftyp, moov, rest.subarray(moovLength)])
  }
  const room = HEADER_PART_BYTES_MAX - (file.parts[0]?.length ?? 0) - 8
  expect(sound(await scan(withFree(room))).headerLength).toBe(HEADER_PART_BYTES_MAX)
  expect(await scan(withFree(room + 1))).toMatchObject({ problem: 'too-large', field: 'uuid' })
})

test('true files with bytes changed and cut scan to something that lies inside', async () => {
  const change = fields({
    whole: constantFrom(file, tinyFile('h265')),
    changes: array(fields({ part: nat(4), at: nat(300), byte: nat(255) }), { maxLength: 3 }),
    cut: nat(3000),
  })
  const check = asyncProperty(change, async ({ whole, changes, cut }) => {
    const bytes = whole.bytes.slice(0, Math.max(0, whole.bytes.length - cut))
    const starts = [0, ...endsOf(whole)]
    for (const { part, at, byte } of changes) {
      const place = (starts[part] ?? 0) + at
      if (place < bytes.length) bytes[place] = byte
    }
    await readSegmentTrailer(countedReads(bytes).readAt, bytes.length)
    const found = await scan(bytes)
    if (isProblem(found)) return true
    const { fragments, tornAt = bytes.length } = found
    const ends = fragments.map(({ offset, length }) => offset + length)
    return ends.every((end, index) => end <= tornAt && (index === 0 || end > (ends[index - 1] ?? 0)))
  })
  await assert(check, { numRuns: 3000 })
})

const read = (bytes: Uint8Array): ReturnType<typeof readSegmentTrailer> =>
  readSegmentTrailer(countedReads(bytes).readAt, bytes.length)

const changed = file.bytes.slice()

const lastFragmentWith = (at: number, value: number): Uint8Array => {
  const fragment = (file.parts[3] ?? new Uint8Array()).slice()
  viewOf(fragment).setUint32(at, value)
  return fragment
}
