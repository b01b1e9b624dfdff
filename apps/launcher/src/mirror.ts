// Makes one folder equal to another, touching only what differs: hard links on the same filesystem, else copies.
// Everything in the result can be read by anyone; nothing in it is written by anyone but its owner.

import { type Stats, chmodSync, copyFileSync, linkSync, lstatSync, mkdirSync, readdirSync, readlinkSync } from 'node:fs'
import { rmSync, symlinkSync, utimesSync } from 'node:fs'
import { join } from 'node:path'

import { systemCode } from './obstacle.ts'

const READABLE_BY_ALL = 0o444
/** Beside what git ignores; neither is needed to run. */
const LEFT_OUT = new Set(['.git', 'dist', '.vite', '.vite-temp'])

/** Links stay as they are written, so that relative ones point into the mirror. A missing `from` removes `to`. */
export function mirror(from: string, to: string): void {
  const source = lstatSync(from, { throwIfNoEntry: false })
  const target = lstatSync(to, { throwIfNoEntry: false })
  if (!source) return rmSync(to, { recursive: true, force: true })
  if (source.isDirectory()) return mirrorFolder(from, to, target)
  if (source.isSymbolicLink()) {
    if (target?.isSymbolicLink() && readlinkSync(to) === readlinkSync(from)) return
    rmSync(to, { recursive: true, force: true })
    symlinkSync(readlinkSync(from), to)
    return
  }
  if (!source.isFile() || (target && isSame(source, target))) return
  rmSync(to, { recursive: true, force: true })
  placeFile(from, to, source)
}

function mirrorFolder(from: string, to: string, target: Stats | undefined): void {
  if (target && !target.isDirectory()) rmSync(to)
  mkdirSync(to, { recursive: true })
  // Whatever the umask or an earlier run said.
  if (!target || (target.mode & 0o777) !== 0o755) chmodSync(to, 0o755)
  const names = readdirSync(from).filter((name) => !LEFT_OUT.has(name) || from.includes('node_modules'))
  const wanted = new Set(names)
  for (const name of target?.isDirectory() ? readdirSync(to) : []) {
    if (!wanted.has(name)) rmSync(join(to, name), { recursive: true, force: true })
  }
  for (const name of names) mirror(join(from, name), join(to, name))
}

/** The same file under two names, or a copy that carries the size and time of its original. */
function isSame(source: Stats, target: Stats): boolean {
  if (source.dev === target.dev && source.ino === target.ino) return true
  return target.isFile() && source.size === target.size && Math.abs(source.mtimeMs - target.mtimeMs) < 1
}

function placeFile(from: string, to: string, source: Stats): void {
  if ((source.mode & READABLE_BY_ALL) === READABLE_BY_ALL && tryLink(from, to)) return
  copyFileSync(from, to)
  chmodSync(to, source.mode & 0o111 ? 0o755 : 0o644)
  utimesSync(to, source.atime, source.mtime)
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to)
    return true
  } catch (thrown) {
    // Another launcher that does the same work was first.
    if (systemCode(thrown) === 'EEXIST') return true
    // Another filesystem, one without hard links, or too many of them.
    if (['EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP'].includes(systemCode(thrown) ?? '')) return false
    throw thrown
  }
}
