// Cameras in the database. A removed one keeps its row: its recordings point to it until their time is over.

import type { Camera } from '@sereno/contract/cameras'
import { placeShape, viewConeShape } from '@sereno/contract/cameras'
import type { RecorderCamera } from '@sereno/contract/recorder-link'
import type { CameraId } from '@sereno/domain/ids'
import { streamUrl } from '@sereno/domain/video/cameras/camera'
import type { Insertable, Selectable, Updateable } from 'kysely'
import { z } from 'zod'
import type { Reader, Tx } from '../../platform/db/database.ts'
import type { CamerasTable } from '../../platform/db/tables.ts'

export type CameraRow = Selectable<CamerasTable>
/** A camera as stored: what is known of it without asking a recorder. */
export type StoredCamera = Omit<Camera, 'state'>

export async function listCameras(db: Reader): Promise<CameraRow[]> {
  return db.selectFrom('cameras').selectAll().where('removed_at', 'is', null).orderBy('number').execute()
}

const REMOVED_LISTED_MAX = 1_000

/** Those that were removed and still have a closed recording; the newest first. */
export async function listRemovedCameras(db: Reader): Promise<CameraRow[]> {
  return (
    db
      .selectFrom('cameras')
      // One look into the index for each, instead of a join that would read all of its rows.
      .innerJoinLateral(
        (e) => e.selectFrom('segments').select('end_at').whereRef('camera_key', '=', 'cameras.key').limit(1).as('any'),
        (join) => join.onTrue(),
      )
      .selectAll('cameras')
      .where('removed_at', 'is not', null)
      .orderBy('removed_at', 'desc')
      .limit(REMOVED_LISTED_MAX)
      .execute()
  )
}

export async function findCamera(db: Reader, id: CameraId): Promise<CameraRow | undefined> {
  return db.selectFrom('cameras').selectAll().where('id', '=', id).where('removed_at', 'is', null).executeTakeFirst()
}

/** Removed ones too. */
export async function findCamerasEver(db: Reader, ids: readonly CameraId[]): Promise<CameraRow[]> {
  if (ids.length === 0) return []
  return db.selectFrom('cameras').selectAll().where('id', 'in', ids).execute()
}

export async function lockCamera(tx: Tx, id: CameraId): Promise<CameraRow | undefined> {
  return tx
    .selectFrom('cameras')
    .selectAll()
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()
}

export async function cameraWithNumber(db: Reader, number: number): Promise<CameraRow | undefined> {
  return db
    .selectFrom('cameras')
    .selectAll()
    .where('number', '=', number)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
}

export async function numbersTaken(db: Reader): Promise<Set<number>> {
  const rows = await db.selectFrom('cameras').select('number').where('removed_at', 'is', null).execute()
  return new Set(rows.map(({ number }) => number))
}

export async function insertCamera(tx: Tx, row: Insertable<CamerasTable>): Promise<CameraRow> {
  return tx.insertInto('cameras').values(row).returningAll().executeTakeFirstOrThrow()
}

export async function updateCamera(tx: Tx, key: number, change: Updateable<CamerasTable>): Promise<CameraRow> {
  return tx.updateTable('cameras').set(change).where('key', '=', key).returningAll().executeTakeFirstOrThrow()
}

export async function camerasPerRecorder(db: Reader): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('cameras')
    .select(['recorder', (e) => e.fn.countAll<number>().as('n')])
    .where('removed_at', 'is', null)
    .where('recorder', 'is not', null)
    .groupBy('recorder')
    .execute()
  return new Map(rows.map(({ recorder, n }) => [recorder ?? '', n]))
}

/** Answers whether there were any. */
export async function giveUnassignedTo(tx: Tx, recorder: string): Promise<boolean> {
  const rows = await tx
    .updateTable('cameras')
    .set({ recorder })
    .where('recorder', 'is', null)
    .where('removed_at', 'is', null)
    .returning('key')
    .execute()
  return rows.length > 0
}

export async function camerasOfRecorder(db: Reader, recorder: string): Promise<RecorderCamera[]> {
  const rows = await db
    .selectFrom('cameras')
    .selectAll()
    .where('recorder', '=', recorder)
    .where('removed_at', 'is', null)
    .orderBy('number')
    .execute()
  return rows.map(recorderCameraOf)
}

function recorderCameraOf(row: CameraRow): RecorderCamera {
  return {
    id: row.id as CameraId,
    number: row.number,
    source: {
      host: row.host,
      port: row.port,
      path: row.path,
      ...(row.sealed_path && { sealedPath: row.sealed_path.toString('base64') }),
      ...(row.username !== null && { username: row.username }),
      ...(row.sealed_password && { sealedPassword: row.sealed_password.toString('base64') }),
    },
    isRecorded: row.is_recorded,
    retentionHours: row.retention_hours,
    ...(row.retention_bytes_max !== null && { retentionBytesMax: row.retention_bytes_max }),
    audio: audioOf(row),
  }
}

/** Passwords are left behind here, and only here: what comes out can be shown. */
export function storedCamera(row: CameraRow): StoredCamera {
  const place = placeShape.safeParse({ latitude: row.latitude, longitude: row.longitude }).data
  const cone = viewConeShape.safeParse(row.cone).data
  return {
    id: row.id as CameraId,
    number: row.number,
    name: row.name,
    url: streamUrl(row),
    ...(row.username !== null && { username: row.username }),
    hasPassword: row.sealed_password !== null,
    ...(place && { place }),
    ...(cone && { cone }),
    isRecorded: row.is_recorded,
    retentionHours: row.retention_hours,
    ...(row.retention_bytes_max !== null && { retentionBytesMax: row.retention_bytes_max }),
    audio: audioOf(row),
    ...(row.recorder !== null && { recorder: row.recorder }),
    version: row.version,
  }
}

const audioShape = z.enum(['left-out', 'allowed'])

function audioOf(row: CameraRow): 'left-out' | 'allowed' {
  return audioShape.parse(row.audio)
}
