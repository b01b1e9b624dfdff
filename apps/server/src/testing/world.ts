// A whole server for a test: a database of its own, a data folder, a clock that the test moves, and people who log in.

import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Role, roleNames } from '@sereno/domain/trust/people/roles'
import { startTestPostgres, type TestPostgres } from '@sereno/testkit/postgres'
import type { Config } from '../platform/config/config.ts'
import { readKeys } from '../platform/secrets/key-files.ts'
import { makeTrace } from '../platform/traces/trace.ts'
import { type RunningServer, startServer } from '../server.ts'
import { makePasswordHasher } from '../trust/people/index.ts'
import { type FakeClock, fakeClock } from './fake-clock.ts'
import { FakeRecorder } from './fake-recorder.ts'

export const ORIGIN = 'http://localhost:8080'
export const PASSWORD = 'tres gatos en el tejado'

export interface Answered<T = unknown> {
  readonly status: number
  readonly body: T
  readonly headers: Headers
}

/** A person with a browser: keeps the cookie and says where it comes from. */
export interface Seat {
  readonly cookie: string
  get<T = never>(path: string, headers?: Record<string, string>): Promise<Answered<T>>
  send<T = never>(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answered<T>>
}

export interface World {
  readonly postgres: TestPostgres
  readonly clock: FakeClock
  readonly folder: string
  readonly config: Config
  server: RunningServer
  /** All that was traced, as text. */
  traces(): string
  readonly nobody: Seat
  /** Every role. */
  readonly chief: Seat
  seatOf(...roles: Role[]): Promise<Seat>
  recorder: (name?: string, more?: { camerasMax?: number }) => Promise<FakeRecorder>
  /** Stops the server and starts it anew on the same data. */
  restart(): Promise<void>
  stop(): Promise<void>
}

export async function startWorld(options: Partial<Config> = {}): Promise<World> {
  const postgres = await startTestPostgres()
  const folder = mkdtempSync(join(tmpdir(), 'sereno-server-'))
  writeKeys(folder)
  const clock = fakeClock()
  let traced = ''
  const trace = makeTrace({ level: 'trace', to: { write: (line) => void (traced += line) } })
  const config: Config = {
    dataFolder: folder,
    host: '127.0.0.1',
    port: 0,
    origin: ORIGIN,
    consoleFolder: undefined,
    database: { socketDir: postgres.socketDir },
    isDemo: false,
    ...options,
  }
  const start = () =>
    startServer({ config, keys: readKeys(folder), clock, trace, version: '0.0.0-test', hasher: cheapHasher() })
  const recorders: FakeRecorder[] = []
  const world: World = {
    postgres,
    clock,
    folder,
    config,
    server: await start(),
    traces: () => traced,
    nobody: seat(() => world.server, ''),
    chief: seat(() => world.server, ''),
    seatOf: (...roles) => makeSeat(world, roles),
    recorder: async (name = 'rec-1', more = {}) => {
      const recorder = await FakeRecorder.dial(join(folder, 'run', 'server.sock'), name, more)
      recorders.push(recorder)
      return recorder
    },
    restart: async () => {
      await world.server.stop()
      world.server = await start()
    },
    stop: async () => {
      for (const recorder of recorders) recorder.close()
      await world.server.stop()
      await postgres.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  if (world.server.welcomeUrl !== undefined) {
    Object.assign(world, { chief: await welcomeChief(world, world.server.welcomeUrl) })
  }
  return world
}

function writeKeys(folder: string): void {
  const secrets = join(folder, 'secrets')
  mkdirSync(secrets, { mode: 0o700 })
  mkdirSync(join(folder, 'run'), { mode: 0o700 })
  writeFileSync(join(secrets, 'camera-passwords.key'), randomBytes(32), { mode: 0o600 })
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  writeFileSync(join(secrets, 'receipt-signing.key'), privateKey.export({ type: 'pkcs8', format: 'pem' }))
  writeFileSync(join(secrets, 'receipt-signing.pub'), publicKey.export({ type: 'spki', format: 'pem' }))
}

/** The real one at a thousandth of its cost. */
export function cheapHasher() {
  return makePasswordHasher({ N: 16, r: 1, p: 1 })
}

async function welcomeChief(world: World, welcomeUrl: string): Promise<Seat> {
  const token = new URL(welcomeUrl).hash.slice(1)
  const body = { token, login: 'chief', name: 'Chief', password: PASSWORD }
  const answer = await world.nobody.send('POST', '/api/welcome', body)
  return seat(() => world.server, cookieOf(answer))
}

async function makeSeat(world: World, roles: readonly Role[]): Promise<Seat> {
  const login = `p-${randomBytes(4).toString('hex')}`
  const made = { login, name: login, password: PASSWORD, roles: roles.length > 0 ? roles : roleNames }
  const added = await world.chief.send('POST', '/api/people', made)
  if (added.status !== 201) throw new Error(`no seat: ${JSON.stringify(added.body)}`)
  return logIn(world, login)
}

export async function logIn(world: World, login: string): Promise<Seat> {
  const answer = await world.nobody.send('POST', '/api/login', { login, password: PASSWORD })
  return seat(() => world.server, cookieOf(answer))
}

export function cookieOf({ headers }: Pick<Answered, 'headers'>): string {
  return (headers.get('set-cookie') ?? '').split(';', 1)[0] ?? ''
}

export function seat(server: () => RunningServer, cookie: string): Seat {
  const ask = async (method: string, path: string, init: RequestInit, headers: Record<string, string>) => {
    const sent = { origin: ORIGIN, 'accept-language': 'en', ...(cookie !== '' && { cookie }), ...headers }
    const response = await server().ask(
      new Request(`${ORIGIN}${path}`, { method: method.toUpperCase(), ...init, headers: sent }),
    )
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.startsWith('application/json') === true
    const body = isJson && text !== '' ? JSON.parse(text) : text
    return { status: response.status, body, headers: response.headers }
  }
  return {
    cookie,
    get: (path, headers = {}) => ask('GET', path, {}, headers),
    send: (method, path, body, headers = {}) => {
      if (body === undefined) return ask(method, path, {}, headers)
      const text = typeof body === 'string' ? body : JSON.stringify(body)
      return ask(method, path, { body: text }, { 'content-type': 'application/json', ...headers })
    },
  }
}

/** Waits for something that comes by itself; fails after 10 s with what it last was. */
export async function until<T>(look: () => T | Promise<T>, isThere: (value: T) => boolean = Boolean): Promise<T> {
  const end = Date.now() + 10_000
  for (;;) {
    const value = await look()
    if (isThere(value)) return value
    if (Date.now() > end) throw new Error(`never came; at last: ${JSON.stringify(value)?.slice(0, 500)}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
