// Watches what no fact tells: a recorder that is away, a camera that should be recorded and is not. Looks once a second
// at what the recorders last said, and writes only where something has changed.

import type { AlarmCondition } from '@sereno/domain/centre/alarms/alarm'
import type { CameraState } from '@sereno/contract/cameras'
import type { CameraId } from '@sereno/domain/ids'
import type { Instant } from '@sereno/domain/instant'
import type { Base } from '../../platform/base.ts'
import { isDatabaseAway } from '../../platform/db/database.ts'
import type { RecorderHub, RecorderNow } from '../../video/recorders/index.ts'
import { applyCondition } from './handlers.ts'
import { listOpenAlarms, subjectOf } from './store.ts'

/** A restart of a recorder takes 2 s. */
export const RECORDER_AWAY_MS = 10_000
/** A camera that restarts is back within a minute; most do in 40 s. */
export const CAMERA_AWAY_MS = 60_000
const LOOK_MS = 1_000
const ALARMS_LOADED_MAX = 20_000

/** What is true now. Cameras of a recorder that is away are not judged: one fault has one alarm. */
export function conditionsNow(
  recorders: readonly RecorderNow[],
  stateOf: (camera: CameraId) => CameraState | undefined,
  notRecordingSince: Map<CameraId, Instant>,
  now: Instant,
): AlarmCondition[] {
  const conditions: AlarmCondition[] = []
  for (const { name, isConnected, since, settings } of recorders) {
    const hasCameras = settings === undefined || settings.cameras.length > 0
    const isAway = !isConnected && hasCameras && now - since > RECORDER_AWAY_MS
    conditions.push({ kind: 'recorder-away', recorder: name, isActive: isAway, cause: 'no-connection', at: now })
    if (!isConnected || !settings) continue
    for (const { id, isRecorded } of settings.cameras) {
      const state = stateOf(id)
      const isFine = !isRecorded || state?.what === 'recording'
      if (isFine) notRecordingSince.delete(id)
      // Kept by us: a camera that connects and loses the connection in turns tells a new `since` each time.
      else if (!notRecordingSince.has(id)) notRecordingSince.set(id, state?.since ?? since)
      const isMissing = !isFine && now - (notRecordingSince.get(id) ?? now) > CAMERA_AWAY_MS
      const cause = state?.cause ?? 'unknown'
      conditions.push({ kind: 'camera-not-recording', camera: id, isActive: isMissing, cause, at: now })
    }
  }
  return conditions
}

export class AlarmMonitor {
  readonly #base: Base
  readonly #hub: RecorderHub
  readonly #notRecordingSince = new Map<CameraId, Instant>()
  /** Conditions of ours that are active, as the database has them. */
  #active: Map<string, AlarmCondition> | undefined
  #timer: NodeJS.Timeout | undefined
  #isLooking = false

  constructor(base: Base, hub: RecorderHub) {
    this.#base = base
    this.#hub = hub
  }

  start(): void {
    this.#timer = setInterval(() => {
      if (this.#isLooking) return
      this.#isLooking = true
      this.look()
        .catch((error: unknown) => {
          // What could not be written is still different at the next look.
          if (!isDatabaseAway(error)) this.#base.trace.error({ err: error }, 'alarms could not be watched')
        })
        .finally(() => {
          this.#isLooking = false
        })
    }, LOOK_MS)
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  async look(): Promise<void> {
    const now = this.#base.clock.now()
    const active = (this.#active ??= await this.#load())
    const recorders = this.#hub.list()
    const stateOf = (camera: CameraId) => this.#hub.stateOf(camera)?.state
    const conditions = conditionsNow(recorders, stateOf, this.#notRecordingSince, now)
    const judged = new Set(conditions.map(nameOf))
    // A camera that no recorder has any more (removed) is not missed; one of a recorder that is away is not judged.
    const isAllHere = recorders.every(({ isConnected, settings }) => isConnected && settings)
    for (const [name, condition] of active) {
      if (!judged.has(name) && isAllHere) conditions.push({ ...condition, isActive: false, at: now })
    }
    const changed = conditions.filter((condition) => condition.isActive !== active.has(nameOf(condition)))
    if (changed.length === 0) return
    await this.#base.write(async (tx) => {
      for (const condition of changed) await applyCondition(this.#base, tx, condition, now)
    })
    for (const condition of changed) {
      if (condition.isActive) active.set(nameOf(condition), condition)
      else active.delete(nameOf(condition))
    }
  }

  async #load(): Promise<Map<string, AlarmCondition>> {
    const alarms = await listOpenAlarms(this.#base.db, ALARMS_LOADED_MAX)
    const ours = alarms.filter(({ kind, state }) => {
      return (kind === 'recorder-away' || kind === 'camera-not-recording') && state !== 'returned-to-normal'
    })
    return new Map(ours.map((alarm) => [nameOf(alarm), { ...alarm, isActive: true, at: alarm.raisedAt }]))
  }
}

function nameOf(condition: Pick<AlarmCondition, 'kind' | 'camera' | 'recorder'>): string {
  return `${condition.kind} ${subjectOf(condition)}`
}
