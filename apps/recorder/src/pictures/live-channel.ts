// One live picture on one wire: the last GOP at once, then each frame. A reader who is slow loses whole GOPs, so that
// what he does see is whole.

import { TIMESCALE } from '@sereno/fmp4/segment-file'
import { fragment } from '@sereno/fmp4/fragment'
import type { VideoFormat } from '@sereno/fmp4/format'
import { initSegment } from '@sereno/fmp4/init'
import { instant } from '@sereno/domain/instant'
import type { PictureHeader, PictureNotice } from '@sereno/contract/pictures'
import type { Picture } from '../door/send-picture.ts'
import type { Shown } from '../door/admission.ts'
import type { LiveFeed, LiveFrame, LiveWatcher } from '../ingest/live-feed.ts'

/** What may wait in a socket that keeps up: a quarter of a second of a camera at 4 Mbit/s, and a large keyframe at least. */
const BACKLOG_BYTES_EACH = 125_000
const BACKLOG_BYTES_MIN = 1_000_000
/** A wall of 16 that joins when its GOPs of 4 s at 4 Mbit/s are nearly over. What finds no room waits for a keyframe. */
export const JOINING_BYTES_MAX = 32_000_000

export function liveBacklogMax(channels: number): number {
  return Math.max(BACKLOG_BYTES_MIN, channels * BACKLOG_BYTES_EACH)
}

export interface ChannelWire {
  /** Through the door. */
  show(picture: Picture): void
  tell(notice: PictureNotice): void
  /** Frames would pile up: he reads more slowly than they come. What a join has put there does not count. */
  isFull(): boolean
  /** Whether a whole GOP may still be put there at once. */
  hasRoomToJoin(): boolean
}

export class LiveChannel implements LiveWatcher {
  readonly #channel: number
  readonly #camera: Shown
  readonly #feed: LiveFeed
  readonly #wire: ChannelWire
  readonly #stopWatching: () => void
  #format: VideoFormat | undefined
  #sequence = 0
  /** Nothing can be shown until the next keyframe. */
  #needsKeyframe = true
  #needsInit = true
  #originTicks = 0
  #isLive = false

  constructor(channel: number, camera: Shown, feed: LiveFeed, wire: ChannelWire) {
    this.#channel = channel
    this.#camera = camera
    this.#feed = feed
    this.#wire = wire
    this.#stopWatching = feed.watch(this)
    const { replay, format } = feed
    if (feed.brokenBy !== undefined) this.onBreak(feed.brokenBy)
    else this.#tellState(true)
    if (replay.length > 0 && format && wire.hasRoomToJoin()) this.#begin(replay, format)
  }

  stop(): void {
    this.#stopWatching()
  }

  onFrame(frame: LiveFrame): void {
    const { format } = this.#feed
    if (!format) return
    if (!this.#isLive) this.#tellState(true)
    // Still full at a keyframe: this GOP goes too.
    const isFull = this.#wire.isFull()
    if (isFull) this.#needsKeyframe = true
    if (isFull || (this.#needsKeyframe && !frame.isKeyframe)) return
    if (this.#needsInit || format !== this.#format) {
      if (frame.isKeyframe) this.#begin([frame], format)
      else this.#needsKeyframe = true
      return
    }
    this.#needsKeyframe = false
    this.#send('frames', [frame], {}, liveFragment([frame], ++this.#sequence, this.#originTicks))
  }

  onBreak(cause: string): void {
    this.#needsKeyframe = true
    this.#needsInit = true
    this.#tellState(false, cause)
  }

  #tellState(live: boolean, cause?: string): void {
    this.#isLive = live
    const { lastAt } = this.#feed
    this.#wire.tell({
      type: 'state',
      channel: this.#channel,
      live,
      ...(cause !== undefined && { cause }),
      ...(lastAt !== undefined && { lastPictureAt: instant(Math.round(lastAt)) }),
    })
  }

  #begin(frames: readonly LiveFrame[], format: VideoFormat): void {
    this.#format = format
    this.#needsInit = false
    this.#needsKeyframe = false
    const pressed = press(frames)
    this.#originTicks = pressed[0]?.ticks ?? 0
    const init = initSegment(format, { timescale: TIMESCALE })
    const { codecString: codec, width, height } = format
    const first = { codec, width, height, initBytes: init.length }
    this.#send('init', frames, first, [init, ...liveFragment(pressed, ++this.#sequence, this.#originTicks)])
  }

  #send(
    type: 'init' | 'frames',
    frames: readonly LiveFrame[],
    more: Partial<PictureHeader>,
    bytes: readonly Uint8Array[],
  ): void {
    const [first] = frames
    if (!first) return
    const durationTicks = frames.reduce((sum, frame) => sum + frame.durationTicks, 0)
    const header: PictureHeader = {
      type,
      channel: this.#channel,
      at: instant(Math.round(first.at)),
      durationMs: Math.round(durationTicks / 9) / 10,
      isKeyframe: first.isKeyframe,
      ...more,
    }
    this.#wire.show({ camera: this.#camera, header, bytes })
  }
}

/** 1 ms. */
const PRESSED_TICKS = 90

/**
 * Who joins wants the present, and needs what lies before it only to decode: all but the newest frame pass in a
 * millisecond each, so that nothing has to be sought in a player that has just begun. Pictures that are sent in another
 * order than they are shown keep their times: pressed, they could not be put in order with the next ones.
 */
function press(frames: readonly LiveFrame[]): readonly LiveFrame[] {
  const last = frames.at(-1)
  const isInOrder = frames.every(({ ticks }, index) => index === 0 || ticks > (frames[index - 1]?.ticks ?? 0))
  if (!last || !isInOrder) return frames
  return frames.map((frame, index) => ({ ...frame, ticks: last.ticks - (frames.length - 1 - index) * PRESSED_TICKS }))
}

/** Frames as they come: their decode times are their own, in the order of arrival. */
function liveFragment(frames: readonly LiveFrame[], sequence: number, originTicks: number): Uint8Array[] {
  const times = frames.map(({ ticks }) => ticks).sort((a, b) => a - b)
  const base = Math.max(0, (times[0] ?? 0) - originTicks)
  const samples = frames.map((frame, index) => ({
    nalUnits: frame.nalUnits,
    isSync: frame.isKeyframe,
    durationTicks: Math.max(1, (times[index + 1] ?? (times[index] ?? 0) + frame.durationTicks) - (times[index] ?? 0)),
    compositionOffsetTicks: frame.ticks - (times[index] ?? 0),
  }))
  const [head = new Uint8Array(0)] = fragment({ sequence, baseDecodeTicks: base, samples })
  return [head, ...frames.map(({ sample }) => sample)]
}
