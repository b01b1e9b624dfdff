import type { RecorderFact, Segment } from '@sereno/contract/recorder-events'
import type { RunId } from '@sereno/domain/ids'
import { isProblem } from '@sereno/fmp4/problem'
import { scanSegment } from '@sereno/fmp4/scan-segment'
import { expect, test, vi } from 'vitest'
import { FRAME_OVERHEAD_BYTES } from '../ingest/gop.ts'
import { HOUR, START, aFormat, aGop, aStore, camera, settled } from '../testing/a-store.ts'
import type { MemoryFiles } from '../testing/memory-files.ts'
import { until } from '../testing/processes.ts'
import { CAMERA_QUEUE_BYTES_MAX } from './camera-store.ts'
import { closeLeftOpen, recoverCamera, rowOf } from './recovery.ts'
import { FIRST_HASH } from './segment-json.ts'

// Hundreds of files are cut here; what the recorder says of each is not looked at.
vi.hoisted(() => {
  process.env['SERENO_TRACE_LEVEL'] = 'silent'
})

const kinds = (facts: readonly RecorderFact[]) => facts.map(({ kind }) => kind)
const gaps = (rows: readonly Segment[]) =>
  rows.map(({ gapBefore }) => gapBefore && [gapBefore.from - START, gapBefore.cause])
async function fragmentsOf(files: MemoryFiles): Promise<number[]> {
  const counts: number[] = []
  for (const path of [...files.content.keys()].sort()) {
    const file = await files.openToRead(path)
    const scan = await scanSegment((offset, length) => file.read(offset, length), await file.size())
    if (isProblem(scan) || scan.tornAt !== undefined) throw new Error(`${path} is not readable`)
    counts.push(scan.fragments.length)
  }
  return counts
}

test('files follow one another without a gap, each with the hash of the one before', async () => {
  const { store, rows, files, facts } = aStore({ segmentMs: 6_000 })
  for (let n = 0; n < 7; n++) store.offer(aGop(n))
  await store.close()
  expect(rows.map(({ startAt, endAt, frames }) => [startAt - START, endAt - START, frames])).toEqual([
    [0, 6_000, 15],
    [6_000, 12_000, 15],
    [12_000, 14_000, 5],
  ])
  expect(rows.map(({ prevHash }) => prevHash)).toEqual([FIRST_HASH, rows[0]?.hash, rows[1]?.hash])
  expect(gaps(rows)).toEqual([undefined, undefined, undefined])
  expect(await fragmentsOf(files)).toEqual([3, 3, 1])
  expect(facts).toEqual([])
})

test('a row is the same when it is read back from its file', async () => {
  const { store, rows, files } = aStore({ segmentMs: 6_000 })
  for (let n = 0; n < 4; n++) store.offer(aGop(n, { cameraClockErrorMs: 3_600_000.4 }))
  await store.close()
  const read = await Promise.all([...files.content.keys()].map((path) => rowOf(path, files)))
  expect(read).toEqual(rows)
})

test('no GOP begins in another hour than its file', async () => {
  const { store, rows } = aStore()
  const late = HOUR - 3_000
  for (let n = 0; n < 3; n++)
    store.offer(aGop(n, { startAt: START + late + n * 2_000, endAt: START + late + (n + 1) * 2_000 }))
  await store.close()
  expect(rows.map(({ startAt }) => startAt - START)).toEqual([late, late + 4_000])
})

test('another run, another format and a set clock each begin a file', async () => {
  const { store, rows } = aStore()
  const other = 'run-9876543210' as RunId
  store.offer(aGop(0))
  store.offer(aGop(1, { run: other }))
  store.offer(aGop(2, { run: other, format: aFormat(1) }))
  const later = { run: other, format: aFormat(1), generation: 1, startAt: START + 50_000, endAt: START + 52_000 }
  store.offer(aGop(3, later))
  store.offer(aGop(4, { ...later, generation: 2, startAt: START + 3_000, endAt: START + 5_000 }))
  await store.close()
  expect(rows).toHaveLength(5)
  expect(gaps(rows)).toEqual([undefined, undefined, undefined, [6_000, 'clock-changed'], undefined])
})

test('times that a step back of the clock tells twice overwrite no file', async () => {
  const { store, rows } = aStore()
  store.offer(aGop(0))
  store.offer(aGop(1, { generation: 1, startAt: START, endAt: START + 2_000 }))
  await store.close()
  expect(rows.map(({ startAt }) => startAt - START)).toEqual([0, 1])
})

