// One recording file while it grows: header, then one write for each GOP, at last the trailer. Whatever happens, its
// length is that of its whole fragments; the table of GOPs is at hand for whoever plays it back meanwhile.

import { type Hash, createHash } from 'node:crypto'
import { fragment, fragmentByteLength } from '@sereno/fmp4/fragment'
import { type Gop as TableGop, encodeGopTable } from '@sereno/fmp4/gop-table'
import { initSegment } from '@sereno/fmp4/init'
import type { VideoFormat } from '@sereno/fmp4/format'
import { TIMESCALE, segmentHeader, segmentTrailer } from '@sereno/fmp4/segment-file'
import type { SealStage } from '@sereno/fmp4/seal'
import { instant } from '@sereno/domain/instant'
import type { Segment } from '@sereno/contract/recorder-events'
import type { Gop } from '../ingest/gop.ts'
import { type StoredFile, diskErrorCode } from './files.ts'
import type { CameraSeal } from './seals.ts'
import { type SegmentHeader, type SegmentTrailerJson, segmentRow } from './segment-json.ts'

export interface StoredGop extends TableGop {
  readonly offset: number
  readonly startAt: number
  readonly decodeTicks: number
  readonly isSync: boolean
}

/** What a disk may have lost. */
export interface Unsynced {
  readonly from: number
  readonly to: number
  readonly frames: number
  readonly bytes: number
}

/** How far the file is on the disk for sure. */
interface Mark {
  readonly bytes: number
  readonly gops: number
  readonly frames: number
  readonly mediaTicks: number
  readonly endAt: number
  readonly hash: Hash
}

export class OpenSegment {
  readonly header: SegmentHeader
  readonly format: VideoFormat
  readonly headerPart: Uint8Array
  readonly initBytes: number
  readonly file: StoredFile
  readonly seal: CameraSeal
  readonly gops: StoredGop[] = []
  #hash: Hash = createHash('sha256')
  readonly #stage: SealStage
  readonly #originTicks: number
  #frames = 0
  #mediaTicks = 0
  #clockErrorMs: number | undefined
  /** All of it is whole. */
  bytes = 0
  endAt: number
  #mark: Mark
  #syncing: Promise<void> = Promise.resolve()
  /** A sync has failed: what was written since the last good one may never reach the disk. */
  isDoubted = false
  /** Told of a sync that failed on its own. */
  onSyncFailed: (error: unknown) => void = () => undefined
  /** Since when there is something that is not on the disk for sure; undefined when all is. */
  dirtySinceMs: number | undefined

  private constructor(file: StoredFile, start: SegmentStart) {
    this.file = file
    this.header = start.header
    this.format = start.first.format
    this.seal = start.seal
    this.headerPart = segmentHeader({ format: this.format, header: start.header })
    this.initBytes = initSegment(this.format, { timescale: TIMESCALE }).length
    this.#stage = start.seal.stage(this.headerPart)
    this.#originTicks = start.first.startTicks
    this.endAt = start.header.startAt
    this.#mark = this.#here()
  }

  static async begin(file: StoredFile, start: SegmentStart): Promise<OpenSegment> {
    const segment = new OpenSegment(file, start)
    await file.write([segment.headerPart], 0)
    segment.#hash.update(segment.headerPart)
    segment.bytes = segment.headerPart.length
    segment.#mark = segment.#here()
    return segment
  }

