// Slows down who guesses: after some failures in a row the next try must wait, longer each time. Counted by login name
// and by address, so that neither one name from many places nor many names from one place gets far. Bounded in memory.

export interface LoginPause {
  /** Seconds to wait, 0 where a try may be made. */
  secondsLeft(key: string, nowMs: number): number
  failed(key: string, nowMs: number): void
  succeeded(key: string): void
}

/** Who has forgotten a password tries about four. */
export const FREE_FAILURES = 5
const KEYS_MAX = 10_000
const FORGOTTEN_AFTER_MS = 3_600_000

/** `secondsMax`: an account must not be lockable from outside for long, an address may be. */
export function makeLoginPause({
  secondsMax,
  keysMax = KEYS_MAX,
}: {
  secondsMax: number
  keysMax?: number
}): LoginPause {
  const failures = new Map<string, { count: number; at: number }>()
  const pauseMs = (count: number) =>
    count < FREE_FAILURES ? 0 : Math.min(secondsMax, 2 ** Math.min(20, count - FREE_FAILURES + 1)) * 1_000

  return {
    secondsLeft: (key, nowMs) => {
      const known = failures.get(key)
      if (!known) return 0
      return Math.max(0, Math.ceil((known.at + pauseMs(known.count) - nowMs) / 1_000))
    },
    failed: (key, nowMs) => {
      const known = failures.get(key)
      const count = known && nowMs - known.at < FORGOTTEN_AFTER_MS ? known.count + 1 : 1
      failures.delete(key)
      if (failures.size >= keysMax) {
        for (const oldest of failures.keys()) {
          failures.delete(oldest)
          break
        }
      }
      failures.set(key, { count, at: nowMs })
    },
    succeeded: (key) => void failures.delete(key),
  }
}
