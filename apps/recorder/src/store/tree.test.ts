import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { listTree } from './tree.ts'

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sereno-tree-'))
  onTestFinished(() => {
    chmodSync(folder, 0o700)
    rmSync(folder, { recursive: true })
  })
  for (const hour of ['cam/2026-01-01/00', 'cam/2026-01-01/01', 'cam/2026-01-02/23'])
    mkdirSync(join(folder, hour), { recursive: true })
  writeFileSync(join(folder, 'cam/2026-01-01/00/1.mp4'), 'one')
  writeFileSync(join(folder, 'cam/2026-01-01/00/2.mp4'), 'four')
  writeFileSync(join(folder, 'cam/2026-01-02/23/3.mp4'), '')
  return folder
}

test('what lies under a folder is listed with its bytes, however many ask at once', async () => {
  const folder = aFolder()
  const [day, camera, all] = await Promise.all(
    ['cam/2026-01-01', 'cam', '.'].map((under) => listTree(join(folder, under), 100)),
  )
  expect(day?.files).toEqual([
    { path: '00/1.mp4', bytes: 3 },
    { path: '00/2.mp4', bytes: 4 },
  ])
  expect(camera?.files.map(({ path }) => path)).toEqual([
    '2026-01-01/00/1.mp4',
    '2026-01-01/00/2.mp4',
    '2026-01-02/23/3.mp4',
  ])
  expect([all?.files.length, all?.isCut]).toEqual([3, false])
})

test('no more than was asked for, and it says so', async () => {
  const found = await listTree(aFolder(), 2)
  expect([found.files.length, found.isCut]).toEqual([2, true])
})

test('a folder that is not there has nothing in it, and a loop ends', async () => {
  const folder = aFolder()
  symlinkSync(folder, join(folder, 'cam/loop'))
  expect((await listTree(join(folder, 'nobody'), 9)).files).toEqual([])
  expect((await listTree(folder, 9)).files.length).toBeLessThanOrEqual(4)
})
