// The server as a whole: the door, alarms, the live feed, rights, bad input, and a database that goes away.

import { createHash, createPublicKey, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join as joinPath } from 'node:path'
import type { Alarm } from '@sereno/domain/centre/alarms/alarm'
import { instant } from '@sereno/domain/instant'
import { type Right, type Role, may, rights, roleNames } from '@sereno/domain/trust/people/roles'
import type { Camera } from '@sereno/contract/cameras'
import { type LiveFrame, liveFrameShape } from '@sereno/contract/live'
import type { Hold } from '@sereno/contract/recordings'
import { type ViewAnswer, receiptPayloadShape } from '@sereno/contract/views'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { type FakeRecorder, aSegment } from './testing/fake-recorder.ts'
import { NOON } from './testing/fake-clock.ts'
import { ORIGIN, type Seat, type World, startWorld, until } from './testing/world.ts'

const HOUR = 3_600_000
let world: World
let recorder: FakeRecorder
let camera: Camera
beforeAll(async () => {
  world = await startWorld()
  recorder = await world.recorder()
  const added = await world.chief.send<Camera>('POST', '/api/cameras', { name: 'Plaza', url: 'rtsp://10.0.0.7/live' })
  camera = added.body
  await until(() => recorder.settings?.cameras.length === 1)
  // The tests look themselves, at the moment that they mean.
  world.server.parts.monitor.stop()
  recorder.sayState(camera.id, { what: 'recording', since: NOON })
})
afterAll(() => world.stop())

interface Refused {
  refusal: { code: string; facts: Record<string, unknown>; text: string }
}

function open(who: Seat, more: object = {}) {
  const body = { cameras: [camera.id], mode: 'clear', purpose: 'general-watch', ...more }
  return who.send<ViewAnswer & Refused>('POST', '/api/views', body)
}

const sha = (value: string) => createHash('sha256').update(value).digest('base64url')

