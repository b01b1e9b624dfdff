// Cameras as the map wants them, and where to look when nothing says where.

import type { Camera } from '@sereno/contract/cameras'
import type { City } from '@sereno/contract/city'
import type { MapCamera, MapView } from '../map/city-map.ts'
import { markOf, stateWord } from '../video/cameras/index.ts'

const ZOOM_CITY = 15
const ZOOM_WORLD = 10
const NOWHERE: MapView = { longitude: -65.2995, latitude: -24.1858, zoom: ZOOM_WORLD }

export function mapCameras(cameras: readonly Camera[]): MapCamera[] {
  return cameras.flatMap((camera) => {
    if (!camera.place) return []
    const mark = markOf[camera.state.what]
    const words = mark === 'good' ? String(camera.number) : `${camera.number} ${stateWord(camera.state)}`
    return [{ id: camera.id, place: camera.place, cone: camera.cone, mark, words }]
  })
}

export function usualView(city: City | undefined, cameras: readonly Camera[]): MapView {
  if (city) return { longitude: city.centre[0], latitude: city.centre[1], zoom: ZOOM_CITY }
  const first = cameras.find((camera) => camera.place)?.place
  return first ? { ...first, zoom: ZOOM_CITY } : NOWHERE
}

/** ?at=-24.18580,-65.29950,15.20 */
export function readView(at: string | undefined): MapView | undefined {
  const [latitude, longitude, zoom] = (at ?? '').split(',').map(Number)
  if (latitude === undefined || longitude === undefined || zoom === undefined) return undefined
  if (!(Math.abs(latitude) <= 90) || !(Math.abs(longitude) <= 180) || !(zoom >= 0 && zoom <= 24)) return undefined
  return { latitude, longitude, zoom }
}

export function writeView({ latitude, longitude, zoom }: MapView): string {
  return `${latitude.toFixed(5)},${longitude.toFixed(5)},${zoom.toFixed(2)}`
}
