// Reads a ticket's receipt and proves who signed it: Ed25519 over the payload's characters, with the pinned public key.
// docs/reference/trust/views.md has the format.

import { type KeyObject, createHash, createPublicKey, timingSafeEqual, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type Result, accepted, refuse, refused } from '@sereno/domain/refusal'
import { type ReceiptPayload, type Ticket, receiptPayloadShape } from '@sereno/contract/views'

/** The key that the launcher made; read when first needed, since it may be younger than we are. */
export class ReceiptKey {
  readonly #path: string
  #key: KeyObject | undefined

  constructor(path: string) {
    this.#path = path
  }

  get key(): KeyObject | undefined {
    try {
      return (this.#key ??= createPublicKey(readFileSync(this.#path)))
    } catch {
      return undefined
    }
  }
}

/** What the receipt says, once its signature and the secret fit it. Whether it opens anything now is for admission.ts. */
export function readReceipt({ receipt, secret }: Ticket, key: KeyObject | undefined): Result<ReceiptPayload> {
  const [characters = '', signature = ''] = receipt.split('.')
  if (!key || !verify(null, Buffer.from(characters), key, Buffer.from(signature, 'base64url')))
    return refused(refuse('ticket-signature'))
  const payload = receiptPayloadShape.safeParse(json(characters))
  if (!payload.success) {
    const [issue] = payload.error.issues
    return refused(refuse('ticket-malformed', { problem: issue?.path.join('.') ?? 'payload' }))
  }
  if (!isHashOf(payload.data.open.ticket, secret)) return refused(refuse('ticket-secret'))
  return accepted(payload.data)
}

function json(characters: string): unknown {
  try {
    return JSON.parse(Buffer.from(characters, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}

/** @param hash base64url of SHA-256. */
export function isHashOf(hash: string, value: string): boolean {
  const [expected, got] = [Buffer.from(hash), Buffer.from(hashOf(value))]
  return expected.length === got.length && timingSafeEqual(expected, got)
}

export function hashOf(value: string): string {
  return createHash('sha256').update(value).digest('base64url')
}
