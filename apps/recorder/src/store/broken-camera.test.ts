// What one camera sends must not stop another: only what the disk says is of the disk.

import type { CameraId } from '@sereno/domain/ids'
import { expect, test, vi } from 'vitest'
import { START, aGop, aStore, camera, settled } from '../testing/a-store.ts'
import { MemoryFiles } from '../testing/memory-files.ts'
import { GOPS_IN_SEGMENT_MAX } from './camera-store.ts'
import { LATE_MS, TRIES_MAX } from './close-segment.ts'
import { DiskWatch } from './disk-watch.ts'
import { recoverCamera, rowOf } from './recovery.ts'
import { segmentTrailerShape } from './segment-json.ts'

vi.hoisted(() => {
  process.env['SERENO_TRACE_LEVEL'] = 'silent'
})

const other = 'cam-9876543210' as CameraId

function aDisk(files: MemoryFiles) {
  const folder = '/r'
  return new DiskWatch({
    folder,
    files,
    freeBytesMin: undefined,
    note: () => undefined,
    expire: () => Promise.resolve(),
    nowMs: () => 0,
  })
}

/** Its pictures lie further apart than a file can say. */
function aBrokenGop(index: number) {
  const gop = aGop(index)
  return { ...gop, frames: gop.frames.map((frame) => ({ ...frame, compositionOffsetTicks: 2 ** 31 })) }
}

test('a camera whose pictures fit into no file loses these only, says so, and all others go on', async () => {
  const files = new MemoryFiles()
  const disk = aDisk(files)
  const bad = aStore({ files, disk })
  const good = aStore({ files, disk, camera: other })
  bad.store.offer(aGop(0))
  bad.store.offer(aBrokenGop(1))
  await settled(bad.store)
  good.store.offer(aGop(1))
  bad.store.offer(aGop(2))
  await Promise.all([bad.store.close(), good.store.close()])
  expect({ state: disk.state, obstacle: disk.obstacle, errors: bad.errors }).toEqual({ state: 'ok', errors: [] })
  expect(bad.facts).toMatchObject([{ kind: 'gop.dropped', cause: 'malformed-pictures', frames: 5 }])
  expect(good.rows).toHaveLength(1)
  expect(bad.rows.map(({ startAt, gapBefore }) => [startAt - START, gapBefore?.cause])).toEqual([
    [0, undefined],
    [4_000, 'malformed-pictures'],
  ])
})

test('a GOP that would be longer than an hour is not written: its file could never be closed', async () => {
  const { store, rows, facts, errors } = aStore()
  store.offer(aGop(0, { startAt: START - 3_700_000 }))
  store.offer(aGop(1))
  await store.close()
  expect(facts).toMatchObject([{ kind: 'gop.dropped', cause: 'malformed-pictures' }])
  expect({ errors, starts: rows.map(({ startAt }) => startAt - START) }).toEqual({ errors: [], starts: [2_000] })
})

test('a gap whose first picture is refused is named by the file that begins after it', async () => {
  const { store, rows } = aStore()
  store.offer(aGop(0))
  store.lose('refused', START + 2_000)
  store.offer(aBrokenGop(3))
  store.offer(aGop(5))
  await store.close()
  expect(rows.map(({ gapBefore }) => gapBefore)).toEqual([undefined, { from: START + 2_000, cause: 'refused' }])
})

test('a file that cannot be closed from memory is closed from what lies in it', async () => {
  const { store, rows, files, errors } = aStore()
  store.offer(aGop(0))
  store.offer(aGop(1))
  await settled(store)
  const [segment] = store.growing
  segment?.gops.splice(1, 1, { ...aStoredGop(segment.gops[1]), durationMs: 4_000_000 })
  await store.close()
  expect({ errors, growing: store.growing }).toEqual({ errors: [], growing: [] })
  expect(rows).toMatchObject([{ frames: 10, isRecovered: true }])
  const [path = ''] = files.content.keys()
  expect(await rowOf(path, files)).toEqual(rows[0])
})

const aStoredGop = <T>(gop: T | undefined): T => {
  if (!gop) throw new Error('no GOP')
  return gop
}

test('a file that the disk goes on refusing stops nobody for long, is played meanwhile, and is closed once it can be', async () => {
  vi.useFakeTimers()
  try {
    const { store, rows, files, errors } = aStore({ segmentMs: 2_000 })
    store.offer(aGop(0))
    await vi.advanceTimersByTimeAsync(100)
    files.failsWith = 'EIO'
    store.lose('closed-by-camera', undefined)
    await vi.advanceTimersByTimeAsync(5 * LATE_MS)
    expect(errors).toHaveLength(TRIES_MAX)
    expect(store.growing.map(({ gops }) => gops.length)).toEqual([1])
    files.failsWith = undefined
    store.offer(aGop(5))
    store.lose('closed-by-camera', undefined)
    await vi.advanceTimersByTimeAsync(100)
    // The files after it do not wait for its hash.
    expect(rows.map(({ startAt }) => startAt - START)).toEqual([10_000])
    await vi.advanceTimersByTimeAsync(LATE_MS)
    expect(rows.map(({ startAt }) => startAt - START)).toEqual([10_000, 0])
    expect(store.growing).toEqual([])
    await store.close()
  } finally {
    vi.useRealTimers()
  }
})

test('a file that is still refused when the recorder ends is closed by the next start', async () => {
  vi.useFakeTimers()
  try {
    const { store, rows, files } = aStore({ segmentMs: 2_000 })
    store.offer(aGop(0))
    await vi.advanceTimersByTimeAsync(100)
    files.failsWith = 'EIO'
    store.lose('closed-by-camera', undefined)
    await vi.advanceTimersByTimeAsync(LATE_MS / 2)
    // At once, and not after the pause.
    await store.close()
    expect(rows).toEqual([])
    files.failsWith = undefined
    const found: number[] = []
    const journal = { known: new Map<string, string>(), since: -1 }
    const onRow = ({ startAt }: { startAt: number }) => void found.push(startAt - START)
    await (
      await recoverCamera(camera, { files, folder: '/r', journal, onRow, slowly: (work) => work() })
    ).hash
    expect(found).toEqual([0])
  } finally {
    vi.useRealTimers()
  }
})

test('a file of many short GOPs without a keyframe ends before its table is too long to be read', async () => {
  const { store, rows, files } = aStore()
  for (let n = 0; n < GOPS_IN_SEGMENT_MAX + 10; n++) {
    // Lengths and durations whose differences take the most bytes that real ones take.
    const times = { startAt: START + n * 20, endAt: START + n * 20 + (n % 2 === 0 ? 1 : 8_000) }
    store.offer(aGop(n, { ...times, isSync: n === 0 }))
    if (n % 100 === 0) await settled(store)
  }
  await store.close()
  expect(rows).toHaveLength(2)
  for (const path of files.content.keys()) expect(await rowOf(path, files)).toBeDefined()
  expect(rows.every(({ gops }) => segmentTrailerShape.shape.gops.safeParse(gops).success)).toBe(true)
})
