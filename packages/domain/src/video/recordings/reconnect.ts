// How long to wait before a camera is tried again. Chance is an argument: without it, a hundred cameras behind one
// switch that restarts would all knock in the same second.

export const RECONNECT_FIRST_MS = 1_000
export const RECONNECT_MS_MAX = 30_000
/** Somebody may just be changing the password: one look after a minute. */
export const WRONG_PASSWORD_FIRST_MS = 60_000
/** Cameras lock for 5 to 30 minutes after 3 to 10 wrong logins; at this pace they never count so far. */
export const WRONG_PASSWORD_NEXT_MS = 600_000
export const WRONG_PASSWORD_MS_MAX = 3_600_000
/** A run that lasted so long shows that the camera is well: the next pause is short again. */
export const GOOD_RUN_MS = 30_000

export interface Failures {
  /** Runs that failed since the last good one, this one included: 1 or more. */
  readonly inARow: number
  /** How many of the newest of them were a refused login. */
  readonly wrongPasswordInARow: number
}

/** @param chance from 0 up to 1. @returns milliseconds: the growing pause, a quarter shorter to a quarter longer; never shorter after a refused login. */
export function reconnectPauseMs({ inARow, wrongPasswordInARow }: Failures, chance: number): number {
  if (wrongPasswordInARow === 1) return Math.round(WRONG_PASSWORD_FIRST_MS * (1 + chance / 4))
  if (wrongPasswordInARow > 1) {
    const pause = Math.min(WRONG_PASSWORD_MS_MAX, WRONG_PASSWORD_NEXT_MS * 2 ** (wrongPasswordInARow - 2))
    return Math.round(pause * (1 + chance / 4))
  }
  const pause = Math.min(RECONNECT_MS_MAX, RECONNECT_FIRST_MS * 2 ** Math.min(20, Math.max(0, inARow - 1)))
  return Math.round(pause * (0.75 + chance / 2))
}
