import type { Segment } from '@sereno/contract/recorder-events'
import { expect, test, vi } from 'vitest'
import { START, aGop, aStore, camera, settled } from '../testing/a-store.ts'
import type { MemoryFiles } from '../testing/memory-files.ts'
import { recoverCamera, rowOf } from './recovery.ts'
import { FIRST_HASH } from './segment-json.ts'

vi.hoisted(() => {
  process.env['SERENO_TRACE_LEVEL'] = 'silent'
})

/** Three files that a crash left open, oldest first. */
async function threeLeftOpen() {
  const { store, files } = aStore({ segmentMs: 2_000, before: { hash: new Promise(() => undefined) } })
  for (let n = 0; n < 3; n++) store.offer(aGop(n))
  await settled(store)
  const paths = [...files.content.keys()].sort()
  return { files, paths }
}

async function recover(files: MemoryFiles) {
  const found: Segment[] = []
  const journal = { known: new Map<string, string>(), since: -1 }
  const onRow = (row: Segment) => void found.push(row)
  const before = await recoverCamera(camera, { files, folder: '/r', journal, onRow, slowly: (work) => work() })
  return { endAt: before.endAt, hash: await before.hash, found }
}

test('a file that cannot be read leaves no other one open: the chain goes past it', async () => {
  const { files, paths } = await threeLeftOpen()
  files.unreadable.add(paths[1] ?? '')
  const { found, hash, endAt } = await recover(files)
  expect(found.map(({ startAt }) => startAt - START)).toEqual([0, 4_000])
  expect(found.map(({ prevHash }) => prevHash)).toEqual([FIRST_HASH, found[0]?.hash])
  expect([hash, endAt]).toEqual([found[1]?.hash, START + 6_000])
})

test('where the newest cannot be read the others are closed all the same', async () => {
  const { files, paths } = await threeLeftOpen()
  files.unreadable.add(paths[2] ?? '')
  const { found, hash, endAt } = await recover(files)
  expect(found.map(({ startAt }) => startAt - START)).toEqual([0, 2_000])
  // No more is known of it than when it began.
  expect([hash, endAt]).toEqual([found[1]?.hash, START + 4_000])
})

test('a fragment whose ticks last for hours does not keep its file from being closed', async () => {
  const { store, files } = aStore({ before: { hash: new Promise(() => undefined) } })
  const hours = 3 * 3_600_000 * 90
  const { frames } = aGop(0)
  const slow = frames.map((frame) => ({ ...frame, durationTicks: hours / frames.length }))
  store.offer(aGop(0, { frames: slow, endTicks: hours }))
  await settled(store)
  const { found } = await recover(files)
  expect(found).toMatchObject([{ frames: 5, isRecovered: true }])
  const [path = ''] = files.content.keys()
  expect(await rowOf(path, files)).toEqual(found[0])
})
