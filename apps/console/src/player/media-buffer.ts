// A SourceBuffer with a queue: appends wait for one another, and the queue has an end. Both players stand on it.

export const mimeOf = (codec: string): string => `video/mp4; codecs="${codec}"`

export function canShow(codec: string): boolean {
  return typeof MediaSource !== 'undefined' && MediaSource.isTypeSupported(mimeOf(codec))
}

/** About four seconds of a 16 Mbit/s picture; a tab that falls further behind begins anew at a keyframe. */
export const QUEUE_BYTES_MAX = 8 * 1024 * 1024

interface Append {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** An init segment of this codec: the buffer changes to it in its turn. */
  readonly codec?: string
  readonly offsetSeconds?: number
  readonly done?: () => void
}

export class MediaBuffer {
  private readonly media = new MediaSource()
  private readonly url = URL.createObjectURL(this.media)
  private readonly video: HTMLVideoElement
  private readonly mode: AppendMode
  private readonly onBroken: () => void
  private source: SourceBuffer | undefined
  private codec: string | undefined
  private queue: Append[] = []
  private queuedBytes = 0
  private trimTo: number | undefined

  /** Opens at once, which takes the browser a while: what is appended meanwhile waits. */
  constructor(video: HTMLVideoElement, mode: AppendMode, onBroken: () => void) {
    this.video = video
    this.mode = mode
    this.onBroken = onBroken
    video.src = this.url
    this.media.addEventListener('sourceopen', () => this.work(), { once: true })
  }

  /** False when the queue is full: nothing was taken. */
  append(append: Append): boolean {
    if (this.queuedBytes + append.bytes.length > QUEUE_BYTES_MAX) return false
    this.queue.push(append)
    this.queuedBytes += append.bytes.length
    this.work()
    return true
  }

  /** Throws away what lies before this time. */
  trim(beforeSeconds: number): void {
    this.trimTo = beforeSeconds
    this.work()
  }

  forget(): void {
    this.queue = []
    this.queuedBytes = 0
  }

  get end(): number | undefined {
    const { buffered } = this.video
    return buffered.length > 0 ? buffered.end(buffered.length - 1) : undefined
  }

  destroy(): void {
    this.forget()
    this.source = undefined
    URL.revokeObjectURL(this.url)
    if (this.video.src === this.url) {
      this.video.removeAttribute('src')
      this.video.load()
    }
  }

  /** The first codec makes the buffer; another one changes it. */
  private sourceFor(codec: string | undefined): SourceBuffer | undefined {
    if (codec === undefined || codec === this.codec) return this.source
    this.codec = codec
    if (this.source) {
      this.source.changeType(mimeOf(codec))
      return this.source
    }
    this.media.duration = Number.POSITIVE_INFINITY
    const source = this.media.addSourceBuffer(mimeOf(codec))
    source.mode = this.mode
    source.addEventListener('updateend', () => this.work())
    source.addEventListener('error', () => this.onBroken())
    this.source = source
    return source
  }

  private work(): void {
    if (this.source?.updating === true || this.media.readyState !== 'open') return
    try {
      if (this.removePast()) return
      const next = this.queue.shift()
      if (!next) return
      this.queuedBytes -= next.bytes.length
      const source = this.sourceFor(next.codec)
      if (!source) return this.work()
      if (next.offsetSeconds !== undefined) source.timestampOffset = next.offsetSeconds
      if (next.done) source.addEventListener('updateend', next.done, { once: true })
      source.appendBuffer(next.bytes)
    } catch {
      // The browser's quota is full, or the decoder gave up: begin anew rather than show a picture that stands still.
      this.onBroken()
    }
  }

  private removePast(): boolean {
    const { source, trimTo } = this
    const start = source && source.buffered.length > 0 ? source.buffered.start(0) : undefined
    if (!source || trimTo === undefined || start === undefined || trimTo <= start + 1) return false
    this.trimTo = undefined
    source.remove(start, trimTo)
    return true
  }
}
