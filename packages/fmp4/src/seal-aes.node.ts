// AES-256-GCM over the mdat payload of one GOP. Node only, because there the cipher is synchronous and native.
// Nonce: the fragment's sequence number as 96 bits. Bound to its place by aad = SHA-256(header part) ‖ sequence.

import { createCipheriv, createDecipheriv, createHash } from 'node:crypto'

import { concatBytes } from './bytes.ts'
import { type Problem, byteProblem } from './problem.ts'
import { type OpenStage, SEAL_TAG_BYTES, type SealStage } from './seal.ts'

const CIPHER = 'aes-256-gcm'
const NAME = 'aes-256-gcm'
const KEY_BYTES = 32
const NONCE_BYTES = 12

/** One data key while it seals; it outlives files, because its counter must. */
export interface AesSealKey {
  /** @param headerPart the bytes that `segmentHeader` made. */
  forSegment(headerPart: Uint8Array): SealStage
}

export function aesSealKey(key: Uint8Array): AesSealKey {
  if (key.length !== KEY_BYTES) throw new RangeError('AES-256 needs a key of 32 bytes')
  let last = -1
  return {
    forSegment(headerPart) {
      const place = createHash('sha256').update(headerPart).digest()
      return {
        name: NAME,
        overheadBytes: SEAL_TAG_BYTES,
        seal(payload, sequence) {
          // A nonce used twice under one key gives away both pictures and the key of the tags: never, whatever the caller says.
          if (!Number.isSafeInteger(sequence) || sequence <= last) {
            throw new RangeError(`sequence ${sequence} after ${last} under one key`)
          }
          last = sequence
          const counter = counterBytes(sequence)
          const cipher = createCipheriv(CIPHER, key, counter, { authTagLength: SEAL_TAG_BYTES })
          cipher.setAAD(concatBytes([place, counter]))
          // One call over joined bytes is several times faster than one for each four-byte length.
          const sealed = cipher.update(concatBytes(payload))
          cipher.final()
          return [sealed, cipher.getAuthTag()]
        },
      }
    },
  }
}

export function aesOpenStage(key: Uint8Array, headerPart: Uint8Array): OpenStage {
  if (key.length !== KEY_BYTES) throw new RangeError('AES-256 needs a key of 32 bytes')
  const place = createHash('sha256').update(headerPart).digest()
  return {
    name: NAME,
    open(payload, sequence): Uint8Array | Problem {
      if (payload.length < SEAL_TAG_BYTES) return byteProblem('truncated', 'mdat tag', payload.length)
      const counter = counterBytes(sequence)
      const end = payload.length - SEAL_TAG_BYTES
      const decipher = createDecipheriv(CIPHER, key, counter, { authTagLength: SEAL_TAG_BYTES })
      decipher.setAAD(concatBytes([place, counter]))
      decipher.setAuthTag(payload.subarray(end))
      const opened = decipher.update(payload.subarray(0, end))
      try {
        decipher.final()
      } catch {
        return byteProblem('not-authentic', 'mdat', 0)
      }
      return opened
    },
  }
}

function counterBytes(sequence: number): Uint8Array {
  const counter = new Uint8Array(NONCE_BYTES)
  new DataView(counter.buffer).setBigUint64(NONCE_BYTES - 8, BigInt(sequence))
  return counter
}
