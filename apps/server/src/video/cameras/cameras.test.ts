import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Camera } from '@sereno/contract/cameras'
import { makePasswordSeal } from '../../platform/secrets/password-seal.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FakeRecorder } from '../../testing/fake-recorder.ts'
import { type World, startWorld, until } from '../../testing/world.ts'

let world: World
let recorder: FakeRecorder
beforeAll(async () => {
  world = await startWorld()
  recorder = await world.recorder()
})
afterAll(() => world.stop())

interface Refused {
  refusal: { code: string; facts: Record<string, unknown>; text: string }
}

async function add(more: object = {}): Promise<Camera> {
  const answer = await world.chief.send<Camera>('POST', '/api/cameras', {
    name: 'Plaza',
    url: 'rtsp://10.0.0.7/live',
    ...more,
  })
  expect(answer.status).toBe(201)
  return answer.body
}

function keyOfWorld(): Buffer {
  return readFileSync(join(world.folder, 'secrets/camera-passwords.key'))
}

describe('a camera', () => {
  test('gets the lowest free number and the recorder that is there, which hears of it at once', async () => {
    const [one, two] = [await add(), await add({ number: 3 })]
    const three = await add()
    expect([one.number, two.number, three.number]).toEqual([1, 3, 2])
    expect(one).toMatchObject({ recorder: 'rec-1', hasPassword: false, isRecorded: true, retentionHours: 72 })
    await until(() => recorder.settings?.cameras.some(({ id }) => id === three.id))
  })

  test('with a number that is taken is refused, naming who has it', async () => {
    const body = { name: 'x', url: 'rtsp://10.0.0.8/', number: 1 }
    const answer = await world.chief.send<Refused>('POST', '/api/cameras', body)
    expect(answer.status).toBe(409)
    expect(answer.body.refusal).toMatchObject({ code: 'camera-number-taken', facts: { number: 1, name: 'Plaza' } })
  })

  test.each(['http://10.0.0.7/', 'rtsp:///', 'rtsp://host:99999/', 'x'.repeat(8)])(
    'with the address %s is refused',
    async (url) => {
      const answer = await world.chief.send<Refused>('POST', '/api/cameras', { name: 'x', url })
      expect(answer.body.refusal.code).toBe('camera-url-not-valid')
    },
  )

  test('changed by two at once is changed by one, and the other is told', async () => {
    const camera = await add()
    const change = (name: string) =>
      world.chief.send<Camera>('PATCH', `/api/cameras/${camera.id}`, { version: 1, name })
    const answers = await Promise.all([change('Uno'), change('Dos')])
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409])
    const now = await world.chief.get<Camera>(`/api/cameras/${camera.id}`)
    expect(now.body.version).toBe(2)
  })

  test('loses an optional value by null and keeps what is not sent', async () => {
    const cone = { headingDegrees: 90, fieldOfViewDegrees: 60, rangeMetres: 40 }
    const place = { latitude: -24.18, longitude: -65.3 }
    const camera = await add({ place, cone, username: 'admin' })
    expect(camera).toMatchObject({ place, cone, username: 'admin' })
    const path = `/api/cameras/${camera.id}`
    const changed = await world.chief.send<Camera>('PATCH', path, { version: 1, cone: null, username: null })
    expect(changed.body).toMatchObject({ place, version: 2 })
    expect(changed.body).not.toHaveProperty('cone')
    expect(changed.body).not.toHaveProperty('username')
  })

  test('that is removed is gone from list and recorder, and its number is free', async () => {
    const camera = await add()
    expect((await world.chief.send('DELETE', `/api/cameras/${camera.id}`)).status).toBe(204)
    expect((await world.chief.get(`/api/cameras/${camera.id}`)).status).toBe(404)
    expect((await world.chief.send('DELETE', `/api/cameras/${camera.id}`)).status).toBe(404)
    await until(() => recorder.settings?.cameras.every(({ id }) => id !== camera.id))
    expect((await add()).number).toBe(camera.number)
  })

  test('has the state that its recorder last said, and says when nobody knows', async () => {
    const camera = await add()
    expect(camera.state.what).toBe('connecting')
    recorder.sayState(camera.id, { what: 'recording', since: world.clock.now(), codec: 'h264' })
    const read = () => world.chief.get<Camera>(`/api/cameras/${camera.id}`)
    await until(async () => (await read()).body.state.what === 'recording')
  })
})

