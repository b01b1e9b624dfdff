// The list of alarms as one person sees it: in order as long as nobody works on it, in place as soon as somebody does.

import { useState } from 'react'
import { type AlarmRow, inOrder, inPlace } from './alarms.ts'

/** So long after the last key or movement over the list, nobody's finger is on its way any more. */
export const HAND_MS = 30_000

export interface SteadyAlarms {
  readonly rows: readonly AlarmRow[]
  /** At the foot, not yet in their order. */
  readonly newCount: number
  /** Somebody works on the list: called at every key and movement. */
  readonly touch: () => void
  readonly order: () => void
}

interface Shown {
  readonly alarms: readonly AlarmRow[]
  readonly rows: readonly AlarmRow[]
  /** So many rows were in order when they were last put into it. */
  readonly orderedCount: number
}

function ordered(alarms: readonly AlarmRow[]): Shown {
  const rows = inOrder(alarms)
  return { alarms, rows, orderedCount: rows.length }
}

/** `now` moves on by itself, so that the list comes into order when the hand has gone. */
export function useSteadyAlarms(alarms: readonly AlarmRow[], now: number): SteadyAlarms {
  const [shown, setShown] = useState(() => ordered(alarms))
  const [touchedAt, setTouchedAt] = useState(Number.NEGATIVE_INFINITY)
  const isHeld = now - touchedAt < HAND_MS
  // Whoever comes to an empty list has nothing under the hand yet.
  const keepsPlace = isHeld && shown.rows.length > 0
  if (shown.alarms !== alarms)
    setShown(keepsPlace ? { ...shown, alarms, rows: inPlace(shown.rows, alarms) } : ordered(alarms))
  else if (!isHeld && touchedAt > 0) {
    setTouchedAt(Number.NEGATIVE_INFINITY)
    setShown(ordered(alarms))
  }
  return {
    rows: shown.rows,
    newCount: shown.rows.length - shown.orderedCount,
    touch: () => touchedAt !== now && setTouchedAt(now),
    order: () => setShown(ordered(alarms)),
  }
}
