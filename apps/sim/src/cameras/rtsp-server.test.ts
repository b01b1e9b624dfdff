import { expect, onTestFinished, test } from 'vitest'
import { rigFor, START_MS } from '../testing/rig.ts'
import { until } from '../testing/rtsp-client.ts'
import { syntheticClip } from '../testing/synthetic.ts'
import { ANSWERS_WAITING_MAX, SESSION_TIMEOUT_SECONDS } from './connection.ts'
import { CATCH_UP_FRAMES_MAX, PLAY_LOGS_MAX, VirtualCamera } from './virtual-camera.ts'
import { newPlayLog } from './playing.ts'

const aRig = rigFor(onTestFinished)

test('a client logs in, plays, is sent a frame every 40 ms with timestamps to match, and leaves', async () => {
  const { server, client, pass } = await aRig()
  const one = await client()
  const answer = await one.play()
  expect(answer.status).toBe(200)
  await pass(1000)
  expect(one.frames).toBe(25)
  expect(server.framesSent('1')).toBe(25)
  const steps = one.frameTicks
    .slice(1)
    .map((ticks, index) => (ticks - (one.frameTicks[index] ?? 0) + 2 ** 32) % 2 ** 32)
  expect(new Set(steps)).toEqual(new Set([3600]))
  const [first] = one.packets
  expect(answer.headers['rtp-info']?.[0]).toContain(`seq=${first?.sequence};rtptime=${first?.ticks}`)
  expect((await one.ask('TEARDOWN', { Session: one.session })).status).toBe(200)
  await until(() => one.isClosed)
  expect(server.plays('1')).toMatchObject([{ frames: 25, end: 'teardown' }])
})

/** What a client is sent that comes after another one, who left after so long. */
async function secondClientsPackets(lateMs: number): Promise<string[]> {
  const { client, pass } = await aRig([{ phaseMs: 130 }])
  const early = await client()
  await early.play()
  await pass(lateMs)
  early.close()
  await pass(1230 - lateMs)
  const late = await client()
  await late.play()
  await pass(400)
  return late.packets.map(({ ticks, payload }) => `${ticks} ${payload.length} ${payload[0]}`)
}

test('the frame of a moment does not depend on who looks: the keyframe phase stays over reconnects', async () => {
  const [first, second] = [await secondClientsPackets(310), await secondClientsPackets(870)]
  expect(first.length).toBeGreaterThan(10)
  expect(second).toEqual(first)
})

test('who joins in the middle of a group of pictures gets it from there, with no keyframe first', async () => {
  const { server, client, pass } = await aRig()
  await pass(130)
  const one = await client()
  await one.play()
  await pass(1000)
  const [play] = server.plays('1')
  const { inLoop } = server.cameras.get('1')?.at(START_MS + 130) ?? { inLoop: -1 }
  expect((play?.firstFrame ?? 0) % 20).toBe((inLoop + 1) % 20)
  expect(play?.firstKeyframe).toBeGreaterThan(play?.firstFrame ?? 0)
  expect((play?.firstKeyframe ?? 1) % 10).toBe(0)
})

test('two clients of one camera are sent the same pictures under their own numbers', async () => {
  const { server, client, pass } = await aRig()
  const [one, two] = [await client(), await client()]
  await one.play()
  await two.play()
  await pass(400)
  expect(one.packets.map(({ payload }) => payload)).toEqual(two.packets.map(({ payload }) => payload))
  expect(one.packets[0]?.ssrc).not.toBe(two.packets[0]?.ssrc)
  expect(server.framesSent('1')).toBe(20)
  two.close()
  await until(() => server.counters().playing === 1)
  await pass(400)
  expect([one.frames, two.frames]).toEqual([20, 10])
})

