// Rebuilds the index of recordings from what the recorder's reindex program writes: JSON lines on stdin, each a segment,
// a gap or a file that was skipped, and the last one the end. Replaces all of it in one go and prints the counts; a line
// that is not understood, or an end that does not come, leaves the old index.

import { createInterface } from 'node:readline'
import { REINDEX_LINE_LENGTH_MAX, type ReindexLine, reindexLineShape } from '@sereno/contract/reindex-lines'
import { openDatabase } from './platform/db/database.ts'
import { makeTrace } from './platform/traces/trace.ts'
import { systemClock } from './platform/clock/clock.ts'
import { replaceIndex } from './video/recordings/index.ts'

async function* readLines(input: NodeJS.ReadableStream): AsyncGenerator<ReindexLine> {
  let number = 0
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number++
    if (line === '') continue
    if (line.length > REINDEX_LINE_LENGTH_MAX)
      throw new Error(`line ${number} is longer than ${REINDEX_LINE_LENGTH_MAX} characters`)
    const read = reindexLineShape.safeParse(parsed(line))
    if (!read.success) {
      const issue = read.error.issues[0]
      throw new Error(
        `line ${number} is none that the reader of recordings writes: ${issue?.path.join('.')} ${issue?.message}`,
      )
    }
    yield read.data
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

const database = openDatabase(
  { url: process.env['DATABASE_URL'], socketDir: process.env['SERENO_PG_SOCKET'] },
  makeTrace(),
  0,
)
try {
  const counts = await replaceIndex(database.db, readLines(process.stdin), systemClock.now())
  process.stdout.write(`${JSON.stringify(counts)}\n`)
} catch (error) {
  process.stderr.write(`The index was not changed: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
} finally {
  await database.close()
}
