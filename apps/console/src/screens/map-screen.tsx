// The map beside its list: whatever is a point is also a row, so that no mouse is needed.

import type { Camera } from '@sereno/contract/cameras'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useMemo, useRef, useState } from 'react'
import { cityQuery } from '../city/city.ts'
import { text } from '../i18n/text.ts'
import { useNow } from '../platform/clock.ts'
import { useKeys } from '../platform/keyboard.ts'
import { rememberPlace } from '../platform/last-place.ts'
import { usePreferences } from '../platform/preferences.ts'
import { CityMapView, type MapHandle } from '../map/city-map-view.tsx'
import { useRightMissing } from '../trust/login/index.ts'
import { Button } from '../ui/button.tsx'
import { CameraPick, CameraStateLine, useCameraById, useCameraByNumber, useCameras } from '../video/cameras/index.ts'
import { LiveTile, useLiveView, usePurpose } from '../video/views/index.ts'
import { mapCameras, readView, usualView, writeView } from './map-cameras.ts'
import styles from './map-screen.module.css'

export function MapScreen() {
  const search = useSearch({ from: '/frame/map' })
  const navigate = useNavigate()
  const { data: city, isPending } = useQuery(cityQuery)
  const cameras = useCameras()
  const byId = useCameraById()
  const byNumber = useCameraByNumber()
  const theme = usePreferences((preferences) => preferences.theme)
  const handle = useRef<MapHandle>(null)
  const [hovered, setHovered] = useState<string>()
  const latestSearch = useRef(search)
  latestSearch.current = search
  useEffect(() => rememberPlace('/map', search), [search])
  const chosen = search.camera === undefined ? undefined : byNumber.get(Number(search.camera))
  const shown = useMemo(() => mapCameras(cameras ?? []), [cameras])
  const setSearch = (change: { at?: string; camera?: string }): void =>
    void navigate({ to: '/map', search: { ...latestSearch.current, ...change }, replace: true })
  const choose = (camera: Camera | undefined): void => {
    if (!camera) return
    setSearch({ camera: String(camera.number) })
    if (camera.place) handle.current?.goTo(camera.place)
  }
  const open = (camera: Camera | undefined): void => {
    if (camera) void navigate({ to: '/wall', search: { layout: '1', cameras: String(camera.number), list: '0' } })
  }
  useKeys(
    'map',
    { mapOpen: () => open(chosen), mapIn: () => handle.current?.zoomBy(1), mapOut: () => handle.current?.zoomBy(-1) },
    { onNumber: (number) => choose(byNumber.get(number)) },
  )
  const isReady = !isPending && cameras !== undefined
  const startView = useMemo(
    () =>
      readView(latestSearch.current.at) ??
      (chosen?.place ? { ...chosen.place, zoom: 17 } : usualView(city, cameras ?? [])),
    // Where the map begins; from then on it says where it is.
    // oxlint-disable-next-line react/exhaustive-deps
    [isReady],
  )
  const named = hovered === undefined ? undefined : byId.get(hovered)
  return (
    <div className={styles.screen}>
      <aside className={styles.side}>
        <h1 className={styles.title}>{city?.name ?? text('nav.map')}</h1>
        <CameraPick cameras={cameras ?? []} onPick={open} onHover={choose} chosen={chosen?.id} />
        {chosen && <Chosen camera={chosen} onOpen={() => open(chosen)} />}
      </aside>
      <div className={styles.map}>
        {isReady && (
          <CityMapView
            handle={handle}
            label={text('nav.map')}
            city={city}
            view={startView}
            cameras={shown}
            chosen={chosen?.id}
            theme={theme}
            onChoose={(id) => setSearch({ camera: String(byId.get(id)?.number ?? '') })}
            onOpen={(id) => open(byId.get(id))}
            onHover={setHovered}
            onMove={(view) => setSearch({ at: writeView(view) })}
          />
        )}
        <output className={styles.hover}>{named ? `${named.number} ${named.name}` : text('map.hint')}</output>
      </div>
    </div>
  )
}

function Chosen({ camera, onOpen }: { readonly camera: Camera; readonly onOpen: () => void }) {
  const now = useNow()
  const navigate = useNavigate()
  const { purpose } = usePurpose()
  const whyNot = useRightMissing()('views.live')
  const view = useLiveView(whyNot ? [] : [camera.id], purpose)
  return (
    <section className={styles.chosen} aria-label={camera.name}>
      <div className={styles.picture}>
        {whyNot ? (
          <p>{whyNot}</p>
        ) : (
          <LiveTile key={camera.id} view={view} camera={camera.id} number={camera.number} title={camera.name} />
        )}
      </div>
      <CameraStateLine state={camera.state} now={now} />
      <div className={styles.actions}>
        <Button onPress={onOpen} shortcut="Enter">
          {text('map.open')}
        </Button>
        <Button
          kind="quiet"
          onPress={() => void navigate({ to: '/cameras/$number', params: { number: String(camera.number) } })}
        >
          {text('map.details')}
        </Button>
      </div>
    </section>
  )
}
