// Reads a JSON body that a stranger wrote: at most so many bytes, and only text that the database can keep.

import { type Result, refuse, refused } from '@sereno/domain/refusal'

class Unstorable extends Error {}

/** Reads at most `bytesMax` of a stream; whoever sends more is told at once, and the rest is not read. */
export async function readBytes(stream: ReadableStream<Uint8Array> | null, bytesMax: number): Promise<Result<Buffer>> {
  const chunks: Uint8Array[] = []
  let length = 0
  if (stream) {
    for await (const chunk of stream) {
      length += chunk.length
      if (length > bytesMax) return refused(refuse('too-large', { bytesMax }))
      chunks.push(chunk)
    }
  }
  return { value: Buffer.concat(chunks) }
}

export function parseJson(bytes: Buffer): Result<unknown> {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return { value: JSON.parse(text, refuseUnstorable) }
  } catch (error) {
    const problem = error instanceof Unstorable ? error.message : 'not JSON in UTF-8'
    return refused(refuse('not-valid', { field: 'body', problem }))
  }
}

// PostgreSQL keeps neither NUL nor half a surrogate pair, and would answer with an error of its own.
function refuseUnstorable(key: string, value: unknown): unknown {
  if (isUnstorable(key) || (typeof value === 'string' && isUnstorable(value))) {
    throw new Unstorable('a text holds a NUL or half a character')
  }
  return value
}

function isUnstorable(text: string): boolean {
  return text.includes('\0') || !text.isWellFormed()
}
