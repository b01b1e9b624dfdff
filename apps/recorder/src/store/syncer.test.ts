import { isProblem } from '@sereno/fmp4/problem'
import { scanSegment } from '@sereno/fmp4/scan-segment'
import { expect, test, vi } from 'vitest'
import { GOP_MS_MAX, type Gop } from '../ingest/gop.ts'
import { START, aGop, aStore, camera, settled } from '../testing/a-store.ts'
import { MemoryFiles } from '../testing/memory-files.ts'
import { until } from '../testing/processes.ts'
import { closeLeftOpen, rowOf } from './recovery.ts'
import { Syncer } from './syncer.ts'

vi.hoisted(() => {
  process.env['SERENO_TRACE_LEVEL'] = 'silent'
})

const LOST_MS_MAX = 10_000
const LOOK_MS = 500

function aSyncedStore() {
  const time = { nowMs: 0 }
  const parts = aStore({ nowMs: () => time.nowMs, segmentMs: 60_000 })
  const syncer = new Syncer(
    () => parts.store.growing,
    () => time.nowMs,
  )
  const pass = async (ms: number) => {
    time.nowMs += ms
    syncer.look()
    // What was begun comes to its end.
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { ...parts, time, pass }
}

function aLongGop(index: number): Gop {
  const startAt = START + index * GOP_MS_MAX
  const ticks = GOP_MS_MAX * 90
  const { frames } = aGop(0)
  return aGop(0, {
    startAt,
    endAt: startAt + GOP_MS_MAX,
    startTicks: index * ticks,
    endTicks: (index + 1) * ticks,
    frames: frames.map((frame) => ({ ...frame, durationTicks: ticks / frames.length })),
  })
}

/** How much is there, in ms from the start, if the power went now. */
async function onDiskUpTo(files: MemoryFiles): Promise<number> {
  const after = new MemoryFiles()
  for (const [path, bytes] of files.onDisk) after.content.set(path, bytes.slice())
  let endAt = START
  for (const path of [...after.content.keys()].sort()) {
    const sealed = await rowOf(path, after)
    const row = sealed ?? (await closeLeftOpen(path, { files: after, changedMs: 0, prevHash: '0'.repeat(64) }))
    if (row) endAt = row.endAt
  }
  return endAt - START
}

test('at a power cut at most ten seconds are lost, at whatever moment it comes', async () => {
  const { store, files, time, pass } = aSyncedStore()
  let worstMs = 0
  for (let lookMs = LOOK_MS; lookMs <= 150_000; lookMs += LOOK_MS) {
    // The longest GOP that is kept in memory: it is handed on when it is over.
    if (lookMs % GOP_MS_MAX === 0) {
      time.nowMs = lookMs
      store.offer(aLongGop(lookMs / GOP_MS_MAX - 1))
      await settled(store)
    }
    // Just before this look brings more to the disk.
    worstMs = Math.max(worstMs, lookMs - (await onDiskUpTo(files)))
    await pass(lookMs - time.nowMs)
  }
  expect(worstMs).toBeGreaterThan(GOP_MS_MAX)
  expect(worstMs).toBeLessThanOrEqual(LOST_MS_MAX)
  await store.close()
})

test('a sync that fails is told at once; the file ends where it was surely on the disk, and what may be lost is a gap', async () => {
  const { store, files, facts, rows, errors, pass } = aSyncedStore()
  store.offer(aGop(0))
  await settled(store)
  await pass(5_000)
  store.offer(aGop(1))
  store.offer(aGop(2))
  await settled(store)
  files.syncFailsWith = 'EIO'
  await pass(5_000)
  await until(() => rows.length === 1)
  expect(errors).toEqual(['EIO'])
  expect(facts).toMatchObject([{ kind: 'gop.dropped', camera, at: START + 2_000, frames: 10, cause: 'disk-error' }])
  store.offer(aGop(7))
  await store.close()
  expect(rows.map(({ startAt, endAt, frames }) => [startAt - START, endAt - START, frames])).toEqual([
    [0, 2_000, 5],
    [14_000, 16_000, 5],
  ])
  expect(rows[1]?.gapBefore).toEqual({ from: START + 2_000, cause: 'disk-error' })
  // Hash and table are those of the file as it is.
  const read = await Promise.all([...files.content.keys()].sort().map((path) => rowOf(path, files)))
  expect(read).toEqual(rows)
})

test('a sync that fails while a file is closed costs what was not on the disk, and that is told as a gap', async () => {
  const { store, files, facts, rows, pass } = aSyncedStore()
  store.offer(aGop(0))
  await settled(store)
  await pass(5_000)
  store.offer(aGop(1))
  await settled(store)
  files.syncFailsWith = 'EIO'
  vi.useFakeTimers({ toFake: ['setTimeout'] })
  try {
    store.lose('closed-by-camera', undefined)
    for (let n = 0; n < 10; n++) await Promise.resolve()
    await vi.advanceTimersByTimeAsync(5_000)
  } finally {
    vi.useRealTimers()
  }
  await until(() => rows.length === 1)
  expect(rows).toMatchObject([{ endAt: START + 2_000, frames: 5 }])
  const gap = { camera, from: START + 2_000, cause: 'disk-error' }
  expect(facts).toMatchObject([
    { kind: 'gop.dropped', frames: 5, cause: 'disk-error' },
    { kind: 'gap.opened', ...gap },
    { kind: 'gap.closed', ...gap, to: START + 4_000 },
  ])
  await store.close()
})

test('a sync that still runs when the one before it has failed vouches for nothing that is given up', async () => {
  const { store, files } = aSyncedStore()
  store.offer(aGop(0))
  await settled(store)
  const [segment] = store.growing
  if (!segment) throw new Error('no file')
  await segment.sync()
  store.offer(aGop(1))
  await settled(store)
  files.syncFailsWith = 'EIO'
  await segment.sync().catch(() => undefined)
  files.sleep()
  const running = segment.sync()
  const back = segment.backToSynced()
  files.wake()
  await running
  expect((await back).frames).toBe(5)
  // Asked again it would go no further than where it is.
  expect(await segment.backToSynced()).toMatchObject({ frames: 0, bytes: 0 })
  await store.close()
})

test('a file of which nothing was on the disk for sure is not kept', async () => {
  const { store, files, facts, rows, pass } = aSyncedStore()
  store.offer(aGop(0))
  await settled(store)
  files.syncFailsWith = 'EIO'
  await pass(5_000)
  await until(() => files.content.size === 0)
  store.offer(aGop(4))
  await store.close()
  expect(facts).toMatchObject([{ kind: 'gop.dropped', at: START, frames: 5 }])
  expect(rows.map(({ startAt, gapBefore }) => [startAt - START, gapBefore])).toEqual([
    [8_000, { from: START, cause: 'disk-error' }],
  ])
})

test('not all files are synced in the same moment, and each in its turn', async () => {
  const time = { nowMs: 0 }
  const files = new MemoryFiles()
  const stores = Array.from({ length: 20 }, (_, n) =>
    aStore({ files, camera: `cam-${String(n).padStart(10, '0')}` as typeof camera, nowMs: () => time.nowMs }),
  )
  for (const { store } of stores) store.offer(aGop(0))
  await Promise.all(stores.map(({ store }) => settled(store)))
  const growing = () => stores.flatMap(({ store }) => store.growing)
  const dirty = () => growing().filter(({ dirtySinceMs }) => dirtySinceMs !== undefined).length
  const syncer = new Syncer(growing, () => time.nowMs)
  const counts: number[] = []
  for (let look = 0; look < 3; look++) {
    time.nowMs = 4_000 + look * LOOK_MS
    syncer.look()
    counts.push(dirty())
    await new Promise((resolve) => setTimeout(resolve, 0))
  }
  expect(counts).toEqual([12, 4, 0])
  for (const path of files.onDisk.keys()) {
    const file = await files.openToRead(path)
    const scan = await scanSegment((offset, length) => file.read(offset, length), await file.size())
    expect(isProblem(scan)).toBe(false)
  }
  await Promise.all(stores.map(({ store }) => store.close()))
})
