import { existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

import { temporaryFolder } from './testing/temporary-folder.ts'
import { openTraceFile, reasonIn, summaryGate, SUMMARY_PAUSE_MS, troubleIn } from './traces.ts'

test('a trace file that would grow over its limit is put aside, and one older one is kept', () => {
  const folder = temporaryFolder()
  const trace = openTraceFile(folder, 'server', undefined, 10)
  trace.write('123456789') // 10 bytes with its newline: exactly full
  expect(existsSync(`${trace.path}.1`)).toBe(false)
  trace.write('b')
  expect(readFileSync(`${trace.path}.1`, 'utf8')).toBe('123456789\n')
  trace.write('c'.repeat(9))
  trace.close()
  expect(readFileSync(`${trace.path}.1`, 'utf8')).toBe('b\n')
  expect(readFileSync(trace.path, 'utf8')).toBe('ccccccccc\n')
})

test('a start goes on in the same file, and only its owner may read it', () => {
  const folder = temporaryFolder()
  for (const line of ['one', 'two']) {
    const trace = openTraceFile(folder, 'server', undefined)
    trace.write(line)
    trace.close()
  }
  expect(readFileSync(join(folder, 'server.log'), 'utf8')).toBe('one\ntwo\n')
  expect(statSync(join(folder, 'server.log')).mode & 0o777).toBe(0o600)
})

test('a link planted in place of a trace file is not followed', () => {
  const folder = temporaryFolder()
  const victim = join(folder, 'victim')
  writeFileSync(victim, 'mine')
  symlinkSync(victim, join(folder, 'server.log'))
  expect(() => openTraceFile(folder, 'server', undefined)).toThrow(/ELOOP/)
  expect(readFileSync(victim, 'utf8')).toBe('mine')
})

test.each([
  ['{"level":50,"msg":"the index is closed"}', 'the index is closed'],
  ['{"level":60,"msg":"no picture","err":{"message":"ECONNREFUSED"}}', 'no picture: ECONNREFUSED'],
  ['2026-01-01 00:00:00.000 UTC FATAL:  could not write', 'could not write'],
  ['{"level":60,"msg":"cannot start","reason":"Error: no clip"}', 'cannot start: Error: no clip'],
  ['{"level":40,"msg":"slow"}', undefined],
  ['{"level":50', undefined],
  ['null', undefined],
  ['LOG:  ready', undefined],
])('of %s the terminal hears %s', (line, said) => {
  expect(troubleIn(line)).toBe(said)
})

test('what is said on the terminal is one line and no longer than a person reads', () => {
  const said = troubleIn(JSON.stringify({ level: 50, msg: `\u001b[2J\u0007a\n${'b'.repeat(1_000)}` }))
  expect(said).toMatch(/^a b+…$/)
  expect(said?.length).toBeLessThanOrEqual(201)
})

test('the reason of a crash is its error, not the version of Node below it', () => {
  expect(
    reasonIn(['file:///a.ts:1', 'throw x', '', 'TypeError: no flour', '    at bake (a.ts:1)', '', 'Node.js v24']),
  ).toBe('TypeError: no flour')
  expect(reasonIn(['sh: 1: nothing: not found'])).toBe('sh: 1: nothing: not found')
  expect(reasonIn([])).toBeUndefined()
})

test('of a hundred errors in a moment the terminal hears one, and later how many there were', () => {
  let now = 0
  const gate = summaryGate(() => now)
  expect(gate('down')).toBe('down')
  for (let index = 0; index < 99; index++) expect(gate('down')).toBeUndefined()
  now = SUMMARY_PAUSE_MS - 1
  expect(gate('down')).toBeUndefined()
  now = SUMMARY_PAUSE_MS
  expect(gate('still down')).toBe('still down (and 100 more since the last one)')
})
