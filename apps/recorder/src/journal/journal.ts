// The recorder's own memory of what happened: gapless numbers, on the disk before anybody hears of it. The server takes
// it over by watermark whenever it is there; until then it lies here, bounded.

import { randomBytes } from 'node:crypto'
import { type FileHandle, mkdir, open, readFile, rename, stat, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RecorderFact } from '@sereno/contract/recorder-events'
import { type JournalFile, journalPath, listJournal, repairJournalFile } from './journal-files.ts'

export interface JournalLimits {
  /** 4 MB are about 6,000 rows: quick to read again as a whole. */
  readonly fileBytesMax: number
  /** Half a million rows: a month of 100 cameras without a server. Beyond it the oldest go, newest facts stay. */
  readonly bytesMax: number
  /** Acknowledged ones are kept so long, for a server that comes back from a backup. */
  readonly keepMs: number
  /** Events that wait for a disk that hangs; beyond it dropped GOPs are only counted, beyond twice as many all are. */
  readonly waitingMax: number
}
export const journalLimits: JournalLimits = {
  fileBytesMax: 4_000_000,
  bytesMax: 256_000_000,
  keepMs: 7 * 86_400_000,
  waitingMax: 100_000,
}
/** What a crash may lose of the journal is written again from the files; what was sent is always on the disk. */
const FLUSH_MS = 500
/** So many of the newest lines are kept at hand for the link. */
const RECENT_MAX = 2_000

export interface JournalOptions {
  readonly folder: string
  readonly now: () => number
  readonly limits?: Partial<JournalLimits>
  readonly onProblem?: (error: unknown) => void
}

export class Journal {
  readonly #folder: string
  readonly #now: () => number
  readonly #limits: JournalLimits
  readonly #onProblem: (error: unknown) => void
  #files: JournalFile[] = []
  #handle: FileHandle | undefined
  #waiting: string[] = []
  #recent: string[] = []
  #read: { firstSeq: number; lines: string[] } | undefined
  #flushing: Promise<void> | undefined
  #timer: NodeJS.Timeout | undefined
  #listeners = new Set<() => void>()
  id = ''
  /** Number of the newest event, on the disk or not. */
  lastSeq = 0
  /** All up to it are on the disk: only these may be sent. */
  durableSeq = 0
  acknowledgedSeq = 0
  /** What a full journal let go, and what memory had no room for while the disk hung. */
  forgotten = 0
  #untold = 0

  private constructor(options: JournalOptions) {
    this.#folder = options.folder
    this.#now = options.now
    this.#limits = { ...journalLimits, ...options.limits }
    this.#onProblem = options.onProblem ?? (() => undefined)
  }

  static async open(options: JournalOptions): Promise<Journal> {
    const journal = new Journal(options)
    await mkdir(options.folder, { recursive: true, mode: 0o700 })
    journal.#files = await listJournal(options.folder)
    journal.id = (await readText(join(options.folder, 'id'))) ?? ''
    if (!/^[0-9a-f]{32}$/.test(journal.id)) await journal.#begin()
    else await journal.#goOn()
    return journal
  }

