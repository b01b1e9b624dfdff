// Frames and bytes a second over the last few seconds, for what a person sees of a camera.

const WINDOW_MS = 5_000

export class Rates {
  #fromMs: number | undefined
  #frames = 0
  #bytes = 0
  frameRate: number | undefined
  bitrateKbps: number | undefined

  count(bytes: number, nowMs: number): void {
    this.#fromMs ??= nowMs
    this.#frames++
    this.#bytes += bytes
    const spanMs = nowMs - this.#fromMs
    if (spanMs < WINDOW_MS) return
    this.frameRate = Math.round((this.#frames * 10_000) / spanMs) / 10
    this.bitrateKbps = Math.round((this.#bytes * 8) / spanMs)
    this.#fromMs = nowMs
    this.#frames = 0
    this.#bytes = 0
  }

  stop(): void {
    this.#fromMs = undefined
    this.#frames = 0
    this.#bytes = 0
    this.frameRate = undefined
    this.bitrateKbps = undefined
  }
}
