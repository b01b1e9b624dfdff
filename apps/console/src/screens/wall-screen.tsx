/* oxlint-disable jsx-a11y/prefer-tag-over-role, jsx-a11y/click-events-have-key-events -- tiles are chosen with the keys
   of the screen; no HTML element is a list of pictures with a choice. */
// The wall: 1, 4, 9 or 16 live pictures. What hangs where is in the URL; keys, numbers and dragging change it.

import { useNavigate, useSearch } from '@tanstack/react-router'
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { text } from '../i18n/text.ts'
import { serverNow } from '../platform/clock.ts'
import { useKeys } from '../platform/keyboard.ts'
import { rememberPlace } from '../platform/last-place.ts'
import { useRightMissing } from '../trust/login/index.ts'
import { Button } from '../ui/button.tsx'
import { ChoiceBar } from '../ui/choice-bar.tsx'
import { Notice } from '../ui/notice.tsx'
import { CAMERA_DRAG_TYPE, CameraPick, useCameraByNumber, useCameras } from '../video/cameras/index.ts'
import {
  type Layout,
  LiveTile,
  type WallPlace,
  layouts,
  readWall,
  useLiveView,
  usePurpose,
  withCamera,
  withLayout,
  withMove,
  writeWall,
} from '../video/views/index.ts'
import styles from './wall-screen.module.css'

const layoutOfDigit: Readonly<Record<number, Layout>> = { 1: 1, 4: 4, 9: 9, 6: 16 }

export function WallScreen() {
  const search = useSearch({ from: '/frame/wall' })
  const navigate = useNavigate()
  const cameras = useCameras()
  const byNumber = useCameraByNumber()
  const { purpose } = usePurpose()
  const whyNot = useRightMissing()('views.live')
  const wall = useMemo(() => readWall(search), [search])
  const isEmpty = wall.tiles.every((number) => number === undefined)
  const isListOpen = search.list === undefined ? isEmpty : search.list === '1'
  const [said, setSaid] = useState<string>()
  useEffect(() => rememberPlace('/wall', search), [search])
  const show = (next: WallPlace, list = isListOpen): void =>
    void navigate({ to: '/wall', search: { ...writeWall(next), list: list ? '1' : '0' }, replace: true })
  const put = (tile: number, number: number): void => {
    // Before the list is there nobody knows better: the tile will say so.
    if (cameras && !byNumber.has(number)) return setSaid(text('wall.no-camera', { number }))
    setSaid(undefined)
    show(withCamera(wall, tile, number))
  }
  const shown = useMemo(
    () => wall.tiles.flatMap((number) => (number === undefined ? [] : [byNumber.get(number)?.id ?? []].flat())),
    [wall, byNumber],
  )
  const view = useLiveView(whyNot ? [] : shown, purpose)
  const selectedNumber = wall.tiles[wall.selected]
  const rewind = (seconds: number): void => {
    if (selectedNumber === undefined) return
    const at = new Date(serverNow() - seconds * 1_000).toISOString()
    void navigate({ to: '/playback', search: { camera: String(selectedNumber), at } })
  }
  useKeys(
    'wall',
    {
      wallLeft: () => show(withMove(wall, 'left')),
      wallRight: () => show(withMove(wall, 'right')),
      wallUp: () => show(withMove(wall, 'up')),
      wallDown: () => show(withMove(wall, 'down')),
      wallEmpty: () => show(withCamera(wall, wall.selected, undefined)),
      wallList: () => show(wall, !isListOpen),
      wallRewind: () => rewind(10),
      wallOpen: () => {
        if (selectedNumber !== undefined)
          void navigate({ to: '/wall', search: { layout: '1', cameras: String(selectedNumber), tile: '1', list: '0' } })
      },
    },
    {
      onNumber: (number) => put(wall.selected, number),
      onLayout: (digit) => {
        const layout = layoutOfDigit[digit]
        if (layout) show(withLayout(wall, layout))
        else setSaid(text('command.problem.layout'))
      },
      onBack: rewind,
    },
  )
  const layoutBar = (
    <ChoiceBar
      label={text('wall.layout')}
      value={wall.layout}
      choices={layouts.map((value) => ({ value, word: String(value), title: text('wall.tiles', { count: value }) }))}
      onChoose={(layout) => show(withLayout(wall, layout))}
    />
  )
  return (
    <div className={styles.screen} data-list={isListOpen || undefined}>
      <h1 className="unseen">{text('nav.wall')}</h1>
      {isListOpen ? (
        <aside className={styles.list} aria-label={text('cameras.title')}>
          <div className={styles.tools}>
            {layoutBar}
            <Button kind="quiet" onPress={() => show(wall, false)} shortcut="L">
              {text('wall.hide-list')}
            </Button>
          </div>
          <CameraPick cameras={cameras ?? []} onPick={(camera) => put(wall.selected, camera.number)} />
        </aside>
      ) : (
        <aside className={styles.rail}>
          <Button kind="quiet" onPress={() => show(wall, true)}>
            {text('wall.list')}
          </Button>
          <div className={styles.upright}>{layoutBar}</div>
        </aside>
      )}
      <div className={styles.right}>
        {(whyNot ?? said) && <Notice priority={4}>{whyNot ?? said}</Notice>}
        <Tiles
          wall={wall}
          onSelect={(selected) => show({ ...wall, selected })}
          onDropNumber={put}
          onAlone={(number) =>
            void navigate({ to: '/wall', search: { layout: '1', cameras: String(number), list: '0' } })
          }
        >
          {(number) => {
            const camera = byNumber.get(number)
            if (!camera) return <Empty word={cameras ? text('wall.no-camera', { number }) : text('tile.connecting')} />
            return (
              <LiveTile key={camera.id} view={view} camera={camera.id} number={camera.number} title={camera.name} />
            )
          }}
        </Tiles>
      </div>
    </div>
  )
}

