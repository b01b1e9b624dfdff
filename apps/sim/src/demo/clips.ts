// Finds each camera its clip among those that were drawn: its place, its viewpoint, by day or dusk.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Clip, codecOf, loadClip } from '../cameras/clip.ts'
import type { TownCamera } from '../city/cameras.ts'
import type { Light } from './light.ts'

export type ClipEntry = { file: string; place: string; viewpoint: string | number; light: Light; fps: number }
export type CameraClips = Record<Light, Clip> & { fps: number }

/** Six places, a few viewpoints, two lights. */
export const CLIPS_MAX = 200

export async function readManifest(folder: string): Promise<ClipEntry[]> {
  const text = await readFile(join(folder, 'clips.json'), 'utf8').catch(() => {
    throw new Error(`no clips in ${folder}: node apps/sim/draw.ts --out ${folder} draws them`)
  })
  const list: unknown = JSON.parse(text)
  if (!Array.isArray(list) || list.length > CLIPS_MAX || !list.every(isEntry)) {
    throw new Error(`${folder}/clips.json is no list of at most ${CLIPS_MAX} clips`)
  }
  return list
}

/** Viewpoints in the manifest's order; a camera beyond the last begins again with the first. */
export function entryFor(
  entries: readonly ClipEntry[],
  camera: Pick<TownCamera, 'place' | 'viewpoint'>,
  light: Light,
): ClipEntry | undefined {
  const ofPlace = entries.filter(({ place }) => place === camera.place)
  const viewpoints = [...new Set(ofPlace.map(({ viewpoint }) => viewpoint))]
  const wanted = viewpoints[camera.viewpoint % Math.max(1, viewpoints.length)]
  const seen = ofPlace.filter(({ viewpoint }) => viewpoint === wanted)
  return seen.find((entry) => entry.light === light) ?? seen[0]
}

/** Each file is read once, however many cameras show it. */
export function clipShelf(folder: string): (entry: ClipEntry) => Promise<Clip> {
  const shelf = new Map<string, Promise<Clip>>()
  return (entry) => {
    const known = shelf.get(entry.file) ?? loadClip(join(folder, entry.file), codecOf(entry.file))
    shelf.set(entry.file, known)
    return known
  }
}

export async function clipsFor(
  camera: TownCamera,
  entries: readonly ClipEntry[],
  take: (entry: ClipEntry) => Promise<Clip>,
): Promise<CameraClips> {
  const day = entryFor(entries, camera, 'day')
  const dusk = entryFor(entries, camera, 'dusk')
  if (!day || !dusk) throw new Error(`no clip of ${camera.place} for camera ${camera.number}`)
  return { day: await take(day), dusk: await take(dusk), fps: day.fps }
}

function isEntry(value: unknown): value is ClipEntry {
  if (typeof value !== 'object' || value === null) return false
  const { file, place, viewpoint, light, fps }: Record<string, unknown> = { ...value }
  const isNamed = typeof file === 'string' && /^[\w.-]+$/.test(file) && typeof place === 'string'
  const isSeen = typeof viewpoint === 'string' || typeof viewpoint === 'number'
  return isNamed && isSeen && (light === 'day' || light === 'dusk') && typeof fps === 'number' && fps > 0 && fps <= 60
}
