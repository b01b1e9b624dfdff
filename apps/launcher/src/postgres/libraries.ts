// Gives PostgreSQL from npm the library names it looks for. npm packs no links, the package's postinstall would make
// them, and we run no install scripts. They are made in the data folder: the checkout may be read-only.

import { mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { basename, join } from 'node:path'

/** `native` is the package's folder of binaries; returns the folder for LD_LIBRARY_PATH. Made anew at each start. */
export function linkLibraries(native: string, folder: string): string {
  const list: unknown = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8'))
  if (!Array.isArray(list)) throw new Error(`${native}/pg-symlinks.json is no list`)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const libraries = join(native, 'lib')
  for (const { source, target } of list) symlinkSync(join(libraries, basename(source)), join(folder, basename(target)))
  // All others too: a library looks for the next one beside the name it was loaded by, which is a link in here.
  for (const name of readdirSync(libraries).filter((each) => each.includes('.so'))) {
    symlinkSync(join(libraries, name), join(folder, name))
  }
  return folder
}