test('sequence numbers have no gap, over the wrap too', async () => {
  // With this seed the first client's numbers begin at 65,484.
  const { client, pass } = await aRig([{ seed: 186 }])
  const one = await client()
  await one.play()
  await pass(2000)
  expect([one.packets[0]?.sequence, one.packets.at(-1)?.sequence]).toEqual([65_484, expect.any(Number)])
  expect(one.packets.at(-1)?.sequence).toBeLessThan(1000)
  const gaps = one.packets
    .slice(1)
    .filter(({ sequence }, index) => sequence !== (((one.packets[index]?.sequence ?? 0) + 1) & 0xffff))
  expect(gaps).toEqual([])
})

test('a sender report at the start and every five seconds ties the RTP clock to the wall', async () => {
  const { client, pass } = await aRig()
  const one = await client()
  await one.play()
  await pass(10_500)
  expect(one.reports).toHaveLength(3)
  for (const { ntpMs, ticks, ssrc } of one.reports) {
    expect(ssrc).toBe(one.packets[0]?.ssrc)
    const sinceFirstFrame = ((ticks - (one.packets[0]?.ticks ?? 0) + 2 ** 31) % 2 ** 32) - 2 ** 31
    expect(Math.abs(ntpMs - (START_MS + 40 + sinceFirstFrame / 90))).toBeLessThan(1)
  }
  expect(one.reports[1]?.packets).toBe(one.packets.filter(({ ticks }) => ticks < (one.reports[1]?.ticks ?? 0)).length)
})

test('a client that does not read is cut at the limit of its buffer, and only that one', async () => {
  const { server, client, pass } = await aRig([{ clip: syntheticClip({ bytes: 60_000 }) }], {
    slowClientBytesMax: 500_000,
  })
  const [slow, good] = [await client(), await client()]
  await slow.play()
  await good.play()
  slow.stopReading()
  for (let second = 0; second < 20; second++) await pass(400)
  expect(server.counters().ends.slow).toBe(1)
  expect(good.frames).toBe(200)
  expect(server.plays('1')[0]).toMatchObject({ end: 'slow' })
})

test('what waits for a slow reader is not written over by the frames that come after', async () => {
  const { client, pass } = await aRig([{ clip: syntheticClip({ bytes: 60_000 }) }], { slowClientBytesMax: 2 ** 30 })
  const [slow, good] = [await client(), await client()]
  await slow.play()
  await good.play()
  slow.stopReading()
  for (let part = 0; part < 20; part++) await pass(400)
  expect(slow.frames).toBeLessThan(200)
  slow.readOn()
  await until(() => slow.frames === 200)
  expect(
    Buffer.concat(slow.packets.map(({ payload }) => payload)).equals(
      Buffer.concat(good.packets.map(({ payload }) => payload)),
    ),
  ).toBe(true)
})

test('a session that is not kept alive ends after its time, one that is goes on', async () => {
  const { server, client, pass } = await aRig([{ fps: 1 }])
  const [silent, alive] = [await client(), await client()]
  await silent.play()
  await alive.play()
  await pass((SESSION_TIMEOUT_SECONDS - 1) * 1000, 500)
  expect(server.counters().playing).toBe(2)
  await alive.ask('GET_PARAMETER', { Session: alive.session })
  await pass(2000, 500)
  expect(server.counters()).toMatchObject({ playing: 1, ends: { timeout: 1 } })
})

test('a standstill is caught up with, a long one is skipped and counted', async () => {
  const { server, client, pass } = await aRig()
  const one = await client()
  await one.play()
  await pass(CATCH_UP_FRAMES_MAX * 40, CATCH_UP_FRAMES_MAX * 40)
  expect(one.frames).toBe(CATCH_UP_FRAMES_MAX)
  await pass(40_000, 40_000)
  expect(server.counters().framesSkipped).toBe(999)
  expect(one.frames).toBe(CATCH_UP_FRAMES_MAX + 1)
})

