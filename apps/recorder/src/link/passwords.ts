// Opens camera passwords that the server sealed: AES-256-GCM under secrets/camera-passwords.key, bound to the camera's
// id, so that one camera's password cannot be put under another's address. And makes of a source what a run is given.

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { CameraSource } from '@sereno/contract/recorder-link'
import { streamUrl } from '@sereno/domain/video/cameras/camera'
import type { RtspRunOptions } from '@sereno/rtsp/run'

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

/** Opens what was sealed for that id, or for a part of it; nothing where key, id or bytes do not belong together. */
export type OpenSealed = (sealed: string, boundTo: string) => string | undefined

/**
 * What a run is given to reach a source. Nothing where a stored password cannot be opened: then nobody connects, because
 * an empty password counts as a wrong one, and some wrong ones lock the camera.
 */
export function openSource(
  source: CameraSource,
  id: string,
  open: OpenSealed,
): Pick<RtspRunOptions, 'url' | 'credentials'> | undefined {
  const { username, sealedPassword, sealedPath } = source
  const password = sealedPassword === undefined ? '' : open(sealedPassword, id)
  const path = sealedPath === undefined ? source.path : open(sealedPath, `${id}/path`)
  if (path === undefined) return undefined
  const url = streamUrl({ ...source, path })
  if (username === undefined) return { url }
  return password === undefined ? undefined : { url, credentials: { username, password } }
}
