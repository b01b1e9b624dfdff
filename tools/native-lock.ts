// Writes native.lock.json anew from what is installed: run it after a change of dependencies, and read the difference.
//   node tools/native-lock.ts [--arm64 FOLDER]
// FOLDER is an installation for the other platform, made in a copy of package.json, package-lock.json, .npmrc and the
// workspaces' manifests by: npm ci --ignore-scripts --os=linux --cpu=arm64 --libc=glibc

import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { type Native, findNatives } from './tidy/natives.ts'

const root = new URL('..', import.meta.url).pathname
const path = new URL('../native.lock.json', import.meta.url)
const { values } = parseArgs({ options: { arm64: { type: 'string' } } })
const found = [...findNatives(root), ...(values.arm64 === undefined ? [] : findNatives(values.arm64))]
const byPath = new Map(found.map((native) => [native.path, native]))
// Not installed here and not given: what was listed of the other platform stays.
const kept = readListed().filter((native) => !byPath.has(native.path) && /arm64/.test(native.path))
const all = [...byPath.values(), ...kept].sort((a, b) => (a.path < b.path ? -1 : 1))
writeFileSync(path, `${JSON.stringify(all, undefined, 1)}\n`)
console.log(`native.lock.json: ${all.length} binaries of ${new Set(all.map((native) => native.package)).size} packages`)

function readListed(): Native[] {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Native[]
  } catch {
    return []
  }
}
