// One camera: its picture, its state, and what may be changed.

import type { Camera, CameraChange } from '@sereno/contract/cameras'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { ageText, number as numberText, whenText } from '../i18n/format.ts'
import { text } from '../i18n/text.ts'
import { sentenceOf } from '../platform/api.ts'
import { serverNow, useNow } from '../platform/clock.ts'
import { useKeys } from '../platform/keyboard.ts'
import { useRightMissing, useWhyNot } from '../trust/login/index.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field } from '../ui/field.tsx'
import { Notice } from '../ui/notice.tsx'
import { Facts, Panel } from '../ui/panel.tsx'
import {
  CameraFields,
  CameraStateLine,
  PlaceFields,
  RetentionFields,
  changeCamera,
  fieldWords,
  readDraft,
  reloadCameras,
  removeCamera,
  useCameraByNumber,
  useCameraDraft,
  useCameras,
} from '../video/cameras/index.ts'
import { LiveTile, useLiveView, usePurpose } from '../video/views/index.ts'
import styles from './camera-screen.module.css'

export function CameraScreen() {
  const { number } = useParams({ from: '/frame/cameras/$number' })
  const isLoaded = useCameras() !== undefined
  const camera = useCameraByNumber().get(Number(number))
  if (!camera) return <Notice>{isLoaded ? text('wall.no-camera', { number }) : text('loading')}</Notice>
  return <CameraPage key={camera.id} camera={camera} />
}

function CameraPage({ camera }: { readonly camera: Camera }) {
  const navigate = useNavigate()
  const whyNot = useWhyNot()
  const { purpose } = usePurpose()
  const noPicture = useRightMissing()('views.live')
  const view = useLiveView(noPicture ? [] : [camera.id], purpose)
  const playback = (): void =>
    void navigate({
      to: '/playback',
      search: { camera: String(camera.number), at: new Date(serverNow() - 10_000).toISOString() },
    })
  useKeys('everywhere', {}, { onBack: playback })
  return (
    <div className={styles.screen}>
      <section className={styles.left}>
        <header className={styles.head}>
          <h1>
            {camera.number} {camera.name}
          </h1>
        </header>
        <div className={styles.picture}>
          {noPicture ? (
            <Notice>{noPicture}</Notice>
          ) : (
            <LiveTile view={view} camera={camera.id} title={text('camera.live')} />
          )}
        </div>
        <div className={styles.actions}>
          <Button onPress={playback} why={whyNot('views.playback')}>
            {text('camera.see-recordings')}
          </Button>
          <Button onPress={() => void navigate({ to: '/map', search: { camera: String(camera.number) } })}>
            {text('camera.see-map')}
          </Button>
        </div>
        <Panel title={text('cameras.state')}>
          <StateFacts camera={camera} />
        </Panel>
      </section>
      <EditForm camera={camera} whyNot={whyNot('cameras.change')} />
    </div>
  )
}

function StateFacts({ camera }: { readonly camera: Camera }) {
  const now = useNow()
  const { state } = camera
  const codec = state.codec === 'h265' ? `H.265 · ${text('camera.h265-note')}` : 'H.264'
  return (
    <Facts
      rows={[
        [text('cameras.state'), <CameraStateLine key="state" state={state} now={now} />],
        ...(state.detail ? [[text('camera.detail'), state.detail] as const] : []),
        [text('camera.last-picture'), `${whenText(state.lastPictureAt, now)} · ${ageText(state.lastPictureAt, now)}`],
        [text('camera.picture'), state.width === undefined ? '–' : `${state.width} × ${state.height} · ${codec}`],
        [
          text('camera.rate'),
          `${numberText(state.bitrateKbps)} kbit/s · ${numberText(state.frameRate, 1)} ${text('camera.frames-per-second')}`,
        ],
        [
          text('camera.clock'),
          state.clockErrorMs === undefined ? text('camera.clock-unknown') : `${numberText(state.clockErrorMs)} ms`,
        ],
        [text('camera.reconnects'), numberText(state.reconnects)],
        [text('camera.frames-lost'), numberText(state.framesLost)],
        [text('camera.recorder'), camera.recorder ?? '–'],
      ]}
    />
  )
}

type EditedCamera = ReturnType<typeof useCameraDraft>

