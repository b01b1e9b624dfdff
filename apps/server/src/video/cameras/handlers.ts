// What is done with cameras: lock, decide, store and tell in one transaction. The recorders get it right after.

import type { Camera, CameraState, CameraTestAnswer } from '@sereno/contract/cameras'
import { cameraChangeShape, cameraTestShape, newCameraShape } from '@sereno/contract/cameras'
import { type CameraId, makeId } from '@sereno/domain/ids'
import type { Instant } from '@sereno/domain/instant'
import { type Result, accepted, refuse, refused } from '@sereno/domain/refusal'
import { CAMERA_NUMBER_MAX, type ReadAddress, readStreamAddress } from '@sereno/domain/video/cameras/camera'
import type { z } from 'zod'
import type { Base } from '../../platform/base.ts'
import type { ChangesOf, Tx } from '../../platform/db/database.ts'
import { recordFacts } from '../../platform/events/facts.ts'
import type { PasswordSeal } from '../../platform/secrets/password-seal.ts'
import type { RecorderHub } from '../recorders/index.ts'
import { countUpSettings } from '../recorders/index.ts'
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
  const address = readStreamAddress(wanted.url)
  if (address.refused) return address
  const done = await base.write(async (tx, now) => {
    // This row first, always: it makes camera writes wait for each other, so that a free number stays free.
    await countUpSettings(tx)
    const number = await decideNumber(tx, wanted.number, undefined)
    if (number.refused) return number
    const id = makeId('camera', base.random(16))
    const { host, port, path } = address.value
    const { username, password } = loginOf(wanted, address.value)
    const row = await store.insertCamera(tx, {
      id,
      number: number.value,
      name: wanted.name,
      host,
      port,
      path,
      username: username ?? null,
      sealed_password: password === undefined ? null : seal.seal(password, id),
      latitude: wanted.place?.latitude ?? null,
      longitude: wanted.place?.longitude ?? null,
      cone: wanted.cone ? JSON.stringify(wanted.cone) : null,
      is_recorded: wanted.isRecorded,
      retention_hours: wanted.retentionHours,
      retention_bytes_max: wanted.retentionBytesMax ?? null,
      audio: wanted.audio,
      recorder: await leastLoaded(tx, hub),
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
  const { base, hub } = needs
  const address = change.url === undefined ? undefined : readStreamAddress(change.url)
  if (address?.refused) return address
  const done = await base.write(async (tx, now) => {
    await countUpSettings(tx)
    const row = await store.lockCamera(tx, id)
    if (!row) return cameraGone(id)
    if (row.version !== change.version) return refused(refuse('changed-meanwhile', { what: row.name }))
    const number = await decideNumber(tx, change.number ?? row.number, row)
    if (number.refused) return number
    const login = decideLogin(needs.seal, row, change, address?.value)
    if (login.refused) return login
    const columns: ChangesOf<'cameras'> = {
      ...plainColumns(change),
      ...(address && { host: address.value.host, port: address.value.port, path: address.value.path }),
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
    // The password goes at once: nothing will log in with it again.
    await store.updateCamera(tx, row.key, { removed_at: now, sealed_password: null, version: row.version + 1 })
    await tell(tx, 'camera.removed', row, now, {})
    return accepted(undefined)
  })
  if (done.refused) return done
  hub.forget(id)
  hub.settingsChanged()
  return done
}

/** Asks a recorder to open the source and answers with what it found, or with exactly what failed. */
export async function testCamera(needs: CamerasNeeds, test: CameraTest): Promise<Result<CameraTestAnswer>> {
  const { base, hub, seal } = needs
  const address = readStreamAddress(test.url)
  if (address.refused) return address
  const { host, port, path } = address.value
  const typed = loginOf(test, address.value)
  let login = typed
  let recorder: string | undefined
  if (test.camera !== undefined) {
    const row = await store.findCamera(base.db, test.camera)
    if (!row) return cameraGone(test.camera)
    recorder = row.recorder ?? undefined
    if (typed.password === undefined && row.sealed_password) {
      // Else whoever may test a camera could have its password sent to a box of their own.
      if (host !== row.host || port !== row.port) return refused(refuse('password-needed-again', { host: row.host }))
      login = {
        username: typed.username ?? row.username ?? undefined,
        password: seal.open(row.sealed_password, row.id),
      }
    }
  }
  return hub.probe(recorder, (probe) => ({
    host,
    port,
    path,
    ...(login.username !== undefined && { username: login.username }),
    ...(login.password !== undefined && { sealedPassword: seal.seal(login.password, probe).toString('base64') }),
  }))
}

/** What was typed in its own fields counts; else what was pasted inside the URL. Empty is none. */
function loginOf(typed: { username?: string | undefined; password?: string | undefined }, pasted: ReadAddress) {
  const username = typed.username ?? pasted.username
  const password = typed.password ?? pasted.password
  return { username: username === '' ? undefined : username, password: password === '' ? undefined : password }
}

type LoginColumns = Pick<ChangesOf<'cameras'>, 'username' | 'sealed_password'>

function decideLogin(
  seal: PasswordSeal,
  row: store.CameraRow,
  change: CameraChange,
  address: ReadAddress | undefined,
): Result<LoginColumns> {
  const password = change.password === undefined ? address?.password : change.password
  const username = change.username === undefined ? address?.username : change.username
  const isElsewhere = address !== undefined && (address.host !== row.host || address.port !== row.port)
  // Else whoever may change a camera could have its password sent to a box of their own.
  if (isElsewhere && password === undefined && row.sealed_password) {
    return refused(refuse('password-needed-again', { host: row.host }))
  }
  const hasPassword = password !== undefined && password !== null && password !== ''
  return accepted({
    ...(username !== undefined && { username: username === '' ? null : username }),
    ...(password !== undefined && { sealed_password: hasPassword ? seal.seal(password, row.id) : null }),
  })
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

async function leastLoaded(tx: Tx, hub: RecorderHub): Promise<string | null> {
  const loads = await store.camerasPerRecorder(tx)
  const known = hub.list()
  const connected = known.filter(({ isConnected }) => isConnected)
  const candidates = connected.length > 0 ? connected : known
  return candidates.sort((a, b) => (loads.get(a.name) ?? 0) - (loads.get(b.name) ?? 0))[0]?.name ?? null
}

async function tell(tx: Tx, kind: string, row: store.CameraRow, now: Instant, more: object): Promise<void> {
  const body = { camera: store.storedCamera(row), ...more }
  await recordFacts(tx, [{ kind, subject: row.id, happenedAt: now, enteredAt: now, body }])
}
