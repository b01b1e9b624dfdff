// One live picture in one <video>: frames from a view's channel into Media Source Extensions, kept at the live edge,
// and an honest word about it: a picture that stands still says so within 3 s. How the edge is held: live-edge.ts.

import type { PictureHeader, PictureNotice } from '@sereno/contract/pictures'
import { edgeMove } from './live-edge.ts'
import { MediaBuffer, canShow } from './media-buffer.ts'
import type { Channel, PictureView, Shown, ViewState } from './view-client.ts'

export type LiveState =
  | { readonly what: 'connecting' }
  | { readonly what: 'live' }
  | { readonly what: 'late'; readonly seconds: number }
  | { readonly what: 'not-live'; readonly lastPictureAt: number | undefined; readonly cause: string | undefined }
  | { readonly what: 'refused'; readonly sentence: string; readonly lastPictureAt: number | undefined }
  | { readonly what: 'codec-not-shown'; readonly codec: string }

/** The promise is 3 s; the tick and the painting need their share of it. */
export const STILL_MS_MAX = 2_400
const LATE_MS = 1_500
const TICK_MS = 250
const KEEP_S = 20

export interface LivePlayerOptions {
  /** The server's time. */
  now: () => number
  onState: (state: LiveState) => void
}

export class LivePlayer {
  private readonly video: HTMLVideoElement
  private readonly options: LivePlayerOptions
  private readonly timer: ReturnType<typeof setInterval>
  private channel: Channel | undefined
  private askLive: (() => void) | undefined
  private buffer: MediaBuffer | undefined
  private shown: LiveState = { what: 'connecting' }
  /** Of most cameras, until one has said it. */
  private frameSeconds = 1 / 15
  private needsKeyframe = true
  private startedAt = performance.now()
  /** Monotonic: when a frame last came, and when one was last painted. */
  private heardAt: number | undefined
  private paintedAt: number | undefined
  private lastPictureAt: number | undefined
  private cut: { cause: string | undefined } | undefined
  private refusal: string | undefined
  private missingCodec: string | undefined
  private isDestroyed = false

  constructor(video: HTMLVideoElement, options: LivePlayerOptions) {
    this.video = video
    this.options = options
    video.muted = true
    video.playsInline = true
    this.timer = setInterval(() => this.tick(), TICK_MS)
    this.watchFrames()
    // After the view has been asked for, and while its answer is on the way.
    setTimeout(() => this.openBuffer(), 0)
  }

  /** May be called again with the next view: the old picture stays until the new one begins. */
  attach(view: PictureView, camera: Shown): void {
    this.channel?.close()
    this.refusal = undefined
    this.cut = undefined
    this.startedAt = performance.now()
    // The first onOpen comes from within subscribe(), before there is a channel to send on: hence the microtask.
    this.askLive = () => queueMicrotask(() => channel.send({ type: 'live', camera }))
    const channel = view.subscribe(camera, {
      onOpen: () => {
        this.needsKeyframe = true
        this.startedAt = performance.now()
        this.askLive?.()
      },
      onPicture: (header, bytes) => this.hearPicture(header, bytes),
      onNotice: (notice) => this.hearNotice(notice),
      onView: (state) => this.hearView(state),
    })
    this.channel = channel
  }

  get delayMs(): number | undefined {
    if (this.lastPictureAt === undefined) return undefined
    const lag = Math.max(0, (this.buffer?.end ?? this.video.currentTime) - this.video.currentTime)
    return Math.max(0, this.options.now() - this.lastPictureAt + lag * 1_000)
  }

  destroy(): void {
    this.isDestroyed = true
    clearInterval(this.timer)
    this.channel?.close()
    this.buffer?.destroy()
  }

  private hearPicture(header: PictureHeader, bytes: Uint8Array): void {
    if (header.type === 'init') return this.begin(header, bytes)
    if (header.type !== 'frames' || this.missingCodec !== undefined) return
    if (this.needsKeyframe && header.isKeyframe !== true) return
    this.frameSeconds = header.durationMs / 1_000
    this.take(header.at, { bytes: owned(bytes) })
  }

