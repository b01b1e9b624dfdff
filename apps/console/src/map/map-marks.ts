// A camera's state as a shape on the map: full, half, crossed, hollow, the same as in the lists.

import type { Color } from './map-style.ts'

export const mapMarks = ['good', 'waiting', 'trouble', 'off'] as const
export type MapMark = (typeof mapMarks)[number]

/** Drawn at twice its size, for screens with small pixels. */
const SIDE_PX = 40

export function drawMark(mark: MapMark, color: Color): ImageData {
  const canvas = document.createElement('canvas')
  canvas.width = SIDE_PX
  canvas.height = SIDE_PX
  const ctx = canvas.getContext('2d')
  if (!ctx) return new ImageData(SIDE_PX, SIDE_PX)
  const middle = SIDE_PX / 2
  ctx.fillStyle = color('ground')
  ctx.strokeStyle = mark === 'trouble' ? color('alarm-medium-ink') : color('text')
  ctx.lineWidth = 3.5
  ctx.beginPath()
  ctx.arc(middle, middle, 13, 0, 2 * Math.PI)
  ctx.fill()
  ctx.stroke()
  ctx.fillStyle = color('text')
  if (mark === 'good') dot(ctx, middle, 0, 2 * Math.PI)
  if (mark === 'waiting') dot(ctx, middle, -Math.PI / 2, Math.PI / 2)
  if (mark === 'trouble') cross(ctx, middle)
  return ctx.getImageData(0, 0, SIDE_PX, SIDE_PX)
}

function dot(ctx: CanvasRenderingContext2D, middle: number, from: number, to: number): void {
  ctx.beginPath()
  ctx.arc(middle, middle, 8, from, to)
  ctx.fill()
}

function cross(ctx: CanvasRenderingContext2D, middle: number): void {
  ctx.beginPath()
  ctx.moveTo(middle - 6, middle - 6)
  ctx.lineTo(middle + 6, middle + 6)
  ctx.moveTo(middle + 6, middle - 6)
  ctx.lineTo(middle - 6, middle + 6)
  ctx.stroke()
}
