import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

import { openDataFolder } from '../data-folder.ts'
import { nobody } from '../identity.ts'
import { parentOf, processesIn } from '../process-table.ts'
import { startStages } from '../stages.ts'
import { isAlive, ownerOf, until } from '../testing/processes.ts'
import { checkout } from '../testing/readable-checkout.ts'
import { isRoot, temporaryFolder } from '../testing/temporary-folder.ts'
import { locateCluster, POSTGRES_DATABASE, POSTGRES_USER, refuseOtherMajor } from './cluster.ts'
import { postgresPlan } from './plan.ts'

const identity = isRoot ? nobody : undefined

test('it starts from nothing, with our database in it, as the service user, and leaves nothing behind', async () => {
  const { start, cluster } = aDatabase()
  const running = await start()
  expect(await canLogIn(cluster.socketFolder)).toBe(true)
  const postmaster = postmasterOf(cluster.folder)
  expect(ownerOf(postmaster)).toBe(isRoot ? nobody.uid : process.geteuid!())
  expect(statSync(cluster.folder).mode & 0o777).toBe(0o700)
  await running.stop()
  expect(processesIn(cluster.folder)).toEqual([])
  expect(existsSync(join(cluster.folder, 'postmaster.pid'))).toBe(false)

  // Killed together with its guard: what an earlier run left is ended, and its pid file is not believed.
  const second = await start()
  const [old, guard] = [postmasterOf(cluster.folder), parentOf(postmasterOf(cluster.folder))]
  process.kill(old, 'SIGSTOP')
  process.kill(-guard, 'SIGKILL')
  await until(() => !isAlive(old))
  await second.stop()
  writeFileSync(join(cluster.folder, 'postmaster.pid'), stalePidFile(cluster.folder))
  const third = await start()
  expect(await canLogIn(cluster.socketFolder)).toBe(true)

  // Killed alone while the launcher lives: it comes back by itself, on the same socket.
  const before = postmasterOf(cluster.folder)
  process.kill(before, 'SIGKILL')
  await until(() => isReadyAgain(cluster.folder, before))
  expect(await canLogIn(cluster.socketFolder)).toBe(true)
  await third.stop()
  await until(() => processesIn(cluster.folder).length === 0)
}, 60_000)

test('a birth that was killed half way leaves no half database', async () => {
  const { start, cluster } = aDatabase()
  const stopped = await start(AbortSignal.timeout(100))
  await stopped.stop()
  const running = await start()
  expect(await canLogIn(cluster.socketFolder)).toBe(true)
  await running.stop()
}, 60_000)

test('files of another major version are refused before anything starts on them', () => {
  const { data, cluster } = aDatabase()
  refuseOtherMajor(data)
  rmSync(cluster.folder, { recursive: true, force: true })
  openFolder(join(data.path, 'pg17'))
  expect(() => refuseOtherMajor(data)).toThrow(/of PostgreSQL 17 and this Sereno brings 18; .*pg_upgrade/)
  openFolder(cluster.folder)
  writeFileSync(join(cluster.folder, 'PG_VERSION'), '18\n')
  refuseOtherMajor(data)
  writeFileSync(join(cluster.folder, 'PG_VERSION'), '19\n')
  expect(() => refuseOtherMajor(data)).toThrow(/of PostgreSQL 19/)
})

function aDatabase() {
  const data = openDataFolder(join(temporaryFolder(), 'city'), identity)
  const cluster = locateCluster(data, checkout)
  const said: string[] = []
  const around = { identity, tracesFolder: join(data.path, 'traces'), complain: (line: string) => void said.push(line) }
  const start = async (signal: AbortSignal = new AbortController().signal) => {
    const running = await startStages([[postgresPlan(cluster, data)]], around, { onTrouble: 'end', signal })
    onTestFinished(() => running.kill())
    return running
  }
  return { data, cluster, start, said }
}

function openFolder(path: string): void {
  openDataFolder(path, identity)
}

function postmasterOf(folder: string): number {
  return Number(readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n')[0])
}

/** As one that was killed leaves it: "ready", with the number of a process that lives and is another. */
function stalePidFile(folder: string): string {
  return `${process.pid}\n${folder}\n1\n5432\n\n\n\nready   \n`
}

function isReadyAgain(folder: string, before: number): boolean {
  const file = join(folder, 'postmaster.pid')
  if (!existsSync(file) || !readFileSync(file, 'utf8').includes('ready')) return false
  return postmasterOf(folder) !== before
}

/** PostgreSQL's start-up message, version 3.0; the answer begins with R where the login is good, with E where it is not. */
function canLogIn(socketFolder: string): Promise<boolean> {
  const words = Buffer.from(`user\0${POSTGRES_USER}\0database\0${POSTGRES_DATABASE}\0\0`)
  const head = Buffer.alloc(8)
  head.writeInt32BE(8 + words.length, 0)
  head.writeInt32BE(0x3_0000, 4)
  return new Promise((resolve, reject) => {
    const socket = connect(join(socketFolder, '.s.PGSQL.5432'))
    socket.on('error', reject)
    socket.once('data', (answer) => {
      resolve(answer[0] === 'R'.charCodeAt(0))
      socket.destroy()
    })
    socket.write(Buffer.concat([head, words]))
  })
}
