import type { RecorderFact, Segment } from '@sereno/contract/recorder-events'
import type { CameraId } from '@sereno/domain/ids'
import { instant } from '@sereno/domain/instant'
import { segmentPath } from '@sereno/domain/video/recordings/segment-path'
import { expect, test } from 'vitest'
import { MemoryFiles } from '../testing/memory-files.ts'
import { Library } from './library.ts'

const HOUR = 3_600_000
const NOW = 500_000 * HOUR
const camera = 'cam-0123456789' as CameraId

function aLibrary({ storeBytesMax, now = () => NOW }: { storeBytesMax?: number; now?: () => number } = {}) {
  const files = new MemoryFiles()
  const facts: RecorderFact[] = []
  const removedAtNote: number[] = []
  const library = new Library({
    folder: '/r',
    files,
    storeBytesMax,
    now,
    note: (fact) => void facts.push(fact),
    noted: () => Promise.resolve(void removedAtNote.push(files.content.size)),
    openBytes: () => 0,
  })
  const put = (of: CameraId, hoursAgo: number) => {
    const startAt = instant(NOW - hoursAgo * HOUR)
    files.content.set(`/r/${segmentPath(of, startAt)}`, new Uint8Array(10))
    return startAt
  }
  return { library, files, facts, put, removedAtNote }
}

test('what lies on the disk is found, and what is expired goes after it was noted', async () => {
  const { library, files, facts, put, removedAtNote } = aLibrary()
  const [old, older] = [put(camera, 80), put(camera, 90)]
  put(camera, 5)
  await library.scan(camera, () => new Set())
  expect(library.bytes).toBe(30)
  expect(library.oldestAt).toBe(older)
  await library.expire()
  expect(facts).toEqual([{ kind: 'segments.expired', camera, startAts: [older, old], why: 'retention-hours' }])
  expect({ before: removedAtNote, after: files.content.size, bytes: library.bytes }).toEqual({
    before: [3],
    after: 1,
    bytes: 10,
  })
})

test('a file that is growing, or was closed meanwhile, is not counted twice', async () => {
  const { library, put } = aLibrary()
  const growing = put(camera, 0)
  const closed = put(camera, 1)
  library.add({ camera, startAt: closed, endAt: instant(closed + 1_000), bytes: 10 } as Segment)
  await library.scan(camera, () => new Set([Number(growing)]))
  expect(library.bytes).toBe(10)
})

test('a moment is found before the scan has come by, and without it', async () => {
  const { library, put } = aLibrary()
  const [asked] = [put(camera, 5), put(camera, 6), put(camera, 7)]
  await library.find(camera, instant(asked + 1_000), () => new Set())
  expect([library.shelf(camera).lastFrom(NOW)?.startAt, library.bytes]).toEqual([asked, 10])
  await library.scan(camera, () => new Set())
  expect(library.bytes).toBe(30)
})

test('hundreds of cameras with short files stay under the bytes of the store, each file gone once', async () => {
  let nowMs = NOW
  const { library, files, facts } = aLibrary({ storeBytesMax: 40_000, now: () => nowMs })
  const cameras = Array.from({ length: 400 }, (_, index) => `cam-${String(index).padStart(10, '0')}` as CameraId)
  for (let round = 0; round < 20; round++) {
    nowMs += 30_000
    for (const each of cameras) {
      const startAt = instant(nowMs)
      files.content.set(`/r/${segmentPath(each, startAt)}`, new Uint8Array(10))
      library.add({ camera: each, startAt, endAt: instant(nowMs + 30_000), bytes: 10 } as Segment)
    }
    await library.expire()
    expect(library.bytes).toBe(Math.min(40_000, (round + 1) * 4_000))
  }
  expect(files.content.size).toBe(4_000)
  const gone = facts.flatMap((fact) =>
    fact.kind === 'segments.expired' ? fact.startAts.map((at) => `${fact.camera}/${at}`) : [],
  )
  expect(new Set(gone).size).toBe(gone.length)
  expect(gone).toHaveLength(4_000)
})

test('a hold keeps its minutes until it ends', async () => {
  const { library, put } = aLibrary()
  const held = put(camera, 80)
  const hold = { from: held, to: held + 1, endsAt: NOW + 1 }
  await library.scan(camera, () => new Set())
  library.keep(new Map([[camera, { retentionHours: 72, holds: [hold] }]]))
  await library.expire()
  expect(library.bytes).toBe(10)
  library.keep(new Map([[camera, { retentionHours: 72, holds: [{ ...hold, endsAt: NOW }] }]]))
  await library.expire()
  expect(library.bytes).toBe(0)
})

test('a file that was only listed is held however long it is: longer than usual, and past its hour', async () => {
  const { library, put } = aLibrary()
  const last = put(camera, 80)
  // Recorded as an hour, when that could still be set: its last minutes are held, and seconds of its last GOP.
  for (const [from, to] of [
    [50 * 60_000, 51 * 60_000],
    [HOUR + 2_000, HOUR + 3_000],
  ] as const) {
    const hold = { from: last + from, to: last + to, endsAt: NOW + 1 }
    await library.scan(camera, () => new Set())
    library.keep(new Map([[camera, { retentionHours: 72, holds: [hold] }]]))
    await library.expire()
    expect(library.bytes).toBe(10)
  }
})

test('a moment just after the hour is found though a listed file before it may reach that far', async () => {
  const { library, put } = aLibrary()
  put(camera, 6)
  const asked = put(camera, 5)
  await library.find(camera, instant(asked - HOUR + 1), () => new Set())
  await library.find(camera, instant(asked + 1), () => new Set())
  expect(library.shelf(camera).lastFrom(asked)?.startAt).toBe(asked)
})

test('a camera that was taken away keeps its hours', async () => {
  const { library, put } = aLibrary()
  put(camera, 30)
  await library.scan(camera, () => new Set())
  library.keep(new Map([[camera, { retentionHours: 48, holds: [] }]]))
  library.keep(new Map())
  await library.expire()
  expect(library.bytes).toBe(10)
})
