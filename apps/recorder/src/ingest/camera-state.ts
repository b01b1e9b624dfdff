// What a person is told of a camera: last values, sent when something changed that matters, and the figures now and then.

import type { CameraState } from '@sereno/contract/cameras'

/** Figures change all the time: every few seconds is enough to read them. */
export const FIGURES_MS = 5_000
export const CHANGES_MS = 1_000

export class StateReporter {
  #sent: CameraState | undefined
  #sentMs = Number.NEGATIVE_INFINITY

  /** The state where it is time to send it. */
  due(state: CameraState, nowMs: number): CameraState | undefined {
    const sinceMs = nowMs - this.#sentMs
    if (sinceMs < CHANGES_MS) return undefined
    if (this.#sent && isSame(this.#sent, state) && sinceMs < FIGURES_MS) return undefined
    this.#sent = state
    this.#sentMs = nowMs
    return state
  }

  /** The server has forgotten: all must be told anew. */
  forget(): void {
    this.#sent = undefined
    this.#sentMs = Number.NEGATIVE_INFINITY
  }
}

function isSame(a: CameraState, b: CameraState): boolean {
  return a.what === b.what && a.cause === b.cause && a.since === b.since && a.codecString === b.codecString
}
