// What is done with cameras: lock, decide, store and tell in one transaction. The recorders get it right after.

import type { Camera, CameraState, CameraTestAnswer } from '@sereno/contract/cameras'
import { cameraChangeShape, cameraTestShape, newCameraShape } from '@sereno/contract/cameras'
import { type CameraId, makeId } from '@sereno/domain/ids'
import { type Instant, instant } from '@sereno/domain/instant'
import { type Result, accepted, refuse, refused } from '@sereno/domain/refusal'
import { CAMERA_NUMBER_MAX } from '@sereno/domain/video/cameras/camera'
import type { z } from 'zod'
import type { Base } from '../../platform/base.ts'
import type { ChangesOf, Tx } from '../../platform/db/database.ts'
import { recordFacts } from '../../platform/events/facts.ts'
import type { PasswordSeal } from '../../platform/secrets/password-seal.ts'
import type { RecorderHub } from '../recorders/index.ts'
import { countUpSettings } from '../recorders/index.ts'
import { decideLogin, loginOf, pathColumns, readAddress, sourceToTest } from './sources.ts'
import * as store from './store.ts'

export interface CamerasNeeds {
  readonly base: Base
  readonly hub: RecorderHub
  readonly seal: PasswordSeal
  readonly startedAt: Instant
}

type NewCamera = z.output<typeof newCameraShape>
type CameraChange = z.output<typeof cameraChangeShape>
type CameraTest = z.output<typeof cameraTestShape>

export function cameraGone(id: CameraId) {
  return refused(refuse('not-found', { what: id }))
}

export function shown({ hub, startedAt }: CamerasNeeds, row: store.CameraRow): Camera {
  const stored = store.storedCamera(row)
  return { ...stored, state: stateOf(hub, stored, startedAt) }
}

/** Of a camera that was removed, as it was then. */
export function shownRemoved(row: store.CameraRow): Camera {
  const removedAt = instant(row.removed_at ?? 0)
  return { ...store.storedCamera(row), removedAt, state: { what: 'off', since: removedAt } }
}

function stateOf(hub: RecorderHub, camera: store.StoredCamera, startedAt: Instant): CameraState {
  const known = hub.stateOf(camera.id)
  if (known) return known.state
  const recorder = hub.find(camera.recorder)
  const since = recorder?.since ?? startedAt
  if (!camera.isRecorded) return { what: 'off', since }
  // It may well be recording: a recorder needs nobody. But nobody here knows, and the state must not say what it hopes.
  return { what: 'connecting', since, detail: recorder?.isConnected === true ? '' : 'recorder-away' }
}

export async function addCamera(needs: CamerasNeeds, wanted: NewCamera): Promise<Result<Camera>> {
  const { base, hub, seal } = needs
  const address = readAddress(wanted.url, undefined)
  if (address.refused) return address
  const done = await base.write(async (tx, now) => {
    // This row first, always: it makes camera writes wait for each other, so that a free number stays free.
    await countUpSettings(tx)
    const number = await decideNumber(tx, wanted.number, undefined)
    if (number.refused) return number
    const recorder = await leastLoaded(tx, hub)
    if (recorder.refused) return recorder
    const id = makeId('camera', base.random(16))
    const { username, password } = loginOf(wanted, address.value)
    const row = await store.insertCamera(tx, {
      id,
      number: number.value,
      name: wanted.name,
      ...pathColumns(seal, id, address.value),
      username: username ?? null,
      sealed_password: password === undefined ? null : seal.seal(password, id),
      latitude: wanted.place?.latitude ?? null,
      longitude: wanted.place?.longitude ?? null,
      cone: wanted.cone ? JSON.stringify(wanted.cone) : null,
      is_recorded: wanted.isRecorded,
      retention_hours: wanted.retentionHours,
      retention_bytes_max: wanted.retentionBytesMax ?? null,
      audio: wanted.audio,
      recorder: recorder.value,
      version: 1,
      removed_at: null,
    })
    await tell(tx, 'camera.added', row, now, {})
    return accepted(row)
  })
  if (done.refused) return done
  hub.settingsChanged()
  return accepted(shown(needs, done.value))
}

