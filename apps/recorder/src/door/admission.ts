// The only maker of an Admission: checks a ticket, or the resume value of a view that lost its wire. Everything that may
// be seen is asked here; send-picture.ts asks for every single picture.

import { randomBytes } from 'node:crypto'
import type { CameraId, ProbeId, ViewId } from '@sereno/domain/ids'
import type { Instant } from '@sereno/domain/instant'
import { type Refusal, type Result, accepted, refuse, refused } from '@sereno/domain/refusal'
import { viewModes } from '@sereno/domain/trust/views/view'
import { RESUME_MS } from '@sereno/contract/pictures'
import type { ReceiptPayload, Ticket } from '@sereno/contract/views'
import { hashOf, isHashOf, readReceipt } from './receipt.ts'
import type { ReceiptKey } from './receipt.ts'
import { Revocations, type Revoked } from './revocations.ts'

declare const made: unique symbol
/** Opaque: whoever holds one was let in here, and whether it still holds is asked here. */
export interface Admission {
  readonly [made]: true
}

export type Shown = CameraId | ProbeId
export type EndCause = 'revoked' | 'end-by' | 'recorder-stops'

/** 40 seats with six walls each. */
export const VIEWS_MAX = 256
/** Ids of used tickets; each is forgotten 30 s after its issue. */
const USED_MAX = 20_000

interface View {
  readonly id: ViewId
  readonly cameras: ReadonlySet<Shown>
  readonly act: 'view.live' | 'view.playback'
  readonly from: number
  readonly to: number
  readonly session: string
  readonly endBy: Instant
  readonly resume: string
  ended: EndCause | undefined
  /** The wire that it runs on; undefined while it may still be resumed. */
  admission: Admission | undefined
  leftAt: number | undefined
  onEnd: (why: EndCause) => void
}

const views = new WeakMap<Admission, View>()

export interface Comer {
  /** Value of the session cookie that came with the request. */
  readonly session: string | undefined
  readonly onEnd: (why: EndCause) => void
}

export interface DoorOptions {
  readonly key: ReceiptKey
  readonly now: () => number
  readonly hearsServer: () => boolean
}

export class Door {
  readonly #options: DoorOptions
  #running = new Set<View>()
  /** view/camera → start_by. */
  #used = new Map<string, number>()
  readonly #revoked = new Revocations()

  constructor(options: DoorOptions) {
    this.#options = options
  }

  get views(): number {
    return this.#running.size
  }

