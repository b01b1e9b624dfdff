// Recordings as they are looked at: parts of what is long, files that grow, and files that are removed meanwhile.

import type { Segment } from '@sereno/contract/recorder-events'
import type { CameraId, RunId } from '@sereno/domain/ids'
import { type VideoFormat, describeFormat } from '@sereno/fmp4/format'
import { isProblem } from '@sereno/fmp4/problem'
import { expect, test } from 'vitest'
import type { Gop } from '../ingest/gop.ts'
import { MemoryFiles } from '../testing/memory-files.ts'
import { until } from '../testing/processes.ts'
import { CameraStore } from './camera-store.ts'
import { Library } from './library.ts'
import type { Place } from './place.ts'
import { sealMaker } from './seals.ts'
import { FIRST_HASH } from './segment-json.ts'
import { SegmentTables, UNUSED_MS_MAX } from './segment-tables.ts'

const camera = 'cam-0123456789' as CameraId
const HOUR = 3_600_000
const START = 500_000 * HOUR
const GOP_MS = 2_000

const hex = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'))
function aFormat(): VideoFormat {
  const sps = hex('6742c01fd9005005bb0110000003001000000301e0f1832480')
  const described = describeFormat({ codec: 'h264', sps, pps: hex('68cb83cb20') })
  if (isProblem(described)) throw new Error(described.field)
  return described
}
const format = aFormat()

/** `index` fragments after the start, one picture each. */
function aGop(index: number, { isSync = true, bytes = 100 } = {}): Gop {
  const sample = new Uint8Array(bytes)
  new DataView(sample.buffer).setUint32(0, bytes - 4)
  const ticks = index * GOP_MS * 90
  const frame = { sample, nalUnits: [sample.subarray(4)], ticks, isKeyframe: isSync, arrivedMs: 0 }
  return {
    run: 'run-0123456789' as RunId,
    format,
    frames: [{ ...frame, durationTicks: GOP_MS * 90, compositionOffsetTicks: 0 }],
    bytes,
    isSync,
    startTicks: ticks,
    endTicks: ticks + GOP_MS * 90,
    startAt: START + index * GOP_MS,
    endAt: START + (index + 1) * GOP_MS,
    generation: 0,
    cameraClockErrorMs: undefined,
  }
}

class CountedFiles extends MemoryFiles {
  /** Opened to be read, and not closed yet. */
  unclosed = 0
  override async openToRead(path: string) {
    const file = await super.openToRead(path)
    this.unclosed++
    return { ...file, close: () => Promise.resolve(void this.unclosed--) }
  }
}

function aStore(options: { segmentMs?: number; seal?: 'identity' | 'aes-256-gcm' } = {}) {
  const { segmentMs = 600_000, seal = 'identity' } = options
  const files = new CountedFiles()
  const seals = sealMaker(seal)
  let nowMs = 0
  let wallNow = START
  const library = new Library({
    folder: '/r',
    files,
    storeBytesMax: undefined,
    now: () => wallNow,
    note: () => undefined,
    noted: () => Promise.resolve(),
    openBytes: () => 0,
  })
  const store = new CameraStore({
    camera,
    folder: '/r',
    files,
    seal: seals(camera),
    budget: { bytes: 0, bytesMax: 1e9 },
    segmentMs,
    phase: 0,
    before: Promise.resolve({ hash: Promise.resolve(FIRST_HASH) }),
    note: () => undefined,
    onSealed: (row: Segment) => library.add(row),
    onDiskError: () => undefined,
    obstacle: () => undefined,
    nowMs: () => 0,
    wallNow: () => wallNow,
  })
  const opener = (of: CameraId, headerPart: Uint8Array) => seals(of).opener(headerPart)
  const tables = new SegmentTables({
    folder: '/r',
    files,
    library,
    store: () => store,
    opener,
    nowMs: () => nowMs,
  })
  const later = (ms: number) => (nowMs += ms)
  /** All that was recorded so far has outlived its 72 hours. */
  const expire = async () => {
    wallNow += 80 * HOUR
    await library.expire()
  }
  return { files, store, library, tables, later, expire }
}
const settled = (store: CameraStore) => until(() => store.queuedBytes === 0)
const span = (place: Place | undefined) => place && [(place.from - START) / GOP_MS, (place.to - START) / GOP_MS]

test.each(['identity', 'aes-256-gcm'] as const)('what has few keyframes is walked part by part (%s)', async (seal) => {
  const { store, tables } = aStore({ seal })
  for (let n = 0; n < 6; n++) {
    store.offer(aGop(n, { isSync: n === 0 || n === 5, bytes: 7_900_000 }))
    await settled(store)
  }
  await store.close()
  const first = await tables.at(camera, START + 1)
  if (!first) throw new Error('nothing')
  const second = await tables.after(camera, first)
  const third = second && (await tables.after(camera, second))
  expect([first, second, third].map(span)).toEqual([
    [0, 4],
    [4, 5],
    [5, 6],
  ])
  const read = await tables.read(camera, first)
  expect([read].flat().reduce((sum, part) => sum + (part?.length ?? 0), 0)).toBeGreaterThan(4 * 7_900_000)
  expect(span(third && (await tables.before(camera, third)))).toEqual([4, 5])
  expect(span(second && (await tables.before(camera, second)))).toEqual([0, 4])
})

test('a growing file is gone on with where it was left, also within a GOP', async () => {
  const { store, tables } = aStore()
  store.offer(aGop(0))
  store.offer(aGop(1, { isSync: false }))
  await settled(store)
  const first = await tables.at(camera, START)
  if (!first) throw new Error('nothing')
  expect(await tables.after(camera, first)).toBeUndefined()
  store.offer(aGop(2, { isSync: false }))
  store.offer(aGop(3))
  await settled(store)
  const second = await tables.after(camera, first)
  const third = second && (await tables.after(camera, second))
  expect([first, second, third].map(span)).toEqual([
    [0, 2],
    [2, 3],
    [3, 4],
  ])
  await store.close()
})

test('a recording that is removed is closed, and not gone on with', async () => {
  const { store, tables, files, expire } = aStore({ segmentMs: 10_000 })
  for (let n = 0; n < 2; n++) store.offer(aGop(n))
  await settled(store)
  // Read while it grew, and again when it was closed: two handles on one file.
  const growing = await tables.at(camera, START)
  if (growing) await tables.read(camera, growing)
  for (let n = 2; n < 10; n++) store.offer(aGop(n))
  await store.close()
  const place = await tables.at(camera, START)
  if (!place) throw new Error('nothing')
  await tables.read(camera, place)
  expect(files.unclosed).toBe(2)
  await expire()
  expect(files.unclosed).toBe(0)
  expect(files.content.size).toBe(0)
  expect([await tables.after(camera, place), await tables.before(camera, place)]).toEqual([undefined, undefined])
  expect((await tables.read(camera, place)) ?? []).toEqual([])
})

test('a file that nobody asks for is closed after a while, and opened again when somebody does', async () => {
  const { store, tables, files, later } = aStore({ segmentMs: 4_000 })
  for (let n = 0; n < 4; n++) store.offer(aGop(n))
  await store.close()
  await tables.at(camera, START)
  later(UNUSED_MS_MAX)
  await tables.at(camera, START + 5_000)
  tables.tidy()
  expect(files.unclosed).toBe(2)
  later(1)
  tables.tidy()
  await until(() => files.unclosed === 1)
  expect(span(await tables.at(camera, START))).toEqual([0, 1])
  expect(files.unclosed).toBe(2)
})
