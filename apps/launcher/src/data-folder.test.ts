import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { type StatsFs, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

import { DATA_FOLDER_VERSION, openDataFolder } from './data-folder.ts'
import { identityFor, nobody, withRightsOf } from './identity.ts'
import { isRoot, temporaryFolder } from './testing/temporary-folder.ts'

const identity = isRoot ? nobody : undefined
const owner = isRoot ? nobody.uid : process.geteuid!()

test('a new folder is closed to all others, belongs to the service user and holds a working pair of keys', () => {
  const path = join(temporaryFolder(), 'a/b/city')
  openDataFolder(path, identity)
  for (const name of ['.', 'secrets', 'run', 'traces', 'recordings']) {
    expect([name, statSync(join(path, name)).mode & 0o777]).toEqual([name, 0o700])
    expect(statSync(join(path, name)).uid).toBe(owner)
  }
  const secret = (name: string) => join(path, 'secrets', name)
  for (const name of ['camera-passwords.key', 'receipt-signing.key', 'receipt-signing.pub']) {
    expect([name, statSync(secret(name)).mode & 0o777, statSync(secret(name)).uid]).toEqual([name, 0o600, owner])
  }
  expect(readFileSync(secret('camera-passwords.key'))).toHaveLength(32)
  const words = Buffer.from('seen by two')
  const signature = sign(null, words, createPrivateKey(readFileSync(secret('receipt-signing.key'))))
  expect(verify(null, words, createPublicKey(readFileSync(secret('receipt-signing.pub'))), signature)).toBe(true)
})

test('a second start changes no key', () => {
  const path = newFolder()
  const before = keysIn(path)
  openDataFolder(path, identity)
  expect(keysIn(path)).toEqual(before)
})

test('half a pair of keys is refused, for a new half would void every receipt', () => {
  const path = newFolder()
  rmSync(join(path, 'secrets/receipt-signing.pub'))
  expect(() => openDataFolder(path, identity)).toThrow(/receipt-signing\.pub is missing .* backup$/)
})

test('a folder of a newer version is refused and left as it is', () => {
  const path = newFolder()
  rmSync(join(path, 'secrets'), { recursive: true })
  writeFileSync(join(path, 'version'), `${DATA_FOLDER_VERSION + 1}\n`)
  expect(() => openDataFolder(path, identity)).toThrow(/was written by a newer Sereno \(version 2 .*update Sereno/)
  expect(existsSync(join(path, 'secrets'))).toBe(false)
  writeFileSync(join(path, 'version'), 'one\n')
  expect(() => openDataFolder(path, identity)).toThrow(/holds no version number/)
})

test('a folder with other things in it is refused, so that a mistyped --data takes over nothing', () => {
  const path = temporaryFolder()
  writeFileSync(join(path, 'letters.txt'), '')
  expect(() => openDataFolder(path, identity)).toThrow(/is not empty and no data folder of Sereno/)
  expect(readdirSync(path)).toEqual(['letters.txt'])
})

test('a file in place of the folder is refused', () => {
  const path = join(temporaryFolder(), 'file')
  writeFileSync(path, '')
  expect(() => openDataFolder(path, identity)).toThrow(/is a file, not a folder/)
})

test('a folder that the service user cannot write is refused, with who and why', () => {
  const top = temporaryFolder()
  const path = join(top, 'city')
  mkdirSync(path)
  writeFileSync(join(path, 'version'), `${DATA_FOLDER_VERSION}\n`)
  chmodSync(path, 0o555)
  expect(() => openDataFolder(path, identity)).toThrow(/cannot write the data folder .* \(EACCES\); choose another/)
  expect(readdirSync(path)).toEqual(['version'])
  // So that it can be cleared away.
  chmodSync(path, 0o755)
})

test('a folder behind a closed one is refused too', () => {
  const closed = join(temporaryFolder(), 'closed')
  mkdirSync(closed, { mode: 0o700 })
  const path = join(closed, 'city')
  if (!isRoot) chmodSync(closed, 0o500)
  expect(() => openDataFolder(path, identity)).toThrow(/cannot write the data folder/)
})

test('with less than 200 MB free it says how much there is; with 200 MB it starts', () => {
  const path = join(temporaryFolder(), 'city')
  expect(() => openDataFolder(path, identity, { statfs: free(199_999_000) })).toThrow(
    /no disk left: 199 MB free at .* 200/,
  )
  expect(readdirSync(path)).toEqual([])
  openDataFolder(path, identity, { statfs: free(200_000_000) })
})

test('a path too long for the sockets in it is refused by the byte', () => {
  const top = temporaryFolder()
  const path = (bytes: number) => join(top, 'é'.repeat(4)).padEnd(bytes - 4, 'x')
  expect(() => openDataFolder(path(90), identity)).toThrow(/has 90 bytes, and the sockets in it allow 89/)
  expect(openDataFolder(path(89), identity).path).toHaveLength(85)
})

test.each([',', ':', '"', '\n'])('a path with %j in it is refused', (letter) => {
  expect(() => openDataFolder(join(temporaryFolder(), `a${letter}b`), identity)).toThrow(
    /path holds .*; choose another/,
  )
})

if (isRoot) {
  test('a closed umask of root closes no folder above, where the service user must get through', () => {
    const top = temporaryFolder()
    const before = process.umask(0o077)
    onTestFinished(() => void process.umask(before))
    openDataFolder(join(top, 'a/b/city'), identity)
    const mode = (name: string) => statSync(join(top, name)).mode & 0o777
    expect([mode('a'), mode('a/b'), mode('a/b/city')]).toEqual([0o755, 0o755, 0o700])
  })

  test('as root it all belongs to the owner of an existing folder', () => {
    const path = join(temporaryFolder(), 'city')
    mkdirSync(path)
    chownSync(path, 4_321, 4_322)
    const found = identityFor(path)
    expect(found).toEqual({ uid: 4_321, gid: 4_322 })
    openDataFolder(path, found)
    expect(statSync(join(path, 'secrets/receipt-signing.key'))).toMatchObject({ uid: 4_321, gid: 4_322 })
  })

  test('root writes with the rights of the other, also in files that only root could write', () => {
    const file = join(temporaryFolder(), 'of-root')
    writeFileSync(file, 'before', { mode: 0o600 })
    expect(() => withRightsOf(nobody, () => writeFileSync(file, 'after'))).toThrow(/EACCES/)
    expect([process.geteuid!(), process.getegid!()]).toEqual([0, 0])
    expect(readFileSync(file, 'utf8')).toBe('before')
  })
}

function free(bytes: number): () => StatsFs {
  return () => Object.assign(statfsSync('/'), { bsize: 1_000, bavail: bytes / 1_000 })
}

function newFolder(): string {
  const path = join(temporaryFolder(), 'city')
  openDataFolder(path, identity)
  return path
}

function keysIn(path: string): string[] {
  return readdirSync(join(path, 'secrets')).map((name) => readFileSync(join(path, 'secrets', name), 'hex'))
}
