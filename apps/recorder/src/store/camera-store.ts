// One camera's way to the disk: a bounded queue, one file after another, gaps with their causes. It decides where a file
// ends: after its time, before the next hour, at any loss, at another run, format or clock. Never holds up the network.

import { hourEnd, segmentPath } from '@sereno/domain/video/recordings/segment-path'
import type { GapCause } from '@sereno/domain/video/recordings/gap'
import { isSameFormat } from '@sereno/fmp4/format'
import type { CameraId } from '@sereno/domain/ids'
import { instant } from '@sereno/domain/instant'
import type { RecorderFact, Segment } from '@sereno/contract/recorder-events'
import { type Gop, memoryOf } from '../ingest/gop.ts'
import { trace } from '../trace.ts'
import { type Files, diskErrorCode, errorCode, isDiskFull } from './files.ts'
import { OpenSegment, type Unsynced } from './open-segment.ts'
import { Sealing } from './sealing.ts'
import type { CameraSeal } from './seals.ts'
import { FIRST_HASH, type GapBefore } from './segment-json.ts'

/** What one camera may have waiting: three GOPs of the largest, with what their frames cost. The budget of all bounds the rest. */
export const CAMERA_QUEUE_BYTES_MAX = 27_000_000
/** The table of a row has at most 12,000 bytes, six for a large GOP: the file ends at the next keyframe, then anyhow. */
const GOPS_IN_SEGMENT = 1_500
export const GOPS_IN_SEGMENT_MAX = 1_900
/** A camera that sends no keyframe must not keep a file open for ever: so long after its time it ends anyhow. */
export const WITHOUT_KEYFRAME_MS_MAX = 60_000
/** A step back of our clock can meet names that are taken: the next free millisecond is right enough. */
const NAMES_TRIED_MAX = 100

/** Memory of pictures on their way to the disk, growing GOPs and waiting ones, of all cameras together. */
export interface Budget {
  bytes: number
  readonly bytesMax: number
}

/** What is known of a camera from what lies on the disk. */
export interface Before {
  /** End of its newest recording. */
  readonly endAt?: number | undefined
  /** Hash of its newest segment; may take a while where a file of before must be read. */
  readonly hash: Promise<string>
}

export interface CameraStoreOptions {
  readonly camera: CameraId
  readonly folder: string
  readonly files: Files
  readonly seal: CameraSeal
  readonly budget: Budget
  readonly segmentMs: number
  /** From 0 to 1: how far the first file is along already, so that not all cameras turn over in the same second. */
  readonly phase: number
  readonly before: Promise<Before>
  readonly note: (fact: RecorderFact) => void
  readonly onSealed: (segment: Segment) => void
  readonly onDiskError: (code: string) => void
  /** Why nothing may be written now: the disk is full or failing. */
  readonly obstacle: () => GapCause | undefined
  readonly nowMs: () => number
  readonly wallNow: () => number
}

type Item =
  | { readonly gop: Gop }
  | { readonly lost: GapCause; readonly from: number | undefined; readonly isTold: boolean }

export interface Dropped {
  readonly startAt: number
  readonly frames: number
  readonly bytes: number
}

export class CameraStore {
  readonly #options: CameraStoreOptions
  #queue: Item[] = []
  #isPumping = false
  #pumping: Promise<void> = Promise.resolve()
  #open: OpenSegment | undefined
  #rotateAt = 0
  #generation = 0
  #isFirst = true
  #sequence = 0
  #lastEndAt: number | undefined
  #gap: (GapBefore & { isTold: boolean }) | undefined
  readonly #sealing: Sealing
  queuedBytes = 0
  drops = 0

