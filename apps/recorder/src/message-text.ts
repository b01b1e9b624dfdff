// The text of a WebSocket message. ws gives a Buffer unless it is told otherwise, and nobody tells it otherwise here.

import type { RawData } from 'ws'

export function messageText(message: RawData): string {
  return Buffer.isBuffer(message) ? message.toString('utf8') : ''
}
