// Opens camera passwords that the server sealed: AES-256-GCM under secrets/camera-passwords.key, bound to the camera's
// id, so that one camera's password cannot be put under another's address.

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'

const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16

export class PasswordKey {
  readonly #key: Buffer

  constructor(key: Buffer) {
    if (key.length !== KEY_BYTES)
      throw new RangeError(`the key of camera passwords has ${key.length} bytes, not ${KEY_BYTES}`)
    this.#key = key
  }

  static async read(path: string): Promise<PasswordKey> {
    return new PasswordKey(await readFile(path))
  }

  /** Nothing where it was sealed under another key or for another camera, or was altered. */
  open(sealed: string, id: string): string | undefined {
    const bytes = Buffer.from(sealed, 'base64')
    if (bytes.length < NONCE_BYTES + TAG_BYTES) return undefined
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.#key, bytes.subarray(0, NONCE_BYTES))
      decipher.setAAD(Buffer.from(id))
      decipher.setAuthTag(bytes.subarray(-TAG_BYTES))
      const open = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()])
      return open.toString('utf8')
    } catch {
      return undefined
    }
  }

  /** For tests and benches, which play the server. */
  seal(password: string, id: string): string {
    const nonce = randomBytes(NONCE_BYTES)
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce)
    cipher.setAAD(Buffer.from(id))
    const sealed = Buffer.concat([cipher.update(password, 'utf8'), cipher.final()])
    return Buffer.concat([nonce, sealed, cipher.getAuthTag()]).toString('base64')
  }
}
