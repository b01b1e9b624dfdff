// Writes native.lock.json anew from what is installed: run it after a change of dependencies, and read the difference.

import { readFileSync, writeFileSync } from 'node:fs'
import { type Native, findNatives } from './tidy/natives.ts'

const root = new URL('..', import.meta.url).pathname
const path = new URL('../native.lock.json', import.meta.url)
const found = findNatives(root)
const here = new Set(found.map((native) => native.path))
// Other platforms' binaries are not installed here: what was listed of them stays.
const kept = readListed().filter((native) => !here.has(native.path) && /arm64|darwin|win32/.test(native.path))
const all = [...found, ...kept].sort((a, b) => (a.path < b.path ? -1 : 1))
writeFileSync(path, `${JSON.stringify(all, undefined, 1)}\n`)
console.log(`native.lock.json: ${all.length} binaries of ${new Set(all.map((native) => native.package)).size} packages`)

function readListed(): Native[] {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Native[]
  } catch {
    return []
  }
}