interface TilesProps {
  readonly wall: WallPlace
  readonly onSelect: (tile: number) => void
  readonly onDropNumber: (tile: number, number: number) => void
  readonly onAlone: (number: number) => void
  readonly children: (number: number) => ReactNode
}

function Tiles({ wall, onSelect, onDropNumber, onAlone, children }: TilesProps) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // Focus that is on a tile goes along with the choice, and is taken from nowhere else.
    const places = box.current?.children
    if (places && [...places].includes(document.activeElement ?? document.body)) focusOn(places[wall.selected])
  }, [wall.selected])
  return (
    <div ref={box} className={styles.wall} data-layout={wall.layout} role="listbox" aria-label={text('nav.wall')}>
      {wall.tiles.map((number, tile) => (
        <div
          // A tile is its place; the camera in it changes.
          // oxlint-disable-next-line react/no-array-index-key
          key={tile}
          className={styles.place}
          role="option"
          tabIndex={tile === wall.selected ? 0 : -1}
          aria-selected={tile === wall.selected}
          onClick={() => onSelect(tile)}
          onDoubleClick={() => number !== undefined && onAlone(number)}
          onDragOver={(event) => {
            if (event.dataTransfer.types.includes(CAMERA_DRAG_TYPE)) event.preventDefault()
          }}
          onDrop={(event) => {
            const dropped = Number(event.dataTransfer.getData(CAMERA_DRAG_TYPE))
            if (dropped > 0) onDropNumber(tile, dropped)
          }}
        >
          {number === undefined ? <Empty word={text('wall.empty')} /> : children(number)}
        </div>
      ))}
    </div>
  )
}

function focusOn(place: Element | undefined): void {
  if (place instanceof HTMLElement) place.focus({ preventScroll: true })
}

function Empty({ word }: { readonly word: string }) {
  return <p className={styles.empty}>{word}</p>
}
