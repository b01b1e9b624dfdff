// The live feed: every console gets what it may see, in one frame at most every 50 ms. One reader follows the event log
// for all of them; a console that was away reads from its own number up to that reader, then goes along.
// Frames of consoles with the same rights are the same bytes, made once.

import type { CameraState } from '@sereno/contract/cameras'
import { type Event, FRAME_MS, type LiveFrame } from '@sereno/contract/live'
import type { CameraId } from '@sereno/domain/ids'
import { type Right, rightsOf } from '@sereno/domain/trust/people/roles'
import type { Clock } from '../clock/clock.ts'
import { type Db, isDatabaseAway } from '../db/database.ts'
import type { Caller } from '../http/route.ts'
import type { Metrics } from '../metrics/metrics.ts'
import type { Trace } from '../traces/trace.ts'
import { EVENTS_PER_READ_MAX, firstSeq, readEvents } from './event-log.ts'

export interface LiveConsole {
  readonly caller: Caller
  send(text: string): void
  bufferedBytes(): number
  close(code: number, why: string): void
}

export interface LiveNeeds {
  readonly db: Db
  readonly clock: Clock
  readonly trace: Trace
  readonly metrics: Metrics
  /** Who may see facts of that kind; undefined: nobody. */
  rightFor(kind: string): Right | undefined
  states(): { camera: CameraId; state: CameraState }[]
  recorders(): { recorder: string; isConnected: boolean }[]
}

/** Half a minute of a flood at 100 events/s and 300 B; a browser that lags more reads on when it comes back. */
export const CONSOLE_BUFFER_BYTES_MAX = 1_000_000
/** Reading more would take longer than loading the lists anew. */
export const RESUME_EVENTS_MAX = 5_000
/** Some 200 seats at 2 windows each, and room. */
export const CONSOLES_MAX = 500
/** A seat has some windows; one login must not take the places of the others. */
export const CONSOLES_PER_SESSION_MAX = 20
// So that a console notices within 3 s that nobody is there.
const HEARTBEAT_MS = 1_000

export const CLOSE_SLOW = 1013
export const CLOSE_SESSION_ENDED = 4401
export const CLOSE_ROLES_CHANGED = 4409

export class LiveFeed {
  readonly #needs: LiveNeeds
  /** Each with the last number it was sent. */
  readonly #consoles = new Map<LiveConsole, number>()
  /** Those that still read what they missed have a place already. */
  readonly #joining = new Set<LiveConsole>()
  readonly #changedStates = new Map<CameraId, CameraState>()
  #pending: Event[] = []
  /** What the sequencer has numbered, what we have read of it, what has gone out in frames. */
  #wantedSeq = -1
  #readSeq = -1
  #sentSeq = -1
  #isReading = false
  #areRecordersChanged = false
  #lastFrameAt = 0
  #timer: NodeJS.Timeout | undefined

  constructor(needs: LiveNeeds) {
    this.#needs = needs
  }

  start(): void {
    this.#timer = setInterval(() => this.tick(), FRAME_MS)
  }

