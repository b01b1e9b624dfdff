// A SourceBuffer with a queue: appends wait for one another, and the queue has an end. Both players stand on it.

export const mimeOf = (codec: string): string => `video/mp4; codecs="${codec}"`

export function canShow(codec: string): boolean {
  return typeof MediaSource !== 'undefined' && MediaSource.isTypeSupported(mimeOf(codec))
}

/** About four seconds of a 16 Mbit/s picture; a tab that falls further behind begins anew at a keyframe. */
export const QUEUE_BYTES_MAX = 8 * 1024 * 1024

interface Append {
  readonly bytes: Uint8Array<ArrayBuffer>
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
  private codec: string
  private queue: Append[] = []
  private queuedBytes = 0
  private trimTo: number | undefined

  constructor(video: HTMLVideoElement, codec: string, mode: AppendMode, onBroken: () => void) {
    this.video = video
    this.codec = codec
    this.mode = mode
    this.onBroken = onBroken
    video.src = this.url
    this.media.addEventListener('sourceopen', () => this.begin(), { once: true })
  }

  /** False when the queue is full: nothing was taken. */
  append(append: Append): boolean {
    if (this.queuedBytes + append.bytes.length > QUEUE_BYTES_MAX) return false
    this.queue.push(append)
    this.queuedBytes += append.bytes.length
    this.work()
    return true
  }

  /** The init segment of another codec or size: the same buffer goes on with it. */
  changeCodec(codec: string): void {
    if (codec === this.codec) return
    this.codec = codec
    this.source?.changeType(mimeOf(codec))
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

  private begin(): void {
    this.media.duration = Number.POSITIVE_INFINITY
    const source = this.media.addSourceBuffer(mimeOf(this.codec))
    source.mode = this.mode
    source.addEventListener('updateend', () => this.work())
    source.addEventListener('error', () => this.onBroken())
    this.source = source
    this.work()
  }

  private work(): void {
    const { source } = this
    if (!source || source.updating || this.media.readyState !== 'open') return
    try {
      const start = source.buffered.length > 0 ? source.buffered.start(0) : undefined
      if (this.trimTo !== undefined && start !== undefined && this.trimTo > start + 1) {
        source.remove(start, this.trimTo)
        this.trimTo = undefined
        return
      }
      const next = this.queue.shift()
      if (!next) return
      this.queuedBytes -= next.bytes.length
      if (next.offsetSeconds !== undefined) source.timestampOffset = next.offsetSeconds
      if (next.done) source.addEventListener('updateend', next.done, { once: true })
      source.appendBuffer(next.bytes)
    } catch {
      // The browser's quota is full, or the decoder gave up: begin anew rather than show a picture that stands still.
      this.onBroken()
    }
  }
}
