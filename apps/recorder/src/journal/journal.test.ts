import { appendFileSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CameraId } from '@sereno/domain/ids'
import { instant } from '@sereno/domain/instant'
import * as fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { Journal, type JournalLimits } from './journal.ts'

const camera = 'cam-0123456789' as CameraId
const folders: string[] = []
function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'journal-'))
  folders.push(folder)
  return folder
}
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

const opened = (folder: string, limits: Partial<JournalLimits> = {}) =>
  Journal.open({ folder, now: () => 1_795_500_000_000, limits })
const dropped = (at: number) =>
  ({ kind: 'gop.dropped', camera, at: instant(at), frames: 1, bytes: 1, cause: 'queue-full' }) as const
const sealed = (startAt: number) =>
  ({
    kind: 'segment.sealed',
    segment: {
      camera,
      run: 'run-0123456789' as never,
      startAt: instant(startAt),
      endAt: instant(startAt + 1),
      mediaDurationTicks: 90,
      frames: 1,
      bytes: 1,
      codec: 'h264',
      codecString: 'avc1.64001f',
      width: 1,
      height: 1,
      hash: '0'.repeat(64),
      prevHash: '0'.repeat(64),
      headerBytes: 1,
      gops: 'AAAA'.repeat(100),
      seal: 'identity',
    },
  }) as const

async function all(journal: Journal): Promise<{ seq: number; kind: string }[]> {
  const events: { seq: number; kind: string }[] = []
  for (let seq = journal.firstSeq; seq <= journal.durableSeq;) {
    const lines = await journal.linesFrom(seq, 7)
    if (lines.length === 0) throw new Error(`nothing from ${seq}`)
    events.push(...lines.map((line) => JSON.parse(line) as { seq: number; kind: string }))
    seq += lines.length
  }
  return events
}
const seqs = (events: readonly { seq: number }[]) => events.map(({ seq }) => seq)
const upTo = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index)

test('however it is written, turned over, torn and opened again, its numbers have no hole and nothing sent is lost', async () => {
  const step = fc.oneof(
    fc.record({ append: fc.integer({ min: 1, max: 12 }) }),
    fc.record({ tear: fc.integer({ min: 1, max: 90 }) }),
    fc.constant({ flush: true as const }),
    // More happens while the disk is asked, and two ask at once.
    fc.record({ during: fc.integer({ min: 1, max: 5 }) }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const folder = aFolder()
      let journal = await opened(folder, { fileBytesMax: 700 })
      const { id } = journal
      for (const each of steps) {
        if ('append' in each) for (let n = 0; n < each.append; n++) journal.append(dropped(n))
        else if ('flush' in each) await journal.flush()
        else if ('during' in each) {
          journal.append(dropped(0))
          const flushing = [journal.flush(), journal.flush()]
          for (let n = 0; n < each.during; n++) journal.append(dropped(n))
          await Promise.all(flushing)
        } else {
          await journal.close()
          const newest = readdirSync(folder)
            .filter((name) => name.endsWith('.jsonl'))
            .sort()
            .at(-1)
          // A power cut: bytes that were never whole stand at the end.
          if (newest)
            appendFileSync(join(folder, newest), `{"seq":${journal.lastSeq + 1},"happenedAt":17955`.slice(0, each.tear))
          const before = journal.durableSeq
          journal = await opened(folder, { fileBytesMax: 700 })
          expect(journal.durableSeq).toBe(before)
        }
      }
      await journal.close()
      expect(journal.durableSeq).toBe(journal.lastSeq)
      expect(seqs(await all(journal))).toEqual(upTo(1, journal.lastSeq))
      expect(journal.id).toBe(id)
    }),
    { numRuns: 40 },
  )
})

test('a line that a crash cut in half is cut off, and its number is given again', async () => {
  const folder = aFolder()
  const journal = await opened(folder)
  for (let n = 0; n < 3; n++) journal.append(dropped(n))
  await journal.close()
  const [file = ''] = readdirSync(folder).filter((name) => name.endsWith('.jsonl'))
  truncateSync(join(folder, file), statSync(join(folder, file)).size - 5)
  const again = await opened(folder)
  expect(again.lastSeq).toBe(2)
  expect(again.append(dropped(9))).toBe(3)
  await again.close()
})

test('only what is on the disk is handed out', async () => {
  const journal = await opened(aFolder())
  journal.append(dropped(1))
  expect(await journal.linesFrom(1, 10)).toEqual([])
  await journal.flush()
  expect(await journal.linesFrom(1, 10)).toHaveLength(1)
  await journal.close()
})

test('beyond its bytes the oldest acknowledged files go, and of those that nobody has taken only the rows of segments', async () => {
  const folder = aFolder()
  let journal = await opened(folder, { fileBytesMax: 2_000, bytesMax: 8_000 })
  for (let n = 0; n < 40; n++) {
    journal.append(n % 10 === 0 ? dropped(n) : sealed(n))
    await journal.flush()
  }
  await journal.tidy()
  const { forgotten } = journal
  await journal.close()
  journal = await opened(folder, { fileBytesMax: 2_000, bytesMax: 8_000 })
  const events = await all(journal)
  expect(seqs(events)).toEqual(upTo(1, 40))
  expect(events.filter(({ kind }) => kind === 'gop.dropped')).toHaveLength(4)
  expect(events.filter(({ kind }) => kind === 'segment.forgotten')).toHaveLength(forgotten)
  expect(forgotten).toBeGreaterThan(0)
  await journal.acknowledge(30)
  for (let n = 0; n < 20; n++) {
    journal.append(sealed(100 + n))
    await journal.flush()
  }
  await journal.tidy()
  expect(journal.firstSeq).toBeGreaterThan(1)
  expect(seqs(await all(journal))).toEqual(upTo(journal.firstSeq, 60))
  await journal.close()
})

