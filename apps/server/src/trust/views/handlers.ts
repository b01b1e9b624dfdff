// Opening a view, the only way to a picture: decided, stored, told, then receipted. And ending it, when its login or its
// right ends: the recorders hear of it at once.

import type { KeyObject } from 'node:crypto'
import type { CameraState } from '@sereno/contract/cameras'
import { newViewShape } from '@sereno/contract/views'
import type { ViewAnswer } from '@sereno/contract/views'
import { type CameraId, type ProbeId, type ViewId, isId, makeId } from '@sereno/domain/ids'
import type { Instant } from '@sereno/domain/instant'
import { type Result, accepted, refuse, refused } from '@sereno/domain/refusal'
import { type Right, may } from '@sereno/domain/trust/people/roles'
import { type DecidedView, decideView, isProbe, rightForView } from '@sereno/domain/trust/views/decide-view'
import type { LoginEnd, ViewEnd } from '@sereno/domain/trust/views/view'
import type { Person } from '@sereno/contract/people'
import type { z } from 'zod'
import type { Base } from '../../platform/base.ts'
import type { Tx } from '../../platform/db/database.ts'
import { recordFacts } from '../../platform/events/facts.ts'
import type { Caller } from '../../platform/http/route.ts'
import { type CameraFacts, factsOfCameras } from '../../video/cameras/index.ts'
import type { RecorderHub, Revocation } from '../../video/recorders/index.ts'
import { anythingRecorded } from '../../video/recordings/index.ts'
import { holdLogin } from '../sessions/index.ts'
import { hashText, makeReceipt } from './receipts.ts'
import * as store from './store.ts'

export interface ViewsNeeds {
  readonly base: Base
  readonly hub: RecorderHub
  readonly signingKey: KeyObject
  /** Of the console: the recorders listen on the same host. */
  readonly origin: string
  readonly stateOf: (camera: CameraId) => CameraState | undefined
}

type Camera = CameraId | ProbeId
/** A seat has a wall, a timeline and a few stills; their views end when they are closed. */
export const VIEWS_PER_SESSION_MAX = 200
const SECRET_BYTES = 32

export async function openView(
  needs: ViewsNeeds,
  wish: z.output<typeof newViewShape>,
  caller: Caller,
): Promise<Result<ViewAnswer>> {
  const { base, hub } = needs
  const decided = decideView(wish, base.clock.now(), caller.endsAt)
  if (decided.refused) return decided
  const view = decided.value
  const [listeners, running] = await Promise.all([
    findListeners(needs, view),
    store.countRunningViews(base.db, caller.session, base.clock.now()),
  ])
  if (listeners.refused) return listeners
  if (running >= VIEWS_PER_SESSION_MAX) return refused(refuse('too-many-views', { max: VIEWS_PER_SESSION_MAX }))
  const id = makeId('view', base.random(16))
  const recorders = [...listeners.value.keys()]
  const stored = await base.write(async (tx, now) => {
    const login = await holdLogin(tx, caller, now)
    if (login.refused) return login
    const right = rightForView(wish)
    if (!may(login.value.roles, right)) return refused(refuse('right-missing', { right }))
    await storeView(tx, { id, wish, view, recorders, caller }, now)
    return accepted(undefined)
  })
  if (stored.refused) return stored
  const secret = Buffer.from(base.random(SECRET_BYTES)).toString('base64url')
  return accepted({
    id,
    receipt: makeReceipt(payloadOf(id, view, wish.mode, caller.session, secret), needs.signingKey),
    secret,
    listeners: [...listeners.value].map(([name, cameras]) => ({
      url: listenerUrl(needs.origin, hub.find(name)?.picturesPort ?? 0),
      cameras,
    })),
    endsAt: view.endBy,
  })
}

interface Opening {
  readonly id: ViewId
  readonly wish: z.output<typeof newViewShape>
  readonly view: DecidedView
  readonly recorders: string[]
  readonly caller: Caller
}

async function storeView(tx: Tx, { id, wish, view, recorders, caller }: Opening, now: Instant): Promise<void> {
  const { purpose, mode, incident } = wish
  const { act, from, to, endBy } = view
  const [person, cameras] = [caller.person.id, [...view.cameras]]
  await store.insertView(tx, {
    id,
    person,
    session: caller.session,
    act,
    cameras,
    recorders,
    mode,
    purpose,
    incident: incident ?? null,
    from_at: from,
    to_at: to,
    opened_at: now,
    end_by: endBy,
    ended_at: null,
    ended_why: null,
  })
  const body = { person, act, cameras, mode, purpose, from, to, endBy, ...(incident && { incident }) }
  await recordFacts(tx, [{ kind: 'view.opened', subject: id, happenedAt: now, enteredAt: now, body }])
}