function changeOf(camera: Camera, { draft, version }: EditedCamera): CameraChange {
  const read = readDraft(draft)
  return {
    version,
    name: draft.name.trim(),
    ...(read.number === undefined ? {} : { number: read.number }),
    ...(draft.url.trim() === camera.url ? {} : { url: draft.url.trim() }),
    ...(draft.username === (camera.username ?? '') ? {} : { username: draft.username === '' ? null : draft.username }),
    ...(draft.password === '' ? {} : { password: draft.password }),
    place: read.place ?? null,
    cone: read.cone ?? null,
    isRecorded: draft.isRecorded,
    ...(read.retentionHours === undefined ? {} : { retentionHours: read.retentionHours }),
    retentionBytesMax: read.retentionBytesMax ?? null,
  }
}

/** Whether the form shows what is stored: it may be typed on another day, or be changed by somebody else meanwhile. */
function DraftNews({ edited }: { readonly edited: EditedCamera }) {
  const fields = edited.foreign.map((field) => text(fieldWords[field])).join(', ')
  return (
    <>
      {edited.isFromBefore && !edited.isSame && <Notice>{text('form.from-before')}</Notice>}
      {fields !== '' && <Notice priority={3}>{text('form.foreign', { fields })}</Notice>}
    </>
  )
}

function EditForm({ camera, whyNot }: { readonly camera: Camera; readonly whyNot: string | undefined }) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const edited = useCameraDraft(camera)
  const { draft, change, isSame } = edited
  const [said, setSaid] = useState<{ text: string; isProblem: boolean }>()
  const [isRemoving, setRemoving] = useState(false)
  const { problems } = readDraft(draft)
  const why =
    whyNot ??
    (Object.keys(problems).length > 0
      ? text('form.has-problems')
      : draft.name.trim() === ''
        ? text('camera.problem.name')
        : isSame
          ? text('form.nothing-changed')
          : undefined)
  const save = async (): Promise<void> => {
    if (why !== undefined) return
    try {
      const changed = await changeCamera(camera.id, changeOf(camera, edited))
      edited.show(changed)
      await reloadCameras(client)
      setSaid({ text: text('form.stored'), isProblem: false })
      if (changed.number !== camera.number)
        await navigate({ to: '/cameras/$number', params: { number: String(changed.number) }, replace: true })
    } catch (error) {
      setSaid({ text: sentenceOf(error), isProblem: true })
    }
  }
  const remove = async (): Promise<void> => {
    try {
      await removeCamera(camera.id)
      await reloadCameras(client)
      await navigate({ to: '/cameras', search: {} })
    } catch (error) {
      setSaid({ text: sentenceOf(error), isProblem: true })
    }
    setRemoving(false)
  }
  useKeys('everywhere', { confirm: () => void save() })
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <Panel title={text('camera.what')}>
        <div className={styles.group}>
          <div className={styles.named}>
            <Field
              label={text('camera.number')}
              value={draft.number}
              problem={problems.number ? text(problems.number) : undefined}
              onChange={(value) => change({ ...draft, number: value })}
            />
            <Field
              label={text('camera.name')}
              value={draft.name}
              lengthMax={80}
              onChange={(value) => change({ ...draft, name: value })}
            />
          </div>
          <CameraFields draft={draft} onChange={change} hasPassword={camera.hasPassword} />
        </div>
      </Panel>
      <Panel title={text('camera.where')}>
        <PlaceFields draft={draft} onChange={change} />
      </Panel>
      <Panel title={text('camera.keeping')}>
        <RetentionFields draft={draft} onChange={change} bitrateKbps={camera.state.bitrateKbps} />
      </Panel>
      <DraftNews edited={edited} />
      <div className={styles.actions}>
        <Button kind="main" type="submit" shortcut="Ctrl Enter" why={why}>
          {text('form.store')}
        </Button>
        {!isSame && (
          <Button kind="quiet" onPress={() => edited.show(camera)}>
            {text('form.give-up')}
          </Button>
        )}
        <span className={styles.gap} />
        <Button kind="grave" why={whyNot} onPress={() => setRemoving(true)}>
          {text('camera.remove')}
        </Button>
      </div>
      {said && <Notice {...(said.isProblem ? { priority: 3 as const } : {})}>{said.text}</Notice>}
      {isRemoving && (
        <Dialog
          title={text('camera.remove-title', { number: camera.number, name: camera.name })}
          isOpen
          onClose={() => setRemoving(false)}
          closeWord={text('camera.remove-not')}
          actions={
            <Button kind="grave" onPress={() => void remove()}>
              {text('camera.remove-yes', { number: camera.number })}
            </Button>
          }
        >
          <p>{text('camera.remove-text')}</p>
        </Dialog>
      )}
    </form>
  )
}
