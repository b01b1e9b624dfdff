// Draws a timeline onto a canvas: ruler, recorded spans, gaps hatched with their cause, holds, alarms, marks, playhead.
// Colours come from the tokens of the page, so that all three themes hold.

import type { Timeline } from '@sereno/contract/recordings'
import { clockTime, dateText, frameTime, shortTime } from '../../i18n/format.ts'
import { type Scale, type Tick, pxAt, spanMs, ticks } from './timeline-scale.ts'

export interface Drawn {
  readonly scale: Scale
  readonly timeline: Timeline | undefined
  readonly alarms: readonly { readonly at: number; readonly priority: 1 | 2 | 3 | 4 }[]
  readonly now: number
  readonly position: number | undefined
  readonly markIn: number | undefined
  readonly markOut: number | undefined
  readonly causeWord: (cause: Timeline['gaps'][number]['cause']) => string
  readonly words: { readonly now: string; readonly hold: string; readonly in: string; readonly out: string }
}

/** Heights in units of the root's font size: ruler, alarms and holds, track. */
export const lanes = { ruler: 1.375, marks: 1.25, track: 2.25, foot: 0.375 } as const
export const heightRem = lanes.ruler + lanes.marks + lanes.track + lanes.foot
/** Narrower than this a gap carries no words; they are in the list below the timeline. */
const CAUSE_PX_MIN = 48

interface Pen {
  readonly ctx: CanvasRenderingContext2D
  readonly color: (token: string) => string
  readonly rem: number
  readonly hatch: CanvasPattern | string
}

export function drawTimeline(canvas: HTMLCanvasElement, drawn: Drawn): void {
  const ctx = canvas.getContext('2d')
  if (!ctx) return
  const style = getComputedStyle(canvas)
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
  const ratio = devicePixelRatio
  const { widthPx } = drawn.scale
  const heightPx = heightRem * rem
  if (canvas.width !== Math.round(widthPx * ratio)) canvas.width = Math.round(widthPx * ratio)
  if (canvas.height !== Math.round(heightPx * ratio)) canvas.height = Math.round(heightPx * ratio)
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0)
  const color = (token: string): string => style.getPropertyValue(`--${token}`).trim()
  ctx.fillStyle = color('panel')
  ctx.fillRect(0, 0, widthPx, heightPx)
  ctx.textBaseline = 'middle'
  const pen: Pen = { ctx, color, rem, hatch: hatching(color('line'), rem) }
  drawRuler(pen, drawn)
  drawTrack(pen, drawn)
  drawHolds(pen, drawn)
  drawAlarms(pen, drawn)
  drawMarks(pen, drawn)
  drawNow(pen, drawn)
  drawPlayhead(pen, drawn)
}

function font(pen: Pen, token: 't-0' | 't-1', weight = 400): string {
  return `${weight} ${(token === 't-0' ? 0.8125 : 0.9375) * pen.rem}px ${pen.color('font')}`
}

const hatchings = new Map<string, CanvasPattern>()

/** Lines at 45°, 1 px every 8. */
function hatching(color: string, rem: number): CanvasPattern | string {
  const key = `${color} ${rem}`
  const known = hatchings.get(key)
  if (known) return known
  const side = Math.round(rem / 2)
  const tile = new OffscreenCanvas(side, side)
  const ctx = tile.getContext('2d')
  if (!ctx) return color
  ctx.strokeStyle = color
  ctx.lineWidth = rem / 12
  for (const shift of [-side, 0, side]) {
    ctx.beginPath()
    ctx.moveTo(shift, side)
    ctx.lineTo(shift + side, 0)
    ctx.stroke()
  }
  const pattern = ctx.createPattern(tile, 'repeat')
  if (!pattern) return color
  hatchings.set(key, pattern)
  return pattern
}

function tickLabel(tick: Tick): string {
  if (tick.unit === 'day') return dateText(tick.at)
  if (tick.unit === 'minute') {
    const isMidnight = new Date(tick.at).getHours() === 0 && new Date(tick.at).getMinutes() === 0
    return isMidnight ? dateText(tick.at) : shortTime(tick.at)
  }
  return tick.unit === 'second' ? clockTime(tick.at) : frameTime(tick.at)
}

