// A clock that stands still until the test moves it.

import type { RunClock } from '../src/clock.ts'

export class FakeClock implements RunClock {
  #now = 0
  #next = 1
  readonly #timers = new Map<number, { at: number; callback: () => void }>()

  nowMs(): number {
    return this.#now
  }

  get waiting(): number {
    return this.#timers.size
  }

  setTimeout(callback: () => void, delayMs: number): unknown {
    const timer = this.#next++
    this.#timers.set(timer, { at: this.#now + delayMs, callback })
    return timer
  }

  clearTimeout(timer: unknown): void {
    if (typeof timer === 'number') this.#timers.delete(timer)
  }

  /** Runs what falls due on the way, in the order of its time. */
  advance(ms: number): void {
    const until = this.#now + ms
    for (;;) {
      const due = [...this.#timers]
        .filter(([, { at }]) => at <= until)
        .sort((a, b) => a[1].at - b[1].at || a[0] - b[0])[0]
      if (!due) break
      this.#timers.delete(due[0])
      this.#now = Math.max(this.#now, due[1].at)
      due[1].callback()
    }
    this.#now = until
  }
}
