// How long a process that died is left lying. Pure: the supervisor brings the times.

// A recorder that was killed must be back within a second: the first try is at once, and only who dies again waits.
export const PAUSE_FIRST_MS = 100
// A camera without a recorder for longer than this after the trouble is over would be our fault, not the trouble's.
export const PAUSE_MAX_MS = 30_000
// Who lived this long has recovered; its next death is a new trouble.
export const RECOVERED_AFTER_MS = 60_000

/** The pause after this death, from the one before it (0 where it was the first). */
export function pauseAfterDeath(pauseBeforeMs: number, livedMs: number): number {
  if (pauseBeforeMs === 0 || livedMs >= RECOVERED_AFTER_MS) return PAUSE_FIRST_MS
  return Math.min(pauseBeforeMs * 2, PAUSE_MAX_MS)
}
