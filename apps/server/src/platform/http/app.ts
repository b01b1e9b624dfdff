// The HTTP application: what every request passes before a route sees it, and how answers and refusals are written.
// Knows no noun. Everything that Hono is to us is in this file.

import { randomBytes } from 'node:crypto'
import { getConnInfo } from '@hono/node-server/conninfo'
import { type Language, refusalText } from '@sereno/domain/refusal-texts'
import { type Refusal, type Result, refuse, refused } from '@sereno/domain/refusal'
import { type Context, Hono } from 'hono'
import { type Clock } from '../clock/clock.ts'
import { isDatabaseAway } from '../db/database.ts'
import type { Metrics } from '../metrics/metrics.ts'
import type { Trace } from '../traces/trace.ts'
import type { ConsoleFiles } from './console-files.ts'
import { sessionCookieOf } from './cookies.ts'
import { parseJson, readBytes } from './json.ts'
import { languageOf } from './language.ts'
import { apiPage, apiPageStyle, describeApi } from './openapi.ts'
import { makeRateLimit } from './rate-limit.ts'
import type { Authenticate, RawRequest, Route } from './route.ts'
import { contentSecurityPolicy, fixedHeaders } from './security-headers.ts'
import { statusOf } from './statuses.ts'

export interface AppNeeds {
  readonly routes: readonly Route[]
  /** The only origin whose pages may change anything. */
  readonly origin: string
  readonly version: string
  readonly clock: Clock
  readonly trace: Trace
  readonly metrics: Metrics
  readonly consoleFiles: ConsoleFiles
  readonly authenticate: Authenticate
  /** ws: origins of the recorders, for the content security policy. */
  pictureOrigins(): readonly string[]
  health(): Promise<Record<string, unknown>>
}

// A console that opens a wall of 16 asks some 60 things in its first second; several may stand behind one address.
const REQUESTS_PER_SECOND = 100
const REQUESTS_BURST = 1_000
/** Requests that do not say where they come from: only inside tests. */
const NO_ADDRESS = 'local'

export function makeApp(needs: AppNeeds): Hono {
  const app = new Hono()
  const limit = makeRateLimit({ perSecond: REQUESTS_PER_SECOND, burst: REQUESTS_BURST })
  app.use(async (c, next) => {
    for (const [name, value] of Object.entries(fixedHeaders)) c.header(name, value)
    c.header('content-security-policy', contentSecurityPolicy({ pictures: needs.pictureOrigins() }))
    const seconds = limit.take(addressOf(c), needs.clock.now())
    if (seconds > 0) {
      c.header('retry-after', String(seconds))
      return refusalAnswer(c, refuse('too-many-requests', { seconds }))
    }
    // A page of another site may make a browser send; it cannot make it say that the request comes from ours.
    if (!['GET', 'HEAD'].includes(c.req.method) && c.req.header('origin') !== needs.origin) {
      return refusalAnswer(c, refuse('origin-wrong', { origin: needs.origin }))
    }
    return next()
  })
  app.onError((error, c) => errorAnswer(c, error, needs.trace))
  app.notFound((c) => refusalAnswer(c, refuse('not-found', { what: c.req.path.slice(0, 200) })))
  for (const route of needs.routes) mount(app, route, needs)
  mountDocuments(app, needs)
  mountOperations(app, needs)
  mountConsole(app, needs.consoleFiles)
  return app
}

function mount(app: Hono, route: Route, needs: AppNeeds): void {
  app.on(route.method.toUpperCase(), route.path.replace(/\{(\w+)\}/g, ':$1'), async (c) => {
    const end = needs.metrics.requests.startTimer({ method: route.method, path: route.path })
    const done = await route.handle(rawRequest(c), needs.authenticate)
    c.header('cache-control', 'no-store')
    if (done.refused) {
      end({ status: statusOf(done.refused.code) })
      return refusalAnswer(c, done.refused)
    }
    const { status, body, headers } = done.value
    for (const [name, value] of Object.entries(headers)) c.header(name, value)
    end({ status })
    const etag = headers['etag']
    if (etag !== undefined && c.req.header('if-none-match') === etag) return c.body(null, 304)
    if (status === 204) return c.body(null, 204)
    c.header('content-type', 'application/json')
    return c.body(JSON.stringify(body), status === 201 ? 201 : 200)
  })
}

