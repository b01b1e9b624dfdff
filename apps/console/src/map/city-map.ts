// The map as an imperative object: the ground, cameras with their cones, one draft. It is told what to show and tells
// what was pointed at; positions never pass through React.

import type { City } from '@sereno/contract/city'
import { type GeoJSONSource, type MapMouseEvent, Map as MapLibre, setWorkerUrl } from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url'
import { type MapMark, drawMark, mapMarks } from './map-marks.ts'
import { type Color, cityGeoJson, emptyGeoJson, mapStyle } from './map-style.ts'
import { type Cone, type Place, coneRing } from './view-cone.ts'

setWorkerUrl(workerUrl)

export interface MapCamera {
  readonly id: string
  readonly place: Place
  readonly cone: Cone | undefined
  readonly mark: MapMark
  /** Number, and the state's word where it is not the usual one. */
  readonly words: string
}

export interface CityMapOptions {
  readonly onChoose?: (id: string) => void
  readonly onOpen?: (id: string) => void
  readonly onHover?: (id: string | undefined) => void
  /** A click on the ground. */
  readonly onPlace?: (place: Place) => void
  readonly onMove?: (view: MapView) => void
}

export interface MapView {
  readonly longitude: number
  readonly latitude: number
  readonly zoom: number
}

const ZOOM_MIN = 10
const ZOOM_MAX = 20
/** Pointing within so many pixels of a camera means the camera. */
const REACH_PX = 12

export class CityMap {
  private readonly map: MapLibre
  private readonly options: CityMapOptions
  private city: City | undefined
  private cameras: readonly MapCamera[] = []
  private chosen: string | undefined
  private draft: { place: Place; cone: Cone | undefined } | undefined
  private isReady = false

  constructor(container: HTMLElement, view: MapView, options: CityMapOptions) {
    this.options = options
    this.map = new MapLibre({
      container,
      style: mapStyle(undefined, tokenOf(container)),
      center: [view.longitude, view.latitude],
      zoom: view.zoom,
      minZoom: ZOOM_MIN,
      maxZoom: ZOOM_MAX,
      attributionControl: false,
      // Nothing moves that need not: no rotation by accident, no fading labels.
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      fadeDuration: 0,
      keyboard: false,
      locale: { 'Map.Title': container.dataset['map'] ?? '' },
    })
    this.map.on('style.load', () => this.fill())
    this.map.on('error', ({ error }) => console.warn('map', error.message))
    this.map.on('click', (event) => this.click(event))
    this.map.on('dblclick', (event) => this.doubleClick(event))
    this.map.on('mousemove', (event) => this.hover(event))
    this.map.on('moveend', () => this.tellMove())
  }

  setCity(city: City | undefined): void {
    this.city = city
    void this.source('city')?.setData(cityGeoJson(city))
  }

  setCameras(cameras: readonly MapCamera[], chosen: string | undefined): void {
    this.cameras = cameras
    this.chosen = chosen
    this.fillCameras()
  }

  setDraft(draft: { place: Place; cone: Cone | undefined } | undefined): void {
    this.draft = draft
    this.fillDraft()
  }

  /** The theme changed: colours are read anew from the tokens. */
  recolor(): void {
    this.isReady = false
    this.map.setStyle(mapStyle(this.city, tokenOf(this.map.getContainer())), { diff: false })
  }

  goTo(place: Place, zoom?: number): void {
    this.map.jumpTo({ center: [place.longitude, place.latitude], ...(zoom === undefined ? {} : { zoom }) })
  }

  zoomBy(levels: number): void {
    this.map.jumpTo({ zoom: this.map.getZoom() + levels })
  }

  destroy(): void {
    this.map.remove()
  }

  private fill(): void {
    this.isReady = true
    const color = tokenOf(this.map.getContainer())
    for (const mark of mapMarks)
      if (!this.map.hasImage(mark)) this.map.addImage(mark, drawMark(mark, color), { pixelRatio: 2 })
    this.setCity(this.city)
    this.fillCameras()
    this.fillDraft()
  }

  private fillCameras(): void {
    if (!this.isReady) return
    const list = this.cameras
    void this.source('cameras')?.setData({
      type: 'FeatureCollection',
      features: list.map((camera) => ({
        type: 'Feature' as const,
        properties: {
          id: camera.id,
          mark: camera.mark,
          words: camera.words,
          isChosen: camera.id === this.chosen,
          isTrouble: camera.mark === 'trouble',
          rank: camera.id === this.chosen ? 0 : camera.mark === 'good' ? 2 : 1,
        },
        geometry: { type: 'Point' as const, coordinates: [camera.place.longitude, camera.place.latitude] },
      })),
    })
    void this.source('cones')?.setData({
      type: 'FeatureCollection',
      features: list.flatMap((camera) =>
        camera.cone ? [coneFeature(camera.place, camera.cone, camera.id === this.chosen)] : [],
      ),
    })
  }

  private fillDraft(): void {
    if (!this.isReady) return
    const { draft } = this
    if (!draft) {
      void this.source('draft')?.setData(emptyGeoJson)
      return
    }
    const dot = { headingDegrees: 0, fieldOfViewDegrees: 360, rangeMetres: 2 }
    void this.source('draft')?.setData({
      type: 'FeatureCollection',
      features: [
        coneFeature(draft.place, dot, true),
        ...(draft.cone ? [coneFeature(draft.place, draft.cone, true)] : []),
      ],
    })
  }

  private source(name: string): GeoJSONSource | undefined {
    return this.isReady ? this.map.getSource<GeoJSONSource>(name) : undefined
  }

  private cameraAt(event: MapMouseEvent): string | undefined {
    const { x, y } = event.point
    const [found] = this.map.queryRenderedFeatures(
      [
        [x - REACH_PX, y - REACH_PX],
        [x + REACH_PX, y + REACH_PX],
      ],
      { layers: ['cameras'] },
    )
    const id: unknown = found?.properties['id']
    return typeof id === 'string' ? id : undefined
  }

  private click(event: MapMouseEvent): void {
    const id = this.cameraAt(event)
    if (id !== undefined && this.options.onChoose) return this.options.onChoose(id)
    this.options.onPlace?.({ latitude: event.lngLat.lat, longitude: event.lngLat.lng })
  }

  private doubleClick(event: MapMouseEvent): void {
    const id = this.cameraAt(event)
    if (id === undefined) return
    event.preventDefault()
    this.options.onOpen?.(id)
  }

  private hover(event: MapMouseEvent): void {
    if (!this.options.onHover) return
    const id = this.cameraAt(event)
    this.map.getCanvas().style.cursor = id ? 'pointer' : ''
    this.options.onHover(id)
  }

  private tellMove(): void {
    const { lng, lat } = this.map.getCenter()
    this.options.onMove?.({ longitude: lng, latitude: lat, zoom: this.map.getZoom() })
  }
}

function coneFeature(place: Place, cone: Cone, isChosen: boolean) {
  return {
    type: 'Feature' as const,
    properties: { isChosen },
    geometry: { type: 'Polygon' as const, coordinates: [coneRing(place, cone)] },
  }
}

function tokenOf(element: HTMLElement): Color {
  const style = getComputedStyle(element)
  return (token) => style.getPropertyValue(`--${token}`).trim()
}
