import * as fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { rigFor, START_MS } from '../testing/rig.ts'
import { TestClient, until } from '../testing/rtsp-client.ts'
import { syntheticClip } from '../testing/synthetic.ts'
import { faultFrom, faultKinds } from './faults.ts'

const aRig = rigFor(onTestFinished)

async function playing(...rigged: Parameters<typeof aRig>) {
  const rig = await aRig(...rigged)
  const one = await rig.client()
  await one.play()
  return { ...rig, one }
}

test('stall: the connection stays, pictures and answers do not come, and afterwards the camera is where it would have been', async () => {
  const { server, pass, one } = await playing()
  await pass(400)
  await server.fault('1', { kind: 'stall' })
  await pass(4000)
  expect([one.frames, one.isClosed, server.framesSent('1')]).toEqual([10, false, 10])
  one.send('OPTIONS')
  await pass(100)
  expect(one.answers.at(-1)?.headers['public']).toBeUndefined()
  await server.heal('1')
  await pass(300)
  expect(one.frames).toBe(10 + 8)
  const gap = (one.frameTicks[10] ?? 0) - (one.frameTicks[9] ?? 0)
  expect(gap).toBe(3600 * 103)
})

test('no picture: everything is answered, nothing is sent', async () => {
  const { server, client, pass } = await aRig()
  await server.fault('1', { kind: 'no-picture' })
  const one = await client()
  expect((await one.play()).status).toBe(200)
  await pass(2000)
  expect(one.packets).toEqual([])
  expect((await one.ask('OPTIONS')).status).toBe(200)
})

test('no track: the description has sound only', async () => {
  const { server, client } = await aRig()
  expect((await (await client()).ask('DESCRIBE')).body).toContain('m=video')
  await server.fault('1', { kind: 'no-track' })
  const { body } = await (await client()).ask('DESCRIBE')
  expect(body).toContain('m=audio')
  expect(body).not.toContain('m=video')
})

test('garbage: bytes that belong to nothing stand between the frames', async () => {
  const { server, pass, one } = await playing()
  await pass(200)
  expect(one.strayBytes).toBe(0)
  await server.fault('1', { kind: 'garbage', everyFrames: 2, bytes: 200 })
  await pass(1000)
  expect(one.strayBytes).toBeGreaterThan(50)
})

test('lost packets: gaps in the sequence numbers at about the rate, and the count of them', async () => {
  const { server, pass, one } = await playing()
  await server.fault('1', { kind: 'lost-packets', rate: 0.1 })
  await pass(20_000)
  const [play] = server.plays('1')
  expect(one.packets).toHaveLength((play?.packets ?? 0) - (play?.packetsLost ?? 0))
  expect((play?.packetsLost ?? 0) / (play?.packets ?? 1)).toBeGreaterThan(0.07)
  expect((play?.packetsLost ?? 0) / (play?.packets ?? 1)).toBeLessThan(0.13)
})

test('wrong rate: it says 25 and its timestamps say so, but 21 come', async () => {
  const { server, client, pass } = await aRig()
  await server.fault('1', { kind: 'wrong-rate', says: 25, sends: 21 })
  const one = await client()
  expect((await one.ask('DESCRIBE')).body).toContain('a=framerate:25')
  await one.play()
  await pass(10_000)
  expect(one.frames).toBe(210)
  expect((one.frameTicks[209] ?? 0) - (one.frameTicks[0] ?? 0)).toBe(209 * 3600)
  await server.heal('1', 'wrong-rate')
  await pass(4000)
  expect(one.frames).toBe(310)
})

test('drift over four simulated hours: 500 ppm are 7.2 seconds on the RTP clock, none on the wall', async () => {
  const { server, pass, one } = await playing([{ fps: 1, clip: syntheticClip({ bytes: 50 }) }], {
    sessionTimeoutSeconds: 1e6,
  })
  await server.fault('1', { kind: 'drift', ppm: 500 })
  await pass(4 * 3_600_000, 1000)
  const [first, last] = [one.reports[0], one.reports.at(-1)]
  if (!first || !last) throw new Error('no reports')
  const rtpMs = ((last.ticks - first.ticks + 2 ** 32) % 2 ** 32) / 90
  expect(rtpMs - (last.ntpMs - first.ntpMs)).toBeCloseTo(0.0005 * (last.ntpMs - first.ntpMs), -2)
  expect(last.ntpMs).toBeGreaterThan(START_MS + 4 * 3_600_000 - 6000)
})

