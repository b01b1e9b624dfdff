import { chmodSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'

import { spawnGuarded } from './guard.ts'
import { nobody } from './identity.ts'
import { processesIn } from './process-table.ts'
import { isAlive, ownerOf, pidIn, until } from './testing/processes.ts'
import { fixture, node } from './testing/readable-checkout.ts'
import { isRoot, temporaryFolder } from './testing/temporary-folder.ts'

const identity = isRoot ? nobody : undefined

test('a process is asked to end, and ends with its guard', async () => {
  const { guarded, pid } = await aProcess()
  await guarded.stop()
  expect(await guarded.ended).toEqual({ status: 0 })
  await until(() => !isAlive(pid) && !isAlive(guarded.guardPid!))
})

test('a process that does not listen is killed with all that it started, after its time', async () => {
  const { guarded, pid, folder } = await aProcess(['deaf', 'child'], 300)
  const child = await pidIn(join(folder, 'x-child.pid'))
  const begunAt = performance.now()
  await guarded.stop()
  expect(performance.now() - begunAt).toBeGreaterThan(250)
  expect((await guarded.ended).signal).toBe('SIGKILL')
  await until(() => !isAlive(pid) && !isAlive(child))
})

test('a process whose guard was killed does not stay behind', async () => {
  const { guarded, pid } = await aProcess()
  process.kill(guarded.guardPid!, 'SIGKILL')
  expect(await guarded.ended).toEqual({ signal: 'SIGKILL' })
  await until(() => !isAlive(pid))
})

test('the stdin of a process is open for as long as we live', async () => {
  const { guarded, pid } = await aProcess([], 5_000, 'process.stdin.resume().on("end", () => process.exit(7))')
  expect(isAlive(pid)).toBe(true)
  guarded.stdin?.end()
  expect(await guarded.ended).toEqual({ status: 7 })
})

test.each([
  ['process.exit(3)', { status: 3 }],
  ['process.kill(process.pid, "SIGKILL")', { signal: 'SIGKILL' }],
  ['process.kill(process.pid, "SIGTERM")', { signal: 'SIGTERM' }],
])('%s is told as it was', async (code, ending) => {
  expect(await guardedNode(['-e', code]).ended).toEqual(ending)
})

test('a program that is not there is told', async () => {
  const guarded = spawnGuarded({ command: '/nowhere/node', args: [], cwd: '/', env: {}, identity })
  const [said, ending] = await Promise.all([text(guarded.stderr!), guarded.ended])
  expect(ending).toEqual({ status: 127 })
  expect(said).toContain('/nowhere/node: not found')
})

test('no process gets our environment or our folder', async () => {
  process.env['SERENO_TEST_WORD'] = 'x'
  onTestFinished(() => void delete process.env['SERENO_TEST_WORD'])
  const guarded = guardedNode(['-p', '[process.cwd(), process.env.SERENO_TEST_WORD, process.env.SHELL].join()'])
  expect((await text(guarded.stdout!)).trim()).toBe('/,,')
})

test('when a process has ended, nothing of its guard is left either', async () => {
  const folder = temporaryFolder()
  const env = { PATH: '/usr/bin:/bin', MARK: folder }
  const guarded = spawnGuarded({ command: '/bin/sleep', args: ['60'], cwd: '/', env, identity })
  await until(() => processesMarked(folder).length > 2)
  await guarded.stop()
  expect(processesMarked(folder)).toEqual([])
})

if (isRoot) {
  test('as root, neither the process nor its guard is root', async () => {
    const { guarded, pid } = await aProcess()
    expect([ownerOf(pid), ownerOf(guarded.guardPid!)]).toEqual([nobody.uid, nobody.uid])
    await guarded.stop()
  })
}

test('processes are found by the folder that they work in', async () => {
  const folder = temporaryFolder()
  const guarded = spawnGuarded({ command: '/bin/sleep', args: ['60'], cwd: folder, env: {}, identity: undefined })
  await until(() => processesIn(folder).length > 1)
  await guarded.stop()
  await until(() => processesIn(folder).length === 0)
})

/** What ran, of all that have this in their environment. */
function processesMarked(mark: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && contentOf(`/proc/${name}/environ`).includes(mark))
    .map((pid) => contentOf(`/proc/${pid}/cmdline`))
}

function contentOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function guardedNode(args: string[], stopWaitMs = 2_000) {
  return spawnGuarded({
    command: node,
    args,
    cwd: '/',
    env: { PATH: '/usr/bin:/bin' },
    identity,
    stopWaitMs,
  })
}

async function aProcess(habits: string[] = [], stopWaitMs = 2_000, code?: string) {
  const folder = temporaryFolder()
  chmodSync(folder, 0o777)
  const args = code
    ? ['-e', `require("fs").writeFileSync(${JSON.stringify(`${folder}/x.pid`)}, String(process.pid)); ${code}`]
    : [fixture('fixture-process.ts'), 'x', folder, ...habits]
  const guarded = guardedNode(args, stopWaitMs)
  onTestFinished(() => guarded.kill())
  const pid = await pidIn(join(folder, 'x.pid'))
  if (!code) await new Promise((resolve) => guarded.stdout!.once('data', resolve))
  return { guarded, pid, folder }
}
