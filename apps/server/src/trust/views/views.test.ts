// How views end, over the real link: closed, with their login, with their right; also while a recorder does not hear us,
// and in the very moment in which they are opened.

import { createHash } from 'node:crypto'
import type { Camera } from '@sereno/contract/cameras'
import type { ToRecorder } from '@sereno/contract/recorder-link'
import type { ViewAnswer } from '@sereno/contract/views'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { makeTrace } from '../../platform/traces/trace.ts'
import type { FakeRecorder } from '../../testing/fake-recorder.ts'
import { type Seat, type World, startWorld, until } from '../../testing/world.ts'
import { revocationsFor } from './index.ts'

/** docs/reference/trust/views.md: when a login or a right ends, running views end within 2 s. */
const ENDS_MS_MAX = 2_000
const HOUR = 3_600_000

let world: World
let recorder: FakeRecorder
let camera: Camera
beforeAll(async () => {
  world = await startWorld()
  recorder = await world.recorder()
  const added = await world.chief.send<Camera>('POST', '/api/cameras', { name: 'Plaza', url: 'rtsp://10.0.0.7/live' })
  camera = added.body
})
afterAll(() => world.stop())

let ana: Seat
beforeEach(async () => {
  ana = await world.seatOf('operator')
})

interface Refused {
  refusal: { code: string; facts: object }
}
const open = (who: Seat) =>
  who.send<ViewAnswer & Refused>('POST', '/api/views', {
    cameras: [camera.id],
    mode: 'clear',
    purpose: 'general-watch',
  })
const close = (who: Seat, { body }: { body: ViewAnswer }) => who.send('DELETE', `/api/views/${body.id}`)
const sessionOf = ({ cookie }: Seat) =>
  createHash('sha256')
    .update(cookie.split('=')[1] ?? '')
    .digest()
const hashOf = (who: Seat) => sessionOf(who).toString('base64url')

async function change(who: Seat, access: { roles: string[] } | { isDisabled: boolean }) {
  const { body } = await who.get<{ person: { id: string; version: number } }>('/api/me')
  const { id, version } = body.person
  return world.chief.send('PATCH', `/api/people/${id}`, { version, ...access })
}

async function whyEnded({ body }: { body: ViewAnswer }): Promise<string> {
  const { pool } = world.server.database
  const { rows } = await pool.query<{ ended_why: string }>('select ended_why from views where id = $1', [body.id])
  return rows[0]?.ended_why ?? ''
}

describe('a running view ends for the recorder within two seconds', () => {
  test.each([
    ['is closed', 'closed', (view: { body: ViewAnswer }) => close(ana, view)],
    ['is logged out', 'logout', () => ana.send('POST', '/api/logout')],
    ['has its account closed', 'account', () => change(ana, { isDisabled: true })],
    ['loses its role', 'right', () => change(ana, { roles: ['auditor'] })],
  ])('when it %s', async (_, why, act) => {
    const view = await open(ana)
    const isIt = (revoke: { session?: string | undefined; view?: string | undefined }) =>
      revoke.view === view.body.id || revoke.session === hashOf(ana)
    const since = performance.now()
    expect((await act(view)).status).toBeLessThan(300)
    await recorder.hears('revoke', isIt, ENDS_MS_MAX)
    expect(performance.now() - since).toBeLessThan(ENDS_MS_MAX)
    expect(await whyEnded(view)).toBe(why)
  })

  test('but not by somebody else', async () => {
    expect((await close(world.chief, await open(ana))).status).toBe(404)
  })
})

const revokesIn = (heard: readonly ToRecorder[]) =>
  heard.flatMap((message) => (message.type === 'revoke' ? [message.session ?? message.view] : []))

async function linkIsDown(): Promise<void> {
  recorder.close()
  await until(() => world.server.parts.hub.find('rec-1')?.isConnected === false)
}

describe('what ends while a recorder does not hear us', () => {
  test('it is told when it is back, before it may let anybody in', async () => {
    const [bea, eva, mia] = [
      await world.seatOf('operator'),
      await world.seatOf('operator'),
      await world.seatOf('operator'),
    ]
    const [runsOn, closed, lost] = [await open(mia), await open(bea), await open(eva)]
    for (let n = 0; n < 3; n++) await open(ana)
    await linkIsDown()
    await ana.send('POST', '/api/logout')
    await close(bea, closed)
    await change(eva, { roles: ['auditor'] })
    recorder = await world.recorder()
    const before = recorder.heard.slice(
      0,
      recorder.heard.findIndex(({ type }) => type === 'welcome'),
    )
    const told = revokesIn(before)
    expect(told).toEqual(expect.arrayContaining([hashOf(ana), closed.body.id, lost.body.id]))
    expect(told.filter((what) => what === hashOf(ana))).toHaveLength(1)
    expect(told).not.toContain(runsOn.body.id)
    // Another recorder had none of their pictures.
    expect(revokesIn((await world.recorder('rec-other')).heard)).toEqual([])
  })

  test('is told whole logins first and the youngest views, within a bound', async () => {
    const [one, two] = [await open(ana), await open(ana)]
    await close(ana, one)
    world.clock.advance(10)
    await close(ana, two)
    const needs = { db: world.server.database.db, clock: world.clock, trace: makeTrace({ level: 'silent' }) }
    const told = await revocationsFor(needs, 'rec-1', 1)
    expect(told).toEqual([{ session: expect.any(String) }, { view: two.body.id }])
  })

  test('is forgotten when it would be over anyway', async () => {
    await linkIsDown()
    world.clock.advance(8 * HOUR)
    recorder = await world.recorder()
    expect(revokesIn(recorder.heard)).toEqual([])
  })
})

describe('a view that is opened in the moment in which', () => {
  test.each([
    ['its login ends is not opened', 'delete from sessions where hash = $1', 'login-required'],
    [
      'its right ends is not opened',
      "update persons set roles = '{auditor}' where id = (select person from sessions where hash = $1)",
      'right-missing',
    ],
    [
      'its account is closed is not opened',
      'update persons set is_disabled = true where id = (select person from sessions where hash = $1)',
      'login-required',
    ],
  ])('%s', async (_, ending, code) => {
    const client = await world.server.database.pool.connect()
    try {
      await client.query('begin')
      // As changePerson does; who logs out locks the session only.
      if (ending.startsWith('update')) await client.query('select from persons order by id for update')
      await client.query(ending, [sessionOf(ana)])
      const opening = open(ana)
      const waits = () => client.query('select from pg_locks where not granted').then(({ rowCount }) => rowCount)
      await Promise.race([opening, until(waits)])
      await client.query('commit')
      const { status, body } = await opening
      expect([status < 300, body.refusal?.code]).toEqual([false, code])
    } finally {
      client.release()
    }
    const { rows } = await world.server.database.pool.query('select from views where session = $1', [sessionOf(ana)])
    expect(rows).toEqual([])
  })
})
