// Puts a timeline together: recorded time, and for all the rest why not. Nothing is left blank: time without a recording
// and without a cause that anybody told is a gap called `unknown`. Pure.

import type { CameraState } from '@sereno/contract/cameras'
import { TIMELINE_PIECES_MAX } from '@sereno/contract/recordings'
import type { GapRow, Interval } from './store.ts'

/** Two files that follow each other may differ by the duration of their last frame (66 ms at 15 frames a second). */
export const SPAN_JOIN_MS = 100
/** Less than this between two files is rounding and jitter, not a loss to be explained. */
const UNKNOWN_MS_MIN = 500

/**
 * What is drawn as one. A camera on a bad radio link loses pictures every minute: at whole resolution a year of it would
 * be some hundred thousand pieces, read, sent and drawn for a line that is a thousand pixels wide.
 */
export function resolutionFor({ from, to }: Interval, askedMs: number): number {
  return Math.max(askedMs, Math.ceil((to - from) / TIMELINE_PIECES_MAX))
}

export interface TimelineParts {
  readonly interval: Interval
  readonly resolutionMs: number
  readonly now: number
  /** Of closed files, in order, joined at the resolution. */
  readonly sealed: readonly Interval[]
  readonly known: readonly GapRow[]
  /** The first closed file of the camera; `isVeryFirst`: nothing was ever before it. */
  readonly first: { readonly startAt: number; readonly isVeryFirst: boolean } | undefined
  readonly state: CameraState | undefined
}

export function assembleTimeline(parts: TimelineParts): { spans: Interval[]; gaps: GapRow[] } {
  const spans = withOpenFile(parts)
  const known = untangled(parts.known)
  const found = unexplained(parts, spans, known)
  const gaps = [...known, ...found].sort((a, b) => a.from - b.from)
  return { spans, gaps }
}

/** The file being written has no row yet; what the recorder last said of the camera stands for it. */
function withOpenFile({ sealed, state, interval, now, resolutionMs, known }: TimelineParts): Interval[] {
  if (state?.what !== 'recording' || interval.to <= state.since) return [...sealed]
  const openGap = known.find(({ to }) => to === null)
  const to = Math.min(interval.to, state.lastPictureAt ?? now, openGap?.from ?? now)
  const last = sealed.at(-1)
  const from = Math.max(state.since, last?.to ?? interval.from, interval.from)
  if (to <= from) return [...sealed]
  if (last && from - last.to <= Math.max(resolutionMs, SPAN_JOIN_MS)) {
    return [...sealed.slice(0, -1), { from: last.from, to }]
  }
  return [...sealed, { from, to }]
}

/** Gaps told twice, by the journal and by a file, may overlap by some milliseconds: the earlier keeps the time. */
function untangled(gaps: readonly GapRow[]): GapRow[] {
  const clear: GapRow[] = []
  let end = Number.NEGATIVE_INFINITY
  for (const gap of gaps) {
    const from = Math.max(gap.from, end)
    if (gap.to !== null && gap.to <= from) continue
    clear.push({ ...gap, from })
    end = gap.to ?? Number.POSITIVE_INFINITY
  }
  return clear
}

function unexplained(
  { interval, now, first, resolutionMs }: TimelineParts,
  spans: Interval[],
  known: GapRow[],
): GapRow[] {
  const end = Math.min(interval.to, now)
  const covered = [...spans, ...known.map(({ from, to }) => ({ from, to: to ?? end }))].sort((a, b) => a.from - b.from)
  const found: GapRow[] = []
  const beginning = first?.startAt ?? spans[0]?.from ?? Number.POSITIVE_INFINITY
  const early = first && !first.isVeryFirst ? 'expired' : 'before-first'
  const add = (from: number, to: number, cause: string, atLeastMs: number) => {
    if (to - from > atLeastMs) found.push({ from, to, cause })
  }
  let at = interval.from
  for (const { from, to } of [...covered, { from: end, to: end }]) {
    const until = Math.min(from, end)
    add(at, Math.min(until, beginning), early, 0)
    add(Math.max(at, beginning), until, 'unknown', Math.max(UNKNOWN_MS_MIN, resolutionMs))
    at = Math.max(at, to)
  }
  return found
}
