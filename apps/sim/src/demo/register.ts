// Tells the server of the town and its cameras, as any client of its API would: logs in, puts what is missing, changes
// what moved to another port. It touches no camera that somebody else added.

import { setTimeout as pause } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { Camera, NewCamera } from '@sereno/contract/cameras'
import type { City } from '@sereno/contract/city'

export type DemoLogin = { login: string; password: string }
export type Server = { url: string; origin: string }
export type Registered = { added: number; changed: number }

const PAUSE_FIRST_MS = 500
/** A server that starts takes seconds; one that is down for an hour should not be asked every second. */
export const PAUSE_MS_MAX = 10_000
// A first start on two busy cores has taken 5 s to check one login.
const ANSWER_MS_MAX = 30_000

export const pauseAfter = (failures: number) => Math.min(PAUSE_MS_MAX, PAUSE_FIRST_MS * 2 ** Math.min(failures, 10))

export async function registerUntilDone(
  once: () => Promise<Registered>,
  failed: (error: unknown, waitMs: number) => void,
  signal: AbortSignal,
): Promise<Registered | undefined> {
  for (let failures = 0; !signal.aborted; failures++) {
    try {
      return await once()
    } catch (error) {
      const waitMs = pauseAfter(failures)
      failed(error, waitMs)
      await pause(waitMs, undefined, { signal }).catch(() => undefined)
    }
  }
  return undefined
}

export async function register(
  server: Server,
  login: DemoLogin,
  city: City,
  cameras: readonly NewCamera[],
): Promise<Registered> {
  const session = await request(server, 'POST', '/api/login', login)
  const cookie = session.headers
    .getSetCookie()
    .map((each) => each.split(';')[0] ?? '')
    .join('; ')
  const ask = (method: string, path: string, body?: unknown) => request(server, method, path, body, cookie)
  // Not again at each start: every change of the city is a fact in the log.
  const stored = await ask('GET', '/api/city').then(
    (answer) => answer.json(),
    () => undefined,
  )
  if (!isDeepStrictEqual(stored, city)) await ask('PUT', '/api/city', city)
  const list = await ask('GET', '/api/cameras')
  const known = ((await list.json()) as { cameras: Camera[] }).cameras
  const counts = { added: 0, changed: 0 }
  for (const camera of cameras) {
    // By its address, not its name: an operator may give it another one.
    const same = known.find(({ url }) => ownPath(url) !== undefined && ownPath(url) === ownPath(camera.url))
    if (!same) {
      const isNumberTaken = known.some(({ number }) => number === camera.number)
      const { number, ...rest } = camera
      await ask('POST', '/api/cameras', isNumberTaken || number === undefined ? rest : camera)
      counts.added++
    } else if (same.url !== camera.url) {
      const { url, username, password } = camera
      await ask('PATCH', `/api/cameras/${same.id}`, { version: same.version, url, username, password })
      counts.changed++
    }
  }
  await ask('POST', '/api/logout', {})
  return counts
}

const ownPath = (url: string) => /^rtsp:\/\/127\.0\.0\.1:\d+(\/cam\/\d+)$/.exec(url)?.[1]

async function request(
  { url, origin }: Server,
  method: string,
  path: string,
  body?: unknown,
  cookie = '',
): Promise<Response> {
  const response = await fetch(url + path, {
    method,
    headers: {
      origin,
      'accept-language': 'en',
      ...(cookie && { cookie }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(ANSWER_MS_MAX),
  })
  if (response.ok) return response
  throw new Error(`${method} ${path}: ${response.status} ${(await response.text()).slice(0, 300)}`)
}
