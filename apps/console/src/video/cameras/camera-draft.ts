// A camera's form as text fields hold it, and the reading of it into what the API takes. Pure.

import type { Camera, NewCamera } from '@sereno/contract/cameras'
import {
  CAMERA_NUMBER_MAX,
  RETENTION_HOURS_DEFAULT,
  RETENTION_HOURS_MAX,
  readStreamAddress,
} from '@sereno/domain/video/cameras/camera'
import { z } from 'zod'
import type { WordKey } from '../../i18n/text.ts'

const typed = z.string().max(2_000)
export const draftShape = z
  .object({
    url: typed,
    username: typed,
    password: typed,
    number: typed,
    name: typed,
    latitude: typed,
    longitude: typed,
    heading: typed,
    fieldOfView: typed,
    range: typed,
    isRecorded: z.boolean(),
    retentionHours: typed,
    /** Empty: only the hours count. */
    retentionGigabytes: typed,
  })
  .readonly()
export type CameraDraft = z.infer<typeof draftShape>
export type DraftField = keyof CameraDraft

export const emptyDraft: CameraDraft = {
  url: '',
  username: '',
  password: '',
  number: '',
  name: '',
  latitude: '',
  longitude: '',
  heading: '0',
  fieldOfView: '70',
  range: '60',
  isRecorded: true,
  retentionHours: String(RETENTION_HOURS_DEFAULT),
  retentionGigabytes: '',
}

/** As disks are sold. */
const GIGABYTE = 1_000_000_000
/** The API takes no less than a megabyte: one picture group must fit. */
const GIGABYTES_MIN = 0.001
const GIGABYTES_MAX = 1_000_000

export function draftOf(camera: Camera): CameraDraft {
  return {
    ...emptyDraft,
    url: camera.url,
    username: camera.username ?? '',
    number: String(camera.number),
    name: camera.name,
    latitude: camera.place ? camera.place.latitude.toFixed(6) : '',
    longitude: camera.place ? camera.place.longitude.toFixed(6) : '',
    heading: String(camera.cone?.headingDegrees ?? 0),
    fieldOfView: String(camera.cone?.fieldOfViewDegrees ?? 70),
    range: String(camera.cone?.rangeMetres ?? 60),
    isRecorded: camera.isRecorded,
    retentionHours: String(camera.retentionHours),
    retentionGigabytes: camera.retentionBytesMax === undefined ? '' : String(camera.retentionBytesMax / GIGABYTE),
  }
}

/**
 * Somebody else stored the same camera while it was typed into here. A field that was not touched follows them; what was
 * typed stays. `foreign` are the fields that are now stored as something else than this form knew or says.
 */
export function mergeDraft(
  base: CameraDraft,
  mine: CameraDraft,
  theirs: CameraDraft,
): { draft: CameraDraft; foreign: DraftField[] } {
  const fields = Object.keys(base) as DraftField[]
  const changed = fields.filter((field) => theirs[field] !== base[field])
  const followed = changed.filter((field) => mine[field] === base[field])
  const draft = { ...mine, ...Object.fromEntries(followed.map((field) => [field, theirs[field]])) }
  return { draft, foreign: changed.filter((field) => mine[field] !== theirs[field]) }
}

/** A comma is a decimal point here. */
export function readNumber(words: string, min: number, max: number): number | undefined {
  const plain = words.trim().replace(',', '.')
  if (!/^-?\d+(\.\d+)?$/.test(plain)) return undefined
  const value = Number(plain)
  return value >= min && value <= max ? value : undefined
}

export interface ReadDraft {
  readonly problems: Partial<Record<DraftField, WordKey>>
  readonly place: NewCamera['place']
  readonly cone: NewCamera['cone']
  readonly number: number | undefined
  readonly retentionHours: number | undefined
  readonly retentionBytesMax: number | undefined
}

export function readDraft(draft: CameraDraft): ReadDraft {
  const problems: Partial<Record<DraftField, WordKey>> = {}
  if (draft.url.trim() !== '' && readStreamAddress(draft.url).refused) problems.url = 'camera.problem.url'
  const number = draft.number.trim() === '' ? undefined : readNumber(draft.number, 1, CAMERA_NUMBER_MAX)
  if (draft.number.trim() !== '' && (number === undefined || !Number.isInteger(number)))
    problems.number = 'camera.problem.number'
  const hasPlace = draft.latitude.trim() !== '' || draft.longitude.trim() !== ''
  const latitude = readNumber(draft.latitude, -90, 90)
  const longitude = readNumber(draft.longitude, -180, 180)
  if (hasPlace && latitude === undefined) problems.latitude = 'camera.problem.latitude'
  if (hasPlace && longitude === undefined) problems.longitude = 'camera.problem.longitude'
  const headingDegrees = readNumber(draft.heading, 0, 360)
  const fieldOfViewDegrees = readNumber(draft.fieldOfView, 1, 360)
  const rangeMetres = readNumber(draft.range, 1, 2_000)
  if (headingDegrees === undefined) problems.heading = 'camera.problem.heading'
  if (fieldOfViewDegrees === undefined) problems.fieldOfView = 'camera.problem.field-of-view'
  if (rangeMetres === undefined) problems.range = 'camera.problem.range'
  const hours = readNumber(draft.retentionHours, 1, RETENTION_HOURS_MAX)
  const retentionHours = hours !== undefined && Number.isInteger(hours) ? hours : undefined
  if (retentionHours === undefined) problems.retentionHours = 'camera.problem.retention'
  const hasLimit = draft.retentionGigabytes.trim() !== ''
  const gigabytes = hasLimit ? readNumber(draft.retentionGigabytes, GIGABYTES_MIN, GIGABYTES_MAX) : undefined
  if (hasLimit && gigabytes === undefined) problems.retentionGigabytes = 'camera.problem.retention-bytes'
  const retentionBytesMax = gigabytes === undefined ? undefined : Math.round(gigabytes * GIGABYTE)
  const place = latitude !== undefined && longitude !== undefined ? { latitude, longitude } : undefined
  const hasCone = place && headingDegrees !== undefined && fieldOfViewDegrees !== undefined && rangeMetres !== undefined
  const cone = hasCone ? { headingDegrees, fieldOfViewDegrees, rangeMetres } : undefined
  return { problems, place, cone, number, retentionHours, retentionBytesMax }
}