function drawRuler({ ctx, color, rem, ...pen }: Pen, { scale }: Drawn): void {
  const offset = -new Date(scale.startMs).getTimezoneOffset() * 60_000
  ctx.font = font({ ctx, color, rem, ...pen }, 't-0')
  ctx.textAlign = 'left'
  for (const tick of ticks(scale, offset)) {
    const x = Math.round(tick.px) + 0.5
    ctx.fillStyle = color('line')
    ctx.fillRect(x, 0, 1, heightRem * rem)
    ctx.fillStyle = color('text-quiet')
    ctx.fillText(tickLabel(tick), x + rem / 4, (lanes.ruler * rem) / 2)
  }
}

function drawTrack(pen: Pen, { scale, timeline, now, causeWord }: Drawn): void {
  const { ctx, color, rem } = pen
  const top = (lanes.ruler + lanes.marks) * rem
  const height = lanes.track * rem
  if (!timeline) return
  for (const gap of timeline.gaps) {
    const left = Math.max(0, pxAt(scale, gap.from))
    const right = Math.min(scale.widthPx, pxAt(scale, Math.min(gap.to ?? now, now)))
    if (right <= left) continue
    ctx.fillStyle = color('panel')
    ctx.fillRect(left, top, right - left, height)
    ctx.fillStyle = pen.hatch
    ctx.fillRect(left, top, right - left, height)
    ctx.strokeStyle = color('edge')
    ctx.lineWidth = 1
    ctx.strokeRect(left + 0.5, top + 0.5, Math.max(1, right - left - 1), height - 1)
    if (right - left >= CAUSE_PX_MIN) drawCause(pen, left, right, top + height / 2, causeWord(gap.cause))
  }
  ctx.fillStyle = color('text-quiet')
  for (const span of timeline.spans) {
    const left = Math.max(-1, pxAt(scale, span.from))
    const right = Math.min(scale.widthPx + 1, pxAt(scale, span.to))
    // A span too short for a pixel still is one: better seen too wide than not at all.
    if (right > left - 1) ctx.fillRect(left, top + height * 0.25, Math.max(1, right - left), height * 0.5)
  }
  if (timeline.keyframes && spanMs(scale) < 60_000) {
    ctx.fillStyle = color('panel')
    for (const at of timeline.keyframes) ctx.fillRect(pxAt(scale, at), top + height * 0.25, 1, height * 0.5)
  }
}

function drawCause(pen: Pen, left: number, right: number, y: number, word: string): void {
  const { ctx, color, rem } = pen
  ctx.font = font(pen, 't-0')
  ctx.textAlign = 'center'
  const width = ctx.measureText(word).width + rem / 2
  if (width > right - left - rem / 2) return
  const middle = (left + right) / 2
  ctx.fillStyle = color('panel')
  ctx.fillRect(middle - width / 2, y - rem * 0.55, width, rem * 1.1)
  ctx.fillStyle = color('text')
  ctx.fillText(word, middle, y)
}

function drawHolds(pen: Pen, { scale, timeline, words }: Drawn): void {
  const { ctx, color, rem } = pen
  const y = (lanes.ruler + lanes.marks) * rem - rem / 8
  ctx.font = font(pen, 't-0')
  ctx.textAlign = 'left'
  for (const hold of timeline?.holds ?? []) {
    const left = pxAt(scale, hold.from)
    const right = pxAt(scale, hold.to)
    if (right < 0 || left > scale.widthPx) continue
    ctx.fillStyle = color('text')
    ctx.fillRect(left, y, Math.max(2, right - left), 2)
    ctx.fillRect(left, y, 2, rem / 2)
    ctx.fillRect(Math.max(left + 2, right - 2), y, 2, rem / 2)
    if (right - left > rem * 4) ctx.fillText(words.hold, Math.max(2, left + rem / 4), y - rem / 2)
  }
}

