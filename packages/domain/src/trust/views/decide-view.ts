// Whether a view may be opened as asked, and what it is: which act, which right, until when. Pure.

import type { ProbeId } from '../../ids.ts'
import { isId } from '../../ids.ts'
import { type Instant, instant } from '../../instant.ts'
import { type Result, accepted, refuse, refused } from '../../refusal.ts'
import type { Right } from '../people/roles.ts'
import {
  LIVE_VIEW_MS_MAX,
  PLAYBACK_INTERVAL_MS_MAX,
  PLAYBACK_VIEW_MS_MAX,
  type Purpose,
  TICKET_START_MS,
  type ViewAct,
} from './view.ts'

export interface ViewWish {
  readonly cameras: readonly string[]
  readonly purpose: Purpose
  readonly from?: Instant | undefined
  readonly to?: Instant | undefined
}

export interface DecidedView {
  readonly act: ViewAct
  /** Each camera once, sorted: the receipt of the same wish is the same. */
  readonly cameras: readonly string[]
  readonly from: Instant | null
  readonly to: Instant | null
  readonly startBy: Instant
  readonly endBy: Instant
}

export function isProbe(camera: string): camera is ProbeId {
  return isId('probe', camera)
}

/** A probe shows one picture of a camera that is being set up, to whoever sets it up. */
export function rightForView({ cameras, from, to }: Pick<ViewWish, 'cameras' | 'from' | 'to'>): Right {
  if (cameras.some(isProbe)) return 'cameras.change'
  return from === undefined && to === undefined ? 'views.live' : 'views.playback'
}

export function decideView(wish: ViewWish, now: Instant, sessionEndsAt: number): Result<DecidedView> {
  const { from, to, purpose } = wish
  const problem = problemOf(wish, now)
  if (problem !== undefined) return refused(refuse('view-not-valid', { problem }))
  const isPlayback = from !== undefined
  const lastsMs = isPlayback ? PLAYBACK_VIEW_MS_MAX : LIVE_VIEW_MS_MAX
  if (wish.cameras.some(isProbe) && purpose !== 'maintenance') {
    return refused(refuse('view-not-valid', { problem: 'purpose = maintenance' }))
  }
  return accepted({
    act: isPlayback ? 'view.playback' : 'view.live',
    cameras: [...new Set(wish.cameras)].sort(),
    from: from ?? null,
    to: to ?? null,
    startBy: instant(now + TICKET_START_MS),
    // No view outlives the login it was opened in.
    endBy: instant(Math.min(now + lastsMs, sessionEndsAt)),
  })
}

function problemOf({ cameras, from, to }: ViewWish, now: Instant): string | undefined {
  const probes = cameras.filter(isProbe).length
  if (probes > 0 && (cameras.length > 1 || from !== undefined || to !== undefined)) return 'probe: 1, live'
  if ((from === undefined) !== (to === undefined)) return 'from, to'
  if (from === undefined || to === undefined) return undefined
  if (from >= to) return 'from < to'
  if (to - from > PLAYBACK_INTERVAL_MS_MAX) return 'to - from ≤ 24 h'
  if (from > now) return 'from ≤ now'
  return undefined
}
