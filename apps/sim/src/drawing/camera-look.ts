// What the camera adds: glow round lights, darker corners, grain that stands still (so that it costs no bits between
// key frames), the place's name and the frame number. No clock: a loop has no hour.

import { createCanvas } from '@napi-rs/canvas'

import { drawFrameNumber } from './frame-number.ts'
import { seeded } from './random.ts'
import type { Vec } from './vector.ts'

/** Adds a soft round light to a picture. */
export function addGlow(
  frame: Uint8ClampedArray,
  width: number,
  height: number,
  x: number,
  y: number,
  radius: number,
  colour: Vec,
  strength: number,
): void {
  const x0 = Math.max(0, Math.floor(x - radius))
  const x1 = Math.min(width - 1, Math.ceil(x + radius))
  const y0 = Math.max(0, Math.floor(y - radius))
  const y1 = Math.min(height - 1, Math.ceil(y + radius))
  for (let v = y0; v <= y1; v++)
    for (let u = x0; u <= x1; u++) {
      const far = Math.hypot(u + 0.5 - x, v + 0.5 - y) / radius
      if (far >= 1) continue
      const k = (1 - far) ** 2
      const light = (k * k * 0.75 + k * 0.25) * strength * 255
      const at = (v * width + u) * 4
      for (const c of [0, 1, 2] as const) {
        const was = frame[at + c]!
        // As screens add light: never past white, and least where it is bright already.
        frame[at + c] = was + (255 - was) * Math.min(1, (colour[c] * light) / 255)
      }
    }
}

export class CameraLook {
  readonly #corner: Float32Array
  readonly #grain: Int8Array
  readonly #canvas
  readonly #pen

  readonly width: number
  readonly height: number
  readonly title: string

  constructor(width: number, height: number, title: string, seed: number) {
    this.width = width
    this.height = height
    this.title = title
    const random = seeded(seed)
    this.#corner = new Float32Array(width * height)
    this.#grain = new Int8Array(width * height)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const dx = (x / width - 0.5) * 1.25
        const dy = (y / height - 0.5) * 1.05
        this.#corner[y * width + x] = 1 - 0.62 * Math.pow(dx * dx + dy * dy, 1.25)
        this.#grain[y * width + x] = Math.round((random() + random() - 1) * 2.2)
      }
    this.#canvas = createCanvas(width, height)
    this.#pen = this.#canvas.getContext('2d')
  }

  /** The finished picture, RGBA. */
  finish(frame: Uint8ClampedArray, number: number): Uint8ClampedArray {
    for (let at = 0; at < this.#corner.length; at++) {
      const k = this.#corner[at]!
      const grain = this.#grain[at]!
      const i = at * 4
      frame[i] = frame[i]! * k + grain
      frame[i + 1] = frame[i + 1]! * k + grain
      frame[i + 2] = frame[i + 2]! * k + grain
    }
    const pen = this.#pen
    const image = pen.createImageData(this.width, this.height)
    image.data.set(frame)
    pen.putImageData(image, 0, 0)
    drawFrameNumber(pen, number, this.width, this.height)
    const size = Math.round(this.height / 30)
    pen.font = `bold ${size}px "DejaVu Sans", sans-serif`
    pen.textBaseline = 'alphabetic'
    pen.textAlign = 'left'
    pen.lineWidth = size / 6
    pen.strokeStyle = 'rgba(0,0,0,0.55)'
    pen.lineJoin = 'round'
    pen.strokeText(this.title, this.width / 80, this.height - size * 0.8)
    pen.fillStyle = 'rgba(255,255,255,0.94)'
    pen.fillText(this.title, this.width / 80, this.height - size * 0.8)
    return pen.getImageData(0, 0, this.width, this.height).data
  }
}
