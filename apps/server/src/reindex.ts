// Rebuilds the index of recordings from what the recorder's reindex program writes: JSON lines on stdin, each a segment
// or a gap. Replaces all of it in one go and prints the counts; a line that is not understood leaves the old index.

import { createInterface } from 'node:readline'
import { openDatabase } from './platform/db/database.ts'
import { makeTrace } from './platform/traces/trace.ts'
import { systemClock } from './platform/clock/clock.ts'
import { replaceIndex } from './video/recordings/index.ts'
import { type IndexLine, indexLineShape } from './video/recordings/replacing.ts'

/** A segment's row with the largest table of GOPs is 17 kB. */
const LINE_LENGTH_MAX = 100_000

async function* readLines(input: NodeJS.ReadableStream): AsyncGenerator<IndexLine> {
  let number = 0
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number++
    if (line === '') continue
    if (line.length > LINE_LENGTH_MAX) throw new Error(`line ${number} is longer than ${LINE_LENGTH_MAX} characters`)
    const read = indexLineShape.safeParse(parsed(line))
    if (!read.success) {
      const issue = read.error.issues[0]
      throw new Error(`line ${number} is neither a segment nor a gap: ${issue?.path.join('.')} ${issue?.message}`)
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