function payloadOf(id: ViewId, view: DecidedView, mode: 'clear', session: Buffer, secret: string) {
  const { act, from, to, startBy, endBy } = view
  return {
    v: 1 as const,
    id,
    open: {
      act,
      cameras: view.cameras as Camera[],
      mode,
      from,
      to,
      session: session.toString('base64url'),
      start_by: startBy,
      end_by: endBy,
      ticket: hashText(secret),
    },
  }
}

/** The recorder's name, and which of the cameras it has. */
type Listeners = Map<string, Camera[]>

async function findListeners({ base, hub, stateOf }: ViewsNeeds, view: DecidedView): Promise<Result<Listeners>> {
  const listeners: Listeners = new Map()
  const nothing: { camera: number; cause: string }[] = []
  const facts = await factsOfCameras(
    base.db,
    view.cameras.filter((id) => isId('camera', id)),
  )
  for (const id of view.cameras) {
    if (isProbe(id)) {
      const recorder = hub.recorderOfProbe(id)
      if (recorder === undefined) return refused(refuse('not-found', { what: id }))
      listeners.set(recorder, [id])
      continue
    }
    const camera = isId('camera', id) ? facts.get(id) : undefined
    // Of one that was removed, what was recorded can be seen until its time is over; there is nothing live.
    if (!camera || (camera.isRemoved && view.from === null)) return refused(refuse('not-found', { what: id }))
    if (view.from !== null && view.to !== null) {
      const { isRecorded, cause } = await recordedIn({ base, stateOf }, camera, view.from, view.to)
      if (!isRecorded) nothing.push({ camera: camera.number, cause })
    }
    const recorder = hub.find(camera.recorder)
    // Known is enough: a recorder that we do not hear may be heard by the browser, and takes no view without hearing us.
    if (recorder) listeners.set(recorder.name, [...(listeners.get(recorder.name) ?? []), camera.id])
  }
  const [first] = nothing
  // Of a wall in which some were recorded, the others show their gap.
  if (first && nothing.length === view.cameras.length) return refused(refuse('no-recording', first))
  return listeners.size === 0 ? refused(refuse('no-recorder')) : accepted(listeners)
}

function recordedIn(needs: Pick<ViewsNeeds, 'base' | 'stateOf'>, camera: CameraFacts, from: Instant, to: Instant) {
  return anythingRecorded(needs, camera.id, { from, to })
}

export function listenerUrl(origin: string, port: number): string {
  const { protocol, hostname } = new URL(origin)
  return `${protocol === 'https:' ? 'wss' : 'ws'}://${hostname}:${port}/pictures`
}

export async function closeView({ base, hub }: ViewsNeeds, id: ViewId, caller: Caller): Promise<Result<undefined>> {
  const isEnded = await base.write(async (tx, now) => {
    const done = await store.endView(tx, id, caller.person.id, 'closed', now)
    if (done) await tell(tx, id, 'closed', now)
    return done
  })
  if (!isEnded) return refused(refuse('not-found', { what: id }))
  hub.revoke({ view: id })
  return accepted(undefined)
}

/** In the transaction that ends the login. The recorders are told by its hash, after it. */
export async function endViewsOfSession(tx: Tx, session: Buffer, why: LoginEnd, now: Instant): Promise<void> {
  for (const id of await store.endViewsOfSession(tx, session, why, now)) await tell(tx, id, why, now)
}

/** In the transaction that took roles away: views whose right is gone end; answers them, to be revoked after it. */
export async function endViewsWithoutRight(tx: Tx, person: Person, now: Instant): Promise<ViewId[]> {
  const ended: ViewId[] = []
  for (const { id, act, cameras } of await store.runningViewsOf(tx, person.id, now)) {
    const right: Right = cameras.some(isProbe)
      ? 'cameras.change'
      : act === 'view.live'
        ? 'views.live'
        : 'views.playback'
    if (may(person.roles, right)) continue
    await store.endView(tx, id, person.id, 'right', now)
    await tell(tx, id, 'right', now)
    ended.push(id)
  }
  return ended
}

/** 300 seats that end 60 views each in a shift; and a message of some 60 B for each. */
export const REVOCATIONS_MAX = 10_000

/** What a recorder that was away is told when it is back: it may still be showing it. */
export async function revocationsFor(
  { db, clock, trace }: Pick<Base, 'db' | 'clock' | 'trace'>,
  recorder: string,
  most = REVOCATIONS_MAX,
): Promise<Revocation[]> {
  const { sessions, views } = await store.endedEarly(db, recorder, clock.now(), most)
  // What is left out ends at its own time; of a login that is over nobody gets there.
  if (sessions.length === most || views.length === most)
    trace.error({ recorder, most }, 'more views ended than are told')
  return [...sessions.map((session) => ({ session })), ...views.map((view) => ({ view }))]
}

async function tell(tx: Tx, id: ViewId, why: ViewEnd, now: Instant): Promise<void> {
  await recordFacts(tx, [{ kind: 'view.ended', subject: id, happenedAt: now, enteredAt: now, body: { why } }])
}
