import { createCanvas } from '@napi-rs/canvas'
import { assert as holds, integer, property } from 'fast-check'
import { expect, test } from 'vitest'

import { FRAME_NUMBER_MAX, drawFrameNumber, readFrameNumber } from './frame-number.ts'
import { seeded } from './random.ts'

function burnt(n: number, width: number, height: number, ground = '#7a8a6a'): Uint8ClampedArray {
  const pen = createCanvas(width, height).getContext('2d')
  pen.fillStyle = ground
  pen.fillRect(0, 0, width, height)
  drawFrameNumber(pen, n, width, height)
  return pen.getImageData(0, 0, width, height).data
}

/** As a scaler without a filter would do it: the worst one. */
function scaled(pixels: Uint8ClampedArray, width: number, height: number, w: number, h: number): Uint8Array {
  const out = new Uint8Array(w * h)
  for (let y = 0; y < h; y++)
    for (let x = 0; x < w; x++)
      out[y * w + x] = pixels[(Math.floor((y * height) / h) * width + Math.floor((x * width) / w)) * 4] ?? 0
  return out
}

test('the number that was burnt in is read back, from RGBA and from luma alone, at other sizes too', () => {
  holds(
    property(integer({ min: 0, max: FRAME_NUMBER_MAX }), (n) => {
      const pixels = burnt(n, 768, 432)
      expect(readFrameNumber(pixels, 768, 432)).toBe(n)
      for (const [w, h] of [
        [640, 360],
        [480, 270],
        [1280, 720],
      ] as const)
        expect(readFrameNumber(scaled(pixels, 768, 432, w, h), w, h)).toBe(n)
    }),
    { numRuns: 8 },
  )
}, 60_000)

test('noise and a lost contrast of a bad line do not change it', () => {
  const random = seeded(3)
  const pixels = burnt(123_456, 640, 360).map((v) => 60 + v * 0.5 + (random() - 0.5) * 50)
  expect(readFrameNumber(pixels, 640, 360)).toBe(123_456)
})

test('a picture without a strip has no number', () => {
  const pen = createCanvas(640, 360).getContext('2d')
  pen.fillStyle = '#c8b090'
  pen.fillRect(0, 0, 640, 360)
  expect(readFrameNumber(pen.getImageData(0, 0, 640, 360).data, 640, 360)).toBeUndefined()
  expect(readFrameNumber(new Uint8Array(0), 640, 360)).toBeUndefined()
})

test('a block that is half covered is damage, whatever it was', () => {
  for (let block = 2; block < 24; block++) {
    const pen = createCanvas(640, 360).getContext('2d')
    drawFrameNumber(pen, 4711, 640, 360)
    pen.fillStyle = '#808080'
    pen.fillRect(8 + block * 8, 8, 8, 8)
    expect(readFrameNumber(pen.getImageData(0, 0, 640, 360).data, 640, 360), `block ${block}`).toBeUndefined()
  }
})

test('most single blocks turned over are found by the check', () => {
  let passed = 0
  for (let block = 2; block < 24; block++) {
    const pen = createCanvas(640, 360).getContext('2d')
    drawFrameNumber(pen, 4711, 640, 360)
    const x = 8 + block * 8
    const was = pen.getImageData(x + 4, 12, 1, 1).data[0] ?? 0
    pen.fillStyle = was > 127 ? '#000' : '#fff'
    pen.fillRect(x, 8, 8, 8)
    if (readFrameNumber(pen.getImageData(0, 0, 640, 360).data, 640, 360) !== undefined) passed++
  }
  expect(passed).toBeLessThanOrEqual(5)
})

test('a number that does not fit is refused', () => {
  const pen = createCanvas(64, 36).getContext('2d')
  expect(() => drawFrameNumber(pen, FRAME_NUMBER_MAX, 64, 36)).not.toThrow()
  for (const n of [-1, 0.5, FRAME_NUMBER_MAX + 1, Number.NaN])
    expect(() => drawFrameNumber(pen, n, 64, 36)).toThrow(RangeError)
})
