// Gives processes that dropped root's rights a tree of Sereno that they can read.
// A checkout under /root is closed to them (0700), and what was opened before the rights were dropped does not help:
// every later import fails. So root keeps a copy under /var/lib/sereno/app, of hard links where it can.

import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { canRead, type Identity } from './identity.ts'
import { mirror } from './mirror.ts'
import { systemCode } from './obstacle.ts'
import { makeOpenFolders } from './open-folders.ts'
import { birthOf, processesIn } from './process-table.ts'

export const APP_COPIES = '/var/lib/sereno/app'

/** What running needs of the checkout beside node_modules. */
const SOURCES = ['package.json', 'package-lock.json', 'tsconfig.json', 'apps', 'packages', 'db'] as const
/** In each copy: the checkout it was made from. */
const ORIGIN = '.checkout'

/** The checkout itself where `identity` can read it, else a copy that is brought up to date now. */
export function readableTree(checkout: string, identity: Identity | undefined, copies = APP_COPIES): string {
  const wanted = [nodeIn(checkout), join(checkout, 'apps/launcher/src/main.ts'), join(checkout, 'package.json')]
  if (wanted.every((path) => canRead(identity, path))) return checkout

  const origin = realpathSync(checkout)
  const key = createHash('sha256')
  // By the lockfile, so that a new node_modules never changes under a running system; by the checkout, so that two may run.
  key.update(readFileSync(join(checkout, 'package-lock.json'))).update(origin)
  const copy = join(copies, key.digest('hex').slice(0, 12))
  makeOpenFolders(copies)
  if (!existsSync(join(copy, 'node_modules'))) copyModules(checkout, copy)
  for (const name of SOURCES) mirror(join(checkout, name), join(copy, name))
  writeFileSync(join(copy, ORIGIN), `${origin}\n`)
  removeOlderCopies(copies, copy, origin)
  return copy
}

/** Node 24 of this tree, by its absolute path. */
export function nodeIn(tree: string): string {
  return join(tree, 'node_modules', `node-linux-${process.arch}`, 'bin/node')
}

function copyModules(checkout: string, copy: string): void {
  // Under our own number: two launchers may do this at the same time.
  const made = `${copy}.${process.pid}.new`
  makeOpenFolders(made)
  mirror(join(checkout, 'node_modules'), join(made, 'node_modules'))
  try {
    // Moved in whole: that it is there means that it is complete.
    renameSync(made, copy)
  } catch (thrown) {
    if (!['ENOTEMPTY', 'EEXIST'].includes(systemCode(thrown) ?? '')) throw thrown
    rmSync(made, { recursive: true })
  }
}

/** Copies of this checkout by an older lockfile or of one that is gone, unless something runs from them, and half made ones. */
function removeOlderCopies(copies: string, current: string, origin: string): void {
  for (const name of readdirSync(copies)) {
    const other = join(copies, name)
    const maker = /\.(\d+)\.new$/.exec(name)?.[1]
    if (maker && birthOf(Number(maker)) === undefined) rmSync(other, { recursive: true })
    if (other === current || !existsSync(join(other, ORIGIN))) continue
    const otherOrigin = readFileSync(join(other, ORIGIN), 'utf8').trim()
    if (otherOrigin !== origin && existsSync(otherOrigin)) continue
    if (processesIn(other).length === 0) rmSync(other, { recursive: true, force: true })
  }
}
