// Mounts the map. What it shows comes in as values; what is pointed at goes out as calls.

import type { City } from '@sereno/contract/city'
import { type Ref, useEffect, useImperativeHandle, useRef } from 'react'
import { CityMap, type CityMapOptions, type MapCamera, type MapView } from './city-map.ts'
import { useLatest } from '../ui/use-latest.ts'
import styles from './city-map-view.module.css'
import type { Cone, Place } from './view-cone.ts'

export interface MapHandle {
  readonly goTo: (place: Place, zoom?: number) => void
  readonly zoomBy: (levels: number) => void
}

export interface CityMapViewProps extends CityMapOptions {
  readonly handle?: Ref<MapHandle>
  readonly label: string
  readonly city: City | undefined
  readonly view: MapView
  readonly cameras: readonly MapCamera[]
  readonly chosen: string | undefined
  readonly draft?: { readonly place: Place; readonly cone: Cone | undefined } | undefined
  /** Any change of it means that colours changed. */
  readonly theme: string
}

/** Labels are drawn with the page's font: it has to be there before the first of them. */
const FONT_SAMPLE = '16px "Atkinson Hyperlegible Next Variable"'

export function CityMapView(props: CityMapViewProps) {
  const box = useRef<HTMLDivElement>(null)
  const map = useRef<CityMap>(undefined)
  const latest = useLatest(props)
  useImperativeHandle(props.handle, () => ({
    goTo: (place, zoom) => map.current?.goTo(place, zoom),
    zoomBy: (levels) => map.current?.zoomBy(levels),
  }))
  useEffect(() => {
    let isGone = false
    const begin = async (): Promise<void> => {
      await document.fonts.load(FONT_SAMPLE)
      if (isGone || !box.current) return
      const made = new CityMap(box.current, latest.current.view, {
        onChoose: (id) => latest.current.onChoose?.(id),
        onOpen: (id) => latest.current.onOpen?.(id),
        onHover: (id) => latest.current.onHover?.(id),
        onPlace: (place) => latest.current.onPlace?.(place),
        onMove: (view) => latest.current.onMove?.(view),
      })
      map.current = made
      made.setCity(latest.current.city)
      made.setCameras(latest.current.cameras, latest.current.chosen)
      made.setDraft(latest.current.draft)
    }
    void begin()
    return () => {
      isGone = true
      map.current?.destroy()
      map.current = undefined
    }
  }, [latest])
  useEffect(() => map.current?.setCity(props.city), [props.city])
  useEffect(() => map.current?.setCameras(props.cameras, props.chosen), [props.cameras, props.chosen])
  useEffect(() => map.current?.setDraft(props.draft), [props.draft])
  const theme = useRef(props.theme)
  useEffect(() => {
    if (theme.current === props.theme) return
    theme.current = props.theme
    map.current?.recolor()
  }, [props.theme])
  // MapLibre names the canvas inside as the region: this is only its box.
  return <div ref={box} className={styles.map} data-map={props.label} />
}
