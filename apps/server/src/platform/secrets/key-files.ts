// The server's keys: files in SERENO_DATA/secrets, made by the launcher. They are read once and never leave the process.

import { type KeyObject, createPrivateKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Keys {
  readonly cameraPasswords: Buffer
  /** Ed25519: signs receipts; recorders have the public half. */
  readonly receiptSigning: KeyObject
}

export function readKeys(dataFolder: string): Keys {
  const secrets = join(dataFolder, 'secrets')
  const receiptSigning = createPrivateKey(readFileSync(join(secrets, 'receipt-signing.key')))
  if (receiptSigning.asymmetricKeyType !== 'ed25519') throw new Error('secrets/receipt-signing.key is not Ed25519')
  return { cameraPasswords: readFileSync(join(secrets, 'camera-passwords.key')), receiptSigning }
}
