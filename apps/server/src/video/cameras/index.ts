// What others may use of cameras.

import type { RecorderCamera } from '@sereno/contract/recorder-link'
import type { CameraId } from '@sereno/domain/ids'
import type { Db, Reader } from '../../platform/db/database.ts'
import { countUpSettings } from '../recorders/index.ts'
import type { CamerasNeeds } from './handlers.ts'
import { camerasOfRecorder, findCamera, findCameras, giveUnassignedTo } from './store.ts'

export { cameraRoutes } from './routes.ts'
export type { CamerasNeeds } from './handlers.ts'

export interface CameraFacts {
  readonly id: CameraId
  readonly number: number
  readonly recorder: string | undefined
  readonly isRecorded: boolean
}

export async function cameraFacts(db: Reader, id: CameraId): Promise<CameraFacts | undefined> {
  const row = await findCamera(db, id)
  return row && factsOf(row)
}

/** Of those that are there; in no order. */
export async function factsOfCameras(db: Reader, ids: readonly CameraId[]): Promise<Map<CameraId, CameraFacts>> {
  const rows = await findCameras(db, ids)
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

function factsOf(row: { id: string; number: number; recorder: string | null; is_recorded: boolean }): CameraFacts {
  return {
    id: row.id as CameraId,
    number: row.number,
    recorder: row.recorder ?? undefined,
    isRecorded: row.is_recorded,
  }
}
