// A clock that stands still until a test moves it.

import { type Instant, instant } from '@sereno/domain/instant'
import type { Clock } from '../platform/clock/clock.ts'

/** 24 November 2026, 12:00 UTC: a Tuesday. */
export const NOON = instant(Date.UTC(2026, 10, 24, 12))

export interface FakeClock extends Clock {
  advance(ms: number): void
}

export function fakeClock(start: Instant = NOON): FakeClock {
  let now = start
  return {
    now: () => now,
    advance: (ms) => {
      now = instant(now + ms)
    },
  }
}
