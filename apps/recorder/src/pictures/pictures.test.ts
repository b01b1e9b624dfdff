// The listener from outside, with a recorder as a process, virtual cameras, and a server that is only a wire.

import { request } from 'node:http'
import { connect } from 'node:net'
import { type PictureHeader, type PictureNotice, unpackPicture } from '@sereno/contract/pictures'
import { firstSyncSample, parseInit, parseMoof } from '@sereno/fmp4/reader'
import type { RecorderEvent } from '@sereno/contract/recorder-events'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { hashOf } from '../door/receipt.ts'
import {
  DataFolder,
  FakeServer,
  type Fleet,
  ORIGIN,
  type RecorderProcess,
  SESSION,
  cameraId,
  startFleet,
  startRecorder,
  until,
} from '../testing/processes.ts'
import { CONNECTIONS_MAX } from './listener.ts'
import { STRANGERS_MAX } from './strangers.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let data: DataFolder
let fleet: Fleet
let server: FakeServer
let recorder: RecorderProcess
beforeAll(async () => {
  data = new DataFolder()
  fleet = await startFleet({ cameras: 2 })
  server = await FakeServer.listen(data)
  server.settings = data.settings(fleet.port, 2)
  recorder = await startRecorder(data)
  await until(() => server.events.some(({ kind }) => kind === 'segment.sealed'))
})
afterAll(async () => {
  await recorder.kill('SIGKILL')
  await server.end()
  await fleet.end()
  data.remove()
})

interface View {
  readonly socket: WebSocket
  readonly notices: PictureNotice[]
  readonly pictures: { header: PictureHeader; bytes: Uint8Array }[]
  ask(message: object): void
}

async function aView(first: object, headers: Record<string, string> = {}, localAddress = '127.0.0.1'): Promise<View> {
  const socket = new WebSocket(`ws://127.0.0.1:${recorder.port}/pictures`, {
    localAddress,
    headers: { origin: ORIGIN, cookie: `other=1; sereno_session=${SESSION}`, ...headers },
  })
  const view: View = { socket, notices: [], pictures: [], ask: (message) => socket.send(JSON.stringify(message)) }
  socket.on('message', (message: Buffer, isBinary) => {
    if (isBinary) view.pictures.push(unpackPicture(message))
    else view.notices.push(JSON.parse(message.toString()) as PictureNotice)
  })
  await new Promise((resolve, reject) => {
    socket.on('open', resolve)
    socket.on('error', reject)
  })
  view.ask(first)
  await until(() => view.notices.length > 0)
  return view
}
const live = () => aView(data.ticket())
const rows = (events: readonly RecorderEvent[]) =>
  events.flatMap((event) =>
    event.kind === 'segment.sealed' && event.segment.camera === cameraId(1) ? [event.segment] : [],
  )
const playback = (change: Record<string, unknown> = {}) =>
  aView(data.ticket({ act: 'view.playback', from: Date.now() - 3_600_000, to: Date.now() + 60_000, ...change }))

test('who joins has the last GOP in one message with its init segment, then each frame as it comes', async () => {
  const view = await live()
  view.ask({ type: 'live', channel: 3, camera: cameraId(1) })
  await until(() => view.pictures.length >= 12)
  view.ask({ type: 'stop', channel: 3 })
  const [first, ...rest] = view.pictures
  const initBytes = first?.header.initBytes ?? 0
  expect(first?.header).toMatchObject({ type: 'init', channel: 3, width: 64, height: 48, isKeyframe: true })
  expect(parseInit(first?.bytes.subarray(0, initBytes) ?? new Uint8Array())).toMatchObject({ codec: 'h264', width: 64 })
  const replay = parseMoof(first?.bytes.subarray(initBytes) ?? new Uint8Array())
  if ('problem' in replay) throw new Error(replay.field)
  let endTicks = replay.baseDecodeTicks + replay.durationTicks
  for (const { header, bytes } of rest) {
    const moof = parseMoof(bytes)
    if ('problem' in moof) throw new Error(moof.field)
    expect({ type: header.type, frames: moof.samples.length, at: moof.baseDecodeTicks }).toEqual({
      type: 'frames',
      frames: 1,
      at: endTicks,
    })
    endTicks += moof.durationTicks
  }
  view.socket.close()
})

