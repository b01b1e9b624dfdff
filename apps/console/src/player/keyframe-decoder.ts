// Decodes single keyframes into a canvas, for scrubbing: no <video>, no buffering, the newest wish wins. WebCodecs
// exist in secure contexts only (https, or localhost); elsewhere the player seeks instead.

import type { PictureHeader } from '@sereno/contract/pictures'
import { isProblem } from '@sereno/fmp4/problem'
import { type InitSegment, firstSyncSample, parseInit } from '@sereno/fmp4/reader'

export function canDecodeKeyframes(): boolean {
  return typeof VideoDecoder !== 'undefined'
}

export class KeyframeDecoder {
  private readonly canvas: HTMLCanvasElement
  private readonly context: CanvasRenderingContext2D | null
  private decoder: VideoDecoder | undefined
  private configured = ''
  private init: InitSegment | undefined
  private initOf: number | undefined
  private waiting: { header: PictureHeader; bytes: Uint8Array } | undefined
  private isBusy = false
  private readonly onShown: (at: number) => void

  constructor(canvas: HTMLCanvasElement, onShown: (at: number) => void) {
    this.canvas = canvas
    this.context = canvas.getContext('2d', { alpha: false })
    this.onShown = onShown
  }

  /** Shows it as soon as the one before is painted; one that is overtaken meanwhile is never decoded. */
  show(header: PictureHeader, bytes: Uint8Array): void {
    this.waiting = { header, bytes }
    if (!this.isBusy) void this.work()
  }

  destroy(): void {
    this.waiting = undefined
    if (this.decoder && this.decoder.state !== 'closed') this.decoder.close()
    this.decoder = undefined
  }

  private async work(): Promise<void> {
    this.isBusy = true
    while (this.waiting) {
      const { header, bytes } = this.waiting
      this.waiting = undefined
      // One picture that cannot be decoded is skipped: the next drag step asks for another.
      await this.decode(header, bytes).catch(() => this.decoder?.state === 'closed' && this.forget())
    }
    this.isBusy = false
  }

  private forget(): void {
    this.decoder = undefined
    this.configured = ''
  }

  private async decode(header: PictureHeader, bytes: Uint8Array): Promise<void> {
    const initBytes = header.initBytes ?? 0
    if (initBytes > 0) {
      const init = parseInit(bytes.subarray(0, initBytes))
      if (isProblem(init)) return
      this.init = init
      this.initOf = header.segmentStartAt
    }
    const { init } = this
    if (!init || this.initOf !== header.segmentStartAt) return
    const sample = firstSyncSample(bytes.subarray(initBytes))
    if (isProblem(sample)) return
    const decoder = this.ready(init, header.at)
    decoder.decode(new EncodedVideoChunk({ type: 'key', timestamp: header.at * 1_000, data: sample.bytes }))
    await decoder.flush()
  }

  private ready(init: InitSegment, at: number): VideoDecoder {
    const wanted = `${init.codecString} ${init.width}x${init.height} ${this.initOf}`
    if (!this.decoder || this.decoder.state === 'closed') {
      this.configured = ''
      this.decoder = new VideoDecoder({
        output: (frame) => this.paint(frame, at),
        error: () => this.forget(),
      })
    }
    if (this.configured !== wanted) {
      this.decoder.configure({
        codec: init.codecString,
        codedWidth: init.width,
        codedHeight: init.height,
        description: init.configurationRecord,
        optimizeForLatency: true,
      })
      this.configured = wanted
    }
    return this.decoder
  }

  private paint(frame: VideoFrame, at: number): void {
    const { canvas } = this
    if (canvas.width !== frame.displayWidth || canvas.height !== frame.displayHeight) {
      canvas.width = frame.displayWidth
      canvas.height = frame.displayHeight
    }
    this.context?.drawImage(frame, 0, 0)
    const shownAt = frame.timestamp / 1_000
    frame.close()
    this.onShown(Number.isFinite(shownAt) ? shownAt : at)
  }
}