  stop(): void {
    clearInterval(this.#timer)
    for (const console of this.#consoles.keys()) console.close(1001, 'server stops')
  }

  /** `since` undefined: from now on. */
  async join(console: LiveConsole, since: number | undefined): Promise<void> {
    const why = this.#noPlaceFor(console)
    if (why !== undefined) return console.close(CLOSE_SLOW, why)
    this.#joining.add(console)
    const { seq, reset, events } = await this.#catchUp(console, since).finally(() => this.#joining.delete(console))
    // From here to the end nothing waits: no frame can come between.
    this.#consoles.set(console, seq)
    this.#needs.metrics.consoles.set(this.#consoles.size)
    const mayListCameras = rightsOf(console.caller.person.roles).includes('cameras.list')
    const frame: LiveFrame = {
      seq: Math.max(seq, 0),
      now: this.#needs.clock.now(),
      events,
      states: mayListCameras ? this.#needs.states() : [],
      ...(mayListCameras && { recorders: this.#needs.recorders() }),
      ...(reset && { reset }),
    }
    console.send(JSON.stringify(frame))
  }

  #noPlaceFor({ caller }: LiveConsole): string | undefined {
    const all = [...this.#consoles.keys(), ...this.#joining]
    if (all.length >= CONSOLES_MAX) return 'too many consoles'
    const same = all.filter((each) => each.caller.session.equals(caller.session))
    return same.length >= CONSOLES_PER_SESSION_MAX ? 'too many consoles of this login' : undefined
  }

  leave(console: LiveConsole): void {
    this.#consoles.delete(console)
    this.#needs.metrics.consoles.set(this.#consoles.size)
  }

  stateChanged(camera: CameraId, state: CameraState): void {
    this.#changedStates.set(camera, state)
  }

  recordersChanged(): void {
    this.#areRecordersChanged = true
  }

  /** Closes the consoles of a login that ended, or of a person whose roles changed. */
  end({ session, person }: { session?: Buffer; person?: string }): void {
    for (const console of this.#consoles.keys()) {
      const { caller } = console
      if (session && caller.session.equals(session)) console.close(CLOSE_SESSION_ENDED, 'session ended')
      else if (person === caller.person.id) console.close(CLOSE_ROLES_CHANGED, 'roles changed')
    }
  }

  /** The sequencer has numbered up to this. */
  advance(seq: number): void {
    if (this.#wantedSeq < 0) this.#readSeq = this.#sentSeq = seq
    this.#wantedSeq = Math.max(this.#wantedSeq, seq)
    if (this.#isReading) return
    this.#isReading = true
    this.#readOn()
      .catch((error: unknown) => {
        // The sequencer's next batch wakes us again.
        if (!isDatabaseAway(error)) this.#needs.trace.error({ err: error }, 'the live feed could not read events')
      })
      .finally(() => {
        this.#isReading = false
      })
  }

  /** One frame to each console, where there is something to say. Called every 50 ms. */
  tick(): void {
    const { clock, metrics } = this.#needs
    if (this.#readSeq < this.#wantedSeq) this.advance(this.#wantedSeq)
    const isDue = this.#pending.length > 0 || this.#changedStates.size > 0 || this.#areRecordersChanged
    if (!isDue && clock.now() - this.#lastFrameAt < HEARTBEAT_MS) return
    this.#lastFrameAt = clock.now()
    const events = this.#pending
    this.#pending = []
    this.#sentSeq = Math.max(this.#sentSeq, events.at(-1)?.seq ?? this.#sentSeq)
    const made = new Map<string, string>()
    for (const [console, seen] of this.#consoles) {
      const rights = rightsOf(console.caller.person.roles)
      // A console that joined while these events were read may have some of them already.
      const unseen = events.filter(({ seq }) => seq > seen)
      const key = `${unseen.length}|${rights.join()}`
      const seq = Math.max(seen, this.#sentSeq)
      const text = made.get(key) ?? JSON.stringify(this.#frameFor(rights, unseen, seq))
      made.set(key, text)
      this.#deliver(console, text, seq)
    }
    this.#changedStates.clear()
    this.#areRecordersChanged = false
    metrics.eventSeq.set(Math.max(0, this.#sentSeq))
  }

  async #readOn(): Promise<void> {
    while (this.#readSeq < this.#wantedSeq) {
      const events = await readEvents(this.#needs.db, this.#readSeq)
      this.#pending.push(...events)
      this.#readSeq = events.at(-1)?.seq ?? this.#wantedSeq
    }
  }

  #frameFor(rights: readonly Right[], events: readonly Event[], seq: number): LiveFrame {
    const maySee = new Set<Right | undefined>(rights)
    const mayListCameras = maySee.has('cameras.list')
    return {
      seq,
      now: this.#needs.clock.now(),
      events: events.filter(({ kind }) => maySee.has(this.#needs.rightFor(kind))),
      states: mayListCameras ? [...this.#changedStates].map(([camera, state]) => ({ camera, state })) : [],
      ...(this.#areRecordersChanged && mayListCameras && { recorders: this.#needs.recorders() }),
    }
  }

  #deliver(console: LiveConsole, text: string, seq: number): void {
    if (console.bufferedBytes() > CONSOLE_BUFFER_BYTES_MAX) {
      this.leave(console)
      this.#needs.metrics.consolesTooSlow.inc()
      return console.close(CLOSE_SLOW, 'too slow: come back and read on')
    }
    this.#consoles.set(console, seq)
    console.send(text)
  }

  /** Brings a console up to the feed by reading for it alone; answers where it stands, and whether it must load anew. */
  async #catchUp(console: LiveConsole, since: number | undefined) {
    const { db } = this.#needs
    if (since === undefined) return { seq: this.#sentSeq, reset: false, events: [] }
    const oldest = await firstSeq(db)
    const isTooFar = since > this.#wantedSeq || this.#sentSeq - since > RESUME_EVENTS_MAX
    if (isTooFar || since < oldest - 1) return { seq: this.#sentSeq, reset: true, events: [] }
    const rights = new Set<Right | undefined>(rightsOf(console.caller.person.roles))
    const events: Event[] = []
    let seq = since
    while (seq < this.#sentSeq) {
      const read = await readEvents(db, seq, Math.min(EVENTS_PER_READ_MAX, this.#sentSeq - seq))
      events.push(...read.filter(({ kind }) => rights.has(this.#needs.rightFor(kind))))
      seq = read.at(-1)?.seq ?? this.#sentSeq
    }
    return { seq, reset: false, events }
  }
}
