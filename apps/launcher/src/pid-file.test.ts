import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

import { claimPidFile } from './pid-file.ts'
import { birthOf } from './process-table.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'

test('the first one holds the folder until it lets go; a second one is told by whom it is held', () => {
  const folder = dataFolder()
  const first = claimPidFile(folder)
  expect(() => claimPidFile(folder)).toThrow(`in use by another Sereno (process ${process.pid}); stop that one first`)
  first.release()
  claimPidFile(folder).release()
  expect(readdirSync(join(folder, 'run'))).toEqual([])
})

test.each([
  ['of a process that is gone', '4194305 boot:1\n'],
  ['of a living process that began at another time', `${process.ppid} ${birthOf(1)}\n`],
  ['of this number in an earlier boot', `${process.pid} another-boot:1\n`],
  ['that is empty', ''],
  ['that is garbage', '\0\0\0'],
])('a pid file %s is stale, and the start takes its place', (_, content) => {
  const folder = dataFolder()
  writeFileSync(join(folder, 'run/launcher.pid'), content)
  const held = claimPidFile(folder)
  expect(readFileSync(join(folder, 'run/launcher.pid'), 'utf8')).toBe(`${process.pid} ${birthOf(process.pid)}\n`)
  held.release()
})

test("another one's pid file is not removed by letting go", () => {
  const folder = dataFolder()
  const held = claimPidFile(folder)
  writeFileSync(join(folder, 'run/launcher.pid'), `1 ${birthOf(1)}\n`)
  held.release()
  expect(existsSync(join(folder, 'run/launcher.pid'))).toBe(true)
})

test('a process has the same birth each time it is asked, and a zombie has none', async () => {
  const child = spawn('sleep', ['60'])
  onTestFinished(() => void child.kill('SIGKILL'))
  const pid = child.pid!
  expect(birthOf(pid)).toBe(birthOf(pid))
  expect(birthOf(pid)).not.toBe(birthOf(process.pid))
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await ended
  expect(birthOf(pid)).toBeUndefined()
})

function dataFolder(): string {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'run'))
  return folder
}