  constructor(options: CameraStoreOptions) {
    this.#options = options
    this.#sealing = new Sealing({
      ...options,
      firstHash: options.before.then(({ hash }) => hash).catch(() => FIRST_HASH),
      onUnsynced: (lost) => this.#tellUnsynced(lost),
    })
  }

  /** Files that have no trailer yet, oldest first: playback reads them from here. */
  get growing(): readonly OpenSegment[] {
    return this.#sealing.growing
  }

  get budget(): Budget {
    return this.#options.budget
  }

  /** Takes a GOP or, where there is no room, loses it and says so. */
  offer(gop: Gop): void {
    const { budget, obstacle } = this.#options
    const blocked = obstacle()
    if (blocked) {
      this.lose(blocked, gop.startAt)
      return
    }
    const memory = memoryOf(gop)
    if (this.queuedBytes + memory > CAMERA_QUEUE_BYTES_MAX || budget.bytes + memory > budget.bytesMax) {
      this.drop('queue-full', { ...gop, frames: gop.frames.length })
      return
    }
    this.queuedBytes += memory
    budget.bytes += memory
    this.#push({ gop })
  }

  /** Says that pictures were lost before they came to the queue. */
  drop(cause: GapCause, lost: Dropped): void {
    this.#tellDropped(cause, lost)
    this.lose(cause, lost.startAt)
  }

  #tellDropped(cause: GapCause, { startAt, frames, bytes }: Dropped): void {
    const { camera, note } = this.#options
    this.drops++
    note({ kind: 'gop.dropped', camera, at: instant(startAt), frames, bytes, cause })
  }

  /** From here on something is missing: the file ends, the next one says why. `isTold`: with events of its own, for long gaps. */
  lose(cause: GapCause, from: number | undefined, { isTold = false } = {}): void {
    const last = this.#queue.at(-1)
    // The first cause of a gap names it.
    if (last && 'lost' in last && (last.isTold || !isTold)) return
    this.#push({ lost: cause, from, isTold })
  }

  #push(item: Item): void {
    this.#queue.push(item)
    // A flag and not the promise: a pump that only meets losses ends before its promise could be noted.
    if (this.#isPumping) return
    this.#isPumping = true
    this.#pumping = this.#pump()
  }

  async #pump(): Promise<void> {
    try {
      if (this.#isFirst) await this.#begin()
      for (let item = this.#queue[0]; item; item = this.#queue[0]) {
        await this.#take(item)
        this.#queue.shift()
      }
    } finally {
      // Whatever happens, the next GOP finds a pump that starts.
      this.#isPumping = false
    }
  }

  async #take(item: Item): Promise<void> {
    await this.#mend()
    if ('lost' in item) {
      this.#lost(item.lost, item.from, item.isTold)
      return
    }
    try {
      await this.#record(item.gop)
    } catch (error) {
      await this.#fail(error, item.gop)
    } finally {
      const memory = memoryOf(item.gop)
      this.queuedBytes -= memory
      this.#options.budget.bytes -= memory
    }
  }

  async #begin(): Promise<void> {
    this.#isFirst = false
    const before = await this.#options.before.catch(() => undefined)
    this.#lastEndAt = before?.endAt
    if (before?.endAt !== undefined)
      this.#gap = { from: instant(before.endAt), cause: 'recorder-stopped', isTold: true }
  }

  async #record(gop: Gop): Promise<void> {
    const segment = this.#open && !this.#endsBefore(gop, this.#open) ? this.#open : await this.#next(gop)
    if (!segment) return
    await segment.write(gop, ++this.#sequence, this.#options.nowMs())
    this.#lastEndAt = gop.endAt
  }

  #endsBefore(gop: Gop, open: OpenSegment): boolean {
    const { header, format, gops } = open
    if (this.#gap || gop.run !== header.run || gop.generation !== this.#generation) return true
    if (gop.format !== format && !isSameFormat(gop.format, format)) return true
    if (gops.length >= GOPS_IN_SEGMENT_MAX) return true
    const isDue = gop.startAt >= this.#rotateAt || gops.length >= GOPS_IN_SEGMENT
    return isDue && (gop.isSync || gop.startAt >= this.#rotateAt + WITHOUT_KEYFRAME_MS_MAX)
  }

  async #next(gop: Gop): Promise<OpenSegment | undefined> {
    if (this.#open) this.#seal(this.#open)
    // What goes on with pictures that are lost cannot be shown: the gap lasts until the next keyframe.
    if (!gop.isSync && this.#gap) return undefined
    const isStep = this.#generation !== gop.generation && this.#lastEndAt !== undefined
    if (!this.#gap && isStep && gop.startAt > (this.#lastEndAt ?? 0))
      this.#gap = { from: instant(this.#lastEndAt ?? 0), cause: 'clock-changed', isTold: false }
    const segment = await this.#create(gop)
    this.#open = segment
    this.#sealing.growing.push(segment)
    this.#generation = gop.generation
    const { segmentMs, phase } = this.#options
    const lengthMs = this.#rotateAt === 0 ? segmentMs * (1 - phase / 2) : segmentMs
    this.#rotateAt = Math.min(gop.startAt + lengthMs, hourEnd(instant(gop.startAt)))
    this.#closeGap(gop.startAt)
    return segment
  }

  async #create(gop: Gop): Promise<OpenSegment> {
    const { camera, folder, files, seal } = this.#options
    const { run } = gop
    const gap = this.#gap && this.#gap.from < gop.startAt ? this.#gap : undefined
    const gapBefore = gap && { from: gap.from, cause: gap.cause }
    for (let tried = 0; ; tried++) {
      const startAt = instant(gop.startAt + tried)
      const path = `${folder}/${segmentPath(camera, startAt)}`
      try {
        await files.makeFolder(path.slice(0, path.lastIndexOf('/')))
        const file = await files.create(path)
        const header = { v: 1, camera, run, startAt, ...(gapBefore && { gapBefore }), seal: seal.name } as const
        try {
          const segment = await OpenSegment.begin(file, { header, first: gop, seal })
          segment.onSyncFailed = (error) => this.#onSyncFailed(error)
          return segment
        } catch (error) {
          // Not even the header fits: an empty file would only be in the way.
          await file.close().catch(() => undefined)
          await files.remove(path).catch(() => undefined)
          throw error
        }
      } catch (error) {
        if (errorCode(error) !== 'EEXIST' || tried >= NAMES_TRIED_MAX) throw error
      }
    }
  }

  #closeGap(to: number): void {
    const gap = this.#gap
    this.#gap = undefined
    if (!gap?.isTold || gap.from >= to) return
    const { camera, note } = this.#options
    note({ kind: 'gap.closed', camera, from: gap.from, to: instant(to), cause: gap.cause })
  }

  #lost(cause: GapCause, at: number | undefined, isTold: boolean): void {
    if (this.#open) this.#seal(this.#open)
    const from = instant(Math.round(this.#lastEndAt ?? at ?? this.#options.wallNow()))
    const wasTold = this.#gap?.isTold ?? false
    this.#gap = { from: this.#gap?.from ?? from, cause: this.#gap?.cause ?? cause, isTold: wasTold || isTold }
    if (!isTold || wasTold) return
    this.#options.note({ kind: 'gap.opened', camera: this.#options.camera, from: this.#gap.from, cause })
  }

  async #fail(error: unknown, gop: Gop): Promise<void> {
    const { camera, onDiskError } = this.#options
    const code = diskErrorCode(error)
    trace.error({ camera, code, error: String(error) }, 'a recording could not be written')
    try {
      await this.#open?.cut()
    } catch {
      // A reader stops at the last whole fragment anyway.
    }
    const cause = causeOf(error)
    this.#tellDropped(cause, { ...gop, frames: gop.frames.length })
    this.#keepGapOf(this.#open)
    this.#lost(cause, gop.startAt, false)
    // What one camera sends must not stop the others: only what the disk says is of the disk.
    if (code !== undefined) onDiskError(code)
  }

  #onSyncFailed(error: unknown): void {
    const { camera, onDiskError } = this.#options
    const code = diskErrorCode(error)
    // Closed meanwhile, which has synced it.
    if (code === undefined) return
    trace.error({ camera, code, error: String(error) }, 'a recording could not be brought to the disk')
    onDiskError(code)
    // In turn with the writes: the file ends, and what may be lost of it is told.
    this.lose('disk-error', undefined)
  }

  /** Ends a file whose sync has failed where it was surely on the disk. */
  async #mend(): Promise<void> {
    const open = this.#open
    if (!open?.isDoubted) return
    const { from, frames, bytes } = await open.backToSynced()
    if (frames > 0) this.#tellDropped('disk-error', { startAt: from, frames, bytes })
    this.#keepGapOf(open)
    this.#lastEndAt = open.endAt
    this.#lost('disk-error', from, false)
  }

  /** A file without a picture goes, and the gap that it names with it: the next one must name it. */
  #keepGapOf(open: OpenSegment | undefined): void {
    const gap = open?.gops.length === 0 ? open.header.gapBefore : undefined
    if (gap) this.#gap ??= { ...gap, isTold: false }
  }

  #seal(segment: OpenSegment): void {
    if (this.#open === segment) this.#open = undefined
    this.#sealing.seal(segment)
  }

  /** The next file may have begun long ago, and says nothing of a gap before it. */
  #tellUnsynced({ from, to, frames, bytes }: Unsynced): void {
    if (frames === 0) return
    const { camera, note } = this.#options
    const cause = 'disk-error'
    this.#tellDropped(cause, { startAt: from, frames, bytes })
    note({ kind: 'gap.opened', camera, from: instant(from), cause })
    note({ kind: 'gap.closed', camera, from: instant(from), to: instant(to), cause })
  }

  /** Writes what waits and closes the file. */
  async close(): Promise<void> {
    this.#sealing.hurry()
    await this.#pumping
    if (this.#open) this.#seal(this.#open)
    await this.#sealing.done()
  }
}

function causeOf(error: unknown): GapCause {
  const code = errorCode(error)
  if (isDiskFull(code)) return 'disk-full'
  // Thrown by us or by Node, and not by the file system: what the camera sent cannot be put into a file.
  return code === undefined || code.startsWith('ERR_') ? 'malformed-pictures' : 'disk-error'
}