function answerFor(probe: string) {
  return { probe, codec: 'h264', codecString: 'avc1.64001f', width: 640, height: 360, answeredMs: 210 } as never
}

describe('a test of a source', () => {
  test('is asked of a recorder, with the password sealed to the probe, and answered', async () => {
    recorder.onProbe = ({ probe }) => ({ type: 'probed', probe, answer: answerFor(probe) })
    const body = { url: 'rtsp://user:open%20sesame@10.0.0.9:8554/main' }
    const answer = await world.chief.send<{ probe: string }>('POST', '/api/cameras/test', body)
    expect(answer).toMatchObject({ status: 200, body: { codec: 'h264', width: 640 } })
    const asked = await recorder.hears('probe', ({ probe }) => probe === answer.body.probe)
    expect(asked.source).toMatchObject({ host: '10.0.0.9', port: 8_554, path: '/main', username: 'user' })
    const seal = makePasswordSeal(keyOfWorld())
    expect(seal.open(Buffer.from(asked.source.sealedPassword ?? '', 'base64'), asked.probe)).toBe('open sesame')
  })

  test.each([
    ['camera-name-not-found', { host: 'nowhere' }],
    ['camera-refused', { host: '10.0.0.9', port: 554 }],
    ['camera-wrong-password', {}],
    ['camera-no-usable-track', {}],
    ['camera-no-picture', { seconds: 10 }],
  ])('that fails says exactly what: %s', async (code, facts) => {
    recorder.onProbe = ({ probe }) => ({ type: 'probed', probe, refusal: { code, facts } })
    const answer = await world.chief.send<Refused>('POST', '/api/cameras/test', { url: 'rtsp://10.0.0.9/' })
    expect(answer.status).toBe(422)
    expect(answer.body.refusal).toMatchObject({ code, facts })
    expect(answer.body.refusal.text).not.toMatch(/[{}]/)
  })

  test('uses the stored password for the same box, and never sends it to another one', async () => {
    const camera = await add({ url: 'rtsp://10.0.0.7/live', username: 'admin', password: 'stored secret' })
    recorder.onProbe = ({ probe }) => ({ type: 'probed', probe, answer: answerFor(probe) })
    const tryOut = (url: string) => world.chief.send<Refused>('POST', '/api/cameras/test', { url, camera: camera.id })
    expect((await tryOut('rtsp://10.0.0.7/other')).status).toBe(200)
    const elsewhere = await tryOut('rtsp://10.66.66.66/live')
    expect(elsewhere.body.refusal.code).toBe('password-needed-again')
    const change = { version: 1, url: 'rtsp://10.66.66.66/live' }
    const moved = await world.chief.send<Refused>('PATCH', `/api/cameras/${camera.id}`, change)
    expect(moved.body.refusal.code).toBe('password-needed-again')
    const typed = await world.chief.send('PATCH', `/api/cameras/${camera.id}`, { ...change, password: 'typed again' })
    expect(typed.status).toBe(200)
  })
})

