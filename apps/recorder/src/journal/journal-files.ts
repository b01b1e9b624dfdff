// The journal's files: <first seq>.jsonl, one event a line. Finds them, reads them, cuts a torn last line.

import { open, readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'

export interface JournalFile {
  readonly firstSeq: number
  readonly path: string
  /** Lines in it; known once it was read or while it is written. */
  count: number
  bytes: number
  /** Nothing is left in it that could be read from elsewhere again. */
  isThin?: boolean
}

export function journalPath(folder: string, firstSeq: number): string {
  return join(folder, `${String(firstSeq).padStart(15, '0')}.jsonl`)
}

/** Oldest first. What is not named like a file of ours is left alone. */
export async function listJournal(folder: string): Promise<JournalFile[]> {
  const names = await readdir(folder)
  return names
    .filter((name) => /^\d{15}\.jsonl$/.test(name))
    .sort()
    .map((name) => ({ firstSeq: Number(name.slice(0, 15)), path: join(folder, name), count: 0, bytes: 0 }))
}

/** The whole lines that carry on one another's numbers from the file's first; what comes after the first bad one is no part of it. */
export function wholeLines(text: string, firstSeq: number): { lines: string[]; bytes: number } {
  const lines: string[] = []
  let at = 0
  for (;;) {
    const end = text.indexOf('\n', at)
    if (end < 0) break
    const line = text.slice(at, end)
    if (seqOf(line) !== firstSeq + lines.length) break
    lines.push(line)
    at = end + 1
  }
  return { lines, bytes: Buffer.byteLength(text.slice(0, at)) }
}

function seqOf(line: string): number | undefined {
  try {
    const event: unknown = JSON.parse(line)
    if (typeof event !== 'object' || event === null || !('seq' in event)) return undefined
    return typeof event.seq === 'number' ? event.seq : undefined
  } catch {
    return undefined
  }
}

/** Reads a file and cuts off what a crash left half-written. */
export async function repairJournalFile(file: JournalFile): Promise<string[]> {
  const text = await readFile(file.path, 'utf8')
  const { lines, bytes } = wholeLines(text, file.firstSeq)
  if (bytes < Buffer.byteLength(text)) {
    const handle = await open(file.path, 'r+')
    await handle.truncate(bytes)
    await handle.datasync()
    await handle.close()
  }
  file.count = lines.length
  file.bytes = bytes
  return lines
}