export async function changeCamera(needs: CamerasNeeds, id: CameraId, change: CameraChange): Promise<Result<Camera>> {
  const { base, hub, seal } = needs
  const done = await base.write(async (tx, now) => {
    await countUpSettings(tx)
    const row = await store.lockCamera(tx, id)
    if (!row) return cameraGone(id)
    if (row.version !== change.version) return refused(refuse('changed-meanwhile', { what: row.name }))
    const number = await decideNumber(tx, change.number ?? row.number, row)
    if (number.refused) return number
    const address = change.url === undefined ? accepted(undefined) : readAddress(change.url, row)
    if (address.refused) return address
    const login = decideLogin(seal, row, change, address.value)
    if (login.refused) return login
    const columns: ChangesOf<'cameras'> = {
      ...plainColumns(change),
      ...(address.value && pathColumns(seal, row.id, address.value)),
      ...login.value,
      number: number.value,
      version: row.version + 1,
    }
    const after = await store.updateCamera(tx, row.key, columns)
    const { version: _version, ...named } = change
    await tell(tx, 'camera.changed', after, now, { changed: Object.keys(named) })
    return accepted(after)
  })
  if (done.refused) return done
  hub.settingsChanged()
  return accepted(shown(needs, done.value))
}

export async function removeCamera({ base, hub }: CamerasNeeds, id: CameraId): Promise<Result<undefined>> {
  const done = await base.write(async (tx, now) => {
    await countUpSettings(tx)
    const row = await store.lockCamera(tx, id)
    if (!row) return cameraGone(id)
    // The passwords go at once: nothing will log in with them again.
    const nothing = { sealed_password: null, sealed_path: null }
    await store.updateCamera(tx, row.key, { ...nothing, removed_at: now, version: row.version + 1 })
    await tell(tx, 'camera.removed', row, now, {})
    return accepted(undefined)
  })
  if (done.refused) return done
  hub.forget(id)
  hub.settingsChanged()
  return done
}

/** Asks a recorder to open the source and answers with what it found, or with exactly what failed. */
export async function testCamera(
  { base, hub, seal }: CamerasNeeds,
  test: CameraTest,
): Promise<Result<CameraTestAnswer>> {
  const row = test.camera === undefined ? undefined : await store.findCamera(base.db, test.camera)
  if (test.camera !== undefined && !row) return cameraGone(test.camera)
  const source = sourceToTest(seal, test, row)
  if (source.refused) return source
  return hub.probe(row?.recorder ?? undefined, source.value)
}

function plainColumns(change: CameraChange): ChangesOf<'cameras'> {
  const { name, place, cone, isRecorded, retentionHours, retentionBytesMax, audio } = change
  return {
    ...(name !== undefined && { name }),
    ...(place !== undefined && { latitude: place?.latitude ?? null, longitude: place?.longitude ?? null }),
    ...(cone !== undefined && { cone: cone === null ? null : JSON.stringify(cone) }),
    ...(isRecorded !== undefined && { is_recorded: isRecorded }),
    ...(retentionHours !== undefined && { retention_hours: retentionHours }),
    ...(retentionBytesMax !== undefined && { retention_bytes_max: retentionBytesMax }),
    ...(audio !== undefined && { audio }),
  }
}

async function decideNumber(
  tx: Tx,
  wanted: number | undefined,
  of: store.CameraRow | undefined,
): Promise<Result<number>> {
  if (wanted !== undefined) {
    const holder = await store.cameraWithNumber(tx, wanted)
    if (holder && holder.key !== of?.key) {
      return refused(refuse('camera-number-taken', { number: wanted, name: holder.name }))
    }
    return accepted(wanted)
  }
  const taken = await store.numbersTaken(tx)
  for (let number = 1; number <= CAMERA_NUMBER_MAX; number++) if (!taken.has(number)) return accepted(number)
  return refused(refuse('not-valid', { field: 'number', problem: `1–${CAMERA_NUMBER_MAX}` }))
}

/** None where there has never been a recorder: the first one that comes takes the camera. */
async function leastLoaded(tx: Tx, hub: RecorderHub): Promise<Result<string | null>> {
  const loads = await store.camerasPerRecorder(tx)
  const loadOf = ({ name }: { name: string }): number => loads.get(name) ?? 0
  const known = hub.list()
  const connected = known.filter(({ isConnected }) => isConnected)
  const candidates = connected.length > 0 ? connected : known
  const withRoom = candidates.filter((each) => loadOf(each) < each.camerasMax).sort((a, b) => loadOf(a) - loadOf(b))
  if (candidates.length === 0 || withRoom[0]) return accepted(withRoom[0]?.name ?? null)
  const cameras = candidates.reduce((sum, each) => sum + loadOf(each), 0)
  return refused(refuse('recorders-full', { recorders: candidates.length, cameras }))
}

async function tell(tx: Tx, kind: string, row: store.CameraRow, now: Instant, more: object): Promise<void> {
  const body = { camera: store.storedCamera(row), ...more }
  await recordFacts(tx, [{ kind, subject: row.id, happenedAt: now, enteredAt: now, body }])
}
