// One recorded picture in one <video>, pulled GOP by GOP over a view's channel. Media time is wall time less a base
// that each load chooses, so that a gap in the recording is a gap in the buffer and the clock on the screen is true.
// Scrubbing and running backward show keyframes on a canvas over the video; the caller lays it there.

import type { PictureHeader, PictureNotice } from '@sereno/contract/pictures'
import { instant } from '@sereno/domain/instant'
import { isProblem } from '@sereno/fmp4/problem'
import { parseMoof } from '@sereno/fmp4/reader'
import { FrameTimes } from './frame-times.ts'
import { KeyframeDecoder, canDecodeKeyframes } from './keyframe-decoder.ts'
import { MediaBuffer, canShow } from './media-buffer.ts'
import type { Channel, PictureView, Shown, ViewState } from './view-client.ts'

export type PlaybackState =
  | { readonly what: 'loading' }
  | { readonly what: 'playing'; readonly speed: number }
  | { readonly what: 'paused' }
  | { readonly what: 'scrubbing' }
  | { readonly what: 'nothing'; readonly cause: string }
  | { readonly what: 'at-end' }
  | { readonly what: 'refused'; readonly sentence: string }
  | { readonly what: 'ended' }
  | { readonly what: 'codec-not-shown'; readonly codec: string }

/** Base lies an hour before the first picture, so that stepping backward stays on the positive side of media time. */
const LEAD_MS = 3_600_000
const AHEAD_S = 6
const BEHIND_S = 40
const TICK_MS = 100
const SPEED_MAX = 16
/** A hole this short is rounding between two clocks and is stepped over; a longer one is a gap and is told. */
const HOLE_S_MAX = 0.75
/** A wish for the last half minute goes back in such steps until there is a picture. */
const EDGE_MS = 30_000
const EDGE_STEP_MS = 3_000
/** Running backward: how far the wish moves at a time. */
const BACK_TICK_MS = 200
const MS = 1_000
const TICKS = 90_000

export interface PlaybackOptions {
  readonly onState: (state: PlaybackState) => void
  /** The server's time. */
  readonly now: () => number
  /** On every painted frame: never through React. */
  readonly onPosition: (at: number) => void
  /** The picture jumped over a gap, from and to. */
  readonly onGap: (from: number, to: number) => void
  /** What is wished lies outside the view, or the view's time is over: another one is needed, then attach() again. */
  readonly onBeyond: (at: number) => void
}

interface Interval {
  readonly from: number
  readonly to: number
}

export class PlaybackPlayer {
  private readonly video: HTMLVideoElement
  private readonly canvas: HTMLCanvasElement
  private readonly options: PlaybackOptions
  private readonly decoder: KeyframeDecoder
  private readonly timer: ReturnType<typeof setInterval>
  private readonly inits = new Map<number, Uint8Array<ArrayBuffer>>()
  private readonly frames = new FrameTimes()
  private channel: Channel | undefined
  private camera: Shown | undefined
  private buffer: MediaBuffer | undefined
  private covered: Interval = { from: 0, to: Number.POSITIVE_INFINITY }
  private base = 0
  private request = 0
  private pending: { request: number; kind: 'seek' | 'next' | 'keyframe' } | undefined
  private target: number | undefined
  private placing: 'at' | 'before' = 'at'
  private scrubWish: number | undefined
  private isScrubbing = false
  /** A GOP that was asked for was given up for a keyframe: what comes next would not go on from what is loaded. */
  private isTorn = false
  private current = 0
  /** Recordings begin to run as soon as they are there: nobody opens one to look at a still. */
  private speed = 1
  private isAtEnd = false
  private backTimer: ReturnType<typeof setInterval> | undefined
  private isDestroyed = false

  constructor(video: HTMLVideoElement, canvas: HTMLCanvasElement, options: PlaybackOptions) {
    this.video = video
    this.canvas = canvas
    this.options = options
    video.muted = true
    video.playsInline = true
    this.decoder = new KeyframeDecoder(canvas, (at) => this.keyframeShown(at))
    this.timer = setInterval(() => this.tick(), TICK_MS)
    this.watchFrames()
  }

  /** Wall time of the picture that is shown. */
  get position(): number {
    return this.current
  }

