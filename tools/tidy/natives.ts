// Every binary that npm brings: path, hash, package, licence, kept in native.lock.json. What is not listed, or has
// changed, fails: an install script would be a surprise, and so is a library that differs from the one we looked at.

import { createHash } from 'node:crypto'
import { closeSync, openSync, readFileSync, readSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

export interface Native {
  readonly path: string
  readonly sha256: string
  readonly package: string
  readonly licence: string
}

const magics = {
  elf: [0x7f, 0x45, 0x4c, 0x46],
  wasm: [0x00, 0x61, 0x73, 0x6d],
  machO64: [0xcf, 0xfa, 0xed, 0xfe],
  machOFat: [0xca, 0xfe, 0xba, 0xbe],
  pe: [0x4d, 0x5a],
} as const

/** All binaries below `root`/node_modules, sorted by path. Links are not followed: they would list a file twice. */
export function findNatives(root: string): Native[] {
  const found: Native[] = []
  const walk = (folder: string) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`
      if (entry.isDirectory()) walk(path)
      else if (entry.isFile() && isNative(join(root, path))) found.push(describe(root, path))
    }
  }
  walk('node_modules')
  return found.sort((a, b) => (a.path < b.path ? -1 : 1))
}

export function isNative(path: string): boolean {
  const head = Buffer.alloc(4)
  const file = openSync(path, 'r')
  try {
    if (readSync(file, head, 0, 4, 0) < 4) return false
  } finally {
    closeSync(file)
  }
  // "MZ" opens text files too: a PE has more behind it than a note does.
  if (Object.entries(magics).some(([kind, magic]) => kind !== 'pe' && magic.every((byte, i) => head[i] === byte)))
    return true
  return head[0] === 0x4d && head[1] === 0x5a && statSync(path).size > 1_024 && /\.(exe|dll|node)$/.test(path)
}

function describe(root: string, path: string): Native {
  const name = /^node_modules\/((?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? '?'
  const manifest = JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')) as {
    name?: string
    version?: string
    license?: string
  }
  return {
    path,
    sha256: createHash('sha256')
      .update(readFileSync(join(root, path)))
      .digest('hex'),
    package: `${manifest.name}@${manifest.version}`,
    licence: manifest.license ?? 'not stated',
  }
}

/** Platforms differ: only binaries of packages that are installed here are compared, each way. */
export function compareNatives(listed: readonly Native[], found: readonly Native[]): string[] {
  const byPath = new Map(listed.map((native) => [native.path, native]))
  return found.flatMap((native) => {
    const known = byPath.get(native.path)
    if (!known)
      return [
        `${native.path} (${native.package}) is not in native.lock.json: look at it, then run node tools/native-lock.ts`,
      ]
    return known.sha256 === native.sha256 ? [] : [`${native.path} is not the binary that native.lock.json knows`]
  })
}
