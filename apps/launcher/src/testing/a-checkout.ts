// A small checkout for tests: a workspace that imports another one by its name, a lockfile, and the Node that runs here.

import { chmodSync, cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { node } from './readable-checkout.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** Its apps/launcher/src/main.ts prints its arguments, its user and what the other workspace is called. */
export function aCheckout({ mode = 0o755 } = {}): string {
  const folder = join(temporaryFolder(), 'checkout')
  const files = {
    'package.json': '{ "name": "sereno", "version": "9.9.9", "type": "module" }',
    'package-lock.json': '{ "lockfileVersion": 3 }',
    'packages/domain/package.json':
      '{ "name": "@sereno/domain", "type": "module", "exports": { "./*": "./src/*.ts" } }',
    'packages/domain/src/name.ts': "export const name: string = 'domain'",
    'apps/launcher/package.json': '{ "type": "module" }',
    'apps/launcher/src/main.ts': [
      "import { name } from '@sereno/domain/name'",
      'console.log(JSON.stringify({ name, args: process.argv.slice(2), uid: process.getuid!(), node: process.execPath }))',
    ].join('\n'),
  }
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  mkdirSync(join(folder, 'node_modules/@sereno'), { recursive: true })
  symlinkSync('../../packages/domain', join(folder, 'node_modules/@sereno/domain'))
  // Node finds its own type stripping wherever it lies; a link to it is enough here.
  const twin = join(folder, 'node_modules', `node-linux-${process.arch}`, 'bin')
  mkdirSync(twin, { recursive: true })
  symlinkSync(node, join(twin, 'node'))
  mkdirSync(join(folder, 'node_modules/.bin'))
  cpSync(join(folder, 'package-lock.json'), join(folder, 'node_modules/.sereno-lock'))
  cpSync(join(import.meta.dirname, '../../../../sereno'), join(folder, 'sereno'))
  chmodSync(folder, mode)
  return folder
}