  get currentSpeed(): number {
    return this.speed
  }

  /** `from` and `to`: what the view covers. */
  attach(view: PictureView, camera: Shown, at: number, covered: Interval): void {
    this.channel?.close()
    this.camera = camera
    this.covered = covered
    this.target = at
    this.current = at
    const channel = view.subscribe(camera, {
      onOpen: () => queueMicrotask(() => this.reopen(channel)),
      onPicture: (header, bytes) => this.hearPicture(header, bytes),
      onNotice: (notice) => this.hearNotice(notice),
      onView: (state) => this.hearView(state),
    })
    this.channel = channel
  }

  seek(at: number, placing: 'at' | 'before' = 'at'): void {
    this.stopBackward()
    this.scrubWish = undefined
    this.isScrubbing = false
    this.isAtEnd = false
    this.placing = placing
    if (placing === 'at' && this.isBuffered(at)) {
      this.target = undefined
      // A keyframe that is still on its way would cover the frame that was asked for.
      if (this.pending?.kind === 'keyframe') this.pending = undefined
      this.video.currentTime = (at - this.base) / MS
      this.goOn()
      return
    }
    this.target = at
    this.say({ what: 'loading' })
    this.ask('seek', at)
  }

  /** While a hand drags: the keyframe at `at`, as fast as they come. End it with seek(). */
  scrub(at: number): void {
    this.stopBackward()
    this.video.pause()
    this.isScrubbing = true
    this.say({ what: 'scrubbing' })
    this.current = at
    if (canDecodeKeyframes()) this.wishKeyframe(at)
    else if (this.pending === undefined) {
      this.target = at
      this.ask('seek', at)
    }
  }

  play(speed: number): void {
    const wanted = Math.max(-SPEED_MAX, Math.min(SPEED_MAX, speed))
    if (wanted < 0) return this.playBackward(wanted)
    const wasBackward = this.backTimer !== undefined
    this.stopBackward()
    // The recording has grown since its end was reached.
    this.isAtEnd = false
    this.speed = wanted
    if (wasBackward) this.seek(this.current)
    this.video.playbackRate = wanted
    if (!this.target) void this.video.play().catch(() => undefined)
    this.say({ what: 'playing', speed: wanted })
  }

  pause(): void {
    const wasBackward = this.backTimer !== undefined
    this.stopBackward()
    this.speed = 0
    this.video.pause()
    this.say({ what: 'paused' })
    if (wasBackward) this.seek(this.current)
  }

  /** One frame on or back; over the edge of what is loaded it loads. */
  step(direction: 1 | -1): void {
    this.pause()
    const now = (this.current - this.base) / MS
    const next = direction > 0 ? this.frames.after(now) : this.frames.before(now)
    if (next !== undefined) {
      this.showVideo()
      // Just inside the frame: its own start may round to the one before.
      this.video.currentTime = next + 0.002
    } else if (direction < 0) this.seek(this.current - 1, 'before')
    else this.ask('next')
  }

  /** What is shown, as a PNG. */
  still(): Promise<Blob | null> {
    const { video, canvas } = this
    if (!canvas.hidden) return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'))
    const copy = document.createElement('canvas')
    copy.width = video.videoWidth
    copy.height = video.videoHeight
    copy.getContext('2d')?.drawImage(video, 0, 0)
    return new Promise((resolve) => copy.toBlob(resolve, 'image/png'))
  }

  destroy(): void {
    this.isDestroyed = true
    clearInterval(this.timer)
    this.stopBackward()
    this.channel?.close()
    this.decoder.destroy()
    this.buffer?.destroy()
  }

  private reopen(channel: Channel): void {
    if (this.channel !== channel || this.isDestroyed) return
    this.pending = undefined
    if (this.isScrubbing || this.backTimer !== undefined) {
      this.target = undefined
      this.isTorn = true
      return this.wishKeyframe(this.current)
    }
    this.target ??= this.current
    this.say({ what: 'loading' })
    this.ask('seek', this.target)
  }

