// What every request passes before a route sees it, seen from addresses that a test cannot dial from.

import { instant } from '@sereno/domain/instant'
import { beforeEach, expect, test } from 'vitest'
import { fakeClock } from '../../testing/fake-clock.ts'
import { makeMetrics } from '../metrics/metrics.ts'
import { makeTrace } from '../traces/trace.ts'
import { makeApp } from './app.ts'
import { readConsoleFiles } from './console-files.ts'
import type { Caller } from './route.ts'

const ORIGIN = 'http://localhost:8080'
const COOKIE = `sereno_session=${'a'.repeat(43)}`
let clock: ReturnType<typeof fakeClock>
let app: ReturnType<typeof makeApp>
beforeEach(() => {
  clock = fakeClock(instant(1_000_000))
  app = makeApp({
    routes: [],
    origin: ORIGIN,
    version: 'test',
    clock,
    trace: makeTrace({ level: 'silent' }),
    metrics: makeMetrics(),
    consoleFiles: readConsoleFiles(undefined),
    authenticate: (cookie) => Promise.resolve(COOKIE.endsWith(cookie) ? ({} as Caller) : undefined),
    pictureOrigins: () => [],
    health: () => Promise.resolve({ status: 'ok' }),
  })
})

/** As the HTTP server hands a request over: with the socket that it came by. */
function ask(path: string, from: string, headers: Record<string, string> = {}): Response | Promise<Response> {
  const incoming = { socket: { remoteAddress: from, remotePort: 50_000, remoteFamily: 'IPv4' } }
  return app.request(`${ORIGIN}${path}`, { headers }, { incoming })
}

test('an address that asks without end is told to wait and for how long, and no other is', async () => {
  let last = await ask('/health', '192.0.2.7')
  let taken = 0
  for (; last.status === 200 && taken < 5_000; taken++) last = await ask('/health', '192.0.2.7')
  expect(taken).toBe(1_000)
  expect(last.status).toBe(429)
  expect(last.headers.get('retry-after')).toBe('1')
  expect(await last.json()).toMatchObject({ refusal: { code: 'too-many-requests', facts: { seconds: 1 } } })
  // The limit is before everything else: neither a login nor another path opens it.
  expect((await ask('/api/openapi.json', '192.0.2.7', { cookie: COOKIE })).status).toBe(429)
  expect((await ask('/health', '192.0.2.8')).status).toBe(200)
  clock.advance(1_000)
  expect((await ask('/health', '192.0.2.7')).status).toBe(200)
})

test.each([
  ['192.0.2.7', {}, 401],
  ['192.0.2.7', { cookie: 'sereno_session=nonsense' }, 401],
  ['192.0.2.7', { cookie: `sereno_session=${'b'.repeat(43)}` }, 401],
  ['2001:db8::1', {}, 401],
  ['127.0.0.1', { 'x-forwarded-for': '192.0.2.7' }, 401],
  ['192.0.2.7', { cookie: COOKIE }, 200],
  ['127.0.0.1', {}, 200],
  ['::1', {}, 200],
  ['::ffff:127.0.0.1', {}, 200],
])(
  'figures are for this machine and for whoever is logged in: %s with %j is answered %i',
  async (from, headers, status) => {
    const answer = await ask('/metrics', from, headers)
    expect(answer.status).toBe(status)
    expect((await answer.text()).includes('sereno_http_request_seconds')).toBe(status === 200)
  },
)
