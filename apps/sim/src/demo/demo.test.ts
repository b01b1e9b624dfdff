import { createServer } from 'node:http'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { aFolder } from '../testing/ffmpeg.ts'
import { type ClipEntry, CLIPS_MAX, entryFor, readManifest } from './clips.ts'
import { lightAt } from './light.ts'
import { PAUSE_MS_MAX, pauseAfter, register, registerUntilDone } from './register.ts'

const at = (hour: number, minute = 0) => lightAt(Date.UTC(2026, 5, 1, hour, minute))

test("day is from seven to seven by the town's clock, three hours behind UTC", () => {
  expect([at(9, 59), at(10), at(21, 59), at(22), at(0), at(3)]).toEqual(['dusk', 'day', 'day', 'dusk', 'dusk', 'dusk'])
})

const entry = (place: string, viewpoint: string, light: 'day' | 'dusk'): ClipEntry => ({
  file: `${place}-${viewpoint}-${light}.h264`,
  place,
  viewpoint,
  light,
  fps: 15,
})

test('a camera shows its place from its viewpoint; with fewer viewpoints they begin again, without dusk it stays day', () => {
  const entries = [
    entry('square', 'a', 'day'),
    entry('square', 'a', 'dusk'),
    entry('square', 'b', 'day'),
    entry('market-street', 'a', 'day'),
  ]
  expect(entryFor(entries, { place: 'square', viewpoint: 0 }, 'dusk')?.file).toBe('square-a-dusk.h264')
  expect(entryFor(entries, { place: 'square', viewpoint: 1 }, 'dusk')?.file).toBe('square-b-day.h264')
  expect(entryFor(entries, { place: 'square', viewpoint: 2 }, 'day')?.file).toBe('square-a-day.h264')
  expect(entryFor(entries, { place: 'underpass', viewpoint: 0 }, 'day')).toBeUndefined()
})

test('pauses grow and end at ten seconds', () => {
  expect([0, 1, 2, 3, 4, 5, 50].map(pauseAfter)).toEqual([500, 1000, 2000, 4000, 8000, PAUSE_MS_MAX, PAUSE_MS_MAX])
})

type Asked = { method: string; path: string; body: unknown; cookie: string | undefined }

async function aServer(cameras: unknown[], loginStatus = 200, stored: unknown = {}) {
  const asked: Asked[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString()
      const path = request.url ?? ''
      asked.push({ method: request.method ?? '', path, body: text && JSON.parse(text), cookie: request.headers.cookie })
      const isLogin = path === '/api/login' && request.method === 'POST'
      response.writeHead(isLogin ? loginStatus : 200, { 'set-cookie': 'sereno=abc; HttpOnly' })
      response.end(JSON.stringify(path === '/api/cameras' ? { cameras } : stored))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return { asked, server: { url: `http://127.0.0.1:${port}`, origin: 'http://localhost' } }
}

const login = { login: 'demo', password: 'twelve letters' }
const city = { name: 'X', centre: [0, 0], timeZone: 'America/Argentina/Jujuy', features: [] } satisfies Parameters<
  typeof register
>[2]
const camera = (number: number, port = 8554) => ({
  number,
  name: `Corner ${number}`,
  url: `rtsp://127.0.0.1:${port}/cam/${number}`,
  username: 'u',
  password: 'p',
})

test('only missing cameras are added; one of ours that moved to another port is changed; those of others are left alone', async () => {
  const known = [
    { ...camera(1), id: 'cam_1', version: 1 },
    { ...camera(2, 9999), id: 'cam_2', version: 4 },
    { ...camera(3), id: 'cam_3', version: 1, url: 'rtsp://10.0.0.9/cam/3' },
    { ...camera(4), id: 'cam_4', version: 1, name: 'Renamed by an operator' },
  ]
  const { asked, server } = await aServer(known)
  expect(
    await register(
      server,
      login,
      city,
      [1, 2, 3, 4, 5].map((number) => camera(number)),
    ),
  ).toEqual({ added: 2, changed: 1 })
  expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'POST /api/login',
    'GET /api/city',
    'PUT /api/city',
    'GET /api/cameras',
    'PATCH /api/cameras/cam_2',
    'POST /api/cameras',
    'POST /api/cameras',
    'POST /api/logout',
  ])
  expect(asked.slice(1).every(({ cookie }) => cookie === 'sereno=abc')).toBe(true)
  expect(asked[4]?.body).toMatchObject({ version: 4, url: camera(2).url })
  expect(asked[5]?.body).not.toHaveProperty('number')
  expect(asked[6]?.body).toMatchObject({ number: 5 })
})

test('a city that the server has already is not put again', async () => {
  const { asked, server } = await aServer([], 200, city)
  expect(await register(server, login, city, [])).toEqual({ added: 0, changed: 0 })
  expect(asked.map(({ method }) => method)).toEqual(['POST', 'GET', 'GET', 'POST'])
})

test('a server that is not there or refuses is asked again, and the reason is told without the password', async () => {
  const { server } = await aServer([], 401)
  const reasons: string[] = []
  const ending = new AbortController()
  const done = await registerUntilDone(
    () => register(server, login, city, []),
    (error, waitMs) => {
      reasons.push(`${String(error)} ${waitMs}`)
      ending.abort()
    },
    ending.signal,
  )
  expect(done).toBeUndefined()
  expect(reasons).toHaveLength(1)
  expect(reasons[0]).toMatch(/POST \/api\/login: 401 .* 500$/)
  expect(reasons[0]).not.toContain(login.password)
})

test('the list of clips is read with so many at most, names no other folder, and its absence says what to do', async () => {
  const folder = aFolder(afterAll)
  await expect(readManifest(folder)).rejects.toThrow(/node apps\/sim\/draw.ts --out/)
  const write = (list: unknown) => writeFileSync(join(folder, 'clips.json'), JSON.stringify(list))
  write(Array.from({ length: CLIPS_MAX }, () => entry('square', 'a', 'day')))
  expect(await readManifest(folder)).toHaveLength(CLIPS_MAX)
  write(Array.from({ length: CLIPS_MAX + 1 }, () => entry('square', 'a', 'day')))
  await expect(readManifest(folder)).rejects.toThrow(/at most 200/)
  write([{ ...entry('square', 'a', 'day'), file: '../../secret' }])
  await expect(readManifest(folder)).rejects.toThrow(/no list/)
})
