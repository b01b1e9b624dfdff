// The whole system without the launcher: PostgreSQL, server and recorder as processes of the bench's own, and an API
// client that is logged in. Cameras are added as a person would add them, over the API.

import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { type TestPostgres, startTestPostgres } from '@sereno/testkit/postgres'
import { type Started, startOurs } from './processes.ts'
import { type Data, type RecorderReady, makeData, startRecorder } from './recorder.ts'

export interface System {
  readonly data: Data
  readonly postgres: TestPostgres
  readonly origin: string
  readonly api: Api
  recorder: Started<RecorderReady>
  server: Started
  startServer(): Promise<void>
  startRecorder(): Promise<void>
  stop(): Promise<void>
}

export interface Api {
  readonly cookie: string
  readonly login: { readonly login: string; readonly password: string }
  get<T>(path: string): Promise<T>
  post<T>(path: string, body: object): Promise<T>
}

export async function startSystem(
  more: { consoleDir?: string; recorderEnv?: NodeJS.ProcessEnv; data?: Data } = {},
): Promise<System> {
  const data = more.data ?? makeData()
  const postgres = await startTestPostgres()
  const port = await freePort()
  const picturesPort = await freePort()
  const origin = `http://localhost:${port}`
  const serverEnv = {
    SERENO_DATA: data.folder,
    SERENO_PORT: String(port),
    SERENO_HOST: '127.0.0.1',
    SERENO_ORIGIN: origin,
    SERENO_PG_SOCKET: postgres.socketDir,
    SERENO_DEMO: '1',
    ...(more.consoleDir === undefined ? {} : { SERENO_CONSOLE_DIR: more.consoleDir }),
  }
  const recorderEnv = { SERENO_ORIGIN: origin, SERENO_PICTURES_PORT: String(picturesPort), ...more.recorderEnv }
  const server = await startOurs<Record<string, unknown>>('apps/server/src/main.ts', [], serverEnv)
  const recorder = await startRecorder(data, recorderEnv)
  const system: System = {
    data,
    postgres,
    origin,
    server,
    recorder,
    api: await logIn(origin, data),
    async startServer() {
      system.server = await startOurs<Record<string, unknown>>('apps/server/src/main.ts', [], serverEnv)
    },
    async startRecorder() {
      system.recorder = await startRecorder(data, recorderEnv)
    },
    async stop() {
      await system.recorder.kill('SIGTERM')
      await system.server.kill('SIGTERM')
      await postgres.stop()
      data.remove()
    },
  }
  return system
}

async function logIn(origin: string, data: Data): Promise<Api> {
  const login = JSON.parse(readFileSync(join(data.folder, 'secrets', 'demo.json'), 'utf8')) as Api['login']
  const headers = { origin, 'content-type': 'application/json', 'accept-language': 'en' }
  const answer = await fetch(`${origin}/api/login`, { method: 'POST', headers, body: JSON.stringify(login) })
  const cookie = /sereno_session=[^;]+/.exec(answer.headers.get('set-cookie') ?? '')?.[0]
  if (cookie === undefined) throw new Error(`no login: ${answer.status} ${await answer.text()}`)
  const ask = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const said = await fetch(`${origin}${path}`, {
      method,
      headers: { ...headers, cookie },
      ...(body && { body: JSON.stringify(body) }),
    })
    if (!said.ok) throw new Error(`${method} ${path}: ${said.status} ${await said.text()}`)
    return (await said.json()) as T
  }
  return { cookie, login, get: (path) => ask('GET', path), post: (path, body) => ask('POST', path, body) }
}

export async function addCameras(api: Api, count: number, url: (number: number) => string): Promise<string[]> {
  const ids: string[] = []
  for (let number = 1; number <= count; number++) {
    const added = await api.post<{ id: string }>('/api/cameras', { url: url(number), name: `Bench ${number}`, number })
    ids.push(added.id)
  }
  return ids
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
