// Where a segment lies under the recordings folder: <camera>/<YYYY-MM-DD>/<HH>/<startMs>.mp4, all in UTC. Pure arithmetic,
// so that recorder, server and programs that repair agree without a calendar library.

import type { CameraId } from '../../ids.ts'
import { idPatterns } from '../../ids.ts'
import { type Instant, isInstant } from '../../instant.ts'

export const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

export function segmentPath(camera: CameraId, startAt: Instant): string {
  return `${hourFolder(camera, startAt)}/${startAt}.mp4`
}

export function hourFolder(camera: CameraId, at: Instant): string {
  const hour = Math.floor((at % DAY_MS) / HOUR_MS)
  return `${camera}/${utcDay(at)}/${String(hour).padStart(2, '0')}`
}

/** The first moment of the next hour: no GOP that begins at or after it belongs into the same file. */
export function hourEnd(at: Instant): number {
  return (Math.floor(at / HOUR_MS) + 1) * HOUR_MS
}

/** What a path says, or nothing where it is not one of ours or lies in a folder where we would not have put it. */
export function readSegmentPath(path: string): { camera: CameraId; startAt: Instant } | undefined {
  const match = /^([^/]+)\/\d{4}-\d{2}-\d{2}\/\d{2}\/(\d{1,15})\.mp4$/.exec(path)
  if (!match) return undefined
  const [, camera = '', digits = ''] = match
  const startAt = Number(digits)
  if (!idPatterns.camera.test(camera) || !isInstant(startAt)) return undefined
  const found = { camera: camera as CameraId, startAt }
  return segmentPath(found.camera, startAt) === path ? found : undefined
}

/** YYYY-MM-DD. Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days. */
export function utcDay(at: Instant): string {
  const days = Math.floor(at / DAY_MS) + 719_468
  const era = Math.floor(days / 146_097)
  const dayOfEra = days - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const month = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - Math.floor((153 * month + 2) / 5) + 1
  const monthOfYear = month < 10 ? month + 3 : month - 9
  const year = yearOfEra + era * 400 + (monthOfYear <= 2 ? 1 : 0)
  return `${year}-${String(monthOfYear).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}