  private ask(kind: 'seek' | 'next' | 'keyframe', at = 0): void {
    const { camera, channel, covered } = this
    if (!camera || !channel) return
    if (kind !== 'next' && (at < covered.from || at >= covered.to)) return this.options.onBeyond(at)
    if (kind === 'keyframe' && this.pending?.kind === 'next') this.isTorn = true
    this.request++
    this.pending = { request: this.request, kind }
    if (kind === 'next') channel.send({ type: 'next', request: this.request, direction: 'forward' })
    else channel.send({ type: kind, camera, at: instant(Math.round(at)), request: this.request })
  }

  private wishKeyframe(at: number): void {
    this.scrubWish = at
    if (this.pending?.kind === 'keyframe') return
    this.scrubWish = undefined
    this.ask('keyframe', at)
  }

  private hearPicture(header: PictureHeader, bytes: Uint8Array): void {
    if (header.type === 'keyframe') return this.hearKeyframe(header, bytes)
    if (header.type !== 'fragment' || this.pending?.request !== header.request) return
    this.pending = undefined
    if (header.codec !== undefined && !canShow(header.codec))
      return this.say({ what: 'codec-not-shown', codec: header.codec })
    this.take(header, bytes)
  }

  private take(header: PictureHeader, bytes: Uint8Array): void {
    const initBytes = header.initBytes ?? 0
    const segment = header.segmentStartAt ?? 0
    if (initBytes > 0) this.inits.set(segment, new Uint8Array(bytes.subarray(0, initBytes)))
    const isLoad = this.target !== undefined
    const codec = header.codec ?? ''
    if (!this.buffer || isLoad) this.load(header)
    const offset = (header.at - this.base) / MS - (header.baseDecodeTicks ?? 0) / TICKS
    const init = this.inits.get(segment)
    if (init && (isLoad || initBytes > 0)) this.buffer?.append({ bytes: init, codec, offsetSeconds: offset })
    const media = new Uint8Array(bytes.subarray(initBytes))
    this.noteFrames(media, offset)
    const done = isLoad ? () => this.place(header) : () => this.tick()
    this.buffer?.append({ bytes: media, offsetSeconds: offset, done })
  }

  /** A new place: a new buffer and a new base. */
  private load(header: PictureHeader): void {
    this.buffer?.destroy()
    this.frames.clear()
    this.isTorn = false
    this.base = header.at - LEAD_MS
    this.buffer = new MediaBuffer(this.video, 'segments', () => this.seek(this.current))
  }

  private noteFrames(media: Uint8Array, offset: number): void {
    const moof = parseMoof(media)
    if (isProblem(moof)) return
    for (const sample of moof.samples)
      this.frames.add(offset + (sample.decodeTicks + sample.compositionOffsetTicks) / TICKS)
  }

  private place(header: PictureHeader): void {
    const { target } = this
    if (target === undefined) return
    this.target = undefined
    const start = (header.at - this.base) / MS
    const end = start + header.durationMs / MS
    const wanted = (target - this.base) / MS
    const frame = this.placing === 'before' ? this.frames.before(wanted + 0.001) : undefined
    this.placing = 'at'
    this.video.currentTime = (frame ?? Math.min(Math.max(wanted, start), Math.max(start, end - 0.01))) + 0.002
    if (header.at > target + HOLE_S_MAX * MS) this.options.onGap(target, header.at)
    this.goOn()
  }

  /** At its new place, as before: running or still. */
  private goOn(): void {
    this.showVideo()
    if (this.speed <= 0) return this.say({ what: 'paused' })
    this.video.playbackRate = this.speed
    void this.video.play().catch(() => undefined)
    this.say({ what: 'playing', speed: this.speed })
  }

  private hearKeyframe(header: PictureHeader, bytes: Uint8Array): void {
    if (this.pending?.request !== header.request) return
    this.pending = undefined
    if (header.codec !== undefined && !canShow(header.codec))
      return this.say({ what: 'codec-not-shown', codec: header.codec })
    this.decoder.show(header, bytes)
    this.nextWish()
  }

  private nextWish(): void {
    if (this.scrubWish !== undefined) this.wishKeyframe(this.scrubWish)
  }

  private keyframeShown(at: number): void {
    if (this.isDestroyed || (this.backTimer === undefined && !this.video.paused)) return
    if (this.target !== undefined) return
    this.canvas.hidden = false
    if (this.backTimer !== undefined) this.options.onPosition(at)
  }

