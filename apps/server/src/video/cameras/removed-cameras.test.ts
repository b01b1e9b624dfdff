// What was recorded of a camera that is gone: it can be found, seen and held until its time is over.

import type { Camera } from '@sereno/contract/cameras'
import type { Hold, Timeline } from '@sereno/contract/recordings'
import type { ViewAnswer } from '@sereno/contract/views'
import { instant } from '@sereno/domain/instant'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { NOON } from '../../testing/fake-clock.ts'
import { type FakeRecorder, aSegment } from '../../testing/fake-recorder.ts'
import { type Seat, type World, startWorld, until } from '../../testing/world.ts'

const HOUR = 3_600_000
let world: World
let recorder: FakeRecorder
let camera: Camera
beforeAll(async () => {
  world = await startWorld()
  recorder = await world.recorder()
  const added = await world.chief.send<Camera>('POST', '/api/cameras', {
    name: 'Puente',
    url: 'rtsp://10.0.0.7/live?pwd=Sesam0',
    username: 'admin',
    password: 'secret',
  })
  camera = added.body
  const segment = aSegment(camera.id, NOON - HOUR)
  await recorder.tell(NOON, { kind: 'segment.sealed', segment })
  expect((await world.chief.send('DELETE', `/api/cameras/${camera.id}`)).status).toBe(204)
  // Its number is another's now, and that one has recorded nothing that would be listed.
  const next = await world.chief.send<Camera>('POST', '/api/cameras', { name: 'Otra', url: 'rtsp://10.0.0.8/' })
  expect(next.body.number).toBe(camera.number)
  const empty = await world.chief.send<Camera>('POST', '/api/cameras', { name: 'Sin nada', url: 'rtsp://10.0.0.9/' })
  await world.chief.send('DELETE', `/api/cameras/${empty.body.id}`)
})
afterAll(() => world.stop())

interface Refused {
  refusal: { code: string; facts: Record<string, unknown> }
}
const removed = async (who: Seat = world.chief) =>
  (await who.get<{ cameras: Camera[] }>('/api/cameras?removed=true')).body.cameras
const open = (who: Seat, more: object) =>
  who.send<ViewAnswer & Refused>('POST', '/api/views', {
    cameras: [camera.id],
    mode: 'clear',
    purpose: 'general-watch',
    ...more,
  })
const recorded = { from: NOON - HOUR, to: NOON }

test('it is listed as removed while it has recordings, without its passwords, and not among the others', async () => {
  expect(await removed()).toMatchObject([
    {
      id: camera.id,
      name: 'Puente',
      url: 'rtsp://10.0.0.7/live?pwd=***',
      hasPassword: false,
      removedAt: NOON,
      state: { what: 'off', since: NOON },
    },
  ])
  const { body } = await world.chief.get<{ cameras: Camera[] }>('/api/cameras')
  expect(body.cameras.map(({ name }) => name)).toEqual(['Otra'])
  expect((await world.chief.get(`/api/cameras/${camera.id}`)).status).toBe(404)
  expect((await world.nobody.get('/api/cameras?removed=true')).status).toBe(401)
})

test('its recordings can be seen by those who may see recordings, and nothing live', async () => {
  const path = `/api/cameras/${camera.id}/timeline?from=${NOON - 2 * HOUR}&to=${NOON}`
  expect((await world.chief.get<Timeline>(path)).body.spans).toHaveLength(1)
  const view = await open(world.chief, recorded)
  expect(view).toMatchObject({ status: 201, body: { listeners: [{ cameras: [camera.id] }] } })
  expect(await open(world.chief, {})).toMatchObject({ status: 404, body: { refusal: { code: 'not-found' } } })
  const operator = await world.seatOf('operator')
  expect((await open(operator, recorded)).body.refusal.facts).toEqual({ right: 'views.playback' })
})

test('its minutes can be held, and its recorder is told', async () => {
  const wanted = { camera: camera.id, ...recorded, reason: 'Expte. 4711', endsAt: NOON + 240 * HOUR }
  const made = await world.chief.send<Hold>('POST', '/api/holds', wanted)
  expect(made.status).toBe(201)
  await until(() => recorder.settings?.holds.some(({ id }) => id === made.body.id))
  const unknown = await world.chief.send<Refused>('POST', '/api/holds', { ...wanted, camera: 'cam-0000000000' })
  expect(unknown.status).toBe(404)
})

test('it is listed no more when its last recording has expired', async () => {
  const startAts = [instant(NOON - HOUR)]
  await recorder.tell(NOON, { kind: 'segments.expired', camera: camera.id, startAts, why: 'retention-hours' })
  expect(await removed()).toEqual([])
})
