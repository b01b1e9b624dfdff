// Where a run gets its time from, so that a test can hold it. Monotonic: wall-clock time is the caller's business.

export interface RunClock {
  /** Milliseconds since any fixed moment; never goes back. */
  nowMs(): number
  /** Answers a handle for clearTimeout, of whatever type the clock likes. */
  setTimeout(callback: () => void, delayMs: number): unknown
  clearTimeout(timer: unknown): void
}

export const systemClock: RunClock = {
  nowMs: () => performance.now(),
  setTimeout: (callback, delayMs) => setTimeout(callback, delayMs),
  clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
}
