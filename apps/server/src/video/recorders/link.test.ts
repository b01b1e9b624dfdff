// What a recorder says that is not of the contract, over the real link: it costs itself and nothing else.

import type { Camera } from '@sereno/contract/cameras'
import { EVENTS_BATCH_BYTES_MAX } from '@sereno/contract/recorder-link'
import type { Timeline } from '@sereno/contract/recordings'
import { type CameraId } from '@sereno/domain/ids'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { NOON } from '../../testing/fake-clock.ts'
import { type FakeRecorder, aSegment } from '../../testing/fake-recorder.ts'
import { type World, startWorld, until } from '../../testing/world.ts'

const HOUR = 3_600_000
let world: World
let recorder: FakeRecorder
let camera: CameraId
beforeAll(async () => {
  world = await startWorld()
  recorder = await world.recorder()
  const added = await world.chief.send<Camera>('POST', '/api/cameras', { name: 'Plaza', url: 'rtsp://10.0.0.7/live' })
  camera = added.body.id
})
afterAll(() => world.stop())

const say = (...events: object[]) => recorder.sayRaw(JSON.stringify({ type: 'events', events }))
const sealed = (seq: number, startAt: number, more = {}) => ({
  seq,
  happenedAt: NOON,
  kind: 'segment.sealed',
  segment: { ...aSegment(camera, startAt), ...more },
})
const storedUpTo = (seq: number) => recorder.hears('stored', (stored) => stored.seq === seq)

interface Seen {
  kind: string
  body: Record<string, unknown>
}
async function refusedFacts(): Promise<Seen[]> {
  const { body } = await world.chief.get<{ events: Seen[] }>('/api/events')
  return body.events.filter(({ kind }) => kind === 'recorder.fact-refused')
}

test('a fact that is not of the contract is noted in its place, and those before and behind it are stored', async () => {
  say(
    sealed(1, NOON - 3 * HOUR),
    { seq: 2 },
    { seq: 3, happenedAt: NOON, kind: 'camera.grew-legs', legs: 4 },
    sealed(4, NOON - 2 * HOUR, { codec: 'h266', codecString: '\0' }),
    { seq: 5, happenedAt: 1e300, kind: 'recording.resumed' },
    sealed(6, NOON - HOUR),
  )
  await storedUpTo(6)
  expect(recorder.isOpen).toBe(true)
  const path = `/api/cameras/${camera}/timeline?from=${NOON - 4 * HOUR}&to=${NOON}`
  const { spans } = (await world.chief.get<Timeline>(path)).body
  expect(spans.map(({ from }) => from)).toEqual([NOON - 3 * HOUR, NOON - HOUR])
  const noted = await until(refusedFacts, (facts) => facts.length === 4)
  expect(noted.map(({ body }) => [body['seq'], body['kind']])).toEqual([
    [2, 'unknown'],
    [3, 'camera.grew-legs'],
    [4, 'segment.sealed'],
    [5, 'recording.resumed'],
  ])
  expect(noted[2]?.body['problem']).toMatch(/^segment\.codec: /)
  expect(world.traces()).toContain('a fact of a recorder was skipped')
})

test('one that only the database does not take is noted too, with what is unreadable beside it', async () => {
  const tooWide = { width: 2 ** 40 }
  say(sealed(7, NOON - 5 * HOUR, tooWide), { seq: 8, kind: '\0\ud800' }, sealed(9, NOON - 6 * HOUR))
  await storedUpTo(9)
  const noted = await until(refusedFacts, (facts) => facts.length === 6)
  expect(noted.slice(4).map(({ body }) => [body['seq'], body['kind']])).toEqual([
    [7, 'segment.sealed'],
    [8, 'unknown'],
  ])
  // Told again after a broken connection, nothing of it is noted twice.
  say({ seq: 8, kind: '\0\ud800' }, { seq: 10, happenedAt: NOON, kind: 'recording.resumed' })
  await storedUpTo(10)
  expect(await refusedFacts()).toHaveLength(6)
})

test('the largest batch that a recorder sends is taken', async () => {
  const gops = Buffer.alloc(11_900).toString('base64')
  const row = JSON.stringify(sealed(11, NOON, { gops })).length
  const count = Math.floor(EVENTS_BATCH_BYTES_MAX / (row + 10))
  say(...Array.from({ length: count }, (_, n) => sealed(11 + n, NOON - 20 * HOUR + n * 600_000, { gops })))
  await storedUpTo(10 + count)
})

test('a state that cannot be costs no other camera its own', async () => {
  const bad = { camera, state: { what: 'recording', since: NOON, frameRate: 1e9 } }
  const other = await world.chief.send<Camera>('POST', '/api/cameras', { name: 'Calle', url: 'rtsp://10.0.0.8/' })
  const good = { camera: other.body.id, state: { what: 'recording', since: NOON, frameRate: 25 } }
  recorder.sayRaw(JSON.stringify({ type: 'states', states: [bad, good, null] }))
  const read = () => world.chief.get<Camera>(`/api/cameras/${other.body.id}`)
  await until(async () => (await read()).body.state.frameRate === 25)
  expect(recorder.isOpen).toBe(true)
})