  /** @param sequence rises with every fragment; over all files of a camera where a cipher seals. */
  async write(gop: Gop, sequence: number, nowMs: number): Promise<void> {
    const decodeTicks = gop.startTicks - this.#originTicks
    const samples = gop.frames.map(({ nalUnits, durationTicks, compositionOffsetTicks, isKeyframe }) => ({
      nalUnits,
      durationTicks,
      compositionOffsetTicks,
      isSync: isKeyframe,
    }))
    const written = { sequence, baseDecodeTicks: decodeTicks, samples }
    const parts =
      this.seal.name === 'identity'
        ? // Each sample lies in memory as it lies in the file: a part a frame instead of two a NAL unit.
          [...fragment(written).slice(0, 1), ...gop.frames.map(({ sample }) => sample)]
        : fragment({ ...written, seal: this.#stage })
    const byteLength = fragmentByteLength(parts)
    const durationMs = gop.endAt - gop.startAt
    // What the table of GOPs cannot say must not be in the file: it could never be closed.
    encodeGopTable([{ byteLength, durationMs }])
    await this.file.write(parts, this.bytes)
    for (const part of parts) this.#hash.update(part)
    this.gops.push({
      offset: this.bytes,
      byteLength,
      startAt: gop.startAt,
      durationMs,
      decodeTicks,
      isSync: gop.isSync,
    })
    this.bytes += byteLength
    this.endAt = gop.endAt
    this.#frames += gop.frames.length
    this.#mediaTicks = gop.endTicks - this.#originTicks
    this.#clockErrorMs = gop.cameraClockErrorMs ?? this.#clockErrorMs
    this.dirtySinceMs ??= nowMs
  }

  #here(): Mark {
    const [bytes, gops, frames, mediaTicks, endAt] = [
      this.bytes,
      this.gops.length,
      this.#frames,
      this.#mediaTicks,
      this.endAt,
    ]
    return { bytes, gops, frames, mediaTicks, endAt, hash: this.#hash.copy() }
  }

  sync(): Promise<void> {
    const syncing = this.#sync()
    this.#syncing = syncing.catch(() => undefined)
    return syncing
  }

  async #sync(): Promise<void> {
    const before = this.dirtySinceMs
    const mark = this.#here()
    this.dirtySinceMs = undefined
    try {
      await this.file.sync()
      // Linux tells a failure once: a good sync after a bad one says nothing of what the bad one lost.
      if (!this.isDoubted) this.#mark = mark
    } catch (error) {
      this.dirtySinceMs ??= before
      this.isDoubted ||= diskErrorCode(error) !== undefined
      throw error
    }
  }

  /** Resolves when no sync is under way. */
  async syncsDone(): Promise<void> {
    await this.#syncing
  }

  /** After a failed sync: back to what the last good one brought to the disk. Answers what is given up. */
  async backToSynced(): Promise<Unsynced> {
    // One that still runs covers what is about to go: it must not say afterwards that this is on the disk.
    await this.#syncing
    const { bytes, gops, frames, mediaTicks, endAt, hash } = this.#mark
    const lost = { from: endAt, to: this.endAt, frames: this.#frames - frames, bytes: this.bytes - bytes }
    this.bytes = bytes
    this.gops.length = gops
    this.#frames = frames
    this.#mediaTicks = mediaTicks
    this.endAt = endAt
    this.#hash = hash.copy()
    this.isDoubted = false
    await this.cut().catch(() => undefined)
    return lost
  }

  /** After a failed write: back to what is whole. */
  async cut(): Promise<void> {
    await this.file.truncate(this.bytes)
  }

  /** Writes the trailer; may be tried again where the disk had no room. The file stays open for its readers. */
  async finish(prevHash: string): Promise<Segment> {
    const trailer: SegmentTrailerJson = {
      v: 1,
      prevHash,
      endAt: instant(this.endAt),
      mediaDurationTicks: this.#mediaTicks,
      frames: this.#frames,
      headerBytes: this.headerPart.length,
      gops: Buffer.from(encodeGopTable(this.gops)).toString('base64'),
      ...(this.#clockErrorMs !== undefined && { cameraClockErrorMs: Math.round(this.#clockErrorMs) }),
    }
    const bytes = trailerBytes(this.gops, trailer)
    try {
      await this.file.write([bytes], this.bytes)
      await this.sync()
    } catch (error) {
      await this.cut().catch(() => undefined)
      throw error
    }
    this.dirtySinceMs = undefined
    const hash = this.#hash.copy().update(bytes).digest('hex')
    return segmentRow({ header: this.header, trailer, format: this.format, bytes: this.bytes + bytes.length, hash })
  }
}

export interface SegmentStart {
  readonly header: SegmentHeader
  readonly first: Gop
  readonly seal: CameraSeal
}

export function trailerBytes(
  gops: readonly Pick<StoredGop, 'isSync' | 'decodeTicks' | 'offset'>[],
  trailer: SegmentTrailerJson,
): Uint8Array {
  const randomAccess = gops.filter(({ isSync }) => isSync).map(({ decodeTicks, offset }) => ({ decodeTicks, offset }))
  return segmentTrailer({ randomAccess, trailer })
}