function mountDocuments(app: Hono, { routes, version }: AppNeeds): void {
  const document = describeApi(routes, version)
  const text = JSON.stringify(document)
  const page = apiPage(document)
  app.get('/api/openapi.json', (c) => c.body(text, 200, { 'content-type': 'application/json' }))
  app.get('/api', (c) => c.html(page))
  app.get('/api/page.css', (c) => c.body(apiPageStyle, 200, { 'content-type': 'text/css' }))
}

function mountOperations(app: Hono, needs: AppNeeds): void {
  app.get('/health', async (c) => c.json(await needs.health()))
  app.get('/metrics', async (c) => {
    const cookie = sessionCookieOf(c.req.header('cookie'))
    // Behind a proxy on this machine everybody comes from loopback: then only a login counts.
    const isNear = isLoopback(addressOf(c)) && c.req.header('x-forwarded-for') === undefined
    if (!isNear && (cookie === undefined || !(await needs.authenticate(cookie)))) {
      return refusalAnswer(c, refuse('login-required'))
    }
    return c.body(await needs.metrics.text(), 200, { 'content-type': needs.metrics.contentType })
  })
  app.all('/api/*', (c) => refusalAnswer(c, refuse('not-found', { what: c.req.path.slice(0, 200) })))
}

function mountConsole(app: Hono, files: ConsoleFiles): void {
  app.get('*', (c) => {
    const file = files.find(c.req.path === '/' ? '/index.html' : c.req.path)
    if (!file) return c.notFound()
    c.header('etag', file.etag)
    c.header('vary', 'accept-encoding')
    // A page is asked for anew each time; what has a hash in its name is asked for once.
    c.header('cache-control', file.isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache')
    if (c.req.header('if-none-match') === file.etag) return c.body(null, 304)
    c.header('content-type', file.type)
    if (!file.gzip || !/\bgzip\b/.test(c.req.header('accept-encoding') ?? '')) return c.body(file.bytes)
    c.header('content-encoding', 'gzip')
    return c.body(file.gzip)
  })
}

function rawRequest(c: Context): RawRequest {
  return {
    params: c.req.param(),
    query: c.req.query(),
    address: addressOf(c),
    cookie: sessionCookieOf(c.req.header('cookie')),
    language: languageOf(c.req.header('accept-language')),
    body: (bytesMax) => readBody(c, bytesMax),
  }
}

async function readBody(c: Context, bytesMax: number): Promise<Result<unknown>> {
  // Only this type: a form of another site can send text/plain without asking, but not this.
  if (!/^application\/json\s*(;|$)/i.test(c.req.header('content-type') ?? '')) {
    return refused(refuse('not-valid', { field: 'content-type', problem: 'application/json' }))
  }
  if (Number(c.req.header('content-length') ?? 0) > bytesMax) return refused(refuse('too-large', { bytesMax }))
  const bytes = await readBytes(c.req.raw.body, bytesMax)
  return bytes.refused ? bytes : parseJson(bytes.value)
}

function addressOf(c: Context): string {
  try {
    return getConnInfo(c).remote.address ?? NO_ADDRESS
  } catch {
    return NO_ADDRESS
  }
}

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.') || address.startsWith('::ffff:127.') || address === NO_ADDRESS
}

export function refusalBody(refusal: Refusal, language: Language) {
  return { refusal: { ...refusal, text: refusalText(refusal, language) } }
}

function refusalAnswer(c: Context, refusal: Refusal): Response {
  c.header('content-type', 'application/json')
  const language = languageOf(c.req.header('accept-language'))
  const seconds = refusal.facts['seconds']
  if (statusOf(refusal.code) === 429 && seconds !== undefined) c.header('retry-after', String(seconds))
  return c.newResponse(JSON.stringify(refusalBody(refusal, language)), { status: statusOf(refusal.code) })
}

function errorAnswer(c: Context, error: unknown, trace: Trace): Response {
  if (isDatabaseAway(error)) return refusalAnswer(c, refuse('database-away'))
  // The reference is all that goes out: a message of ours may hold what nobody outside should read.
  const reference = randomBytes(4).toString('hex')
  trace.error({ err: error, reference, method: c.req.method, path: c.req.path }, 'a request failed')
  return refusalAnswer(c, refuse('server-error', { reference }))
}