test('clock jump: the reports tell an hour more, the pictures go on', async () => {
  const { server, pass, one } = await playing()
  await pass(1000)
  await server.fault('1', { kind: 'clock-jump', byMs: 3_600_000 })
  await pass(5000)
  const [before, after] = one.reports
  expect((after?.ntpMs ?? 0) - (before?.ntpMs ?? 0)).toBeCloseTo(3_605_000, -2)
  expect(one.frames).toBe(150)
})

test('no sender reports', async () => {
  const { server, client, pass } = await aRig()
  await server.fault('1', { kind: 'no-sender-reports' })
  const one = await client()
  await one.play()
  await pass(12_000)
  expect([one.frames, one.reports.length]).toEqual([300, 0])
})

test('refused login: the right password is refused until it is healed', async () => {
  const { server, client } = await aRig()
  await server.fault('1', { kind: 'refused-login' })
  expect((await (await client()).ask('DESCRIBE')).status).toBe(401)
  await server.heal('1', 'refused-login')
  expect((await (await client()).ask('DESCRIBE')).status).toBe(200)
})

test('dead port: what was connected is cut, nobody gets in, the other cameras go on, and it comes back on the same port', async () => {
  const { server, client, pass, one } = await playing([{ port: 0 }, {}])
  const other = await client('2')
  await other.play()
  const url = server.url('1')
  await server.fault('1', { kind: 'dead-port' })
  await until(() => one.isClosed)
  await expect(TestClient.open(url)).rejects.toThrow(/ECONNREFUSED/)
  await pass(400)
  expect([other.frames, other.isClosed]).toEqual([10, false])
  expect(server.plays('1')[0]?.end).toBe('dead-port')
  await server.heal('1')
  expect(server.url('1')).toBe(url)
  expect((await (await client('1')).play()).status).toBe(200)
})

test('slow answer: each answer waits, the stream does not begin before its own', async () => {
  const { server, client, pass } = await aRig()
  await server.fault('1', { kind: 'slow-answer', delayMs: 3000 })
  const one = await client()
  one.send('OPTIONS')
  await pass(0)
  await pass(2900)
  expect(one.answers).toHaveLength(0)
  await pass(200)
  expect(one.answers).toHaveLength(1)
})

test('parameter sets change at a keyframe while it runs, and change back', async () => {
  const { server, pass, one } = await playing()
  const sets = () =>
    one.packets.filter(({ payload }) => ((payload[0] ?? 0) & 0x1f) === 24).map(({ payload }) => payload.toString('hex'))
  await pass(800)
  await server.fault('1', { kind: 'parameter-sets' })
  await pass(800)
  await server.heal('1')
  await pass(800)
  expect(sets()).toHaveLength(6)
  const [first] = sets()
  const changed = sets().map((each) => each !== first)
  expect(changed.filter(Boolean).length).toBeGreaterThanOrEqual(1)
  expect(changed.at(-1)).toBe(false)
  expect(one.frames).toBe(60)
})

test('parameter sets of another clip: another size of picture, from its keyframe on', async () => {
  const alternate = syntheticClip({ bytes: 9000, seed: 2 })
  const { server, pass, one } = await playing([{ alternate }])
  await server.fault('1', { kind: 'parameter-sets' })
  await pass(2000)
  expect(server.plays('1')[0]?.bytes).toBeGreaterThan(50 * 3100)
  expect(one.frames).toBe(50)
})

test('timestamp wrap: 2^32 is passed when it was ordered', async () => {
  const { server, client, pass } = await aRig()
  await server.fault('1', { kind: 'timestamp-wrap', inMs: 1000 })
  const one = await client()
  await one.play()
  await pass(2000)
  expect(one.frameTicks[0]).toBe(2 ** 32 - 90_000)
  expect(one.frameTicks.findIndex((ticks) => ticks < 2 ** 31)).toBe(25)
  expect(one.frameTicks[25]).toBe(0)
})

test('a fault from outside is checked: kind, every number, both of its ends', () => {
  expect(faultFrom({ kind: 'lost-packets', rate: 1, more: 1 })).toEqual({ fault: { kind: 'lost-packets', rate: 1 } })
  expect(faultFrom({ kind: 'lost-packets', rate: 1.01 })).toEqual({
    problem: 'lost-packets needs rate, a number from 0 to 1',
  })
  expect(faultFrom({ kind: 'lost-packets', rate: -0.01 })).toHaveProperty('problem')
  expect(faultFrom({ kind: 'drift' })).toHaveProperty('problem')
  expect(faultFrom({ kind: 'drift', ppm: Number.NaN })).toHaveProperty('problem')
  expect(faultFrom({ kind: 'toString' })).toHaveProperty('problem')
  expect(faultKinds).toHaveLength(14)
  fc.assert(fc.property(fc.jsonValue(), (body) => void faultFrom(body)))
})
