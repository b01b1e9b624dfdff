// What was ended lately: logins and views whose tickets may still be on their way. The door lets in none of them. Views
// that run already are ended by the door itself (admission.ts); a recorder that starts is told them anew (welcome).

import { TICKET_START_MS } from '@sereno/domain/trust/views/view'
import { trace } from '../trace.ts'

/** A ticket is good for its 30 s by the server's clock, which may be ahead of ours: by less than this, or alarms say so. */
const CLOCK_ERROR_MS = 90_000
export const REVOKED_MS = TICKET_START_MS + CLOCK_ERROR_MS
/** The server takes 100 requests a second: 12,000 in the time that each is kept. */
export const REVOKED_MAX = 20_000

export interface Revoked {
  /** Hash of its cookie. */
  readonly session?: string | undefined
  readonly view?: string | undefined
}

export class Revocations {
  /** Until when each is kept, oldest first. */
  readonly #until = new Map<string, number>()

  get size(): number {
    return this.#until.size
  }

  add({ session, view }: Revoked, now: number): void {
    if (session !== undefined) this.#keep(`session ${session}`, now)
    if (view !== undefined) this.#keep(`view ${view}`, now)
  }

  #keep(key: string, now: number): void {
    // To the end of the order: it is the youngest again.
    this.#until.delete(key)
    const [oldest] = this.#until.keys()
    if (this.#until.size >= REVOKED_MAX && oldest !== undefined) {
      // The oldest one's ticket is the likeliest to be late anyway.
      this.#until.delete(oldest)
      trace.error({ most: REVOKED_MAX }, 'more was revoked than can be kept')
    }
    this.#until.set(key, now + REVOKED_MS)
  }

  covers({ session, view }: Required<Revoked>, now: number): boolean {
    return [`session ${session}`, `view ${view}`].some((key) => now <= (this.#until.get(key) ?? -1))
  }

  tidy(now: number): void {
    for (const [key, until] of this.#until) if (until < now) this.#until.delete(key)
  }
}