test('what is lost on the way is said by the file after it', async () => {
  const { store, rows, facts } = aStore()
  store.offer(aGop(0))
  store.lose('packets-lost', START + 2_000)
  store.offer(aGop(3))
  store.lose('refused', START + 8_000, { isTold: true })
  store.lose('not-reachable', START + 8_000, { isTold: true })
  store.offer(aGop(9))
  await store.close()
  expect(gaps(rows)).toEqual([undefined, [2_000, 'packets-lost'], [8_000, 'refused']])
  expect(facts).toEqual([
    { kind: 'gap.opened', camera, from: START + 8_000, cause: 'refused' },
    { kind: 'gap.closed', camera, from: START + 8_000, to: START + 18_000, cause: 'refused' },
  ])
})

test('a loss that meets an empty queue stops nothing: the next GOP is recorded, and the budget is given back', async () => {
  const { store, rows, budget } = aStore()
  store.offer(aGop(0))
  await settled(store)
  store.lose('queue-full', START + 2_000)
  await settled(store)
  for (let n = 3; n < 6; n++) store.offer(aGop(n))
  await store.close()
  expect(gaps(rows)).toEqual([undefined, [2_000, 'queue-full']])
  expect(rows.map(({ frames }) => frames)).toEqual([5, 15])
  expect(budget.bytes).toBe(0)
})

test('after a restart the first file says since when nobody recorded', async () => {
  const before = { endAt: START - 60_000, hash: Promise.resolve('ab'.repeat(32)) }
  const { store, rows, facts } = aStore({ before })
  store.offer(aGop(0))
  await store.close()
  expect(gaps(rows)).toEqual([[-60_000, 'recorder-stopped']])
  expect(rows[0]?.prevHash).toBe('ab'.repeat(32))
  expect(kinds(facts)).toEqual(['gap.closed'])
})

test('recording does not wait for the hash of what was before', async () => {
  const known = Promise.withResolvers<string>()
  const { store, rows } = aStore({ segmentMs: 2_000, before: { hash: known.promise } })
  for (let n = 0; n < 3; n++) store.offer(aGop(n))
  await settled(store)
  expect(store.growing.map(({ gops }) => gops.length)).toEqual([1, 1, 1])
  known.resolve('cd'.repeat(32))
  await store.close()
  expect(rows.map(({ prevHash }) => prevHash)).toEqual(['cd'.repeat(32), rows[0]?.hash, rows[1]?.hash])
})

test('a disk that hangs costs no more memory than the queue may hold, and what is lost is noted and a gap', async () => {
  // Four GOPs of 500 bytes and five frames.
  const { store, files, facts, rows, budget } = aStore({ budget: 12_000 })
  store.offer(aGop(0))
  await settled(store)
  files.sleep()
  for (let n = 1; n < 12; n++) store.offer(aGop(n))
  expect(budget.bytes).toBe(12_000)
  expect(facts.filter(({ kind }) => kind === 'gop.dropped')).toHaveLength(7)
  files.wake()
  await settled(store)
  store.offer(aGop(12))
  await store.close()
  expect(budget.bytes).toBe(0)
  expect(gaps(rows)).toEqual([undefined, [10_000, 'queue-full']])
  expect(rows.map(({ frames }) => frames)).toEqual([25, 5])
  expect(await fragmentsOf(files)).toEqual([5, 1])
})

test('one camera may not take the memory of all', async () => {
  const { store, files, facts } = aStore()
  files.sleep()
  store.offer(aGop(0, {}, CAMERA_QUEUE_BYTES_MAX / 5 - FRAME_OVERHEAD_BYTES))
  store.offer(aGop(1))
  expect(facts).toMatchObject([{ kind: 'gop.dropped', cause: 'queue-full', frames: 5 }])
  files.wake()
  await store.close()
})

test('a disk that is full in the middle of a GOP leaves a readable file, and recording goes on when there is room', async () => {
  const { store, files, facts, rows, errors } = aStore()
  store.offer(aGop(0))
  await settled(store)
  files.freeBytes = 600
  store.offer(aGop(1))
  await settled(store)
  expect(errors[0]).toBe('ENOSPC')
  expect(facts).toMatchObject([{ kind: 'gop.dropped', cause: 'disk-full' }])
  expect(await fragmentsOf(files)).toEqual([1])
  files.freeBytes = 1e9
  store.offer(aGop(2))
  await settled(store)
  await until(() => rows.length === 1)
  await store.close()
  expect(gaps(rows)).toEqual([undefined, [2_000, 'disk-full']])
  expect(await fragmentsOf(files)).toEqual([1, 1])
})