  admit(ticket: Ticket, comer: Comer): Result<Admission> {
    const now = this.#options.now()
    if (!this.#options.hearsServer()) return refused(refuse('server-silent'))
    const receipt = readReceipt(ticket, this.#options.key.key)
    if (receipt.refused) return receipt
    const obstacle = this.#obstacle(receipt.value, comer, now)
    if (obstacle) return refused(obstacle)
    const { id, open } = receipt.value
    for (const camera of open.cameras) this.#used.set(`${id}/${camera}`, open.start_by)
    const view: View = {
      id,
      cameras: new Set(open.cameras),
      act: open.act,
      from: open.from ?? 0,
      to: open.to ?? Number.POSITIVE_INFINITY,
      session: open.session,
      endBy: open.end_by,
      resume: randomBytes(32).toString('base64url'),
      ended: undefined,
      admission: undefined,
      leftAt: undefined,
      onEnd: comer.onEnd,
    }
    this.#running.add(view)
    return accepted(this.#let(view, comer))
  }

  #obstacle({ id, open }: ReceiptPayload, comer: Comer, now: number): Refusal | undefined {
    if (comer.session === undefined || !isHashOf(open.session, comer.session)) return refuse('ticket-session')
    if (this.#revoked.covers({ session: open.session, view: id }, now)) return refuse('view-ended', { why: 'revoked' })
    if (!viewModes.includes(open.mode)) return refuse('ticket-malformed', { problem: 'mode' })
    const isPlayback = open.act === 'view.playback'
    if (isPlayback !== (open.from !== null && open.to !== null))
      return refuse('ticket-malformed', { problem: 'from, to' })
    if (now > open.start_by || now >= open.end_by) return refuse('ticket-late')
    this.#forgetUsed(now)
    if (open.cameras.some((camera) => this.#used.has(`${id}/${camera}`))) return refuse('ticket-used')
    if (this.#running.size >= VIEWS_MAX || this.#used.size >= USED_MAX)
      return refuse('too-many-views', { max: VIEWS_MAX })
    return undefined
  }

  /** The same view on a new wire, within a minute and for the same login. Takes the view away from the old wire. */
  resume(value: string, comer: Comer): Result<Admission> {
    const hash = hashOf(value)
    const view = [...this.#running].find(({ resume }) => isHashOf(hash, resume))
    if (!view || view.ended) return refused(refuse('view-ended', { why: view?.ended ?? 'unknown' }))
    if (view.leftAt !== undefined && this.#options.now() - view.leftAt > RESUME_MS) {
      this.#running.delete(view)
      return refused(refuse('view-ended', { why: 'resume' }))
    }
    if (comer.session === undefined || !isHashOf(view.session, comer.session)) return refused(refuse('ticket-session'))
    if (view.admission) {
      views.delete(view.admission)
      view.onEnd('revoked')
    }
    return accepted(this.#let(view, comer))
  }

  #let(view: View, { onEnd }: Comer): Admission {
    // The one place where an Admission comes into being.
    const admission = Object.freeze({}) as Admission
    view.admission = admission
    view.leftAt = undefined
    view.onEnd = onEnd
    views.set(admission, view)
    return admission
  }

  /** The wire broke: the view may go on with its resume value for a while. */
  leave(admission: Admission): void {
    const view = views.get(admission)
    if (!view || view.admission !== admission) return
    views.delete(admission)
    view.admission = undefined
    view.leftAt = this.#options.now()
  }

  /** Ends what runs, and what waits to be resumed, and keeps out what has a ticket and did not come yet. */
  revoke({ session, view: id }: Revoked): void {
    this.#revoked.add({ session, view: id }, this.#options.now())
    for (const view of this.#running) {
      if ((session !== undefined && view.session === session) || (id !== undefined && view.id === id))
        this.#end(view, 'revoked')
    }
  }

  /** Ends what is over; to be called about once a second. */
  tidy(): void {
    const now = this.#options.now()
    for (const view of this.#running) {
      if (now >= view.endBy) this.#end(view, 'end-by')
      else if (view.leftAt !== undefined && now - view.leftAt > RESUME_MS) this.#running.delete(view)
    }
    this.#forgetUsed(now)
    this.#revoked.tidy(now)
  }

  endAll(): void {
    for (const view of this.#running) this.#end(view, 'recorder-stops')
  }

  #end(view: View, why: EndCause): void {
    view.ended = why
    this.#running.delete(view)
    if (view.admission) {
      views.delete(view.admission)
      view.onEnd(why)
    }
  }

  #forgetUsed(now: number): void {
    for (const [key, startBy] of this.#used) if (startBy < now) this.#used.delete(key)
  }
}

export interface AdmittedView {
  readonly cameras: Shown[]
  readonly resume: string
  readonly endsAt: Instant
}

/** For the first answer on a wire; nothing where the view is over. */
export function admitted(admission: Admission): AdmittedView | undefined {
  const view = views.get(admission)
  return view && { cameras: [...view.cameras], resume: view.resume, endsAt: view.endBy }
}

/** Why this must not be shown, or nothing. @param span wall times of a recorded picture; left out for live ones. */
export function obstacleTo(
  admission: Admission,
  camera: Shown,
  span?: { from: number; to: number },
): Refusal | undefined {
  const view = views.get(admission)
  if (!view || view.ended) return refuse('view-ended', { why: view?.ended ?? 'ended' })
  if (!view.cameras.has(camera) || (view.act === 'view.playback') !== (span !== undefined))
    return refuse('ticket-camera')
  if (span && (span.from > view.to || span.to < view.from)) return refuse('ticket-camera')
  return undefined
}