  async #begin(): Promise<void> {
    for (const file of this.#files) await unlink(file.path)
    this.#files = []
    this.#recent = []
    this.#read = undefined
    this.id = randomBytes(16).toString('hex')
    this.lastSeq = this.durableSeq = this.acknowledgedSeq = 0
    await writeWhole(join(this.#folder, 'acknowledged'), '0')
    await writeWhole(join(this.#folder, 'id'), this.id)
  }

  async #goOn(): Promise<void> {
    this.acknowledgedSeq = Number(await readText(join(this.#folder, 'acknowledged'))) || 0
    const whole: JournalFile[] = []
    for (const [index, file] of this.#files.entries()) {
      const next = this.#files[index + 1]
      if (next) {
        // Only the newest can be torn; how long the others are, their neighbours' names tell.
        file.count = next.firstSeq - file.firstSeq
        file.bytes = (await stat(file.path)).size
      } else this.#recent = (await repairJournalFile(file)).slice(-RECENT_MAX)
      whole.push(file)
    }
    this.#files = whole
    const last = whole.at(-1)
    this.lastSeq = last ? last.firstSeq + last.count - 1 : this.acknowledgedSeq
    this.durableSeq = this.lastSeq
  }

  append(fact: RecorderFact, happenedAt: number = this.#now()): number {
    const { waitingMax } = this.#limits
    if (this.#waiting.length >= (fact.kind === 'gop.dropped' ? waitingMax : 2 * waitingMax)) {
      this.#letGo(1)
      return this.lastSeq
    }
    const seq = ++this.lastSeq
    this.#waiting.push(JSON.stringify({ seq, happenedAt: Math.round(happenedAt), ...fact }))
    this.#timer ??= setTimeout(() => void this.flush(), FLUSH_MS)
    return seq
  }

  #letGo(count: number): void {
    this.forgotten += count
    this.#untold += count
  }

  /** How much is missing is itself a fact, once there is room for one. */
  #tellForgotten(): void {
    const count = this.#untold
    if (count === 0 || this.#waiting.length >= this.#limits.waitingMax) return
    this.#untold = 0
    this.append({ kind: 'facts.forgotten', count })
  }

  /** Called after events have become durable. */
  onDurable(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Resolves when all that was appended before the call is on the disk, or the disk has refused it. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    // One writer at a time; whoever comes meanwhile waits for the next one.
    while (this.#flushing) await this.#flushing
    if (this.#waiting.length === 0) return
    this.#flushing = this.#write()
      .catch((error: unknown) => {
        this.#onProblem(error)
        this.#timer ??= setTimeout(() => void this.flush(), FLUSH_MS * 4)
      })
      .finally(() => {
        this.#flushing = undefined
      })
    await this.#flushing
  }

  async #write(): Promise<void> {
    // A copy: more is appended while the disk is asked.
    const lines = [...this.#waiting]
    const text = `${lines.join('\n')}\n`
    const file = await this.#currentFile()
    const handle = (this.#handle ??= await open(file.path, 'a', 0o600))
    const before = file.bytes
    try {
      await handle.appendFile(text)
      await handle.datasync()
    } catch (error) {
      // Half a line must not stand before the next try.
      await handle.truncate(before).catch(() => undefined)
      throw error
    }
    this.#waiting = this.#waiting.slice(lines.length)
    file.bytes += Buffer.byteLength(text)
    file.count += lines.length
    this.durableSeq += lines.length
    this.#recent = [...this.#recent, ...lines].slice(-RECENT_MAX)
    for (const listener of this.#listeners) listener()
    this.#tellForgotten()
  }

  async #currentFile(): Promise<JournalFile> {
    const last = this.#files.at(-1)
    if (last && last.bytes < this.#limits.fileBytesMax) return last
    await this.#handle?.close()
    this.#handle = undefined
    const firstSeq = this.durableSeq + 1
    const file: JournalFile = { firstSeq, path: journalPath(this.#folder, firstSeq), count: 0, bytes: 0 }
    // A leftover of a crash between making and filling it would be taken for ours.
    await writeFile(file.path, '', { mode: 0o600 })
    this.#files.push(file)
    return file
  }

  /** Lines from this number on, at most so many; only durable ones. */
  async linesFrom(seq: number, most: number): Promise<string[]> {
    if (seq > this.durableSeq || seq < 1) return []
    const recentFrom = this.durableSeq - this.#recent.length + 1
    if (seq >= recentFrom) return this.#recent.slice(seq - recentFrom, seq - recentFrom + most)
    const file = this.#files.findLast((each) => each.firstSeq <= seq)
    if (!file) return []
    if (this.#read?.firstSeq !== file.firstSeq) {
      const text = await readFile(file.path, 'utf8')
      this.#read = { firstSeq: file.firstSeq, lines: text.split('\n').slice(0, file.count) }
    }
    return this.#read.lines.slice(seq - file.firstSeq, seq - file.firstSeq + most)
  }

  /** The lowest number that is still here: a server that lacks earlier ones needs `reindex`. */
  get firstSeq(): number {
    return this.#files[0]?.firstSeq ?? this.lastSeq + 1
  }

  /** The server has stored all up to this number. One that knows more than we do has met a disk that we lost: a new journal begins. */
  async acknowledge(seq: number): Promise<void> {
    if (seq > this.lastSeq) {
      await this.flush()
      await this.#handle?.close()
      this.#handle = undefined
      await this.#begin()
      return
    }
    this.acknowledgedSeq = Math.max(this.acknowledgedSeq, seq)
  }

  /** What may go, goes; to be called every minute. */
  async tidy(): Promise<void> {
    await writeWhole(join(this.#folder, 'acknowledged'), String(this.acknowledgedSeq))
    await this.#dropOld()
    // What the server has goes first; then rows of segments, which can be read from their files again; then whole files.
    for (const file of this.#overLimit()) if (this.#unsentOf(file) === 0) await this.#drop(file)
    for (const file of this.#overLimit()) await this.#forgetRows(file)
    for (const file of this.#overLimit()) {
      const unsent = this.#unsentOf(file)
      await this.#drop(file)
      this.#letGo(unsent)
    }
    this.#tellForgotten()
  }

  #unsentOf({ firstSeq, count }: JournalFile): number {
    return Math.max(0, firstSeq + count - 1 - Math.max(firstSeq - 1, this.acknowledgedSeq))
  }

  /** Oldest first, all but the one that is written, as long as the journal has more bytes than it may. */
  *#overLimit(): Generator<JournalFile> {
    for (const file of this.#files.slice(0, -1)) {
      const bytes = this.#files.reduce((sum, each) => sum + each.bytes, 0)
      if (bytes <= this.#limits.bytesMax) return
      yield file
    }
  }

  async #dropOld(): Promise<void> {
    const cutoff = this.#now() - this.#limits.keepMs
    for (const file of this.#files.slice(0, -1)) {
      if (this.#unsentOf(file) > 0) return
      const { mtimeMs } = await stat(file.path)
      if (mtimeMs > cutoff) return
      await this.#drop(file)
    }
  }

  async #drop(file: JournalFile): Promise<void> {
    await unlink(file.path)
    this.#files = this.#files.filter((each) => each !== file)
    if (this.#read?.firstSeq === file.firstSeq) this.#read = undefined
  }

  /** The numbers stay. Once done, a file is not rewritten again. */
  async #forgetRows(file: JournalFile): Promise<void> {
    if (file.isThin) return
    file.isThin = true
    const before = this.forgotten
    const text = await readFile(file.path, 'utf8')
    const lines = text
      .split('\n')
      .slice(0, file.count)
      .map((line) => {
        if (!line.includes('"kind":"segment.sealed"')) return line
        const { seq, happenedAt, segment } = JSON.parse(line) as {
          seq: number
          happenedAt: number
          segment: { camera: string; startAt: number }
        }
        this.forgotten++
        const { camera, startAt } = segment
        return JSON.stringify({ seq, happenedAt, kind: 'segment.forgotten', camera, startAt })
      })
    if (this.forgotten === before) return
    await writeWhole(file.path, `${lines.join('\n')}\n`)
    file.bytes = (await stat(file.path)).size
    if (this.#read?.firstSeq === file.firstSeq) this.#read = undefined
  }

  /** Which segments the newest part of the journal knows (with their hashes), and from when on it would know them. */
  async knownSegments(): Promise<KnownSegments> {
    const known = new Map<string, string>()
    let since = Number.POSITIVE_INFINITY
    for (const file of this.#files.slice(-2)) {
      const text = await readFile(file.path, 'utf8')
      for (const line of text.split('\n').slice(0, file.count)) {
        const event = JSON.parse(line) as { happenedAt: number; segment?: KnownRow }
        since = Math.min(since, event.happenedAt)
        if (event.segment) known.set(`${event.segment.camera}/${event.segment.startAt}`, event.segment.hash)
      }
    }
    return { known, since: this.#files.length > 2 ? since : 0 }
  }

  async close(): Promise<void> {
    await this.flush()
    clearTimeout(this.#timer)
    await writeWhole(join(this.#folder, 'acknowledged'), String(this.acknowledgedSeq))
    await this.#handle?.close()
    this.#handle = undefined
  }
}

interface KnownRow {
  readonly camera: string
  readonly startAt: number
  readonly hash: string
}

export interface KnownSegments {
  /** camera/startAt → hash */
  readonly known: ReadonlyMap<string, string>
  readonly since: number
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).trim()
  } catch {
    return undefined
  }
}

/** Either the old or the new text is there after a power cut, never half of one. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const next = `${path}.new`
  const handle = await open(next, 'w', 0o600)
  try {
    await handle.writeFile(text)
    await handle.datasync()
  } finally {
    await handle.close()
  }
  await rename(next, path)
}
