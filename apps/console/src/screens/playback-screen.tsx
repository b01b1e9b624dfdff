// Recorded pictures of one camera, on a timeline from 30 days to single frames. Camera, time and marks are in the URL.

import type { Camera } from '@sereno/contract/cameras'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type RefObject, useEffect, useMemo, useRef, useState } from 'react'
import { useAlarms } from '../centre/alarms/index.ts'
import { clockTime, dateText, frameTime, spanText, whenText } from '../i18n/format.ts'
import { text } from '../i18n/text.ts'
import { serverNow } from '../platform/clock.ts'
import { rememberPlace } from '../platform/last-place.ts'
import type { PlaybackState } from '../player/playback-player.ts'
import { useRightMissing, useWhyNot } from '../trust/login/index.ts'
import { Notice } from '../ui/notice.tsx'
import { useLatest } from '../ui/use-latest.ts'
import { CameraPick, useCameraByNumber, useCameras } from '../video/cameras/index.ts'
import {
  HoldDialog,
  type Scale,
  TimelineBar,
  type TimelineHandle,
  reloadHolds,
  usePlayback,
  useTimeline,
  windowOf,
} from '../video/recordings/index.ts'
import { openPictureView, usePurpose } from '../video/views/index.ts'
import { GapList, PlaybackTools } from './playback-parts.tsx'
import { usePlaybackActions, withMark } from './playback-actions.ts'
import styles from './playback-screen.module.css'

const SPAN_DEFAULT = 3_600_000
/** Without a time in the URL: a minute ago, which is certainly on the disk. */
const AGO_MS = 60_000
const REMEMBER_MS = 1_000

function timeOf(iso: string | undefined): number | undefined {
  const at = iso === undefined ? Number.NaN : Date.parse(iso)
  return Number.isFinite(at) && at >= 0 ? at : undefined
}

export function PlaybackScreen() {
  const search = useSearch({ from: '/frame/playback' })
  const navigate = useNavigate()
  const cameras = useCameras()
  const byNumber = useCameraByNumber()
  const whyNot = useRightMissing()('views.playback')
  useEffect(() => rememberPlace('/playback', search), [search])
  const camera = byNumber.get(Number(search.camera))
  const choose = (number: number): void =>
    void navigate({ to: '/playback', search: { ...search, camera: String(number) } })
  if (whyNot) return <Notice priority={4}>{whyNot}</Notice>
  if (!camera)
    return (
      <div className={styles.pick}>
        <h1>{text('playback.pick')}</h1>
        {cameras && <CameraPick cameras={cameras} onPick={({ number }) => choose(number)} />}
      </div>
    )
  return <CameraPlayback key={camera.id} camera={camera} onCamera={choose} />
}

function CameraPlayback({
  camera,
  onCamera,
}: {
  readonly camera: Camera
  readonly onCamera: (number: number) => void
}) {
  const search = useSearch({ from: '/frame/playback' })
  const navigate = useNavigate()
  const client = useQueryClient()
  const { purpose } = usePurpose()
  const whyNotHold = useWhyNot()('holds.change')
  const alarms = useAlarms()
  const [startAt] = useState(() => timeOf(search.at) ?? serverNow() - AGO_MS)
  const video = useRef<HTMLVideoElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const clock = useRef<HTMLElement>(null)
  const bar = useRef<TimelineHandle>(null)
  const [scale, setScale] = useState<Scale>()
  const [gap, setGap] = useState<{ from: number; to: number }>()
  const [isHolding, setHolding] = useState(false)
  const markIn = timeOf(search.in)
  const markOut = timeOf(search.out)
  const timeline = useTimeline(
    camera.id,
    useMemo(() => (scale ? windowOf(scale) : undefined), [scale]),
  )
  const setSearch = (change: { at?: string; in?: string | undefined; out?: string | undefined }): void =>
    void navigate({ to: '/playback', search: (before) => withoutEmpty({ ...before, ...change }), replace: true })
  const showPosition = (at: number): void => {
    bar.current?.setPosition(at)
    if (clock.current) clock.current.textContent = `${dateText(at)} ${frameTime(at)}`
  }
  const playback = usePlayback(camera.id, startAt, purpose, { video, canvas }, openPictureView, {
    onPosition: showPosition,
    onGap: (from, to) => setGap({ from, to }),
  })
  const seek = (at: number): void => {
    setGap(undefined)
    showPosition(at)
    playback.seek(Math.min(at, serverNow()))
  }
  useRememberTime(() => playback.player()?.position, setSearch)
  const whyNoHold =
    whyNotHold ?? (markIn === undefined || markOut === undefined ? text('playback.needs-marks') : undefined)
  const actions = usePlaybackActions({
    player: playback.player,
    zoom: (factor) => bar.current?.zoom(factor),
    startAt,
    cameraNumber: camera.number,
    seek,
    mark: (which, at) => setSearch(withMark({ markIn, markOut }, which, at)),
    hold: () => whyNoHold === undefined && setHolding(true),
    live: () =>
      void navigate({ to: '/wall', search: { layout: '1', cameras: String(camera.number), tile: '1', list: '0' } }),
    onCamera,
  })
  return (
    <div className={styles.screen}>
      <header className={styles.head}>
        <h1>
          {camera.number} {camera.name}
        </h1>
        <StateWords state={playback.state} />
        <span className={styles.gap} />
        <b ref={clock} className={styles.clock}>
          {`${dateText(startAt)} ${frameTime(startAt)}`}
        </b>
      </header>
      <Picture video={video} canvas={canvas} state={playback.state} gap={gap} />
      <PlaybackTools
        actions={actions}
        isPlaying={playback.state.what === 'playing'}
        markIn={markIn}
        markOut={markOut}
        whyNoHold={whyNoHold}
        onShow={(span) => bar.current?.show(playback.player()?.position ?? startAt, span)}
        onClearMarks={() => setSearch({ in: undefined, out: undefined })}
      />
      <TimelineBar
        handle={bar}
        timeline={timeline}
        alarms={alarms
          .filter((alarm) => alarm.camera === camera.id)
          .map(({ raisedAt, priority }) => ({ at: raisedAt, priority }))}
        initialAt={startAt}
        initialSpan={SPAN_DEFAULT}
        markIn={markIn}
        markOut={markOut}
        onScrub={(at) => {
          setGap(undefined)
          playback.player()?.scrub(at)
          if (clock.current) clock.current.textContent = `${dateText(at)} ${frameTime(at)}`
        }}
        onSeek={seek}
        onScale={setScale}
      />
      <GapList timeline={timeline} scale={scale} onSeek={seek} />
      {isHolding && markIn !== undefined && markOut !== undefined && (
        <HoldDialog
          camera={camera}
          from={markIn}
          to={markOut}
          bitrateKbps={camera.state.bitrateKbps}
          onClose={() => setHolding(false)}
          onMade={() => {
            setHolding(false)
            void reloadHolds(client)
          }}
        />
      )}
    </div>
  )
}

