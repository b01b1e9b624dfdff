// Luma pictures of a committed clip, decoded by Debian's ffmpeg, and of our own drawing, in the same scale, to be compared.

import { execFileSync } from 'node:child_process'

// 240 frames of 768x432 in 4:2:0.
const DECODED_BYTES_MAX = 256 * 2 ** 20

export interface Size {
  readonly width: number
  readonly height: number
}

/** Every `step`th frame from the first on. */
export function lumaOf(file: string, { width, height }: Size, step: number): Uint8Array[] {
  const filter = `select=not(mod(n\\,${step}))`
  const args = ['-v', 'error', '-i', file, '-vf', filter, '-fps_mode', 'passthrough', '-f', 'rawvideo']
  // Not as gray, which ffmpeg would stretch to the full range: the planes as they were coded, of which we keep the first.
  const planes = execFileSync('ffmpeg', [...args, '-pix_fmt', 'yuv420p', '-'], { maxBuffer: DECODED_BYTES_MAX })
  const [luma, all] = [width * height, (width * height * 3) / 2]
  return Array.from({ length: planes.length / all }, (_, k) => planes.subarray(k * all, k * all + luma))
}

/** ITU-R BT.709, limited range, which is what the clips are coded in. */
export function lumaOfPixels(rgba: Uint8ClampedArray): Uint8Array {
  const luma = new Uint8Array(rgba.length / 4)
  for (let k = 0; k < luma.length; k++) {
    const [r = 0, g = 0, b = 0] = [rgba[k * 4], rgba[k * 4 + 1], rgba[k * 4 + 2]]
    luma[k] = Math.round(16 + (219 / 255) * (0.2126 * r + 0.7152 * g + 0.0722 * b))
  }
  return luma
}

/** Pixel by pixel: what stands there most of the time. */
export function medianOf(pictures: readonly Uint8Array[]): Uint8Array {
  const median = new Uint8Array(pictures[0]?.length ?? 0)
  const values = new Uint8Array(pictures.length)
  for (let at = 0; at < median.length; at++) {
    for (let k = 0; k < values.length; k++) values[k] = pictures[k]?.[at] ?? 0
    values.sort()
    median[at] = values[values.length >> 1] ?? 0
  }
  return median
}
