// A list of cameras to take one from: filter by typing, arrows and Enter, or drag it to where it should go.

import type { Camera } from '@sereno/contract/cameras'
import { useMemo, useState } from 'react'
import { text } from '../../i18n/text.ts'
import { isNumberBegun } from '../../platform/keyboard.ts'
import { Field } from '../../ui/field.tsx'
import { Rows } from '../../ui/rows.tsx'
import { StateMark } from '../../ui/state-mark.tsx'
import styles from './camera-pick.module.css'
import { markOf, stateReason } from './camera-state.tsx'
import { matches } from './cameras.ts'

/** What a dragged row carries: the camera's number. */
export const CAMERA_DRAG_TYPE = 'application/x-sereno-camera'

export interface CameraPickProps {
  readonly cameras: readonly Camera[]
  readonly onPick: (camera: Camera) => void
  readonly onHover?: (camera: Camera) => void
  /** Chosen elsewhere, on the map: the list shows it too. */
  readonly chosen?: string | undefined
}

export function CameraPick({ cameras, onPick, onHover, chosen }: CameraPickProps) {
  const [filter, setFilter] = useState('')
  const [selected, setSelected] = useState(0)
  const rows = useMemo(
    () => cameras.filter((camera) => matches(camera, stateReason(camera.state), filter)),
    [cameras, filter],
  )
  const told = chosen === undefined ? -1 : rows.findIndex((camera) => camera.id === chosen)
  const at = told >= 0 ? told : Math.min(selected, rows.length - 1)
  const choose = (index: number): void => {
    setSelected(index)
    const camera = rows[index]
    if (camera) onHover?.(camera)
  }
  return (
    // Keys of the filter's field and of the list mean the same here; the wrapper itself is nothing to act on.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      className={styles.pick}
      onKeyDown={(event) => {
        const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
        if (step !== 0) {
          event.preventDefault()
          event.stopPropagation()
          choose(Math.max(0, Math.min(rows.length - 1, at + step)))
        }
        const camera = rows[at]
        // A number that was begun over the list is a camera by number, not the row that happens to be chosen.
        if (event.key === 'Enter' && camera && !isNumberBegun(event.target)) {
          event.preventDefault()
          event.stopPropagation()
          onPick(camera)
        }
      }}
    >
      <div className={styles.filter}>
        <Field
          label={text('cameras.filter')}
          isLabelUnseen
          type="search"
          value={filter}
          placeholder={text('cameras.filter')}
          onChange={(value) => {
            setFilter(value)
            setSelected(0)
          }}
        />
      </div>
      <Rows
        label={text('cameras.title')}
        rows={rows}
        keyOf={(camera) => camera.id}
        selected={at}
        onSelect={choose}
        onOpen={onPick}
        empty={text('cameras.none-match')}
        onDragStart={(camera, data) => {
          data.setData(CAMERA_DRAG_TYPE, String(camera.number))
          data.effectAllowed = 'copy'
        }}
      >
        {(camera) => (
          <span className={styles.row}>
            <b className={styles.number}>{camera.number}</b>
            <span className={styles.name}>{camera.name}</span>
            <StateMark state={markOf[camera.state.what]} />
            <span className="unseen">{stateReason(camera.state)}</span>
          </span>
        )}
      </Rows>
    </div>
  )
}