test('a camera password is in no row, event, answer, trace, message or process list', async () => {
  const planted = 'Planted-5ecret-ñ!'
  const camera = await add({ url: 'rtsp://10.0.0.7/x', username: 'admin', password: planted })
  await add({ url: `rtsp://admin:${encodeURIComponent(planted)}@10.0.0.7/y` })
  // Cheap cameras take it in the address alone.
  const cheap = await add({ url: `rtsp://10.0.0.7/z?user=admin&password=${planted}&channel=1` })
  await add({ url: `rtsp://10.0.0.7/user=admin_password=${encodeURIComponent(planted)}_channel=1.sdp` })
  recorder.onProbe = ({ probe }) => ({ type: 'probed', probe, refusal: { code: 'camera-wrong-password', facts: {} } })
  const tested = await world.chief.send('POST', '/api/cameras/test', {
    url: 'rtsp://h/',
    username: 'a',
    password: planted,
  })
  const testedPath = await world.chief.send('POST', '/api/cameras/test', { url: `rtsp://h/?pwd=${planted}` })
  const moved = { version: 1, url: `rtsp://10.0.0.7/z?user=admin&password=${planted}&channel=2` }
  const changedPath = await world.chief.send('PATCH', `/api/cameras/${cheap.id}`, moved)
  const changed = await world.chief.send('PATCH', `/api/cameras/${camera.id}`, { version: 1, password: planted })
  const bad = await world.chief.send('PATCH', `/api/cameras/${camera.id}`, { version: 0, password: planted })
  const list = await world.chief.get('/api/cameras')
  await until(() => recorder.settings?.cameras.some(({ source }) => source.sealedPassword !== undefined))
  await until(async () => JSON.stringify((await world.chief.get('/api/events')).body).includes(camera.id))
  const events = await world.chief.get('/api/events')
  const { pool } = world.server.database
  const { rows: tables } = await pool.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'public'`,
  )
  let dump = ''
  for (const { name } of tables) {
    const { rows } = await pool.query<{ row: string }>(`select t::text as row from "${name}" t`)
    dump += rows.map(({ row }) => row).join('\n')
  }
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(commandLine)
    .join('\n')
  const places = { dump, processes, traces: world.traces(), heard: JSON.stringify(recorder.heard) }
  const answers = JSON.stringify(
    [camera, cheap, tested, testedPath, changed, changedPath, bad, list, events].map((answer) => answer),
  )
  for (const form of [
    planted,
    encodeURIComponent(planted),
    Buffer.from(planted).toString('base64').slice(0, 20),
    Buffer.from(planted).toString('hex'),
  ]) {
    for (const [place, text] of Object.entries({ ...places, answers })) {
      expect(text.includes(form), `${form} in ${place}`).toBe(false)
    }
  }
  // A search that finds nothing anywhere proves nothing: what is there is found.
  expect(dump).toContain('Plaza')
  expect(answers).toContain(camera.id)
  expect(processes).toContain('postgres')
  // The recorder, which has the key, can open what it was told.
  const told = recorder.settings?.cameras.find(({ id }) => id === camera.id)
  const seal = makePasswordSeal(keyOfWorld())
  expect(seal.open(Buffer.from(told?.source.sealedPassword ?? '', 'base64'), camera.id)).toBe(planted)
  expect(() => seal.open(Buffer.from(told?.source.sealedPassword ?? '', 'base64'), 'cam-0000000000')).toThrow()
  const path = recorder.settings?.cameras.find(({ id }) => id === cheap.id)?.source.sealedPath ?? ''
  expect(seal.open(Buffer.from(path, 'base64'), `${cheap.id}/path`)).toContain(planted)
})

function opened(sealed: string | undefined, boundTo: string): string {
  return makePasswordSeal(keyOfWorld()).open(Buffer.from(sealed ?? '', 'base64'), boundTo)
}

describe('an address with a password in its path', () => {
  const url = 'rtsp://10.0.0.7/cam?user=admin&password=Sesam0&channel=1'
  const shown = 'rtsp://10.0.0.7/cam?user=admin&password=***&channel=1'

  test('is shown without it, stays as it is when it comes back so, and is typed whole for every other change', async () => {
    const camera = await add({ url })
    expect(camera).toMatchObject({ url: shown, hasPassword: false })
    const path = `/api/cameras/${camera.id}`
    const same = await world.chief.send<Camera>('PATCH', path, { version: 1, url: shown, name: 'Feria' })
    expect(same.body).toMatchObject({ url: shown, name: 'Feria', version: 2 })
    await until(() => recorder.settings?.cameras.some(({ id, source }) => id === camera.id && source.sealedPath))
    const { source } = recorder.settings?.cameras.find(({ id }) => id === camera.id) ?? {}
    expect(opened(source?.sealedPath, `${camera.id}/path`)).toBe('/cam?user=admin&password=Sesam0&channel=1')
    for (const other of [
      'rtsp://10.0.0.7/cam?user=admin&password=***&channel=2',
      shown.replace('10.0.0.7', '10.6.6.6'),
    ]) {
      const refused = await world.chief.send<Refused>('PATCH', path, { version: 2, url: other })
      expect(refused).toMatchObject({ status: 422, body: { refusal: { code: 'camera-url-hidden' } } })
    }
    const plain = await world.chief.send<Camera>('PATCH', path, { version: 2, url: 'rtsp://10.0.0.7/plain' })
    expect(plain.body.url).toBe('rtsp://10.0.0.7/plain')
    await until(() => {
      const now = recorder.settings?.cameras.find(({ id }) => id === camera.id)?.source
      return now?.path === '/plain' && now.sealedPath === undefined
    })
    const unknown = await world.chief.send<Refused>('POST', '/api/cameras', { name: 'x', url: shown })
    expect(unknown.body.refusal.code).toBe('camera-url-hidden')
  })

  test('is tested whole, as typed or as stored', async () => {
    recorder.onProbe = ({ probe }) => ({ type: 'probed', probe, answer: answerFor(probe) })
    const camera = await add({ url })
    for (const body of [{ url }, { url: shown, camera: camera.id }]) {
      const answer = await world.chief.send<{ probe: string }>('POST', '/api/cameras/test', body)
      const { source, probe } = await recorder.hears('probe', (asked) => asked.probe === answer.body.probe)
      expect(source.path).toBe('/cam?user=admin&password=***&channel=1')
      expect(opened(source.sealedPath, `${probe}/path`)).toBe('/cam?user=admin&password=Sesam0&channel=1')
    }
    const nowhere = await world.chief.send<Refused>('POST', '/api/cameras/test', { url: shown })
    expect(nowhere.body.refusal.code).toBe('camera-url-hidden')
  })

  test('that was stored before paths were sealed is sealed at the next start', async () => {
    const camera = await add()
    const { pool } = world.server.database
    await pool.query('update cameras set path = $1 where id = $2', ['/old?pwd=Sesam0', camera.id])
    await world.restart()
    const now = await world.chief.get<Camera>(`/api/cameras/${camera.id}`)
    expect(now.body.url).toBe('rtsp://10.0.0.7/old?pwd=***')
    recorder = await world.recorder()
    await until(() => recorder.settings?.cameras.some(({ id }) => id === camera.id))
    const { source } = recorder.settings?.cameras.find(({ id }) => id === camera.id) ?? {}
    expect(opened(source?.sealedPath, `${camera.id}/path`)).toBe('/old?pwd=Sesam0')
  })
})

test('a stored password that the key file does not open is said, and no recorder is asked', async () => {
  const camera = await add({ username: 'admin', password: 'stored secret' })
  const { pool } = world.server.database
  await pool.query('update cameras set sealed_password = $1 where id = $2', [Buffer.alloc(40), camera.id])
  const body = { url: 'rtsp://10.0.0.7/live', camera: camera.id }
  const answer = await world.chief.send<Refused>('POST', '/api/cameras/test', body)
  expect(answer).toMatchObject({ status: 422, body: { refusal: { code: 'camera-password-unreadable' } } })
})

test('where every recorder carries as many cameras as it can, no more are taken, and that is said', async () => {
  const { body } = await world.chief.send<{ cameras: Camera[] }>('GET', '/api/cameras')
  recorder = await world.recorder('rec-1', { camerasMax: body.cameras.length + 1 })
  await add()
  const wanted = { name: 'one too many', url: 'rtsp://10.0.0.7/live' }
  const refused = await world.chief.send<Refused>('POST', '/api/cameras', wanted)
  expect(refused).toMatchObject({ status: 409, body: { refusal: { code: 'recorders-full' } } })
  recorder = await world.recorder('rec-1')
  await add()
})

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}

test('without a recorder no source can be tried, and that is what is said', async () => {
  recorder.close()
  const answer = await until(
    () => world.chief.send<Refused>('POST', '/api/cameras/test', { url: 'rtsp://10.0.0.9/' }),
    ({ status }) => status === 503,
  )
  expect(answer.body.refusal.code).toBe('no-recorder')
})
