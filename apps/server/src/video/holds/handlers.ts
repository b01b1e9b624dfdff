// Holds: recordings of these minutes outlive their retention, for a reason, until a day. Recorders are told at once.

import type { Hold } from '@sereno/contract/recordings'
import { holdChangeShape, newHoldShape } from '@sereno/contract/recordings'
import { type HoldId, makeId } from '@sereno/domain/ids'
import type { Instant } from '@sereno/domain/instant'
import { type Result, accepted, refuse, refused } from '@sereno/domain/refusal'
import type { z } from 'zod'
import type { Base } from '../../platform/base.ts'
import type { Tx } from '../../platform/db/database.ts'
import { recordFacts } from '../../platform/events/facts.ts'
import type { Caller } from '../../platform/http/route.ts'
import { cameraFacts } from '../cameras/index.ts'
import { type RecorderHub, countUpSettings } from '../recorders/index.ts'
import * as store from './store.ts'

export interface HoldsNeeds {
  readonly base: Base
  readonly hub: RecorderHub
}

/** As many as the recorders' settings carry. */
export const HOLDS_MAX = 10_000
/** Longer is no hold of an incident but another retention, and that is for the assessment to say. */
const HELD_MS_MAX = 31 * 86_400_000
/** A case that lasts longer renews it: then somebody has looked whether it is still needed. */
const HOLD_LASTS_MS_MAX = 366 * 86_400_000

export async function makeHold(
  { base, hub }: HoldsNeeds,
  wanted: z.output<typeof newHoldShape>,
  caller: Caller,
): Promise<Result<Hold>> {
  const done = await base.write(async (tx, now) => {
    await countUpSettings(tx)
    const problem = problemOf(wanted, now)
    if (problem !== undefined) return notValid(problem)
    if (!(await cameraFacts(tx, wanted.camera))) return refused(refuse('not-found', { what: wanted.camera }))
    if ((await store.countRunning(tx)) >= HOLDS_MAX) return notValid(`${HOLDS_MAX} holds run already`)
    const id = makeId('hold', base.random(16))
    await store.insertHold(tx, {
      id,
      camera: wanted.camera,
      from_at: wanted.from,
      to_at: wanted.to,
      reason: wanted.reason,
      ends_at: wanted.endsAt,
      made_by: caller.person.id,
      made_at: now,
      ended_at: null,
    })
    return accepted(await tell(tx, 'hold.made', id, now))
  })
  if (!done.refused) hub.settingsChanged()
  return done
}

export async function changeHold(
  { base, hub }: HoldsNeeds,
  id: HoldId,
  change: z.output<typeof holdChangeShape>,
): Promise<Result<Hold>> {
  const done = await base.write(async (tx, now) => {
    await countUpSettings(tx)
    const hold = await store.lockRunningHold(tx, id)
    if (!hold) return refused(refuse('not-found', { what: id }))
    const { reason = hold.reason, endsAt = hold.endsAt } = change
    const problem = problemOf({ ...hold, endsAt }, now)
    if (problem !== undefined) return notValid(problem)
    await store.updateHold(tx, id, { reason, ends_at: endsAt })
    return accepted(await tell(tx, 'hold.changed', id, now))
  })
  if (!done.refused) hub.settingsChanged()
  return done
}

export async function endHold({ base, hub }: HoldsNeeds, id: HoldId): Promise<Result<undefined>> {
  const done = await base.write(async (tx, now) => {
    await countUpSettings(tx)
    const hold = await store.lockRunningHold(tx, id)
    if (!hold) return refused(refuse('not-found', { what: id }))
    await store.updateHold(tx, id, { ended_at: now })
    await tell(tx, 'hold.ended', id, now)
    return accepted(undefined)
  })
  if (!done.refused) hub.settingsChanged()
  return done
}

/** Those whose day has come. The recorders know the day and need not be told. */
export async function endHoldsThatRanOut({ base }: Pick<HoldsNeeds, 'base'>): Promise<void> {
  await base.write(async (tx, now) => {
    for (const id of await store.lockHoldsThatRanOut(tx, now)) {
      await store.updateHold(tx, id, { ended_at: now })
      await tell(tx, 'hold.ended', id, now)
    }
  })
}

function problemOf(hold: Pick<Hold, 'from' | 'to' | 'endsAt'>, now: Instant): string | undefined {
  if (hold.from >= hold.to) return 'from < to'
  if (hold.to - hold.from > HELD_MS_MAX) return 'to - from ≤ 31 d'
  if (hold.endsAt <= now) return 'endsAt > now'
  if (hold.endsAt > now + HOLD_LASTS_MS_MAX) return 'endsAt ≤ now + 366 d'
  return undefined
}

function notValid(problem: string) {
  return refused(refuse('hold-not-valid', { problem }))
}

async function tell(tx: Tx, kind: string, id: HoldId, now: Instant): Promise<Hold> {
  const hold = await store.findHold(tx, id)
  if (!hold) throw new Error(`hold ${id} was not stored`)
  await recordFacts(tx, [{ kind, subject: id, happenedAt: now, enteredAt: now, body: { hold } }])
  return hold
}
