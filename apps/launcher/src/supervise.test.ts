import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

import type { ProcessPlan } from './process-plan.ts'
import { startStages } from './stages.ts'
import { supervise, type Surroundings } from './supervise.ts'
import { isAlive, pidIn, until } from './testing/processes.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'

const fixture = join(import.meta.dirname, 'testing/fixture-process.ts')

test('a process that is killed starts again, after a pause that the terminal hears of', async () => {
  const place = aPlace()
  const one = supervise(place.plan('rec-1'), place.around)
  onTestFinished(() => one.stop())
  expect(await one.firstNews).toEqual({ ready: {} })
  const first = await pidIn(join(place.pids, 'rec-1.pid'))
  rmSync(join(place.pids, 'rec-1.pid'))
  process.kill(first, 'SIGKILL')
  const second = await pidIn(join(place.pids, 'rec-1.pid'))
  expect(second).not.toBe(first)
  expect(place.pauses).toEqual([100])
  expect(place.said).toEqual([
    `rec-1 ended, SIGKILL; it starts again in 0.1 s (traces: ${join(place.traces, 'rec-1.log')})`,
  ])
})

test('a process that cannot start says why, tries again and again, ever more slowly', async () => {
  const place = aPlace()
  const one = supervise(place.plan('server', ['crashes']), place.around)
  expect(await one.firstNews).toEqual({ trouble: 'status 1: TypeError: the recipe has no flour' })
  await until(() => place.pauses.length >= 3)
  await one.stop()
  expect(place.pauses.slice(0, 3)).toEqual([100, 200, 400])
  expect(readFileSync(join(place.traces, 'server.log'), 'utf8')).toContain('the recipe has no flour')
})

test('what goes wrong before a process starts is told the same way', async () => {
  const place = aPlace()
  const one = supervise({ ...place.plan('server'), prepare: noFlour }, place.around)
  expect(await one.firstNews).toEqual({ trouble: 'no flour at all' })
  await one.stop()
})

test('a process that never gets ready does not hold up the others', async () => {
  const place = aPlace()
  const one = supervise({ ...place.plan('server'), isReady: () => false, readyWaitMs: 50 }, place.around)
  expect(await one.firstNews).toEqual({ trouble: 'it is not ready after 0.05 s' })
  await one.stop()
})

test('who is stopped in the pause does not start again', async () => {
  const place = aPlace()
  const around = { ...place.around, pause: (_: number, signal: AbortSignal) => waitFor(signal) }
  const one = supervise(place.plan('server', ['crashes']), around)
  await one.firstNews
  rmSync(join(place.pids, 'server.pid'))
  await one.stop()
  expect(existsSync(join(place.pids, 'server.pid'))).toBe(false)
})

test('errors in the traces reach the terminal, other lines do not', async () => {
  const place = aPlace()
  const code = `console.error('{"level":30,"msg":"hello"}'); console.error('{"level":50,"msg":"disk is slow"}'); console.log('{"ready":true}'); setTimeout(() => {}, 60000)`
  const one = supervise({ ...place.plan('rec-1'), args: ['-e', code] }, place.around)
  await until(() => place.said.length > 0)
  await one.stop()
  expect(place.said).toEqual(['rec-1: disk is slow'])
  expect(readFileSync(join(place.traces, 'rec-1.log'), 'utf8')).toContain('hello')
})

test('each stage starts when the one before is ready, and stops before it', async () => {
  const place = aPlace()
  const order: string[] = []
  const plan = (name: string): ProcessPlan => ({ ...place.plan(name), onReady: () => void order.push(name) })
  const running = await startStages([[plan('a')], [plan('b'), plan('c')], [plan('d')]], place.around, {
    onTrouble: 'end',
    signal: new AbortController().signal,
  })
  expect([order[0], order[3]]).toEqual(['a', 'd'])
  const pids = await Promise.all(['a', 'b', 'c', 'd'].map((name) => pidIn(join(place.pids, `${name}.pid`))))
  await running.stop()
  await until(() => !pids.some(isAlive))
  expect(place.said).toEqual([])
})