  /** The init segment, and with it all pictures since the last keyframe. */
  private begin(header: PictureHeader, bytes: Uint8Array): void {
    const { at, durationMs, codec = '' } = header
    this.missingCodec = canShow(codec) ? undefined : codec
    if (this.missingCodec !== undefined) return this.tick()
    this.take(at + durationMs - this.frameSeconds * 1_000, { bytes: owned(bytes), codec })
  }

  private take(pictureAt: number, append: { bytes: Uint8Array<ArrayBuffer>; codec?: string }): void {
    const isTaken = this.openBuffer()?.append({ ...append, done: this.onAppended }) === true
    this.needsKeyframe = !isTaken
    if (!isTaken) return
    this.cut = undefined
    this.heardAt = performance.now()
    this.lastPictureAt = pictureAt
    if (this.video.paused) void this.video.play().catch(() => undefined)
  }

  private openBuffer(): MediaBuffer | undefined {
    if (!this.isDestroyed) this.buffer ??= new MediaBuffer(this.video, 'sequence', () => this.restart())
    return this.buffer
  }

  /** The decoder or the buffer gave up: a new one, from the GOP that `live` sends at once. */
  private restart(): void {
    if (this.isDestroyed) return
    this.buffer?.destroy()
    this.buffer = undefined
    this.needsKeyframe = true
    this.askLive?.()
  }

  private hearNotice(notice: PictureNotice): void {
    if (notice.type === 'refused') this.cut = { cause: notice.code }
    if (notice.type !== 'state') return this.tick()
    if (notice.lastPictureAt !== undefined) this.lastPictureAt = Math.max(this.lastPictureAt ?? 0, notice.lastPictureAt)
    this.cut = notice.live ? undefined : { cause: notice.cause }
    this.tick()
  }

  private hearView(state: ViewState): void {
    if (state.what === 'refused') this.refusal = state.sentence
    else if (state.what === 'ended' && state.why !== 'closed') this.cut = { cause: state.why }
    else if (state.what === 'retrying' && state.sentence !== '') this.cut = { cause: state.sentence }
    else if (state.what === 'open') this.refusal = undefined
    this.tick()
  }

  private watchFrames(): void {
    const painted = (): void => {
      if (this.isDestroyed) return
      // The oldest picture of the group came at once; the newest ones are the live ones.
      if (this.paintedAt === undefined) this.keepEdge()
      this.paintedAt = performance.now()
      this.video.requestVideoFrameCallback(painted)
    }
    this.video.requestVideoFrameCallback(painted)
  }

  private tick(): void {
    if (this.isDestroyed) return
    const next = this.judge()
    if (isSame(next, this.shown)) return
    this.shown = next
    this.options.onState(next)
  }

  private readonly onAppended = (): void => {
    if (this.paintedAt !== undefined) this.keepEdge()
  }

  private keepEdge(): void {
    const end = this.buffer?.end
    if (end === undefined) return
    const { video } = this
    const move = edgeMove(end - video.currentTime, this.frameSeconds)
    if (move.jumpTo !== undefined) video.currentTime = Math.max(0, end - move.jumpTo)
    else if (video.playbackRate !== move.rate) video.playbackRate = move.rate
    if (video.currentTime > KEEP_S) this.buffer?.trim(video.currentTime - KEEP_S / 2)
  }

  private judge(): LiveState {
    const { lastPictureAt } = this
    if (this.missingCodec !== undefined) return { what: 'codec-not-shown', codec: this.missingCodec }
    if (this.refusal !== undefined) return { what: 'refused', sentence: this.refusal, lastPictureAt }
    if (this.cut) return { what: 'not-live', lastPictureAt, cause: this.cut.cause }
    // A hidden tab is not painted; then what has come is all that can be known.
    const sign = document.hidden ? this.heardAt : this.paintedAt
    // A new connection is no picture: only before the first one do its seconds count from there.
    const stillMs = performance.now() - (sign ?? this.startedAt)
    if (stillMs > STILL_MS_MAX) return { what: 'not-live', lastPictureAt, cause: undefined }
    if (sign === undefined) return { what: 'connecting' }
    const delay = this.delayMs ?? 0
    if (delay > LATE_MS) return { what: 'late', seconds: Math.round(delay / 1_000) }
    return { what: 'live' }
  }
}

function isSame(a: LiveState, b: LiveState): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

/** appendBuffer() wants memory that is not shared; a message's own buffer is. */
function owned(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer
    ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : new Uint8Array(bytes)
}