test('a camera that stops says so on its tile, and comes back with a new beginning', async () => {
  const view = await aView(data.ticket({ cameras: [cameraId(2)] }))
  view.ask({ type: 'live', channel: 0, camera: cameraId(2) })
  await until(() => view.pictures.length > 3)
  await fleet.order('/cut', { camera: '2' })
  await until(() =>
    view.notices.find((notice) => notice.type === 'state' && !notice.live && notice.cause === 'closed-by-camera'),
  )
  await until(() => view.pictures.slice(4).some(({ header }) => header.type === 'init'))
  view.socket.close()
})

test('a moment is answered by the GOP that contains it, then by the ones after and before', async () => {
  const view = await playback()
  const [row] = rows(server.events)
  if (!row) throw new Error('no row')
  const at = row.startAt + Math.round((row.endAt - row.startAt) / 2)
  const ask = async (message: object) => {
    const before = view.pictures.length
    view.ask({ channel: 1, camera: cameraId(1), request: before, ...message })
    await until(() => view.pictures.length > before || view.notices.some((notice) => notice.type === 'nothing'))
    return view.pictures[before] ?? Promise.reject(new Error('nothing'))
  }
  const middle = await ask({ type: 'seek', at })
  expect(middle.header).toMatchObject({ type: 'fragment', channel: 1, segmentStartAt: row.startAt, isKeyframe: true })
  expect(middle.header.at).toBeLessThanOrEqual(at)
  expect(middle.header.at + middle.header.durationMs).toBeGreaterThan(at)
  const { initBytes = 0 } = middle.header
  expect(parseInit(middle.bytes.subarray(0, initBytes))).toMatchObject({ codec: 'h264' })
  expect(parseMoof(middle.bytes.subarray(initBytes))).toMatchObject({ baseDecodeTicks: middle.header.baseDecodeTicks })
  const after = await ask({ type: 'next' })
  expect(after.header).toMatchObject({ at: middle.header.at + middle.header.durationMs, initBytes: 0 })
  const back = await ask({ type: 'next', direction: 'backward' })
  expect(back.header.at).toBe(middle.header.at)
  const still = await ask({ type: 'keyframe', at })
  expect(still.header).toMatchObject({ type: 'keyframe', at: middle.header.at })
  const keyframe = firstSyncSample(still.bytes.subarray(still.header.initBytes))
  expect(keyframe).toMatchObject({ decodeTicks: middle.header.baseDecodeTicks })
  // A growing file is read as well: what was recorded three seconds ago.
  const young = await ask({ type: 'seek', at: Date.now() - 1_500 })
  expect(Math.abs(young.header.at - Date.now())).toBeLessThan(10_000)
  view.socket.close()
})

test('walking forward from the first GOP meets every recorded millisecond once, over the ends of files', async () => {
  await until(() => rows(server.events).length >= 2)
  const view = await playback()
  const [first, second] = rows(server.events)
  view.ask({ type: 'seek', channel: 0, camera: cameraId(1), at: first?.startAt, request: 0 })
  await until(() => view.pictures.length === 1)
  let end = 0
  for (let n = 1; end < (second?.endAt ?? 0); n++) {
    const { header } = view.pictures.at(-1) ?? { header: undefined }
    if (!header) throw new Error('nothing')
    if (end > 0) expect(header.at).toBe(end)
    end = header.at + header.durationMs
    view.ask({ type: 'next', channel: 0, request: n })
    await until(() => view.pictures.length === n + 1)
  }
  view.socket.close()
})

