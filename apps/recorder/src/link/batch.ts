// What one message to the server carries of the journal: as many lines as fit, and never one that would be refused for its
// form. A message that the server cannot read comes again for ever, and with it all that waits behind.

import { EVENTS_BATCH_BYTES_MAX } from '@sereno/contract/recorder-link'

export interface Batch {
  readonly text: string
  readonly lastSeq: number
}

/** @param lines of the journal, the first with the number `firstSeq`; one at least. */
export function batchOf(lines: readonly string[], firstSeq: number): Batch {
  const events: string[] = []
  let bytes = 0
  for (const [index, line] of lines.entries()) {
    const event = sendable(line, firstSeq + index)
    bytes += Buffer.byteLength(event) + 1
    if (events.length > 0 && bytes > EVENTS_BATCH_BYTES_MAX) break
    events.push(event)
  }
  return { text: `{"type":"events","events":[${events.join(',')}]}`, lastSeq: firstSeq + events.length - 1 }
}

// A line that the disk gave back otherwise than it was written goes as its bare number: the server notes that it could
// not be read, and goes on with the next.
function sendable(line: string, seq: number): string {
  return Buffer.byteLength(line) <= EVENTS_BATCH_BYTES_MAX && numberOf(line) === seq ? line : JSON.stringify({ seq })
}

function numberOf(line: string): unknown {
  try {
    const event: unknown = JSON.parse(line)
    return typeof event === 'object' && event !== null && 'seq' in event ? event.seq : undefined
  } catch {
    return undefined
  }
}
