// Keeps two launchers from the same data folder. The file says who runs here and when that process began,
// because after a crash the same number may belong to anything.

import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { Obstacle, systemCode } from './obstacle.ts'
import { birthOf } from './process-table.ts'

/** Held until `release`; a launcher that was killed leaves a stale one, which the next start recognises. */
export interface PidFile {
  release(): void
}

/** Refuses where a living launcher holds the folder. Call it with the rights of the folder's owner. */
export function claimPidFile(dataFolder: string, pid = process.pid): PidFile {
  const path = join(dataFolder, 'run', 'launcher.pid')
  const mine = `${path}.${pid}`
  writeFileSync(mine, `${pid} ${birthOf(pid)}\n`, { mode: 0o600 })
  try {
    // Taken by link: whole from its first moment, and refused by the kernel where another one was first.
    while (!tryLink(mine, path)) moveAsideIfStale(path, dataFolder, `${mine}.stale`)
  } finally {
    rmSync(mine, { force: true })
  }
  return {
    release: () => {
      if (holderOf(path)?.pid === pid) rmSync(path, { force: true })
    },
  }
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to)
    return true
  } catch (thrown) {
    if (systemCode(thrown) === 'EEXIST') return false
    throw thrown
  }
}

function moveAsideIfStale(path: string, dataFolder: string, aside: string): void {
  refuseIfAlive(path, dataFolder)
  try {
    renameSync(path, aside)
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return
    throw thrown
  }
  // Between the look and the move another launcher may have done all this and taken its place: then give it back.
  try {
    refuseIfAlive(aside, dataFolder)
  } catch (thrown) {
    tryLink(aside, path)
    throw thrown
  } finally {
    rmSync(aside, { force: true })
  }
}

function refuseIfAlive(path: string, dataFolder: string): void {
  const holder = holderOf(path)
  if (!holder || birthOf(holder.pid) !== holder.birth) return
  throw new Obstacle(
    `${dataFolder} is in use by another Sereno (process ${holder.pid}); stop that one first, or choose another folder with --data`,
  )
}

function holderOf(path: string): { pid: number; birth: string } | undefined {
  try {
    const [pid, birth] = readFileSync(path, 'utf8').trim().split(' ')
    return { pid: Number(pid), birth: birth ?? '' }
  } catch {
    return undefined
  }
}