test('what the view does not cover is refused, and the view goes on', async () => {
  const view = await playback({ to: Date.now() - 3_000_000 })
  view.ask({ type: 'seek', channel: 5, camera: cameraId(1), at: Date.now(), request: 7 })
  view.ask({ type: 'seek', channel: 5, camera: cameraId(2), at: Date.now() - 3_500_000, request: 8 })
  view.ask({ type: 'live', channel: 6, camera: cameraId(1) })
  // In a gap before the first recording: the next one lies outside.
  view.ask({ type: 'seek', channel: 5, camera: cameraId(1), at: Date.now() - 3_500_000, request: 9 })
  await until(() => view.notices.length >= 5)
  expect(
    view.notices
      .slice(1)
      .map((notice) => ('code' in notice ? notice.code : notice.type === 'nothing' && notice.cause))
      .toSorted((a, b) => String(a).localeCompare(String(b))),
  ).toEqual(['outside-the-view', 'ticket-camera', 'ticket-camera', 'ticket-camera'])
  expect(view.pictures).toEqual([])
  view.socket.close()
})

test('a revoked login sees nothing more within two seconds, and comes in with no ticket that it still has', async () => {
  const session = 'the-cookie-of-another-session'
  const headers = { cookie: `sereno_session=${session}` }
  const [used, unused] = [1, 2].map(() => data.ticket({ session: hashOf(session) }))
  const view = await aView(used ?? {}, headers)
  view.ask({ type: 'live', channel: 0, camera: cameraId(1) })
  await until(() => view.pictures.length > 2)
  const since = performance.now()
  server.say({ type: 'revoke', session: hashOf(session) })
  await until(() => view.notices.some((notice) => notice.type === 'ended' && notice.why === 'revoked'))
  expect(performance.now() - since).toBeLessThan(2_000)
  await until(() => view.socket.readyState === WebSocket.CLOSED)
  const late = await aView(unused ?? {}, headers)
  expect(late.notices[0]).toMatchObject({ type: 'refused', code: 'view-ended' })
})

test('a view whose wire broke goes on with its resume value', async () => {
  const view = await live()
  const [notice] = view.notices
  view.socket.terminate()
  const again = await aView({ resume: notice?.type === 'admitted' ? notice.resume : '' })
  expect(again.notices[0]).toMatchObject({ type: 'admitted', cameras: [cameraId(1)] })
  again.socket.close()
})

test('a wrong first message is refused and closed, one that is too long is cut off', async () => {
  const wrong = await aView({ hello: 1 })
  expect(wrong.notices[0]).toMatchObject({ type: 'refused', code: 'ticket-malformed' })
  const socket = new WebSocket(`ws://127.0.0.1:${recorder.port}/pictures`, { headers: { origin: ORIGIN } })
  socket.on('open', () => socket.send('x'.repeat(16_385)))
  const code = await new Promise((resolve) => socket.on('close', resolve))
  expect(code).toBe(1009)
})

const upgradeStatus = (path: string, origin: string) =>
  new Promise((resolve) => {
    const headers = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      origin,
      'sec-websocket-version': '13',
      'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
    }
    request({ port: recorder.port, path, headers })
      .on('response', (response) => resolve(response.statusCode))
      .on('upgrade', (_, socket) => {
        socket.destroy()
        resolve(101)
      })
      .end()
  })

test('a page from elsewhere, and other paths, get no wire', async () => {
  expect(
    await Promise.all([
      upgradeStatus('/pictures', 'http://evil.example'),
      upgradeStatus('/other', ORIGIN),
      upgradeStatus('/pictures', ORIGIN),
    ]),
  ).toEqual([403, 404, 101])
})

test('health and figures are told, pictures are not, over HTTP', async () => {
  const at = `http://127.0.0.1:${recorder.port}`
  expect(await (await fetch(`${at}/health`)).json()).toMatchObject({ ok: true, hearsServer: true, cameras: 2 })
  const text = await (await fetch(`${at}/metrics`)).text()
  expect(text).toContain(`sereno_camera_last_picture_age_seconds{camera="${cameraId(1)}"}`)
  expect((await fetch(`${at}/pictures`)).status).toBe(404)
  expect((await fetch(`${at}/recordings/x.mp4`)).status).toBe(404)
})

test('health and figures are told to nobody for whom a proxy asks', async () => {
  for (const path of ['/health', '/metrics']) {
    const headers = { 'x-forwarded-for': '192.0.2.7' }
    const answer = await fetch(`http://127.0.0.1:${recorder.port}${path}`, { headers })
    expect([answer.status, await answer.text()]).toEqual([403, 'only from this machine'])
  }
})

