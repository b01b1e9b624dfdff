// All cameras as rows: filter by typing, the filter in the URL, each state with its age.

import type { Camera } from '@sereno/contract/cameras'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useMemo, useRef, useState } from 'react'
import { ageText, number as numberText } from '../i18n/format.ts'
import { text } from '../i18n/text.ts'
import { useNow } from '../platform/clock.ts'
import { takeFocusWish } from '../platform/focus-wish.ts'
import { useKeys } from '../platform/keyboard.ts'
import { rememberPlace } from '../platform/last-place.ts'
import { useWhyNot } from '../trust/login/index.ts'
import { Button } from '../ui/button.tsx'
import { ChoiceBar } from '../ui/choice-bar.tsx'
import { Field } from '../ui/field.tsx'
import { Rows } from '../ui/rows.tsx'
import { CameraStateLine, matches, stateReason, useCameras } from '../video/cameras/index.ts'
import styles from './cameras-screen.module.css'

const stateChoices = ['all', 'recording', 'connecting', 'not-recording', 'off'] as const

export function CamerasScreen() {
  const search = useSearch({ from: '/frame/cameras' })
  const navigate = useNavigate()
  const cameras = useCameras()
  const now = useNow()
  const whyNotAdd = useWhyNot()('cameras.change')
  const filterInput = useRef<HTMLInputElement>(null)
  const filter = search.filter ?? ''
  const wanted = stateChoices.find((choice) => choice === search.state) ?? 'all'
  useEffect(() => rememberPlace('/cameras', search), [search])
  const rows = useMemo(
    () =>
      (cameras ?? []).filter(
        (camera) =>
          (wanted === 'all' || camera.state.what === wanted) && matches(camera, stateReason(camera.state), filter),
      ),
    [cameras, filter, wanted],
  )
  const [at, choose] = useChosenRow(rows, `${wanted} ${filter}`)
  const setSearch = (next: { filter?: string; state?: string }): void =>
    void navigate({ to: '/cameras', search: { ...search, ...next }, replace: true })
  const open = (camera: Camera | undefined): void => {
    if (camera) void navigate({ to: '/cameras/$number', params: { number: String(camera.number) } })
  }
  const move = (step: number): void => choose(Math.max(0, Math.min(rows.length - 1, at + step)))
  useEffect(() => {
    if (takeFocusWish('camera-filter')) typeOver(filterInput.current)
  }, [])
  useKeys(
    'cameras',
    {
      cameraUp: () => move(-1),
      cameraDown: () => move(1),
      cameraOpen: () => open(rows[at]),
      cameraAdd: () => void navigate({ to: '/cameras/new' }),
      find: () => typeOver(filterInput.current),
    },
    { onNumber: (number) => open(cameras?.find((camera) => camera.number === number)) },
  )
  const count = (state: (typeof stateChoices)[number]): number =>
    state === 'all' ? (cameras?.length ?? 0) : (cameras?.filter((camera) => camera.state.what === state).length ?? 0)
  return (
    <div className={styles.screen}>
      <header className={styles.head}>
        <h1>{text('cameras.title')}</h1>
        {rows.length < (cameras?.length ?? 0) && (
          <span className="on-paper">
            {text('cameras.only', {
              count: rows.length,
              filter: [wanted === 'all' ? '' : text(`camera.state.${wanted}`), filter].filter(Boolean).join(', '),
            })}
          </span>
        )}
        <div className={styles.filter}>
          <Field
            label={text('cameras.filter')}
            isLabelUnseen
            type="search"
            value={filter}
            placeholder={text('cameras.filter-long')}
            inputRef={filterInput}
            onChange={(value) => setSearch({ filter: value })}
          />
        </div>
        <ChoiceBar
          label={text('cameras.state')}
          value={wanted}
          choices={stateChoices.map((value) => ({
            value,
            word: `${value === 'all' ? text('cameras.all') : text(`camera.state.${value}`)} ${count(value)}`,
          }))}
          onChoose={(state) => setSearch({ state })}
        />
        <span className={styles.gap} />
        <Button kind="main" shortcut="A" why={whyNotAdd} onPress={() => void navigate({ to: '/cameras/new' })}>
          {text('camera.add')}
        </Button>
      </header>
      <div className={styles.table}>
        <div className={styles.columns} aria-hidden="true">
          <span className={styles.number}>{text('camera.number-short')}</span>
          <span>{text('camera.name')}</span>
          <span>{text('cameras.state')}</span>
          <span>{text('camera.last-picture')}</span>
          <span>{text('camera.picture')}</span>
          <span className={styles.right}>{text('camera.rate')}</span>
          <span className={styles.right}>{text('camera.kept')}</span>
        </div>
        <Rows
          label={text('cameras.title')}
          rows={rows}
          keyOf={(camera) => camera.id}
          selected={at}
          onSelect={(index) => open(rows[index])}
          empty={
            cameras === undefined ? text('loading') : cameras.length === 0 ? <NoCameras /> : text('cameras.none-match')
          }
        >
          {(camera) => <Row camera={camera} now={now} />}
        </Rows>
      </div>
    </div>
  )
}

/** The words of the last search stay, and give way to the first letter that is typed. */
function typeOver(input: HTMLInputElement | null): void {
  input?.focus()
  input?.select()
}

/**
 * Which row is chosen, by its camera: under a filter of states rows come and go by themselves, and Enter opens the one
 * that was read. Another filter begins with its first.
 */
function useChosenRow(rows: readonly Camera[], filter: string): [at: number, choose: (index: number) => void] {
  const [chosen, setChosen] = useState<{ filter: string; id: string | undefined }>({ filter, id: undefined })
  const isNew = chosen.filter !== filter || chosen.id === undefined
  const first = rows[0]?.id
  if (isNew && (chosen.filter !== filter || chosen.id !== first)) setChosen({ filter, id: first })
  return [rows.findIndex(({ id }) => id === chosen.id), (index) => setChosen({ filter, id: rows[index]?.id })]
}

function Row({ camera, now }: { readonly camera: Camera; readonly now: number }) {
  const { state } = camera
  return (
    <span className={styles.columns}>
      <b className={styles.number}>{camera.number}</b>
      <span className={styles.name}>{camera.name}</span>
      <CameraStateLine state={state} now={now} />
      <span className={styles.quiet}>{ageText(state.lastPictureAt, now)}</span>
      <span className={styles.quiet}>
        {state.width === undefined
          ? '–'
          : `${state.width} × ${state.height} ${state.codec === 'h265' ? 'H.265' : 'H.264'}`}
      </span>
      <span className={styles.right}>
        {state.bitrateKbps === undefined ? '–' : `${numberText(state.bitrateKbps)} kbit/s`}
      </span>
      <span className={styles.right}>{camera.isRecorded ? `${numberText(camera.retentionHours)} h` : '–'}</span>
    </span>
  )
}

function NoCameras() {
  return (
    <>
      {text('cameras.none')}{' '}
      <Link to="/cameras/new" className={styles.link}>
        {text('camera.add')}
      </Link>
    </>
  )
}
