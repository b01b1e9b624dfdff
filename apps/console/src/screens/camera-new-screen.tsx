// A camera enters: first it is tried, and either shows its picture or says exactly what failed; then it gets its name
// and its place, typed or pointed at on the map, with its cone drawn as it is typed.

import type { CameraTestAnswer } from '@sereno/contract/cameras'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { cityQuery } from '../city/city.ts'
import { number as numberText } from '../i18n/format.ts'
import { text } from '../i18n/text.ts'
import { sentenceOf } from '../platform/api.ts'
import { useKeys } from '../platform/keyboard.ts'
import { usePreferences } from '../platform/preferences.ts'
import { CityMapView } from '../map/city-map-view.tsx'
import { useWhyNot } from '../trust/login/index.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Notice } from '../ui/notice.tsx'
import { Panel } from '../ui/panel.tsx'
import {
  type CameraDraft,
  CameraFields,
  PlaceFields,
  RetentionFields,
  addCamera,
  readDraft,
  reloadCameras,
  testCamera,
  useCameras,
  useNewCameraDraft,
} from '../video/cameras/index.ts'
import { LiveTile, useLiveView } from '../video/views/index.ts'
import styles from './camera-new-screen.module.css'
import { mapCameras, usualView } from './map-cameras.ts'

type Trial =
  | { readonly what: 'none' }
  | { readonly what: 'trying' }
  | { readonly what: 'failed'; readonly sentence: string }
  | { readonly what: 'good'; readonly answer: CameraTestAnswer; readonly of: string }

const sourceOf = (draft: CameraDraft) => ({
  url: draft.url.trim(),
  ...(draft.username === '' ? {} : { username: draft.username }),
  ...(draft.password === '' ? {} : { password: draft.password }),
})

export function CameraNewScreen() {
  const client = useQueryClient()
  const navigate = useNavigate()
  const whyNot = useWhyNot()('cameras.change')
  const { draft, change, isFromBefore, forget } = useNewCameraDraft()
  const [trial, setTrial] = useState<Trial>({ what: 'none' })
  const [problem, setProblem] = useState<string>()
  const read = useMemo(() => readDraft(draft), [draft])
  const source = JSON.stringify(sourceOf(draft))
  // A picture of another address proves nothing about this one.
  const isTried = trial.what === 'good' && trial.of === source
  const whyNotTry = whyNot ?? (draft.url.trim() === '' || read.problems.url ? text('camera.needs-url') : undefined)
  const whyNotAdd =
    whyNot ??
    (draft.name.trim() === ''
      ? text('camera.problem.name')
      : Object.keys(read.problems).length > 0
        ? text('form.has-problems')
        : whyNotTry)
  const tryIt = async (): Promise<void> => {
    setTrial({ what: 'trying' })
    try {
      setTrial({ what: 'good', answer: await testCamera(sourceOf(draft)), of: source })
    } catch (error) {
      setTrial({ what: 'failed', sentence: sentenceOf(error) })
    }
  }
  const add = async (): Promise<void> => {
    if (whyNotAdd !== undefined) return
    try {
      const camera = await addCamera({
        ...sourceOf(draft),
        name: draft.name.trim(),
        isRecorded: draft.isRecorded,
        ...(read.number === undefined ? {} : { number: read.number }),
        ...(read.place === undefined ? {} : { place: read.place }),
        ...(read.cone === undefined ? {} : { cone: read.cone }),
        ...(read.retentionHours === undefined ? {} : { retentionHours: read.retentionHours }),
        ...(read.retentionBytesMax === undefined ? {} : { retentionBytesMax: read.retentionBytesMax }),
      })
      forget()
      await reloadCameras(client)
      await navigate({ to: '/cameras/$number', params: { number: String(camera.number) } })
    } catch (error) {
      setProblem(sentenceOf(error))
    }
  }
  const confirm = (): void => {
    if (isTried) void add()
    else if (whyNotTry === undefined) void tryIt()
  }
  useKeys('everywhere', { confirm })
  return (
    <div className={styles.screen}>
      <h1 className="unseen">{text('camera.add')}</h1>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          if (whyNotTry === undefined && !isTried) void tryIt()
          else void add()
        }}
      >
        {isFromBefore && <FromBefore onEmpty={forget} />}
        <Panel title={text('camera.step-source')}>
          <CameraFields draft={draft} onChange={change} isNew />
          <div className={styles.actions}>
            <Button
              kind={isTried ? 'plain' : 'main'}
              type="submit"
              why={trial.what === 'trying' ? text('camera.trying') : whyNotTry}
            >
              {text('camera.try')}
            </Button>
          </div>
          {trial.what === 'failed' && <Notice priority={3}>{trial.sentence}</Notice>}
        </Panel>
        <Panel title={text('camera.step-name')}>
          <div className={styles.named}>
            <Field
              label={text('camera.number')}
              value={draft.number}
              placeholder={text('camera.number-next')}
              problem={read.problems.number ? text(read.problems.number) : undefined}
              onChange={(value) => change({ ...draft, number: value })}
            />
            <Field
              label={text('camera.name')}
              value={draft.name}
              lengthMax={80}
              placeholder={text('camera.name-example')}
              onChange={(value) => change({ ...draft, name: value })}
            />
          </div>
        </Panel>
        <Panel title={text('camera.step-place')}>
          <PlaceFields draft={draft} onChange={change}>
            <p className={styles.note}>{text('camera.place-note')}</p>
          </PlaceFields>
        </Panel>
        <Panel title={text('camera.keeping')}>
          <RetentionFields draft={draft} onChange={change} bitrateKbps={undefined} />
        </Panel>
        <div className={styles.actions}>
          <Button kind={isTried ? 'main' : 'plain'} shortcut="Ctrl Enter" why={whyNotAdd} onPress={() => void add()}>
            {isTried ? text('camera.add') : text('camera.add-untried')}
          </Button>
        </div>
        {problem && <Notice priority={3}>{problem}</Notice>}
      </form>
      <div className={styles.right}>
        <div className={styles.picture}>
          <ProbePicture trial={trial} />
        </div>
        <div className={styles.map}>
          <DraftMap draft={draft} onPlace={change} />
        </div>
      </div>
    </div>
  )
}