function withoutEmpty(search: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(search).filter((pair): pair is [string, string] => pair[1] !== undefined))
}

/** The URL follows the picture, a second behind: a reload comes back to it. */
function useRememberTime(position: () => number | undefined, setSearch: (change: { at: string }) => void): void {
  const latest = useLatest({ position, setSearch })
  useEffect(() => {
    let told = 0
    const timer = setInterval(() => {
      const at = latest.current.position()
      if (at === undefined || Math.abs(at - told) < REMEMBER_MS) return
      told = at
      latest.current.setSearch({ at: new Date(at).toISOString() })
    }, REMEMBER_MS)
    return () => clearInterval(timer)
  }, [latest])
}

type WithoutPicture = Extract<PlaybackState, { what: 'nothing' | 'refused' | 'codec-not-shown' | 'ended' }>

function isWithoutPicture(state: PlaybackState): state is WithoutPicture {
  return ['nothing', 'refused', 'codec-not-shown', 'ended'].includes(state.what)
}

function StateWords({ state }: { readonly state: PlaybackState }) {
  const words =
    state.what === 'playing'
      ? state.speed === 1
        ? text('playback.playing')
        : text(state.speed < 0 ? 'playback.backward' : 'playback.speed', { speed: Math.abs(state.speed) })
      : isWithoutPicture(state)
        ? text('playback.no-picture')
        : text(`playback.${state.what}`)
  return <span className={styles.state}>{words}</span>
}

interface PictureProps {
  readonly video: RefObject<HTMLVideoElement | null>
  readonly canvas: RefObject<HTMLCanvasElement | null>
  readonly state: PlaybackState
  readonly gap: { readonly from: number; readonly to: number } | undefined
}

function Picture({ video, canvas, state, gap }: PictureProps) {
  const obstacle =
    state.what === 'refused'
      ? state.sentence
      : state.what === 'codec-not-shown'
        ? text('playback.no-codec')
        : state.what === 'nothing'
          ? text('playback.nothing')
          : state.what === 'ended'
            ? text('tile.ended.revoked')
            : undefined
  return (
    <div className={styles.matte}>
      <video ref={video} className={styles.video} muted playsInline aria-label={text('tile.picture')} />
      <canvas ref={canvas} className={styles.canvas} hidden aria-label={text('tile.picture')} />
      <span className={styles.mode}>{text('tile.clear')}</span>
      {gap && (
        <output className={styles.said}>
          {text('playback.gap', {
            from: clockTime(gap.from),
            to: whenText(gap.to, gap.from),
            span: spanText(gap.to - gap.from),
          })}
        </output>
      )}
      {obstacle && <div className={styles.obstacle}>{obstacle}</div>}
    </div>
  )
}
