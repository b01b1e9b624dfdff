// Cameras as the console knows them: the list from the API, with each state brought up to date by the live feed.

import {
  type Camera,
  type CameraChange,
  type CameraState,
  type CameraTestAnswer,
  type NewCamera,
  cameraListShape,
  cameraShape,
  cameraTestAnswerShape,
} from '@sereno/contract/cameras'
import type { CameraId } from '@sereno/domain/ids'
import { type QueryClient, queryOptions, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { act, call } from '../../platform/api.ts'

const KEY = ['cameras'] as const

export const camerasQuery = queryOptions({
  queryKey: KEY,
  queryFn: async () => (await call(cameraListShape, 'GET', '/api/cameras')).cameras.sort((a, b) => a.number - b.number),
  staleTime: Number.POSITIVE_INFINITY,
})

export function useCameras(): readonly Camera[] | undefined {
  return useQuery(camerasQuery).data
}

export function useCameraByNumber(): ReadonlyMap<number, Camera> {
  const cameras = useCameras()
  return useMemo(() => new Map(cameras?.map((camera) => [camera.number, camera])), [cameras])
}

export function useCameraById(): ReadonlyMap<string, Camera> {
  const cameras = useCameras()
  return useMemo(() => new Map(cameras?.map((camera) => [camera.id, camera])), [cameras])
}

/** One camera's state, for who shows only that: others' states draw nothing anew. */
export function useCameraState(id: string): CameraState | undefined {
  return useQuery({ ...camerasQuery, select: (cameras) => cameras.find((camera) => camera.id === id)?.state }).data
}

/** The live feed's states, many at once: one new list, in which only what changed is a new object. */
export function mergeStates(client: QueryClient, states: readonly { camera: CameraId; state: CameraState }[]): void {
  if (states.length === 0) return
  const changed = new Map<string, CameraState>(states.map(({ camera, state }) => [camera, state]))
  client.setQueryData(camerasQuery.queryKey, (cameras) =>
    cameras?.map((camera) => {
      const state = changed.get(camera.id)
      return state ? { ...camera, state } : camera
    }),
  )
}

export async function reloadCameras(client: QueryClient): Promise<void> {
  await client.invalidateQueries({ queryKey: KEY })
}

export interface CameraSource {
  readonly url: string
  readonly username?: string
  readonly password?: string
  readonly camera?: CameraId
}

export function testCamera(source: CameraSource): Promise<CameraTestAnswer> {
  return call(cameraTestAnswerShape, 'POST', '/api/cameras/test', source)
}

export function addCamera(camera: NewCamera): Promise<Camera> {
  return call(cameraShape, 'POST', '/api/cameras', camera)
}

export function changeCamera(id: CameraId, change: CameraChange): Promise<Camera> {
  return call(cameraShape, 'PATCH', `/api/cameras/${id}`, change)
}

export function removeCamera(id: CameraId): Promise<void> {
  return act('DELETE', `/api/cameras/${id}`)
}

/** What the filter means: words in the name, the number from its beginning, or the state's word. */
export function matches(camera: Camera, stateWord: string, filter: string): boolean {
  const haystack = plain(`${camera.number} ${camera.name} ${stateWord} ${camera.url}`)
  return plain(filter)
    .split(/\s+/)
    .every((word) =>
      /^\d+$/.test(word)
        ? String(camera.number).startsWith(word) || haystack.includes(` ${word}`)
        : haystack.includes(word),
    )
}

/** Without accents and in lower case: nobody types them in a hurry. */
function plain(words: string): string {
  return words
    .normalize('NFD')
    .replaceAll(/\p{Diacritic}/gu, '')
    .toLowerCase()
    .trim()
}