/** What was typed another time looks as if it were new: it is said, and can be swept away. */
function FromBefore({ onEmpty }: { readonly onEmpty: () => void }) {
  const empty = (
    <Button kind="quiet" onPress={onEmpty}>
      {text('form.empty')}
    </Button>
  )
  return <Notice action={empty}>{text('form.from-before')}</Notice>
}

function ProbePicture({ trial }: { readonly trial: Trial }) {
  const probe = trial.what === 'good' ? trial.answer.probe : undefined
  const view = useLiveView(probe ? [probe] : [], 'maintenance')
  if (trial.what !== 'good' || !probe)
    return (
      <p className={styles.blank}>{trial.what === 'trying' ? text('camera.trying') : text('camera.picture-here')}</p>
    )
  const { answer } = trial
  const facts = `${answer.width} × ${answer.height} · ${answer.codec === 'h265' ? 'H.265' : 'H.264'} · ${text('camera.answered', { ms: numberText(answer.answeredMs) })}`
  return <LiveTile key={probe} view={view} camera={probe} title={facts} isTrial />
}

function DraftMap({ draft, onPlace }: { readonly draft: CameraDraft; readonly onPlace: (draft: CameraDraft) => void }) {
  const city = useQuery(cityQuery).data
  const cameras = useCameras()
  const theme = usePreferences((preferences) => preferences.theme)
  const { place, cone } = readDraft(draft)
  const shown = useMemo(() => mapCameras(cameras ?? []), [cameras])
  const key = JSON.stringify([place, cone])
  // A new object only when the place or the cone is another.
  // oxlint-disable-next-line react/exhaustive-deps
  const sketched = useMemo(() => (place ? { place, cone } : undefined), [key])
  if (city === undefined && cameras === undefined) return null
  return (
    <CityMapView
      key={city?.name ?? ''}
      label={text('camera.place-map')}
      city={city}
      view={usualView(city, cameras ?? [])}
      cameras={shown}
      chosen={undefined}
      draft={sketched}
      theme={theme}
      onPlace={({ latitude, longitude }) =>
        onPlace({ ...draft, latitude: latitude.toFixed(6), longitude: longitude.toFixed(6) })
      }
    />
  )
}
