import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { CONTROL_BODY_BYTES_MAX } from './cameras/control.ts'
import type { FleetReady } from './fleet-main.ts'
import { aFolder } from './testing/ffmpeg.ts'
import { TestClient, until } from './testing/rtsp-client.ts'
import { syntheticStream } from './testing/synthetic.ts'

const clip = join(aFolder(afterAll), 'noise.h264')
writeFileSync(clip, syntheticStream())

async function aFleetProcess(): Promise<{ child: ChildProcess; ready: FleetReady }> {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'fleet-main.ts'), JSON.stringify({ clip, cameras: 3, fps: 25 })],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  )
  onTestFinished(() => void child.kill('SIGKILL'))
  if (!child.stdout) throw new Error('no stdout')
  const [line] = await once(createInterface(child.stdout), 'line')
  return { child, ready: JSON.parse(String(line)) }
}

async function control(
  { controlPort }: FleetReady,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
) {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const response = await fetch(`http://127.0.0.1:${controlPort}${path}`, {
    headers,
    ...(body !== undefined && { method: 'POST', body: text }),
  })
  return { status: response.status, body: await response.json() }
}

test('a fleet of its own says where it is, counts, takes faults, and ends when who started it is gone', async () => {
  const { child, ready } = await aFleetProcess()
  expect(ready).toMatchObject({ ready: true, cameras: 3, pid: child.pid })
  const client = await TestClient.open(`rtsp://127.0.0.1:${ready.port}/cam/2`, {
    user: 'fleet',
    password: 'fleet-password',
  })
  await client.play()
  await until(() => client.frames >= 3)
  expect((await control(ready, '/counters')).body).toMatchObject({ playing: 1, connections: 1 })
  expect((await control(ready, '/plays?camera=2')).body).toMatchObject([{ camera: '2', id: 1 }])
  expect((await control(ready, '/plays')).body).toHaveLength(1)
  const stall = { camera: ['1', '2'], fault: { kind: 'stall' } }
  expect(await control(ready, '/fault', stall)).toEqual({ status: 200, body: { cameras: 2 } })
  expect((await control(ready, '/cameras')).body).toMatchObject([
    { faults: [{ kind: 'stall' }] },
    { clients: 1 },
    { faults: [] },
  ])
  expect((await control(ready, '/heal', { camera: '*' })).status).toBe(200)
  expect((await control(ready, '/cut', { camera: '2' })).status).toBe(200)
  await until(() => client.isClosed)
  child.stdin?.end()
  expect(await once(child, 'exit')).toEqual([0, null])
})

test('an order that makes no sense is refused with the reason, and nothing from a browser is taken', async () => {
  const { child, ready } = await aFleetProcess()
  const fault = { kind: 'stall' }
  expect((await control(ready, '/fault', { camera: '99', fault })).status).toBe(404)
  expect((await control(ready, '/fault', { camera: ['1', 2], fault })).status).toBe(404)
  expect(await control(ready, '/fault', { camera: '1', fault: { kind: 'rain' } })).toMatchObject({
    status: 400,
    body: { problem: /kind is one of/ },
  })
  expect((await control(ready, '/heal', { camera: '1', kind: 'rain' })).status).toBe(400)
  expect((await control(ready, '/rain', { camera: '1' })).status).toBe(404)
  expect((await control(ready, '/rain')).status).toBe(404)
  expect((await control(ready, '/fault', '{')).status).toBe(400)
  const filled = (length: number) =>
    JSON.stringify({ camera: '1', fault, x: '' }).replace('""', `"${'x'.repeat(length - 44)}"`)
  const [longest, tooLong] = [CONTROL_BODY_BYTES_MAX, CONTROL_BODY_BYTES_MAX + 1].map((length) =>
    filled(length - (filled(100).length - 100)),
  )
  expect((await control(ready, '/fault', longest)).status).toBe(200)
  expect((await control(ready, '/fault', tooLong)).status).toBe(400)
  expect((await control(ready, '/counters', undefined, { origin: 'http://localhost:8080' })).status).toBe(403)
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([0, null])
})