test('acknowledged files older than a week go, whatever else is young or unsent stays', async () => {
  const folder = aFolder()
  let now = Date.now()
  const journal = await Journal.open({ folder, now: () => now, limits: { fileBytesMax: 200 } })
  for (let n = 0; n < 9; n++) {
    journal.append(dropped(n))
    await journal.flush()
  }
  await journal.acknowledge(4)
  await journal.tidy()
  expect(journal.firstSeq).toBe(1)
  now += 8 * 86_400_000
  await journal.tidy()
  expect(journal.firstSeq).toBeGreaterThan(1)
  expect(journal.firstSeq).toBeLessThanOrEqual(5)
  expect(seqs(await all(journal))).toEqual(upTo(journal.firstSeq, 9))
  await journal.close()
})

test('a server that knows more events than we have makes us begin a new journal', async () => {
  const journal = await opened(aFolder())
  journal.append(dropped(1))
  const { id } = journal
  await journal.acknowledge(1)
  expect(journal.id).toBe(id)
  await journal.acknowledge(2)
  expect(journal.id).not.toBe(id)
  expect(journal.append(dropped(2))).toBe(1)
  await journal.close()
})

test('a disk that hangs fills the memory with no more than the limit of lost pictures', async () => {
  const journal = await opened(aFolder(), { waitingMax: 5 })
  for (let n = 0; n < 9; n++) journal.append(dropped(n))
  journal.append(sealed(1))
  expect({ last: journal.lastSeq, forgotten: journal.forgotten }).toEqual({ last: 6, forgotten: 4 })
  await journal.close()
})

const ended = (at: number) =>
  ({ kind: 'gap.closed', camera, from: instant(at), to: instant(at + 1), cause: 'refused' }) as const

test('beyond twice as many nothing more is kept in memory, and how much that was is told when the disk is back', async () => {
  const journal = await opened(aFolder(), { waitingMax: 5 })
  for (let n = 0; n < 30; n++) journal.append(ended(n))
  expect({ last: journal.lastSeq, forgotten: journal.forgotten }).toEqual({ last: 10, forgotten: 20 })
  await journal.flush()
  await journal.flush()
  const events = await all(journal)
  expect(seqs(events)).toEqual(upTo(1, 11))
  expect(events.at(-1)).toMatchObject({ kind: 'facts.forgotten', count: 20 })
  await journal.close()
})

test('a journal that nobody takes stays under its bytes: the oldest facts go, are counted and told', async () => {
  const folder = aFolder()
  const limits = { fileBytesMax: 1_000, bytesMax: 6_000 }
  const journal = await opened(folder, limits)
  for (let n = 0; n < 200; n++) {
    journal.append(n % 3 === 0 ? sealed(n) : ended(n))
    await journal.flush()
    if (n % 10 === 0) await journal.tidy()
  }
  await journal.tidy()
  await journal.flush()
  const names = readdirSync(folder).filter((name) => name.endsWith('.jsonl'))
  const bytes = names.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
  expect(bytes).toBeLessThanOrEqual(limits.bytesMax + limits.fileBytesMax)
  const events = await all(journal)
  expect(seqs(events)).toEqual(upTo(journal.firstSeq, journal.lastSeq))
  expect(events.at(-1)?.kind).toBe('facts.forgotten')
  // Each that went is counted: those that went whole, and rows of which the number is left.
  expect(journal.forgotten).toBeGreaterThanOrEqual(journal.firstSeq - 1)
  expect(journal.firstSeq).toBeGreaterThan(100)
  await journal.close()
})

test('a full journal is not written anew every minute', async () => {
  const folder = aFolder()
  const journal = await opened(folder, { fileBytesMax: 1_000, bytesMax: 3_000 })
  for (let n = 0; n < 40; n++) {
    journal.append(n % 3 === 0 ? sealed(n) : ended(n))
    await journal.flush()
  }
  await journal.tidy()
  await journal.flush()
  const writtenAt = () =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.jsonl'))
      .map((name) => statSync(join(folder, name), { bigint: true }).mtimeNs)
  const before = writtenAt()
  await journal.tidy()
  await journal.tidy()
  expect(writtenAt()).toEqual(before)
  await journal.close()
})

test('what the server has goes before anything that it lacks', async () => {
  const journal = await opened(aFolder(), { fileBytesMax: 500, bytesMax: 6_000 })
  for (let n = 0; n < 60; n++) {
    journal.append(ended(n))
    await journal.flush()
  }
  await journal.acknowledge(40)
  await journal.tidy()
  expect({ forgotten: journal.forgotten, isShorter: journal.firstSeq > 1 }).toEqual({ forgotten: 0, isShorter: true })
  await journal.close()
})
