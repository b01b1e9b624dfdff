// A receipt: what was opened, signed. The recorder checks it by itself with the public half of the key.

import { type KeyObject, createHash, sign } from 'node:crypto'
import { type ReceiptPayload, receiptPayloadShape } from '@sereno/contract/views'
import { jcs } from '@sereno/domain/trust/views/jcs'

export function makeReceipt(payload: ReceiptPayload, key: KeyObject): string {
  const text = Buffer.from(jcs(receiptPayloadShape.parse(payload))).toString('base64url')
  return `${text}.${sign(null, Buffer.from(text), key).toString('base64url')}`
}

/** base64url of SHA-256 over the text, as receipts carry secrets and sessions. */
export function hashText(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}
