// What others may use of cameras.

import type { RecorderCamera } from '@sereno/contract/recorder-link'
import type { CameraId } from '@sereno/domain/ids'
import { hidePasswords } from '@sereno/domain/video/cameras/camera'
import type { Db, Reader } from '../../platform/db/database.ts'
import { countUpSettings } from '../recorders/index.ts'
import type { CamerasNeeds } from './handlers.ts'
import { pathColumns } from './sources.ts'
import {
  type CameraRow,
  camerasOfRecorder,
  findCamerasEver,
  giveUnassignedTo,
  listCameras,
  updateCamera,
} from './store.ts'

export { cameraRoutes } from './routes.ts'
export type { CamerasNeeds } from './handlers.ts'

export interface CameraFacts {
  readonly id: CameraId
  readonly number: number
  readonly recorder: string | undefined
  readonly isRecorded: boolean
  /** Nothing more is recorded of it; what was, is there until its time is over. */
  readonly isRemoved: boolean
}

export async function cameraFacts(db: Reader, id: CameraId): Promise<CameraFacts | undefined> {
  return (await factsOfCameras(db, [id])).get(id)
}

/** Of those that are there or were; in no order. */
export async function factsOfCameras(db: Reader, ids: readonly CameraId[]): Promise<Map<CameraId, CameraFacts>> {
  const rows = await findCamerasEver(db, ids)
  return new Map(rows.map((row) => [row.id as CameraId, factsOf(row)]))
}

export function camerasFor(db: Db, recorder: string): Promise<RecorderCamera[]> {
  return camerasOfRecorder(db, recorder)
}

/** A recorder that is new takes the cameras that nobody records yet. */
export async function adoptCameras({ base }: Pick<CamerasNeeds, 'base'>, recorder: string): Promise<void> {
  await base.write(async (tx) => {
    if (await giveUnassignedTo(tx, recorder)) await countUpSettings(tx)
  })
}

/** Rows of before paths were sealed: what is a password in them is sealed now, at the start. */
export async function sealClearPaths({ base, seal }: Pick<CamerasNeeds, 'base' | 'seal'>): Promise<void> {
  if (!(await listCameras(base.db)).some(isClear)) return
  await base.write(async (tx) => {
    await countUpSettings(tx)
    for (const { key, id, host, port, path } of (await listCameras(tx)).filter(isClear)) {
      const address = { host, port, path: hidePasswords(path), secretPath: path }
      await updateCamera(tx, key, pathColumns(seal, id, address))
    }
  })
}

function isClear({ path, sealed_path: sealed }: CameraRow): boolean {
  return !sealed && hidePasswords(path) !== path
}

function factsOf(row: CameraRow): CameraFacts {
  return {
    id: row.id as CameraId,
    number: row.number,
    recorder: row.recorder ?? undefined,
    isRecorded: row.is_recorded,
    isRemoved: row.removed_at !== null,
  }
}