test('a demonstration ends at once, with one reason, where something cannot start; nothing is left', async () => {
  const place = aPlace()
  const stages = [[place.plan('a')], [place.plan('b', ['crashes'])], [place.plan('c')]]
  const started = startStages(stages, place.around, { onTrouble: 'end', signal: new AbortController().signal })
  await expect(started).rejects.toThrow(
    /^b cannot start, status 1: TypeError: the recipe has no flour; its traces are in/,
  )
  const pid = await pidIn(join(place.pids, 'a.pid'))
  await until(() => !isAlive(pid))
  expect(existsSync(join(place.pids, 'c.pid'))).toBe(false)
  expect(place.said).toEqual([])
})

test('the real thing records on without its server, and says what is wrong', async () => {
  const place = aPlace()
  const stages = [[place.plan('server', ['crashes'])], [place.plan('rec-1')]]
  const running = await startStages(stages, place.around, { onTrouble: 'go-on', signal: new AbortController().signal })
  expect(isAlive(await pidIn(join(place.pids, 'rec-1.pid')))).toBe(true)
  await running.stop()
  expect(place.said[0]).toMatch(/^server ended, status 1: TypeError: the recipe has no flour; it starts again in 0.1 s/)
})

test('what says that no second try can help ends the real thing too, before a recorder writes; one that was ready is tried again', async () => {
  const place = aPlace()
  const stages = [[place.plan('a')], [place.plan('server', ['hopeless'])], [place.plan('rec-1')]]
  const started = startStages(stages, place.around, { onTrouble: 'go-on', signal: new AbortController().signal })
  await expect(started).rejects.toThrow(/^server cannot start: the flour is of next year; wait for it$/)
  const pid = await pidIn(join(place.pids, 'a.pid'))
  await until(() => !isAlive(pid))
  expect(existsSync(join(place.pids, 'rec-1.pid'))).toBe(false)
  expect(place.said).toEqual([])

  const code = `console.log('{"ready":true}'); console.error('gone bad'); setTimeout(() => process.exit(78), 100)`
  const one = supervise({ ...place.plan('server'), args: ['-e', code] }, place.around)
  await until(() => place.pauses.length > 1)
  await one.stop()
  expect(place.said[0]).toMatch(/^server ended, status 78: gone bad; it starts again/)
})

test('one that turns out hopeless only after the others have started is told of, too', async () => {
  const place = aPlace()
  const late = { ...place.plan('server', ['late', 'hopeless']), readyWaitMs: 50 }
  const running = await startStages([[late], [place.plan('rec-1')]], place.around, {
    onTrouble: 'go-on',
    signal: new AbortController().signal,
  })
  onTestFinished(() => running.stop())
  await expect(running.hopeless).rejects.toThrow('server cannot start: the flour is of next year; wait for it')
})

test('Ctrl-C while something is still starting stops what has started', async () => {
  const place = aPlace()
  const signal = new AbortController()
  const started = startStages(
    [[place.plan('a')], [{ ...place.plan('b'), isReady: () => false }], [place.plan('c')]],
    place.around,
    { onTrouble: 'end', signal: signal.signal },
  )
  const pids = [await pidIn(join(place.pids, 'a.pid')), await pidIn(join(place.pids, 'b.pid'))]
  signal.abort()
  const running = await started
  await running.stop()
  await until(() => !pids.some(isAlive))
  expect(existsSync(join(place.pids, 'c.pid'))).toBe(false)
})

function noFlour(): Promise<void> {
  return Promise.reject(new Error('no flour\nat all'))
}

function aPlace() {
  const folder = temporaryFolder()
  const [pids, traces] = [join(folder, 'pids'), join(folder, 'traces')]
  for (const each of [pids, traces]) {
    mkdirSync(each)
    chmodSync(each, 0o777)
  }
  const said: string[] = []
  const pauses: number[] = []
  const around: Surroundings = {
    identity: undefined,
    tracesFolder: traces,
    complain: (line) => void said.push(line),
    now: () => 0,
    // The pauses are counted, not waited for.
    pause: async (ms) => void pauses.push(ms),
  }
  const plan = (name: string, habits: string[] = []): ProcessPlan => ({
    name,
    command: process.execPath,
    args: [fixture, name, pids, ...habits],
    cwd: '/',
    env: { PATH: '/usr/bin:/bin' },
    stopWaitMs: 2_000,
  })
  return { pids, traces, said, pauses, around, plan }
}

function waitFor(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve())
  })
}
