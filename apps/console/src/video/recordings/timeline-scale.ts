// Time and pixels of a timeline that zooms from a month to single frames. Pure; the drawing and the hand stand on it.

export interface Scale {
  /** Time at the left edge. */
  readonly startMs: number
  readonly msPerPx: number
  readonly widthPx: number
}

const MINUTE = 60_000
const HOUR = 3_600_000
export const DAY = 86_400_000

/** Closest: a frame of 40 ms is 20 px wide. */
export const MS_PER_PX_MIN = 2
/** Widest: a month and what is around it. */
export const SPAN_MS_MAX = 40 * DAY

export function timeAt(scale: Scale, px: number): number {
  return scale.startMs + px * scale.msPerPx
}

export function pxAt(scale: Scale, time: number): number {
  return (time - scale.startMs) / scale.msPerPx
}

export function spanMs(scale: Scale): number {
  return scale.widthPx * scale.msPerPx
}

function clampedMsPerPx(msPerPx: number, widthPx: number): number {
  return Math.max(MS_PER_PX_MIN, Math.min(SPAN_MS_MAX / Math.max(1, widthPx), msPerPx))
}

/** The time under the pointer stays under the pointer. */
export function zoomed(scale: Scale, px: number, factor: number): Scale {
  const msPerPx = clampedMsPerPx(scale.msPerPx * factor, scale.widthPx)
  return { ...scale, msPerPx, startMs: timeAt(scale, px) - px * msPerPx }
}

export function panned(scale: Scale, px: number): Scale {
  return { ...scale, startMs: scale.startMs + px * scale.msPerPx }
}

export function around(time: number, span: number, widthPx: number): Scale {
  const msPerPx = clampedMsPerPx(span / Math.max(1, widthPx), widthPx)
  return { msPerPx, widthPx, startMs: time - (widthPx / 2) * msPerPx }
}

/** The right edge shows a little of the future, never half a window of it: there is nothing to see there. */
const FUTURE_SHARE = 0.06

export function notAllFuture(scale: Scale, now: number): Scale {
  const startMs = Math.min(scale.startMs, now - spanMs(scale) * (1 - FUTURE_SHARE))
  return startMs === scale.startMs ? scale : { ...scale, startMs }
}

/** The playhead near the edge turns the page; otherwise nothing moves. */
export function following(scale: Scale, time: number, now: number): Scale {
  const px = pxAt(scale, time)
  if (px >= 0 && px <= scale.widthPx * 0.97) return scale
  return notAllFuture({ ...scale, startMs: time - scale.widthPx * (px < 0 ? 0.9 : 0.1) * scale.msPerPx }, now)
}

const steps = [
  40,
  100,
  200,
  500,
  1_000,
  2_000,
  5_000,
  10_000,
  15_000,
  30_000,
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
  7 * DAY,
  14 * DAY,
] as const
/** "03:12:44.240" at 13 px needs this much. */
const LABEL_PX_MIN = 92

export interface Tick {
  readonly at: number
  readonly px: number
  readonly unit: 'frame' | 'second' | 'minute' | 'day'
}

export function tickStep(scale: Scale): number {
  return steps.find((step) => step / scale.msPerPx >= LABEL_PX_MIN) ?? 28 * DAY
}

/** Ticks lie on round local times; `offsetMs` is local time less UTC, so that days begin at local midnight. */
export function ticks(scale: Scale, offsetMs: number): Tick[] {
  const step = tickStep(scale)
  const unit = step >= DAY ? 'day' : step >= MINUTE ? 'minute' : step >= 1_000 ? 'second' : 'frame'
  const first = Math.ceil((scale.startMs + offsetMs) / step) * step - offsetMs
  const end = scale.startMs + spanMs(scale)
  const found: Tick[] = []
  for (let at = first; at <= end; at += step) found.push({ at, px: pxAt(scale, at), unit })
  return found
}

export interface Window {
  readonly from: number
  readonly to: number
  readonly resolutionMs: number
}

/** What to ask the server for: wider than the screen and on a grid, so that a small move asks nothing new. */
export function windowOf(scale: Scale): Window {
  const span = 2 ** Math.ceil(Math.log2(spanMs(scale)))
  const from = Math.max(0, Math.floor((scale.startMs - span / 4) / (span / 2)) * (span / 2))
  return { from, to: from + 2 * span, resolutionMs: Math.min(DAY, Math.floor(span / 4_096)) }
}