test('while the disk is said to be full nothing is queued, and the gap has that name', async () => {
  const { store, rows, facts, state } = aStore()
  store.offer(aGop(0))
  state.obstacle = 'disk-full'
  store.offer(aGop(1))
  store.offer(aGop(2))
  state.obstacle = undefined
  store.offer(aGop(3))
  await store.close()
  expect(gaps(rows)).toEqual([undefined, [2_000, 'disk-full']])
  expect(facts).toEqual([])
})

test('a disk that errs is noted as that', async () => {
  const { store, files, facts, errors } = aStore()
  files.failsWith = 'EIO'
  store.offer(aGop(0))
  await settled(store)
  expect({ errors, files: files.content.size }).toEqual({ errors: ['EIO'], files: 0 })
  expect(facts).toMatchObject([{ kind: 'gop.dropped', cause: 'disk-error' }])
  files.failsWith = undefined
  store.offer(aGop(1))
  await store.close()
})

test('a file cut off at any byte is closed to its last whole GOP, chained, and known as recovered', async () => {
  const { store, files, rows } = aStore()
  for (let n = 0; n < 3; n++) store.offer(aGop(n))
  await settled(store)
  const [path = ''] = files.content.keys()
  const open = files.content.get(path)?.slice() ?? new Uint8Array()
  const { headerPart, gops } = store.growing[0] ?? { headerPart: new Uint8Array(), gops: [] }
  await store.close()
  const bounds = gops.map(({ offset, byteLength }) => offset + byteLength)
  for (let cut = headerPart.length - 5; cut <= open.length; cut += 7) {
    files.content.set(path, open.slice(0, cut))
    const row = await closeLeftOpen(path, { files, changedMs: 0, prevHash: 'ef'.repeat(32) })
    const whole = bounds.filter((bound) => bound <= cut).length
    if (whole === 0) expect({ row, isThere: files.content.has(path) }).toEqual({ row: undefined, isThere: false })
    else {
      expect(row).toMatchObject({
        frames: whole * 5,
        isRecovered: true,
        prevHash: 'ef'.repeat(32),
        endAt: START + whole * 2_000,
      })
      expect(row).toEqual(await rowOf(path, files))
    }
  }
  expect(rows).toHaveLength(1)
})

test('of several files that were left open each is closed and noted once; known ones are left alone', async () => {
  const { store, files } = aStore({ segmentMs: 2_000, before: { hash: new Promise(() => undefined) } })
  for (let n = 0; n < 3; n++) store.offer(aGop(n))
  await settled(store)
  const found: Segment[] = []
  const recover = (known: ReadonlyMap<string, string>) =>
    recoverCamera(camera, {
      files,
      folder: '/r',
      journal: { known, since: -1 },
      onRow: (row) => void found.push(row),
      slowly: (work) => work(),
    })
  const before = await recover(new Map())
  expect(before.endAt).toBe(START + 6_000)
  expect(await before.hash).toBe(found.at(-1)?.hash)
  expect(found.map(({ prevHash }) => prevHash)).toEqual([FIRST_HASH, found[0]?.hash, found[1]?.hash])
  const known = new Map(found.map(({ startAt, hash }) => [`${camera}/${startAt}`, hash]))
  expect(await (await recover(known)).hash).toBe(found.at(-1)?.hash)
  expect(found).toHaveLength(3)
})

test('with a cipher the file is as readable, and its pictures are not', async () => {
  const { store, files, rows } = aStore({ seal: 'aes-256-gcm', segmentMs: 4_000 })
  for (let n = 0; n < 4; n++) store.offer(aGop(n))
  await store.close()
  expect(await fragmentsOf(files)).toEqual([2, 2])
  expect(rows.every(({ seal }) => seal === 'aes-256-gcm')).toBe(true)
})

test('frames of a few bytes are counted with what they cost in memory', () => {
  const { store, facts } = aStore({ budget: 6_000 })
  store.offer(aGop(0, {}, 10))
  store.offer(aGop(1, {}, 10))
  store.offer(aGop(2, {}, 10))
  expect(facts).toMatchObject([{ kind: 'gop.dropped', cause: 'queue-full', frames: 5, bytes: 50 }])
})