test('who shows no ticket keeps others out neither by number nor for long', async () => {
  const view = await live()
  const since = performance.now()
  const knocking = Array.from({ length: CONNECTIONS_MAX }, () => connect(recorder.port, '127.0.0.1'))
  let closed = 0
  for (const socket of knocking)
    socket
      .on('close', () => closed++)
      .on('error', () => undefined)
      .resume()
  await until(() => closed >= knocking.length - STRANGERS_MAX)
  // From elsewhere (here another loopback address) there is room, and who was let in stays.
  const { socket } = await aView(data.ticket(), {}, '127.0.0.2')
  view.ask({ type: 'live', channel: 0, camera: cameraId(1) })
  await until(() => view.pictures.length > 0)
  expect(performance.now() - since).toBeLessThan(4_000)
  await until(() => closed === knocking.length)
  expect(performance.now() - since).toBeLessThan(10_000)
  socket.close()
  view.socket.close()
  for (const each of knocking) each.destroy()
})

test('a source is tested by one picture, which the same door shows, or by the reason why there is none', async () => {
  const probe = 'probe-0000000001'
  const source = { host: '127.0.0.1', port: fleet.port, path: '/cam/1', username: 'fleet' }
  server.say({ type: 'probe', probe, source: { ...source, sealedPassword: data.sealed('fleet-password', probe) } })
  const probed = await until(() => server.heard.find((message) => message.type === 'probed'))
  expect(probed).toMatchObject({ probe, answer: { codec: 'h264', width: 64, height: 48 } })
  const view = await aView(data.ticket({ cameras: [probe] }))
  view.ask({ type: 'live', channel: 0, camera: probe })
  await until(() => view.pictures.length === 1)
  expect(view.pictures[0]?.header.type).toBe('init')
  view.socket.close()
  const wrong = 'probe-0000000002'
  server.say({ type: 'probe', probe: wrong, source: { ...source, sealedPassword: data.sealed('wrong', wrong) } })
  const refused = await until(() =>
    server.heard.find((message) => message.type === 'probed' && message.probe === wrong),
  )
  expect(refused).toMatchObject({ refusal: { code: 'camera-wrong-password' } })
  const closed = 'probe-0000000003'
  server.say({ type: 'probe', probe: closed, source: { host: '127.0.0.1', port: 1, path: '/' } })
  const gone = await until(() => server.heard.find((message) => message.type === 'probed' && message.probe === closed))
  expect(gone).toMatchObject({ refusal: { code: 'camera-refused', facts: { host: '127.0.0.1', port: 1 } } })
})

test('a recorder that does not hear its server takes no new view, and runs the old one on', async () => {
  const view = await live()
  view.ask({ type: 'live', channel: 0, camera: cameraId(1) })
  await until(() => view.pictures.length > 2)
  await server.end()
  const refused = await aView(data.ticket())
  expect(refused.notices[0]).toMatchObject({ type: 'refused', code: 'server-silent' })
  const seen = view.pictures.length
  await until(() => view.pictures.length > seen + 3)
  view.socket.close()
  server = await FakeServer.listen(data)
})

test('a camera that was taken away shows what was recorded of it', async () => {
  const settings = data.settings(fleet.port, 2)
  const row = await until(() =>
    server.events
      .flatMap((event) => (event.kind === 'segment.sealed' ? [event.segment] : []))
      .find((segment) => segment.camera === cameraId(2)),
  )
  server.say({ type: 'settings', settings: { ...settings, version: 2, cameras: settings.cameras.slice(0, 1) } })
  const at = `http://127.0.0.1:${recorder.port}/health`
  await until(async () => ((await (await fetch(at)).json()) as { cameras: number }).cameras === 1)
  const view = await playback({ cameras: [cameraId(2)] })
  view.ask({ type: 'seek', channel: 0, camera: cameraId(2), at: row.startAt, request: 1 })
  await until(() => view.pictures.length === 1)
  expect(view.pictures[0]?.header).toMatchObject({ type: 'fragment', segmentStartAt: row.startAt })
  view.socket.close()
})
