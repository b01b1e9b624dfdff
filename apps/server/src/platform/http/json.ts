// Reads a JSON body that a stranger wrote: at most so many bytes, and only text that the database can keep.

import { type Result, refuse, refused } from '@sereno/domain/refusal'

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
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    const field = unstorableField(value)
    if (field === undefined) return { value }
    return refused(refuse('not-valid', { field, problem: 'a text holds a NUL or half a character' }))
  } catch {
    return refused(refuse('not-valid', { field: 'body', problem: 'not JSON in UTF-8' }))
  }
}

/** A place in a document: its name in the place around it. */
interface Place {
  readonly value: unknown
  readonly name: string
  readonly around: Place | undefined
}

// PostgreSQL keeps neither NUL nor half a surrogate pair, and would answer with an error of its own. Without recursion: a
// stranger decides how deep it goes.
function unstorableField(document: unknown): string | undefined {
  const places: Place[] = [{ value: document, name: '', around: undefined }]
  for (let place = places.pop(); place; place = places.pop()) {
    if (typeof place.value === 'string' && isUnstorable(place.value)) return pathOf(place)
    if (typeof place.value !== 'object' || place.value === null) continue
    for (const [name, value] of Object.entries(place.value)) {
      if (isUnstorable(name)) return pathOf(place)
      // A city has a million numbers: nothing can be wrong with those here.
      if (typeof value === 'string' || typeof value === 'object') places.push({ value, name, around: place })
    }
  }
  return undefined
}

const FIELD_LENGTH_MAX = 100

function pathOf(place: Place): string {
  const names: string[] = []
  for (let at = place; at.around; at = at.around) names.push(at.name)
  return names.toReversed().join('.').slice(0, FIELD_LENGTH_MAX) || 'body'
}

function isUnstorable(text: string): boolean {
  return text.includes('\0') || !text.isWellFormed()
}