  private hearNotice(notice: PictureNotice): void {
    if (notice.type !== 'nothing' && notice.type !== 'refused') return
    const { pending } = this
    if (!pending || pending.request !== notice.request) return
    const { kind } = pending
    this.pending = undefined
    const cause = notice.type === 'nothing' ? notice.cause : notice.code
    if (kind === 'keyframe') return this.nextWish()
    if (cause === 'outside-the-view') return this.options.onBeyond(this.target ?? this.current)
    if (kind === 'next') {
      this.isAtEnd = true
      return
    }
    // The newest seconds are not on the disk yet: what is nearest to them is meant.
    const { target } = this
    if (target !== undefined && target > this.options.now() - EDGE_MS) {
      this.target = target - EDGE_STEP_MS
      this.ask('seek', this.target)
      return
    }
    this.target = undefined
    this.say({ what: 'nothing', cause })
  }

  private hearView(state: ViewState): void {
    if (state.what === 'refused') this.say({ what: 'refused', sentence: state.sentence })
    if (state.what !== 'ended') return
    // A view of recordings lasts an hour; who is still looking goes on with a new one.
    if (state.why === 'end-by') this.options.onBeyond(this.target ?? this.current)
    else if (state.why === 'revoked') this.stopAs({ what: 'ended' })
  }

  private stopAs(state: PlaybackState): void {
    this.stopBackward()
    this.video.pause()
    this.say(state)
  }

  private playBackward(speed: number): void {
    this.video.pause()
    this.stopBackward()
    this.speed = speed
    this.backTimer = setInterval(() => {
      this.current += BACK_TICK_MS * speed
      this.options.onPosition(this.current)
      this.wishKeyframe(this.current)
    }, BACK_TICK_MS)
    this.say({ what: 'playing', speed })
  }

  private stopBackward(): void {
    clearInterval(this.backTimer)
    this.backTimer = undefined
  }

  private showVideo(): void {
    this.canvas.hidden = true
  }

  private isBuffered(at: number): boolean {
    if (this.isTorn) return false
    const time = (at - this.base) / MS
    const { buffered } = this.video
    for (let i = 0; i < buffered.length; i++)
      if (time >= buffered.start(i) && time < buffered.end(i) - 0.04) return this.buffer !== undefined
    return false
  }

  private watchFrames(): void {
    const painted = (_: number, { mediaTime }: VideoFrameCallbackMetadata): void => {
      if (this.isDestroyed) return
      if (this.target === undefined && this.backTimer === undefined && this.canvas.hidden) {
        this.current = this.base + mediaTime * MS
        this.options.onPosition(this.current)
      }
      this.video.requestVideoFrameCallback(painted)
    }
    this.video.requestVideoFrameCallback(painted)
  }

  /** Keeps some seconds loaded, steps over holes, throws the past away. */
  private tick(): void {
    if (this.isDestroyed || !this.buffer || this.target !== undefined || this.backTimer !== undefined) return
    const { video } = this
    const now = video.currentTime
    const end = this.buffer.end ?? now
    const ahead = AHEAD_S * Math.max(1, Math.min(4, Math.abs(this.speed)))
    if (end - now < ahead && this.pending === undefined && !this.isAtEnd) this.ask('next')
    this.crossHole(now)
    if (now > LEAD_MS / MS + BEHIND_S) this.buffer.trim(now - BEHIND_S)
    this.frames.trim(now - BEHIND_S)
    if (this.isAtEnd && this.speed > 0 && end - now < 0.1) {
      this.speed = 0
      video.pause()
      this.say({ what: 'at-end' })
    }
  }

  private crossHole(now: number): void {
    if (this.speed <= 0) return
    const { buffered } = this.video
    for (let i = 0; i < buffered.length - 1; i++) {
      const from = buffered.end(i)
      const to = buffered.start(i + 1)
      if (now < from - 0.12 || now >= to) continue
      if (to - from > HOLE_S_MAX) this.options.onGap(this.base + from * MS, this.base + to * MS)
      this.video.currentTime = to + 0.002
      return
    }
  }

  private say(state: PlaybackState): void {
    if (!this.isDestroyed) this.options.onState(state)
  }
}
