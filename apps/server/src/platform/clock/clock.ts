// The wall clock, as an argument: whoever needs "now" is given this, so that a test can give another.

import type { Instant } from '@sereno/domain/instant'
import { instant } from '@sereno/domain/instant'

export interface Clock {
  now(): Instant
}

export const systemClock: Clock = { now: () => instant(Date.now()) }
