// How PostgreSQL is run: what is cleared before each start, its settings, and when it is ready.
// Unprivileged, on a unix socket only, never left behind (guard.ts).

import { readFileSync, realpathSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

import type { DataFolder } from '../data-folder.ts'
import { withRightsOf } from '../identity.ts'
import { Obstacle } from '../obstacle.ts'
import type { ProcessPlan } from '../process-plan.ts'
import { processesIn } from '../process-table.ts'
import { type Cluster, makeClusterIfMissing } from './cluster.ts'

// In order means: write out what is in memory. Twice what 256 MB take on a slow disk.
const STOP_WAIT_MS = 20_000
// What a killed launcher left is stopping already when we look; longer than its own wait makes no sense.
const LEFTOVERS_WAIT_MS = 20_000
// After a power cut the journal is read again, up to max_wal_size of it.
const READY_WAIT_MS = 120_000

// PostgreSQL's name for the socket of its usual port number, which is all that the number is for.
const SOCKET = '.s.PGSQL.5432'

const settings = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  // The index of 1,000 cameras over a day fits; its older part is read once in a while, through the page cache.
  shared_buffers: '256MB',
  // An answer that was given is on the disk. These are PostgreSQL's own defaults, written down because the log needs them.
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  // Fewer checkpoints: the recorders write rows all day long.
  max_wal_size: '1GB',
  wal_compression: 'on',
  // Our queries take milliseconds; compiling one takes fifty.
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  logging_collector: 'off',
  log_line_prefix: '%m ',
} as const

/** A plan for the supervisor. Its `prepare` also makes the cluster. */
export function postgresPlan(cluster: Cluster, data: DataFolder): ProcessPlan {
  const options = Object.entries({ ...settings, unix_socket_directories: cluster.socketFolder })
  return {
    name: 'postgres',
    title: 'PostgreSQL',
    command: join(cluster.binaries, 'postgres'),
    args: ['-D', cluster.folder, ...options.flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    cwd: '/',
    env: cluster.env,
    stopSignal: 'INT',
    stopWaitMs: STOP_WAIT_MS,
    readyWaitMs: READY_WAIT_MS,
    prepare: async (signal) => {
      await makeClusterIfMissing(cluster, data, signal)
      await clearLeftovers(cluster, data)
    },
    isReady: () => statusIn(cluster, data) === 'ready',
  }
}

// postmaster.pid has its state in the eighth line. Only to be believed after clearLeftovers: an old file says "ready" too.
function statusIn({ folder }: Cluster, { identity }: DataFolder): string | undefined {
  try {
    const file = withRightsOf(identity, () => readFileSync(join(folder, 'postmaster.pid'), 'utf8'))
    return file.split('\n')[7]?.trim()
  } catch {
    return undefined
  }
}

/**
 * Stops what an earlier run left and removes its pid files. The working folders in /proc say who is really there;
 * the files alone lie after a crash, and PostgreSQL then refuses to start for as long as their number is in use.
 * That no living Sereno owns it is known: the launcher's own pid file is ours.
 */
async function clearLeftovers({ folder, socketFolder }: Cluster, { identity }: DataFolder): Promise<void> {
  const real = withRightsOf(identity, () => realpathSync(folder))
  const until = Date.now() + LEFTOVERS_WAIT_MS
  for (let isFirst = true; ; isFirst = false) {
    const left = processesIn(real)
    if (left.length === 0) break
    if (isFirst) for (const pid of left) interrupt(pid)
    if (Date.now() > until) {
      throw new Obstacle(`PostgreSQL (process ${left[0]}) in ${folder} does not stop; end it with: kill -9 ${left[0]}`)
    }
    await pause(20)
  }
  // The lock beside the socket holds the same number and is believed in the same way.
  const files = [join(folder, 'postmaster.pid'), ...[SOCKET, `${SOCKET}.lock`].map((name) => join(socketFolder, name))]
  withRightsOf(identity, () => {
    for (const file of files) rmSync(file, { force: true })
  })
}

function interrupt(pid: number): void {
  try {
    process.kill(pid, 'SIGINT')
  } catch {
    // Gone in between.
  }
}
