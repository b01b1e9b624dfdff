// The demonstration: the town's 24 cameras on RTSP, and the town itself told to the server. Settings come from the
// environment (docs/reference/settings.md). Its limit: it is a client like any other and writes nothing but over the API.

import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { NewCamera } from '@sereno/contract/cameras'
import { pino } from 'pino'
import { startControl } from './cameras/control.ts'
import type { Login } from './cameras/login.ts'
import { type CameraServer, startCameraServer } from './cameras/rtsp-server.ts'
import type { TownCamera } from './city/cameras.ts'
import { villaSerena } from './city/city.ts'
import { type CameraClips, clipShelf, clipsFor, readManifest } from './demo/clips.ts'
import { lightAt } from './demo/light.ts'
import { type DemoLogin, register, registerUntilDone } from './demo/register.ts'
import { endWithParent } from './lifetime.ts'
import { seedFor, seededRandom } from './random.ts'

const LIGHT_CHECK_MS = 60_000

const trace = pino({ name: 'sim' }, pino.destination({ dest: 2, sync: true }))
const settings = {
  rtspPort: Number(process.env['SERENO_SIM_RTSP_PORT'] ?? 8554),
  controlPort: process.env['SERENO_SIM_CONTROL_PORT'],
  seed: Number(process.env['SERENO_SEED'] ?? 1),
  dataFolder: process.env['SERENO_DATA'] ?? '.',
  serverPort: Number(process.env['SERENO_PORT'] ?? 8080),
}
const origin = process.env['SERENO_ORIGIN'] ?? `http://localhost:${settings.serverPort}`
const secrets = join(settings.dataFolder, 'secrets')

const town = villaSerena(settings.seed)
const login = await cameraLogin().catch(end)
const clips = await allClips().catch(end)
const server = await openCameras().catch(end)
const control =
  settings.controlPort === undefined ? undefined : await startControl(server, Number(settings.controlPort))
const ending = new AbortController()
const light = setInterval(showLight, LIGHT_CHECK_MS)
endWithParent(async () => {
  ending.abort()
  clearInterval(light)
  await control?.close()
  await server.close()
})
const ready = {
  ready: true,
  port: server.port,
  ...(control && { controlPort: control.port }),
  cameras: town.cameras.length,
}
process.stdout.write(`${JSON.stringify(ready)}\n`)

const registered = await registerUntilDone(
  async () =>
    await register(
      { url: `http://127.0.0.1:${settings.serverPort}`, origin },
      await demoLogin(),
      town.city,
      newCameras(),
    ),
  (error, waitMs) => trace.warn({ reason: String(error), waitMs }, 'the server does not know the town yet'),
  ending.signal,
)
if (registered) trace.info({ town: town.city.name, ...registered }, 'the server knows the town')

function end(error: unknown): never {
  trace.fatal({ reason: String(error) }, 'the demonstration city cannot start')
  process.exit(1)
}

async function allClips(): Promise<Map<string, CameraClips>> {
  const folder = join(import.meta.dirname, '../clips')
  const entries = await readManifest(folder)
  const take = clipShelf(folder)
  const found = new Map<string, CameraClips>()
  for (const camera of town.cameras) found.set(String(camera.number), await clipsFor(camera, entries, take))
  return found
}

function openCameras(): Promise<CameraServer> {
  const nowLight = lightAt(Date.now())
  const cameras = town.cameras.flatMap((camera: TownCamera) => {
    const name = String(camera.number)
    const own = clips.get(name)
    if (!own) return []
    const loopMs = (own.day.frames.length / own.fps) * 1000
    // Cameras that share a clip show different moments of it.
    const phaseMs = Math.floor(seededRandom(seedFor(settings.seed, `phase ${name}`))() * loopMs)
    return [{ name, clip: own[nowLight], fps: own.fps, login, phaseMs, seed: settings.seed }]
  })
  return startCameraServer({ cameras, port: settings.rtspPort })
}

function showLight(): void {
  const now = lightAt(Date.now())
  for (const [name, own] of clips) server.cameras.get(name)?.showClip(own[now], server.now())
}

/** The cameras' own login, made once: a password in the code would be one that the world knows. */
async function cameraLogin(): Promise<Login> {
  const file = join(secrets, 'demo-cameras.json')
  const stored = await readFile(file, 'utf8').catch(() => undefined)
  const { user, password } =
    stored === undefined
      ? { user: 'sereno', password: randomBytes(15).toString('base64url') }
      : (JSON.parse(stored) as { user: string; password: string })
  if (stored === undefined) await writeFile(file, JSON.stringify({ user, password }), { mode: 0o600 })
  return { scheme: 'md5', user, password }
}

async function demoLogin(): Promise<DemoLogin> {
  const { login: name, password } = JSON.parse(await readFile(join(secrets, 'demo.json'), 'utf8')) as DemoLogin
  return { login: name, password }
}

function newCameras(): NewCamera[] {
  return town.cameras.map(({ number, name, latitude, longitude, headingDegrees, fieldOfViewDegrees, rangeMetres }) => ({
    number,
    name,
    url: server.url(String(number)),
    username: login.user,
    password: login.password,
    place: { latitude, longitude },
    cone: { headingDegrees, fieldOfViewDegrees, rangeMetres },
  }))
}
