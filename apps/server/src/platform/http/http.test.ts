import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { FREE_FAILURES, makeLoginPause } from '../../trust/sessions/login-pause.ts'
import { readConsoleFiles } from './console-files.ts'
import { sessionCookieOf, setSessionCookie } from './cookies.ts'
import { parseJson, readBytes } from './json.ts'
import { languageOf } from './language.ts'
import { makeRateLimit } from './rate-limit.ts'

describe('the rate limit', () => {
  test('lets a burst through, then one at each interval', () => {
    const limit = makeRateLimit({ perSecond: 2, burst: 3 })
    expect([1, 2, 3, 4].map(() => limit.take('a', 0))).toEqual([0, 0, 0, 1])
    expect(limit.take('b', 0)).toBe(0)
    expect(limit.take('a', 400)).toBe(1)
    expect(limit.take('a', 500)).toBe(0)
  })

  test('remembers only so many addresses, and forgets the quietest', () => {
    const limit = makeRateLimit({ perSecond: 0.001, burst: 1, keysMax: 2 })
    for (const key of ['a', 'b', 'c']) expect(limit.take(key, 0)).toBe(0)
    expect(limit.take('c', 0)).toBeGreaterThan(0)
    expect(limit.take('a', 0)).toBe(0)
  })

  test('is not opened by a clock that is set back', () => {
    const limit = makeRateLimit({ perSecond: 1, burst: 1 })
    expect(limit.take('a', 100_000)).toBe(0)
    expect(limit.take('a', 0)).toBeGreaterThan(0)
  })
})

describe('the login pause', () => {
  test('begins after some failures, doubles, has an end, and is gone with a success', () => {
    const pause = makeLoginPause({ secondsMax: 60 })
    for (let count = 1; count < FREE_FAILURES; count++) pause.failed('ana', 0)
    expect(pause.secondsLeft('ana', 0)).toBe(0)
    pause.failed('ana', 0)
    expect(pause.secondsLeft('ana', 0)).toBe(2)
    pause.failed('ana', 2_000)
    expect(pause.secondsLeft('ana', 2_000)).toBe(4)
    for (let count = 0; count < 50; count++) pause.failed('ana', 9_000)
    expect(pause.secondsLeft('ana', 9_000)).toBe(60)
    expect(pause.secondsLeft('beto', 9_000)).toBe(0)
    pause.succeeded('ana')
    expect(pause.secondsLeft('ana', 9_000)).toBe(0)
  })

  test('keeps only so many names in memory', () => {
    const pause = makeLoginPause({ secondsMax: 60, keysMax: 2 })
    for (let count = 0; count < 9; count++) for (const name of ['a', 'b', 'c']) pause.failed(name, 0)
    expect(['a', 'b', 'c'].filter((name) => pause.secondsLeft(name, 0) > 0).length).toBeLessThanOrEqual(2)
  })
})

const streamOf = (...chunks: string[]) =>
  Readable.toWeb(Readable.from(chunks.map((chunk) => Buffer.from(chunk)))) as never

describe('a body', () => {
  test('is read up to its limit and not a byte further', async () => {
    expect((await readBytes(streamOf('12345', '67890'), 10)).value?.toString()).toBe('1234567890')
    expect((await readBytes(streamOf('12345', '678901'), 10)).refused?.code).toBe('too-large')
    expect((await readBytes(null, 10)).value).toHaveLength(0)
  })

  test.each(['', '{', '"\\u0000"', '{"a\\u0000":1}', '["\\ud800"]', '[NaN]'])('of %s is refused', (text) => {
    expect(parseJson(Buffer.from(text)).refused?.code).toBe('not-valid')
  })

  test('that is not UTF-8, or nested without end, is refused', () => {
    expect(parseJson(Buffer.from([0x22, 0xff, 0x22])).refused?.code).toBe('not-valid')
    expect(parseJson(Buffer.from('['.repeat(100_000))).refused?.code).toBe('not-valid')
    expect(parseJson(Buffer.from('{"ñ":"🎥"}')).value).toEqual({ ñ: '🎥' })
  })
})

test.each([
  [undefined, 'es'],
  ['', 'es'],
  ['en', 'en'],
  ['de, en;q=0.9, es;q=0.8', 'en'],
  ['es-AR,es;q=0.9,en;q=0.8', 'es'],
  ['en;q=0', 'es'],
  ['english', 'es'],
])('Accept-Language %s is answered in %s', (header, language) => {
  expect(languageOf(header)).toBe(language)
})

test('the session cookie is Secure where the console is, and is read among others', () => {
  const value = 'a'.repeat(43)
  expect(setSessionCookie(value, 'https://sereno.example')).toContain('; Secure')
  expect(setSessionCookie(value, 'http://localhost:8080')).not.toContain('Secure')
  expect(sessionCookieOf(`other=1; sereno_session=${value}; x=y`)).toBe(value)
  for (const header of [undefined, '', 'sereno_session=short', `Xsereno_session=${value}`]) {
    expect(sessionCookieOf(header)).toBeUndefined()
  }
})

test('console files: what has a hash in its name is kept for ever, pages of its own are its page, nothing else is', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sereno-console-'))
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), '<!doctype html>')
  writeFileSync(join(folder, 'assets/index-Bx12_abc.js'), 'const a = 1\n'.repeat(1_000))
  const files = readConsoleFiles(folder)
  expect(files.find('/index.html')).toMatchObject({ type: 'text/html; charset=utf-8', isImmutable: false })
  expect(files.find('/cameras/7')).toBe(files.find('/index.html'))
  const script = files.find('/assets/index-Bx12_abc.js')
  expect(script?.isImmutable).toBe(true)
  expect(script?.gzip?.length).toBeLessThan(500)
  for (const path of ['/../secrets/demo.json', '/assets/none.js', '/%2e%2e/x.txt'])
    expect(files.find(path)).toBeUndefined()
  rmSync(folder, { recursive: true })
  expect(readConsoleFiles(undefined).find('/')).toBeUndefined()
})
