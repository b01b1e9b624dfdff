// Starts the server: everything in its order, and stops it in the reverse one. main.ts gives it the real clock and
// settings, tests give theirs.

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { startHousekeeping } from './housekeeping.ts'
import { makeBase } from './platform/base.ts'
import type { Clock } from './platform/clock/clock.ts'
import type { Config } from './platform/config/config.ts'
import { type Database, isDatabaseAway, openDatabase, ping } from './platform/db/database.ts'
import { migrate } from './platform/db/migrations.ts'
import { makeLiveSocket } from './platform/events/live-socket.ts'
import { makeSequencer } from './platform/events/sequencer.ts'
import { httpServerOf, listen } from './platform/http/listen.ts'
import { makeApp } from './platform/http/app.ts'
import { readConsoleFiles } from './platform/http/console-files.ts'
import { makeMetrics } from './platform/metrics/metrics.ts'
import type { Keys } from './platform/secrets/key-files.ts'
import { makePasswordSeal } from './platform/secrets/password-seal.ts'
import type { Trace } from './platform/traces/trace.ts'
import { type PasswordHasher, makePasswordHasher } from './trust/people/index.ts'
import { type DemoLogin, authenticate, makeWelcomeToken, prepareDemoLogin } from './trust/sessions/index.ts'
import { listenerUrl } from './trust/views/index.ts'
import { sealClearPaths } from './video/cameras/index.ts'
import { type RecorderHub, listenForRecorders } from './video/recorders/index.ts'
import { makePartitionsAhead } from './video/recordings/index.ts'
import { type Parts, wire } from './wiring.ts'

export interface ServerNeeds {
  readonly config: Config
  readonly keys: Keys
  readonly clock: Clock
  readonly trace: Trace
  readonly version: string
  readonly hasher?: PasswordHasher
}

export interface RunningServer {
  readonly port: number
  readonly parts: Parts
  readonly database: Database
  /** The one-time link, while there is no administrator. */
  readonly welcomeUrl: string | undefined
  readonly demoLogin: DemoLogin | undefined
  /** Answers a request without a socket. */
  readonly ask: (request: Request) => Response | Promise<Response>
  stop(): Promise<void>
}

// The launcher starts PostgreSQL before us; after a crash it may need some seconds to read its journal.
const DATABASE_WAIT_MS = 60_000
const HEALTH_WAIT_MS = 1_000

export async function startServer(needs: ServerNeeds): Promise<RunningServer> {
  const { config, keys, clock, trace, version } = needs
  const metrics = makeMetrics()

  // 1. The database: there, and of our shape.
  const ran = await untilThere(() => migrate(config.database))
  if (ran > 0) trace.info({ ran }, 'the database was brought up to date')
  const database = openDatabase(config.database, trace)
  await makePartitionsAhead(database.db, clock.now())

  // 2. The event log: numbers facts from now on.
  const sequencer = makeSequencer(database.db, trace)
  const base = makeBase(database.db, clock, trace, sequencer)

  // 3. The nouns.
  const hasher = needs.hasher ?? makePasswordHasher()
  const seal = makePasswordSeal(keys.cameraPasswords)
  const { origin, isDemo } = config
  const parts = wire({ base, metrics, seal, signingKey: keys.receiptSigning, hasher, origin, version, isDemo })
  const { hub, hubWiring, feed, monitor, sessions } = parts
  sequencer.onAdvance((seq) => feed.advance(seq))
  sequencer.start()
  feed.start()
  await sealClearPaths({ base, seal })
  await hub.start(hubWiring)

  // 4. Recorders may dial.
  mkdirSync(join(config.dataFolder, 'run'), { recursive: true, mode: 0o700 })
  const link = await listenForRecorders(join(config.dataFolder, 'run', 'server.sock'), hub, trace)
  monitor.start()
  const housekeeping = startHousekeeping(base, sessions)

  // 5. The first way in, where there is none yet.
  const demoLogin = isDemo ? await prepareDemoLogin(base, hasher, config.dataFolder) : undefined
  const token = await makeWelcomeToken({ base })

  // 6. Consoles may come.
  const app = makeApp({
    routes: parts.routes,
    origin,
    version,
    clock,
    trace,
    metrics,
    consoleFiles: readConsoleFiles(config.consoleFolder),
    authenticate: (cookie) => authenticate({ base }, cookie),
    pictureOrigins: () => pictureOrigins(origin, hub),
    health: () => health(database, hub, version),
  })
  const http = httpServerOf(app)
  const live = makeLiveSocket({ feed, origin, authenticate: (cookie) => authenticate({ base }, cookie), trace })
  const port = await listen(http, config, live.upgrade)

  return {
    port,
    parts,
    database,
    welcomeUrl: token === undefined ? undefined : `${origin}/welcome#${token}`,
    demoLogin,
    ask: (request) => app.fetch(request),
    stop: async () => {
      housekeeping.stop()
      monitor.stop()
      live.close()
      feed.stop()
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
      hub.stop()
      await link.close()
      await sequencer.stop()
      await database.close()
    },
  }
}

async function untilThere<T>(act: () => Promise<T>): Promise<T> {
  const until = Date.now() + DATABASE_WAIT_MS
  for (;;) {
    try {
      return await act()
    } catch (error) {
      if (!isDatabaseAway(error) || Date.now() > until) throw error
      await new Promise((resolve) => setTimeout(resolve, 250))
    }
  }
}

/** Where pages of ours may open sockets to. While no recorder was ever heard, any port of our own host. */
function pictureOrigins(origin: string, hub: RecorderHub): string[] {
  const ports = hub.list().map(({ picturesPort }) => picturesPort)
  const { protocol, hostname, host } = new URL(origin)
  const scheme = protocol === 'https:' ? 'wss' : 'ws'
  if (ports.length === 0) return [`${scheme}://${hostname}:*`]
  const live = `${scheme}://${host}`
  return [...new Set([live, ...ports.map((port) => new URL(listenerUrl(origin, port)).origin)])]
}

async function health({ db }: Database, hub: RecorderHub, version: string): Promise<Record<string, unknown>> {
  const late = new Promise<'away'>((resolve) => setTimeout(() => resolve('away'), HEALTH_WAIT_MS).unref())
  const asked = ping(db).then(
    () => 'ok' as const,
    () => 'away' as const,
  )
  const database = await Promise.race([asked, late])
  const recorders = hub.list()
  const connected = recorders.filter(({ isConnected }) => isConnected).length
  const isWell = database === 'ok' && connected === recorders.length
  return { status: isWell ? 'ok' : 'degraded', version, database, recorders: { known: recorders.length, connected } }
}
