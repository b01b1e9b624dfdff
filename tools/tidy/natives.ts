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

/** First four bytes. Mach-O: 64 and 32 bits, each in both orders of bytes, and fat files of either width. */
const elf = '7f454c46'
const wasm = '0061736d'
const machO = ['cffaedfe', 'feedfacf', 'cefaedfe', 'feedface', 'cafebabe', 'bebafeca', 'cafebabf', 'bfbafeca']
const magics = new Set([elf, wasm, ...machO])

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
  if (magics.has(head.toString('hex'))) return true
  // "MZ" opens text files too: a PE has more behind it than a note does.
  return head[0] === 0x4d && head[1] === 0x5a && statSync(path).size > 1_024 && /\.(exe|dll|node)$/.test(path)
}

/** The package's folder, as the lockfile names it. */
function folderOf(path: string): string {
  return /^node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? path
}

function describe(root: string, path: string): Native {
  const manifest = JSON.parse(readFileSync(join(root, folderOf(path), 'package.json'), 'utf8')) as {
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
export function compareNatives(
  listed: readonly Native[],
  found: readonly Native[],
  isInstalled: (folder: string) => boolean,
): string[] {
  const known = new Map(listed.map((native) => [native.path, native]))
  const here = new Set(found.map(({ path }) => path))
  const gone = listed.filter(({ path }) => !here.has(path) && isInstalled(folderOf(path)))
  return [
    ...found.flatMap((native) => whatDiffers(known.get(native.path), native)),
    ...gone.map(({ path }) => `${path} is gone from its package, and native.lock.json still lists it`),
  ]
}

function whatDiffers(known: Native | undefined, native: Native): string[] {
  const { path, sha256, licence } = native
  if (!known)
    return [`${path} (${native.package}) is not in native.lock.json: look at it, then run node tools/native-lock.ts`]
  if (known.sha256 !== sha256) return [`${path} is not the binary that native.lock.json knows`]
  if (known.licence !== licence) return [`${path}: its licence is now ${licence}, was ${known.licence}`]
  return known.package === native.package ? [] : [`${path} is of ${native.package} now, was of ${known.package}`]
}

/**
 * What is not installed here is held to the lockfile: every package with binaries is of the version that the lockfile
 * brings, and each of x64 has its twin of arm64 listed, where the lockfile has one. Both are platforms that Sereno runs on.
 */
export function compareWithLockfile(listed: readonly Native[], lockfile: string): string[] {
  const { packages = {} } = JSON.parse(lockfile) as { packages?: Record<string, { version?: string }> }
  const folders = new Map(listed.map((native) => [folderOf(native.path), native.package]))
  return [...folders].flatMap(([folder, name]) => {
    const listedVersion = name.slice(name.lastIndexOf('@') + 1)
    const version = packages[folder]?.version
    if (version === undefined) return [`${folder} is listed, and the lockfile brings it no longer`]
    if (version !== listedVersion) return [`${folder}: lists ${listedVersion}, the lockfile brings ${version}`]
    const twin = folder.replace('x64', 'arm64')
    return packages[twin] && !folders.has(twin)
      ? [`${twin} has no entry: node tools/native-lock.ts --arm64 FOLDER`]
      : []
  })
}
