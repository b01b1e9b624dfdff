// Makes the keys of a data folder where they are missing; changes none that is there.
// Call it with the rights of the folder's owner: the files are theirs and 0600.

import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, linkSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { Obstacle } from './obstacle.ts'

/** AES-256 wants this many; the server encrypts the cameras' passwords with it, outside the database. */
const CAMERA_PASSWORDS_KEY_BYTES = 32

/** `folder` is `secrets/` and exists. Refuses half a pair of receipt keys: a new half would void every receipt. */
export function makeMissingSecrets(folder: string): void {
  const cameraPasswords = join(folder, 'camera-passwords.key')
  if (!existsSync(cameraPasswords)) writeSecret(cameraPasswords, randomBytes(CAMERA_PASSWORDS_KEY_BYTES))

  const signing = join(folder, 'receipt-signing.key')
  const verifying = join(folder, 'receipt-signing.pub')
  if (existsSync(signing) && existsSync(verifying)) return
  if (existsSync(signing) || existsSync(verifying)) {
    const [missing] = [signing, verifying].filter((path) => !existsSync(path))
    throw new Obstacle(`${missing} is missing while its other half is there; put it back from your backup`)
  }
  const pair = generateKeyPairSync('ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  writeSecret(verifying, pair.publicKey)
  writeSecret(signing, pair.privateKey)
}

/** Whole or not at all, also where the power goes in between: a torn key would lock everything behind it. */
function writeSecret(path: string, content: string | Uint8Array): void {
  const made = `${path}.new`
  rmSync(made, { force: true })
  const file = openSync(made, 'wx', 0o600)
  try {
    writeFileSync(file, content)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  linkSync(made, path)
  rmSync(made)
}