function drawAlarms(pen: Pen, { scale, alarms }: Drawn): void {
  const { ctx, color, rem } = pen
  const names = { 1: 'urgent', 2: 'high', 3: 'medium', 4: 'low' } as const
  const y = (lanes.ruler + lanes.marks / 2) * rem
  const r = rem * 0.45
  ctx.lineWidth = 1.5
  for (const { at, priority } of alarms) {
    const x = pxAt(scale, at)
    if (x < -r || x > scale.widthPx + r) continue
    ctx.beginPath()
    if (priority === 1)
      polygon(ctx, x, y, [
        [0, -r],
        [r, 0],
        [0, r],
        [-r, 0],
      ])
    else if (priority === 2)
      polygon(ctx, x, y, [
        [0, -r],
        [r, r],
        [-r, r],
      ])
    else if (priority === 3) ctx.rect(x - r * 0.85, y - r * 0.85, r * 1.7, r * 1.7)
    else ctx.arc(x, y, r, 0, 2 * Math.PI)
    ctx.fillStyle = color(`alarm-${names[priority]}`)
    ctx.strokeStyle = color(`alarm-${names[priority]}-ink`)
    ctx.fill()
    ctx.stroke()
  }
}

function polygon(
  ctx: CanvasRenderingContext2D,
  x: number,
  y: number,
  points: readonly (readonly [number, number])[],
): void {
  for (const [dx, dy] of points) ctx.lineTo(x + dx, y + dy)
  ctx.closePath()
}

function drawMarks(pen: Pen, { scale, markIn, markOut, words }: Drawn): void {
  const { ctx, color, rem } = pen
  const top = (lanes.ruler + lanes.marks) * rem
  const height = lanes.track * rem
  if (markIn !== undefined && markOut !== undefined) {
    ctx.fillStyle = color('you')
    ctx.globalAlpha = 0.25
    ctx.fillRect(pxAt(scale, markIn), top, (markOut - markIn) / scale.msPerPx, height)
    ctx.globalAlpha = 1
  }
  ctx.font = font(pen, 't-0', 700)
  for (const [at, word, side] of [
    [markIn, words.in, 1],
    [markOut, words.out, -1],
  ] as const) {
    if (at === undefined) continue
    const x = pxAt(scale, at)
    ctx.fillStyle = color('you')
    ctx.fillRect(x - 1, top, 2, height)
    ctx.fillRect(side > 0 ? x : x - rem / 2, top, rem / 2, 2)
    ctx.fillRect(side > 0 ? x : x - rem / 2, top + height - 2, rem / 2, 2)
    ctx.textAlign = side > 0 ? 'left' : 'right'
    ctx.fillText(word, x + (side * rem) / 4, top - rem / 2)
  }
}

function drawNow(pen: Pen, { scale, now, words }: Drawn): void {
  const { ctx, color, rem } = pen
  const x = pxAt(scale, now)
  if (x > scale.widthPx) return
  const top = lanes.ruler * rem
  ctx.fillStyle = color('ground')
  ctx.fillRect(Math.max(0, x), top, scale.widthPx - Math.max(0, x), heightRem * rem - top)
  ctx.fillStyle = color('text')
  ctx.fillRect(x, top, 1, heightRem * rem - top)
  ctx.font = font(pen, 't-0')
  ctx.textAlign = 'left'
  ctx.fillStyle = color('text-quiet')
  ctx.fillText(words.now, x + rem / 4, top + rem * 0.6)
}

function drawPlayhead(pen: Pen, { scale, position }: Drawn): void {
  if (position === undefined) return
  const { ctx, color, rem } = pen
  const x = pxAt(scale, position)
  if (x < 0 || x > scale.widthPx) return
  ctx.fillStyle = color('you')
  ctx.fillRect(x - 1, 0, 2, heightRem * rem)
  ctx.font = font(pen, 't-1', 600)
  ctx.textAlign = 'left'
  const label = frameTime(position)
  const width = ctx.measureText(label).width + rem / 2
  const left = Math.max(0, Math.min(scale.widthPx - width, x - width / 2))
  ctx.fillRect(left, 0, width, lanes.ruler * rem)
  ctx.fillStyle = color('on-you')
  ctx.fillText(label, left + rem / 4, (lanes.ruler * rem) / 2)
}