describe('a view', () => {
  test('is a receipt that the public key proves, bound to secret and session, and names the listener', async () => {
    const { status, body } = await open(world.chief)
    expect(status).toBe(201)
    expect(body.listeners).toEqual([{ url: 'ws://localhost:8081/pictures', cameras: [camera.id] }])
    const [text = '', signature = ''] = body.receipt.split('.')
    const key = createPublicKey(readFileSync(joinPath(world.folder, 'secrets/receipt-signing.pub')))
    expect(verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64url'))).toBe(true)
    const payload = receiptPayloadShape.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')))
    expect(payload.open).toMatchObject({
      act: 'view.live',
      cameras: [camera.id],
      ticket: sha(body.secret),
      session: sha(world.chief.cookie.split('=')[1] ?? ''),
      start_by: world.clock.now() + 30_000,
      end_by: world.clock.now() + 8 * HOUR,
      from: null,
    })
    const stored = await world.server.database.pool.query('select * from views where id = $1', [body.id])
    expect(stored.rowCount).toBe(1)
    const seen = await until(
      async () => JSON.stringify((await world.chief.get('/api/events')).body),
      (events) => events.includes(body.id),
    )
    expect(seen).not.toContain(body.secret)
    expect(seen).not.toContain(text)
    expect(world.traces()).not.toContain(body.secret)
  })

  test('needs the right of its act', async () => {
    const [operator, technician] = [await world.seatOf('operator'), await world.seatOf('technician')]
    const recorded = { from: NOON - HOUR, to: NOON }
    expect((await open(operator)).status).toBe(201)
    expect((await open(operator, recorded)).body.refusal.facts).toEqual({ right: 'views.playback' })
    expect((await open(technician)).status).toBe(403)
  })

  test('of a time without a recording is refused, with the cause', async () => {
    const from = NOON - 30 * HOUR
    const refused = await open(world.chief, { from, to: from + HOUR })
    expect(refused).toMatchObject({ status: 404, body: { refusal: { code: 'no-recording', facts: { camera: 1 } } } })
    await recorder.tell(NOON, { kind: 'segment.sealed', segment: aSegment(camera.id, from) })
    expect((await open(world.chief, { from, to: from + HOUR })).status).toBe(201)
  })

  test('of a probe opens for whoever sets cameras up, for maintenance only', async () => {
    recorder.onProbe = ({ probe }) => {
      const answer = { probe, codec: 'h264' as const, codecString: 'avc1', width: 1, height: 1, answeredMs: 1 }
      return { type: 'probed', probe, answer }
    }
    const tested = await world.chief.send<{ probe: string }>('POST', '/api/cameras/test', { url: 'rtsp://h/' })
    const cameras = [tested.body.probe]
    const technician = await world.seatOf('technician')
    expect((await open(technician, { cameras, purpose: 'maintenance' })).status).toBe(201)
    expect((await open(technician, { cameras })).body.refusal.code).toBe('view-not-valid')
    world.clock.advance(61_000)
    expect((await open(technician, { cameras, purpose: 'maintenance' })).status).toBe(404)
  })
})

const list = async () => (await world.chief.get<{ alarms: Alarm[] }>('/api/alarms')).body.alarms
const look = () => world.server.parts.monitor.look()

describe('alarms', () => {
  test('of a full disk are raised and returned by the recorder, acknowledged by a person', async () => {
    await recorder.tell(
      NOON,
      { kind: 'disk.changed', state: 'low', freeBytes: 1 },
      { kind: 'recording.stopped', why: 'disk-full' },
    )
    const raised = await list()
    expect(raised.map(({ kind, state }) => [kind, state])).toEqual([
      ['disk-nearly-full', 'unacknowledged'],
      ['recording-stopped', 'unacknowledged'],
    ])
    const path = `/api/alarms/${raised[1]?.id}/acknowledge`
    expect((await world.chief.send<Alarm>('POST', path)).body).toMatchObject({
      state: 'acknowledged',
      acknowledgedBy: 'Chief',
    })
    expect((await world.chief.send('POST', path)).status).toBe(409)
    await recorder.tell(NOON, { kind: 'recording.resumed' }, { kind: 'disk.changed', state: 'ok', freeBytes: 9 })
    expect((await list()).map(({ kind, state }) => [kind, state])).toEqual([['disk-nearly-full', 'returned-to-normal']])
    await world.chief.send('POST', `/api/alarms/${raised[0]?.id}/acknowledge`)
    expect(await list()).toEqual([])
  })

  test('of a camera that is not recorded come after a minute and go by themselves', async () => {
    const since = world.clock.now()
    recorder.sayState(camera.id, { what: 'not-recording', since, cause: 'not-reachable' })
    await until(
      async () => (await world.chief.get<Camera>(`/api/cameras/${camera.id}`)).body.state.what === 'not-recording',
    )
    world.clock.advance(59_000)
    await look()
    expect(await list()).toEqual([])
    world.clock.advance(2_000)
    await look()
    expect(await list()).toMatchObject([{ kind: 'camera-not-recording', camera: camera.id, cause: 'not-reachable' }])
    recorder.sayState(camera.id, { what: 'recording', since: world.clock.now() })
    await until(
      async () => (await world.chief.get<Camera>(`/api/cameras/${camera.id}`)).body.state.what === 'recording',
    )
    await look()
    const [alarm] = await list()
    expect(alarm?.state).toBe('returned-to-normal')
    await world.chief.send('POST', `/api/alarms/${alarm?.id}/acknowledge`)
  })

  test('of a recorder that is away come after ten seconds, alone, and go when it is back', async () => {
    recorder.close()
    await until(async () => {
      const { body } = await world.chief.get<{ recorders: { isConnected: boolean }[] }>('/api/system')
      return body.recorders[0]?.isConnected === false
    })
    world.clock.advance(9_000)
    await look()
    expect(await list()).toEqual([])
    world.clock.advance(120_000)
    await look()
    expect((await list()).map(({ kind }) => kind)).toEqual(['recorder-away'])
    recorder = await world.recorder()
    await look()
    const [alarm] = await list()
    expect(alarm?.state).toBe('returned-to-normal')
    await world.chief.send('POST', `/api/alarms/${alarm?.id}/acknowledge`)
  })
})

const wanted = () => ({
  camera: camera.id,
  from: NOON - HOUR,
  to: NOON,
  reason: 'Expte. 4711',
  endsAt: world.clock.now() + 240 * HOUR,
})

describe('a hold', () => {
  test('is pushed to the recorder, shown on the timeline, changed and ended', async () => {
    const made = await world.chief.send<Hold>('POST', '/api/holds', wanted())
    expect(made).toMatchObject({ status: 201, body: { madeBy: 'Chief', endedAt: null } })
    const { id } = made.body
    await until(() => recorder.settings?.holds.some((hold) => hold.id === id))
    const path = `/api/cameras/${camera.id}/timeline?from=${NOON - 2 * HOUR}&to=${NOON}`
    expect((await world.chief.get<{ holds: Hold[] }>(path)).body.holds).toMatchObject([{ id, reason: 'Expte. 4711' }])
    const technician = await world.seatOf('technician')
    expect((await technician.get<{ holds: Hold[] }>(path)).body.holds).toEqual([])
    expect((await world.chief.send('PATCH', `/api/holds/${id}`, { endsAt: world.clock.now() + HOUR })).status).toBe(200)
    expect((await world.chief.send('DELETE', `/api/holds/${id}`)).status).toBe(204)
    expect((await world.chief.send('DELETE', `/api/holds/${id}`)).status).toBe(404)
    await until(() => recorder.settings?.holds.length === 0)
  })

  test('that ends before it begins, lasts for years or has no reason is refused', async () => {
    const bad = [
      { to: NOON - 2 * HOUR },
      { endsAt: NOON - 1 },
      { endsAt: NOON + 400 * 24 * HOUR },
      { from: NOON - 40 * 24 * HOUR },
    ]
    for (const more of bad) {
      const answer = await world.chief.send<Refused>('POST', '/api/holds', { ...wanted(), ...more })
      expect(answer.body.refusal.code).toBe('hold-not-valid')
    }
    expect((await world.chief.send('POST', '/api/holds', { ...wanted(), reason: '  ' })).status).toBe(400)
  })
})

describe('the live feed', () => {
  interface Console {
    frames: LiveFrame[]
    closed: number | undefined
    close(): void
  }

  async function join(who: Seat, since?: number): Promise<Console> {
    const url = `ws://127.0.0.1:${world.server.port}/api/live${since === undefined ? '' : `?since=${since}`}`
    const socket = new WebSocket(url, { origin: ORIGIN, headers: { cookie: who.cookie } })
    const console: Console = { frames: [], closed: undefined, close: () => socket.close() }
    socket.on('message', (data) =>
      console.frames.push(liveFrameShape.parse(JSON.parse((data as Buffer).toString('utf8')))),
    )
    socket.on('close', (code) => (console.closed = code))
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
    await until(() => console.frames.length > 0)
    return console
  }

  const kinds = ({ frames }: Console) => frames.flatMap(({ events }) => events.map(({ kind }) => kind))
  const seqs = ({ frames }: Console) => frames.flatMap(({ events }) => events.map(({ seq }) => seq))

  test('brings facts and states as far as the rights go, and resumes without loss or repetition', async () => {
    const [chief, technician] = [await join(world.chief), await join(await world.seatOf('technician'))]
    expect(chief.frames[0]?.recorders).toEqual([{ recorder: 'rec-1', isConnected: true }])
    await open(world.chief)
    recorder.sayState(camera.id, { what: 'recording', since: NOON, frameRate: 15 })
    await recorder.tell(NOON, { kind: 'gap.opened', camera: camera.id, from: instant(NOON), cause: 'refused' })
    await until(() => kinds(chief).includes('view.opened') && kinds(chief).includes('gap.opened'))
    await until(() => kinds(technician).includes('gap.opened'))
    await until(() => chief.frames.some(({ states }) => states.some(({ state }) => state.frameRate === 15)))
    expect(kinds(technician)).not.toContain('view.opened')
    const last = chief.frames.at(-1)?.seq ?? 0
    chief.close()
    await open(world.chief)
    await until(async () => (await world.chief.get<{ seq: number }>('/api/events?since=0')).body.seq > last)
    const back = await join(world.chief, last)
    await open(world.chief)
    await until(() => kinds(back).filter((kind) => kind === 'view.opened').length === 2)
    expect(seqs(back)).toEqual(Array.from({ length: seqs(back).length }, (_, n) => last + 1 + n))
    expect((await join(world.chief, 999_999)).frames[0]?.reset).toBe(true)
    back.close()
    technician.close()
  })

  test('closes with the login', async () => {
    const operator = await world.seatOf('operator')
    const console = await join(operator)
    await operator.send('POST', '/api/logout')
    await until(() => console.closed === 4_401)
  })

  test.each([
    ['no cookie', {}, ORIGIN],
    ['another origin', { cookie: 'chief' }, 'http://evil.example'],
  ])('with %s is refused', async (_, headers, origin) => {
    const cookie = 'cookie' in headers ? world.chief.cookie : ''
    const socket = new WebSocket(`ws://127.0.0.1:${world.server.port}/api/live`, { origin, headers: { cookie } })
    const status = await new Promise((resolve) => {
      socket.once('unexpected-response', (_request, response) => resolve(response.statusCode))
      socket.once('error', () => {})
    })
    expect([401, 403]).toContain(status)
  })
})

test('the city is kept whole, with an ETag, and only who may change it does', async () => {
  const city = { name: 'Villa', centre: [-65.3, -24.2], timeZone: 'America/Argentina/Jujuy', features: [] }
  expect((await (await world.seatOf('operator')).send('PUT', '/api/city', city)).status).toBe(403)
  expect((await world.chief.get('/api/city')).status).toBe(404)
  expect((await world.chief.send('PUT', '/api/city', city)).status).toBe(204)
  const got = await world.chief.get('/api/city')
  expect(got.body).toEqual(city)
  const again = await world.chief.get('/api/city', { 'if-none-match': got.headers.get('etag') ?? '' })
  expect(again.status).toBe(304)
  expect((await world.chief.send('PUT', '/api/city', { ...city, centre: [200, 0] })).status).toBe(400)
})

test('the disk arithmetic says how many days fit and what the chosen hours need', async () => {
  const storage = {
    freeBytes: 9e9,
    totalBytes: 2e10,
    recordedBytes: 1e9,
    bytesPerSecond: 125_000,
    queuedBytes: 0,
    unsentEvents: 0,
  }
  recorder.sayState(camera.id, { what: 'recording', since: NOON, bitrateKbps: 1_000 })
  recorder.say({ type: 'storage', ...storage })
  const { body } = await until(
    () => world.chief.get<{ recorders: { daysThatFit?: number; bytesNeeded?: number }[] }>('/api/system'),
    (answer) => answer.body.recorders[0]?.daysThatFit !== undefined,
  )
  expect(body.recorders[0]?.daysThatFit).toBeCloseTo(1e10 / 125_000 / 86_400, 5)
  expect(body.recorders[0]?.bytesNeeded).toBe(125_000 * 72 * 3_600)
})

const isRight = (access: string): access is Right => rights.some((right) => right === access)

describe('rights', () => {
  test('stand on every route: each role is let in exactly where the table says', async () => {
    const seats = new Map<Role, Seat>()
    for (const role of roleNames) seats.set(role, await world.seatOf(role))
    for (const { method, path, access } of world.server.parts.routes) {
      const url = path.replace('{id}', 'nothing')
      if (access === 'public') continue
      expect((await world.nobody.send(method, url)).status, `${method} ${path} for nobody`).toBe(401)
      if (!isRight(access)) continue
      for (const [role, seat] of seats) {
        const { status } = await seat.send(method, url)
        expect(status === 403, `${method} ${path} for ${role}: ${status}`).toBe(!may([role], access))
      }
    }
    const toAnybody = world.server.parts.routes.filter(({ access }) => access === 'public').map(({ path }) => path)
    expect(toAnybody).toEqual(['/api/login', '/api/welcome'])
  })
})

describe('bad input', () => {
  test('of any form on any route is refused, never an error of ours', { timeout: 60_000 }, async () => {
    const routes = world.server.parts.routes.filter(({ path }) => path !== '/api/logout')
    const ids = fc.constantFrom(
      camera.id,
      'cam-0000000000',
      'hold-0000000000',
      'p-0000000000',
      '%00',
      '..%2f..',
      "'; drop table x",
    )
    const text = fc.oneof(
      fc.string({ maxLength: 30 }),
      fc.constantFrom('\0', '\ud800', '__proto__', 'rtsp://a:b@h/', 'x'.repeat(5_000)),
    )
    const number = fc.oneof(fc.integer(), fc.double(), fc.constantFrom(NOON, -1, 2 ** 31, 2 ** 53, 1e308))
    const names = [
      'version',
      'name',
      'url',
      'from',
      'to',
      'camera',
      'cameras',
      'mode',
      'purpose',
      'reason',
      'endsAt',
      'number',
      'login',
      'password',
      'roles',
      'place',
      'cone',
      'retentionHours',
      'features',
      'token',
    ]
    const leaf = fc.oneof(
      text,
      number,
      fc.boolean(),
      fc.constant(null),
      fc.array(text, { maxLength: 3 }),
      fc.constant([camera.id]),
    )
    const likely = fc.dictionary(fc.constantFrom(...names), leaf, { maxKeys: 8, noNullPrototype: true })
    const body = fc.oneof(likely, fc.jsonValue(), fc.constant(undefined)).map((value) => JSON.stringify(value) ?? '')
    const raw = fc.oneof(
      { weight: 5, arbitrary: body },
      { weight: 1, arbitrary: fc.constantFrom('{', '\ufeff{}', '[[[[', '"\\u0000"', '{"a":"\\ud800"}') },
    )
    const query = fc.dictionary(
      fc.constantFrom('from', 'to', 'at', 'since', 'limit', 'resolutionMs'),
      fc.oneof(text, number.map(String)),
      { maxKeys: 4, noNullPrototype: true },
    )
    const asked = fc.tuple(fc.constantFrom(...routes), ids, raw, query)
    await fc.assert(
      fc.asyncProperty(asked, async ([route, id, sent, asks]) => {
        const search = new URLSearchParams(Object.entries(asks).map(([name, value]) => [name, value.toWellFormed()]))
        const path = `${route.path.replace('{id}', encodeURIComponent(id).replaceAll('%25', '%'))}?${search}`
        const hasBody = route.method !== 'get' && sent !== ''
        const answer = await world.chief.send<Partial<Refused>>(route.method, path, hasBody ? sent : undefined)
        expect(answer.status, `${route.method} ${path} ${sent}: ${JSON.stringify(answer.body)}`).not.toBe(500)
        if (answer.status >= 400) expect(answer.body.refusal?.text.length).toBeGreaterThan(5)
      }),
      { numRuns: 400 },
    )
  })

  test('that is too large is dropped, before and while it is read', async () => {
    const large = JSON.stringify({ login: 'x', password: 'y'.repeat(300_000) })
    expect((await world.chief.send('POST', '/api/login', large)).status).toBe(413)
    const enough = JSON.stringify({ login: 'x', password: 'y'.repeat(200_000) })
    expect((await world.chief.send('POST', '/api/login', enough)).status).toBe(400)
    expect((await world.chief.send('POST', '/api/login', '{}', { 'content-type': 'text/plain' })).status).toBe(400)
  })

  test('of a recorder ends its link and nothing else', async () => {
    const stranger = await world.recorder('rec-stranger')
    stranger.sayRaw('{"type":"events","events":[{"seq":0}]}')
    await until(() => !stranger.isOpen)
    expect(recorder.isOpen).toBe(true)
  })
})

describe('a page', () => {
  test('may run nothing from elsewhere, and connect only to us and the recorders', async () => {
    const { headers } = await world.nobody.get('/api')
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self';")
    expect(policy).toContain("connect-src 'self' ws://localhost:8080 ws://localhost:8081;")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toMatch(/unsafe|https?:\*|\*[^:]/)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
  })

  test('of the API lists every route, in OpenAPI 3.1 and readable', async () => {
    const document = await world.nobody.get<{ openapi: string; paths: Record<string, object> }>('/api/openapi.json')
    expect(document.body.openapi).toBe('3.1.0')
    const page = await world.nobody.get<string>('/api')
    for (const { method, path } of world.server.parts.routes) {
      expect(document.body.paths[path]).toHaveProperty(method)
      expect(page.body).toContain(`${method.toUpperCase()} ${path}`)
    }
    expect(page.body).not.toContain('<script')
  })
})

test(
  'a database that goes away is said as that, and the server lives on until it is back',
  { timeout: 60_000 },
  async () => {
    await world.postgres.kill()
    const away = await until(
      () => world.chief.get<Refused>('/api/cameras'),
      ({ status }) => status === 503,
    )
    expect(away.body.refusal.code).toBe('database-away')
    expect((await world.nobody.get<{ database: string }>('/health')).body.database).toBe('away')
    // Told while it is away: kept by the connection until it can be stored.
    const told = recorder.tell(NOON, {
      kind: 'gop.dropped',
      camera: camera.id,
      at: NOON,
      frames: 1,
      bytes: 1,
      cause: 'queue-full',
    })
    await world.postgres.start()
    await told
    expect((await world.chief.get('/api/cameras')).status).toBe(200)
    const events = await until(
      async () => JSON.stringify((await world.chief.get('/api/events')).body),
      (text) => text.includes('gop.dropped'),
    )
    expect(events.match(/gop\.dropped/g)).toHaveLength(1)
  },
)
