import { chmodSync, existsSync, lstatSync, mkdirSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs'
import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

import { mirror } from './mirror.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'

test('what changed is brought over, what is gone is removed, what is the same stays the same file', () => {
  const { from, to } = twoFolders({ 'a.ts': 'a', 'in/b.ts': 'b', 'in/gone.ts': 'c' })
  mirror(from, to)
  const kept = statSync(join(to, 'a.ts')).ino
  rmSync(join(from, 'in/b.ts'))
  writeFileSync(join(from, 'in/b.ts'), 'b2')
  rmSync(join(from, 'in/gone.ts'))
  mirror(from, to)
  expect(readFileSync(join(to, 'in/b.ts'), 'utf8')).toBe('b2')
  expect(existsSync(join(to, 'in/gone.ts'))).toBe(false)
  expect(statSync(join(to, 'a.ts')).ino).toBe(kept)
})

test('a readable file is a hard link and takes no space', () => {
  const { from, to } = twoFolders({ 'a.ts': 'a' })
  mirror(from, to)
  expect(statSync(join(to, 'a.ts')).ino).toBe(statSync(join(from, 'a.ts')).ino)
})

test('a file that only root may read is a readable copy, and its original is left closed', () => {
  const { from, to } = twoFolders({ 'a.ts': 'a', run: '#!/bin/sh' })
  chmodSync(join(from, 'a.ts'), 0o600)
  chmodSync(join(from, 'run'), 0o700)
  chmodSync(from, 0o700)
  mirror(from, to)
  mirror(from, to)
  expect([to, 'a.ts', 'run'].map((name) => statSync(join(to, name === to ? '.' : name)).mode & 0o777)).toEqual([
    0o755, 0o644, 0o755,
  ])
  expect(statSync(join(from, 'a.ts')).mode & 0o777).toBe(0o600)
  expect(statSync(join(to, 'a.ts')).mtimeMs).toBeCloseTo(statSync(join(from, 'a.ts')).mtimeMs, 0)
})

test('links stay as written, so that a workspace in the mirror is the mirror’s', () => {
  const { from, to } = twoFolders({ 'packages/domain/index.ts': 'x' })
  mkdirSync(join(from, 'node_modules/@sereno'), { recursive: true })
  symlinkSync('../../packages/domain', join(from, 'node_modules/@sereno/domain'))
  mirror(from, to)
  mirror(from, to)
  expect(readlinkSync(join(to, 'node_modules/@sereno/domain'))).toBe('../../packages/domain')
})

test('a file that became a folder, a folder that became a link: the mirror follows', () => {
  const { from, to } = twoFolders({ a: 'file', 'b/c': 'file' })
  mirror(from, to)
  rmSync(join(from, 'a'))
  rmSync(join(from, 'b'), { recursive: true })
  mkdirSync(join(from, 'a'))
  symlinkSync('a', join(from, 'b'))
  mirror(from, to)
  expect([lstatSync(join(to, 'a')).isDirectory(), lstatSync(join(to, 'b')).isSymbolicLink()]).toEqual([true, true])
})

test('what is not needed to run is left out, but inside of node_modules a dist is needed', () => {
  const { from, to } = twoFolders({ 'dist/x': 'x', 'node_modules/vite/dist/y': 'y' })
  mirror(from, to)
  expect([existsSync(join(to, 'dist')), existsSync(join(to, 'node_modules/vite/dist/y'))]).toEqual([false, true])
})

function twoFolders(files: Record<string, string>) {
  const top = temporaryFolder()
  const [from, to] = [join(top, 'from'), join(top, 'to')]
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(from, name, '..'), { recursive: true })
    writeFileSync(join(from, name), content)
  }
  return { from, to }
}
