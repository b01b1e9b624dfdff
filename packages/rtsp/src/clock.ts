// Where a run gets its time from, so that a test can hold it. Monotonic: wall-clock time is the caller's business.

export interface RunClock {
  /** Milliseconds since any fixed moment; never goes back. */
  nowMs(): number
  setTimeout(callback: () => void, delayMs: number): unknown
  clearTimeout(timer: unknown): void
}

const timers = new Map<unknown, NodeJS.Timeout>()

export const systemClock: RunClock = {
  nowMs: () => performance.now(),
  setTimeout(callback, delayMs) {
    const key = {}
    const timer = setTimeout(() => {
      timers.delete(key)
      callback()
    }, delayMs)
    timers.set(key, timer)
    return key
  },
  clearTimeout(key) {
    clearTimeout(timers.get(key))
    timers.delete(key)
  },
}