test.each([
  ['md5', { user: 'u', password: 'p' }],
  ['md5', { user: 'u', password: 'p', qop: true }],
  ['sha-256', { user: 'u', password: 'p', algorithm: 'SHA-256' }],
  ['both', { user: 'u', password: 'p', algorithm: 'SHA-256', qop: true }],
  ['basic', { user: 'u', password: 'p', basic: true }],
  ['none', { user: '', password: '' }],
] as const)('a login by %s', async (scheme, as) => {
  const { client } = await aRig([{ login: { scheme, user: 'u', password: 'p', qop: 'qop' in as } }])
  expect((await (await client('1', as)).play()).status).toBe(200)
  const wrong = await (await client('1', { ...as, password: 'q' })).ask('DESCRIBE')
  expect(wrong.status).toBe(scheme === 'none' ? 200 : 401)
})

test('what cannot be done is said: no such camera, no UDP, no session, no such method, no sense', async () => {
  const { server, client } = await aRig()
  const one = await client()
  expect((await one.ask('OPTIONS')).headers['public']?.[0]).toContain('DESCRIBE')
  expect((await one.ask('SETUP', { Transport: 'RTP/AVP;unicast;client_port=5000-5001' })).status).toBe(461)
  expect((await one.ask('PLAY', { Session: 'x' })).status).toBe(454)
  const missing = await client('1')
  missing.raw(`DESCRIBE rtsp://127.0.0.1/cam/99 RTSP/1.0\r\nCSeq: 1\r\n\r\n`)
  await until(() => missing.answers.length > 0)
  expect(missing.answers[0]?.status).toBe(404)
  missing.raw('GET / HTTP/1.1\r\n\r\n')
  await until(() => missing.isClosed)
  expect(server.counters().ends['bad-request']).toBe(1)
  await one.play()
  expect((await one.ask('PAUSE', { Session: one.session })).status).toBe(405)
})

test('a camera with a port of its own is found there alone', async () => {
  const { server, client } = await aRig([{}, { port: 0 }])
  expect(server.portOf('2')).not.toBe(server.port)
  expect((await (await client('2')).play()).status).toBe(200)
  const other = await client('2')
  other.raw('DESCRIBE rtsp://127.0.0.1/cam/1 RTSP/1.0\r\nCSeq: 1\r\n\r\n')
  await until(() => other.answers.length > 0)
  expect(other.answers[0]?.status).toBe(404)
})

test('the connection beyond the last one that fits is closed at once, the others stay', async () => {
  const { client } = await aRig([{}], { connectionsMax: 2 })
  const [first, second] = [await client(), await client()]
  const third = await client()
  await until(() => third.isClosed)
  expect((await first.play()).status).toBe(200)
  expect((await second.play()).status).toBe(200)
})

test('so many requests may wait for a slow camera, one more ends the connection', async () => {
  const { server, client, pass } = await aRig()
  await server.fault('1', { kind: 'slow-answer', delayMs: 1000 })
  const one = await client()
  for (let sent = 0; sent < ANSWERS_WAITING_MAX; sent++) one.send('OPTIONS')
  await pass(100)
  expect(one.isClosed).toBe(false)
  one.send('OPTIONS')
  await until(() => one.isClosed)
  expect(server.counters().ends['bad-request']).toBe(1)
})

test('of very many plays the latest are remembered', () => {
  const camera = new VirtualCamera({
    name: '1',
    clip: syntheticClip(),
    fps: 25,
    login: { scheme: 'none', user: '', password: '' },
  })
  for (let id = 1; id <= PLAY_LOGS_MAX + 1; id++) {
    camera.leave(
      camera.join(newPlayLog(id, '1', '', 0), [0, 1], () => true),
      'client',
      1,
    )
    if (id === PLAY_LOGS_MAX) expect(camera.logs[0]?.id).toBe(1)
  }
  expect([camera.logs.length, camera.logs[0]?.id, camera.clients]).toEqual([PLAY_LOGS_MAX, 2, 0])
})
