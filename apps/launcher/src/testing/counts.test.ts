import { expect, test } from 'vitest'

import { countLine, countProgram, countTap, countVitest, skipRule, sum } from './counts.ts'

const file = (status: string, ...tests: [string, string][]) => ({
  name: 'a.test.ts',
  status,
  assertionResults: tests.map(([fullName, result]) => ({ fullName, status: result })),
})

test('the last line is the plain count, and names skipped ones only where there are any', () => {
  expect(countLine({ passed: 3, failed: 0, skipped: 0 })).toBe('3 passed, 0 failed')
  expect(countLine({ passed: 3, failed: 1, skipped: 2 })).toBe('3 passed, 1 failed, 2 skipped')
  expect(sum([])).toEqual({ passed: 0, failed: 0, skipped: 0 })
})

test('a file that breaks before its first test is a failed test', () => {
  const report = { testResults: [file('failed'), file('failed', ['a', 'failed'], ['b', 'passed']), file('passed')] }
  expect(countVitest(report, () => true).counts).toEqual({ passed: 1, failed: 2, skipped: 0 })
})

test('where the recordings are at hand, no test may be skipped', () => {
  const report = { testResults: [file('passed', ['plays SERENO_TEST_DATA clips', 'skipped'], ['later', 'todo'])] }
  const all = skipRule({ SERENO_TEST_DATA: '/data' })
  expect(countVitest(report, all)).toEqual({
    counts: { passed: 0, failed: 2, skipped: 0 },
    skips: ['plays SERENO_TEST_DATA clips', 'later'],
  })
})

test('in CI without them, only what asks for them by name may be skipped', () => {
  const rule = skipRule({ CI: 'true' })
  expect([rule('plays SERENO_TEST_DATA clips'), rule('ffprobe agrees')]).toEqual([false, true])
  expect([skipRule({ CI: 'false' })('x'), skipRule({})('x')]).toEqual([false, false])
})

test('in CI without them, tests that ask for them count as skipped and any other skip as failed, in both reports', () => {
  const rule = skipRule({ CI: 'true' })
  const names = ['of real recordings (SERENO_TEST_DATA) H.264', 'ffprobe agrees']
  const report = {
    testResults: [file('passed', ['a', 'passed'], ...names.map((name): [string, string] => [name, 'skipped']))],
  }
  const counts = { passed: 1, failed: 1, skipped: 1 }
  expect(countVitest(report, rule)).toEqual({ counts, skips: ['ffprobe agrees'] })
  const skipped = names.map((name, k) => `ok ${k + 2} - ${name} # SKIP SERENO_TEST_DATA is not set`)
  const tap = ['ok 1 - a', ...skipped, '# pass 1', '# fail 0', '# cancelled 0', '# skipped 2', '# todo 0'].join('\n')
  expect(countTap(tap, rule)).toEqual({ counts, skips: ['ffprobe agrees'] })
  // With the recordings at hand there is no excuse for either.
  expect(countTap(tap, skipRule({ CI: 'true', SERENO_TEST_DATA: '/data' })).counts).toEqual({
    ...counts,
    failed: 2,
    skipped: 0,
  })
})

test('journeys are counted from the TAP that node:test writes, cancelled ones as failed', () => {
  const tap = [
    'TAP version 13',
    'ok 1 - logs in',
    'not ok 2 - sees a camera',
    'ok 3 - hears # SKIP no sound here',
    '# tests 4',
    '# pass 1',
    '# fail 1',
    '# cancelled 1',
    '# skipped 1',
    '# todo 0',
  ].join('\n')
  expect(countTap(tap, () => false)).toEqual({ counts: { passed: 1, failed: 2, skipped: 1 }, skips: [] })
  expect(countTap(tap, () => true)).toEqual({ counts: { passed: 1, failed: 3, skipped: 0 }, skips: ['hears'] })
})

test('a program that counts by itself is believed, except where it fails without saying what', () => {
  expect(countProgram(0, 'x\n12 passed, 0 failed, 1 skipped\n')).toEqual({ passed: 12, failed: 0, skipped: 1 })
  expect(countProgram(1, '12 passed, 0 failed\n')).toEqual({ passed: 12, failed: 1, skipped: 0 })
  expect(countProgram(0, 'check: all 5 hold')).toEqual({ passed: 1, failed: 0, skipped: 0 })
  expect(countProgram(1, '')).toEqual({ passed: 0, failed: 1, skipped: 0 })
})
