// The processes of Sereno, in the order of their starting, with the environment of each.
// The variables are documented in docs/reference/settings.md.

import { dirname, join } from 'node:path'

import { nodeIn } from './checkout-copy.ts'
import { buildConsoleIfChanged } from './console-build.ts'
import type { DataFolder } from './data-folder.ts'
import type { Cluster } from './postgres/cluster.ts'
import { postgresPlan } from './postgres/plan.ts'
import type { ProcessPlan, ReadyFacts } from './process-plan.ts'
import { portsFrom } from './settings.ts'

// Drawing the city's clips takes most of a minute the first time, on two cores.
const SIM_READY_WAIT_MS = 180_000
// Writes of 100 cameras at once; libuv's own four threads would queue them behind one slow disk access.
const RECORDER_THREADS = '32'

/** What the launcher alone decides. Set by somebody else, SERENO_DEMO would put a known login into the real thing. */
export const internalSettings = [
  'SERENO_CONSOLE_DIR',
  'SERENO_DEMO',
  'SERENO_PG_SOCKET',
  'SERENO_PICTURES_PORT',
  'SERENO_RECORDER',
  'SERENO_SIM_RTSP_PORT',
] as const

export interface SystemFacts {
  mode: 'demo' | 'start'
  /** Where the code lies that the processes can read: the checkout or its copy. */
  tree: string
  data: DataFolder
  /** Undefined where DATABASE_URL names a server of somebody else's. */
  cluster: Cluster | undefined
  port: number
  recorders: number
  /** Of the launcher: SERENO_… settings in it are passed on, but for the internal ones. */
  env: NodeJS.ProcessEnv
  say: (line: string) => void
  onServerReady: (facts: ReadyFacts) => void
}

export function systemPlans(facts: SystemFacts): ProcessPlan[][] {
  const { cluster, data, mode } = facts
  return [
    cluster ? [postgresPlan(cluster, data)] : [],
    [serverPlan(facts)],
    Array.from({ length: facts.recorders }, (_, index) => recorderPlan(facts, index)),
    mode === 'demo' ? [simPlan(facts)] : [],
  ]
}

function serverPlan(facts: SystemFacts): ProcessPlan {
  const { tree, data, say, onServerReady } = facts
  const plan = nodePlan(facts, 'server', 'server', databaseEnv(facts))
  return {
    ...plan,
    prepare: (signal) => buildConsoleIfChanged(tree, data, say, signal),
    onReady: onServerReady,
  }
}

function recorderPlan(facts: SystemFacts, index: number): ProcessPlan {
  const name = `rec-${index + 1}`
  const port = portsFrom(facts).pictures[index]
  return {
    ...nodePlan(facts, 'recorder', name, {
      SERENO_RECORDER: name,
      SERENO_PICTURES_PORT: String(port),
      UV_THREADPOOL_SIZE: RECORDER_THREADS,
    }),
    title: facts.recorders === 1 ? 'recorder' : `recorder ${name}`,
  }
}

function simPlan(facts: SystemFacts): ProcessPlan {
  return { ...nodePlan(facts, 'sim', 'sim'), title: 'demonstration city', readyWaitMs: SIM_READY_WAIT_MS }
}

function nodePlan(facts: SystemFacts, app: string, name: string, env: Record<string, string> = {}): ProcessPlan {
  const { tree } = facts
  return {
    name,
    command: nodeIn(tree),
    args: [join(tree, 'apps', app, 'src/main.ts')],
    // Says to checkout-copy.ts that this tree is in use.
    cwd: tree,
    env: { ...appEnv(facts), ...env },
  }
}

/** What each of our Node programs gets. Nothing else of the caller's environment goes in. */
export function appEnv(facts: Pick<SystemFacts, 'tree' | 'data' | 'port' | 'recorders' | 'env' | 'mode'>) {
  const { tree, data, env } = facts
  const ports = portsFrom(facts)
  return {
    SERENO_HOST: '127.0.0.1',
    // A name and not 127.0.0.1: passkeys refuse addresses.
    SERENO_ORIGIN: `http://localhost:${ports.server}`,
    ...passedOn(env),
    SERENO_DATA: data.path,
    SERENO_PORT: String(ports.server),
    SERENO_CONSOLE_DIR: join(data.path, 'console'),
    ...(facts.mode === 'demo' ? { SERENO_DEMO: '1', SERENO_SIM_RTSP_PORT: String(ports.simRtsp) } : {}),
    PATH: `${dirname(nodeIn(tree))}:/usr/bin:/bin`,
    HOME: data.path,
    // A third of a start goes into reading our own TypeScript: the next start takes it from here.
    NODE_COMPILE_CACHE: join(data.path, 'run', 'compiled'),
    TZ: 'UTC',
    LC_ALL: 'C.UTF-8',
    NODE_ENV: 'production',
  }
}

/** Only for those who need it: it may hold a password. */
export function databaseEnv({ cluster, env }: Pick<SystemFacts, 'cluster' | 'env'>): Record<string, string> {
  if (cluster) return { SERENO_PG_SOCKET: cluster.socketFolder }
  return { DATABASE_URL: env['DATABASE_URL'] ?? '' }
}

function passedOn(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const internal: readonly string[] = internalSettings
  return Object.fromEntries(
    Object.entries(env).filter(
      // Empty means "not set", as for a shell that clears it for one command.
      ([name, value]) => name.startsWith('SERENO_') && value !== '' && !internal.includes(name),
    ),
  )
}
