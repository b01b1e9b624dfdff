// Camera passwords under the key file: AES-256-GCM, nonce, ciphertext and tag in one. The id of the camera (or probe) is
// bound in, so that a sealed password moved to another row opens nothing.

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

const NONCE_BYTES = 12
const TAG_BYTES = 16
const KEY_BYTES = 32

export interface PasswordSeal {
  seal(password: string, boundTo: string): Buffer
  /** Throws where key, id or bytes do not belong together. */
  open(sealed: Buffer, boundTo: string): string
}

export function makePasswordSeal(key: Buffer): PasswordSeal {
  if (key.length !== KEY_BYTES)
    throw new Error(`the key for camera passwords has ${key.length} bytes, not ${KEY_BYTES}`)
  return {
    seal: (password, boundTo) => {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(boundTo))
      return Buffer.concat([nonce, cipher.update(password, 'utf8'), cipher.final(), cipher.getAuthTag()])
    },
    open: (sealed, boundTo) => {
      const tagAt = sealed.length - TAG_BYTES
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES))
      decipher.setAAD(Buffer.from(boundTo)).setAuthTag(sealed.subarray(tagAt))
      return decipher.update(sealed.subarray(NONCE_BYTES, tagAt), undefined, 'utf8') + decipher.final('utf8')
    },
  }
}
