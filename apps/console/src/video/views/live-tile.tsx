// One live picture with its number, name and state in words. The player is an imperative object; React only mounts it
// and hears of a state when its words change. What the recorders report every moment of all cameras passes a tile by.

import type { CameraState } from '@sereno/contract/cameras'
import type { CameraId, ProbeId } from '@sereno/domain/ids'
import { type GapCause, gapCauses } from '@sereno/domain/video/recordings/gap'
import { refusalText } from '@sereno/domain/refusal-texts'
import { memo, useEffect, useRef, useState } from 'react'
import { clockTime, number as numberText, spanText, whenText } from '../../i18n/format.ts'
import { currentLanguage, text } from '../../i18n/text.ts'
import { serverNow, useNow } from '../../platform/clock.ts'
import { LivePlayer, type LiveState } from '../../player/live-player.ts'
import type { PictureView } from '../../player/view-client.ts'
import { useCameraState } from '../cameras/index.ts'
import styles from './live-tile.module.css'

export interface LiveTileProps {
  readonly view: PictureView | undefined
  readonly camera: CameraId | ProbeId
  readonly number?: number
  readonly title: string
  /** A trial shows what came within its seconds and ends: standing still is no trouble there. */
  readonly isTrial?: boolean
}

const DELAY_MS = 1_000

/** Drawn again only when one of its own values changes: a wall hears of some camera many times a second. */
export const LiveTile = memo(Tile)

function Tile({ view, camera, number, title, isTrial = false }: LiveTileProps) {
  const video = useRef<HTMLVideoElement>(null)
  const delay = useRef<HTMLSpanElement>(null)
  const player = useRef<LivePlayer>(undefined)
  const [state, setState] = useState<LiveState>({ what: 'connecting' })
  useEffect(() => {
    if (!video.current) return undefined
    const made = new LivePlayer(video.current, { now: serverNow, onState: setState })
    player.current = made
    const timer = setInterval(() => {
      const ms = made.delayMs
      if (delay.current) delay.current.textContent = ms === undefined ? '' : ` · ${numberText(ms / 1_000, 1)} s`
    }, DELAY_MS)
    return () => {
      clearInterval(timer)
      made.destroy()
      player.current = undefined
    }
  }, [])
  useEffect(() => {
    if (view) player.current?.attach(view, camera)
  }, [view, camera])
  const isTrialOver = isTrial && state.what === 'not-live' && state.lastPictureAt !== undefined
  const isStill = (state.what === 'not-live' && !isTrialOver) || state.what === 'refused'
  return (
    <div className={styles.tile} data-still={isStill || undefined}>
      <div className={styles.head}>
        <span className={styles.title}>
          {number !== undefined && <b>{number}</b>} {title}
        </span>
        {isTrialOver ? <span className={styles.state}>{text('tile.trial')}</span> : <StateWord state={state} />}
      </div>
      <div className={styles.matte}>
        <video ref={video} className={styles.video} muted playsInline aria-label={text('tile.picture')} />
        {!isStill && state.what !== 'codec-not-shown' && (
          <span className={styles.mode}>
            {text('tile.clear')}
            <span ref={delay} className={styles.delay} />
          </span>
        )}
        {!isTrialOver && state.what !== 'live' && state.what !== 'late' && <Obstacle state={state} camera={camera} />}
      </div>
    </div>
  )
}

function StateWord({ state }: { readonly state: LiveState }) {
  const words = {
    connecting: () => text('tile.connecting'),
    live: () => text('tile.live'),
    late: () => text('tile.late', { seconds: state.what === 'late' ? state.seconds : 0 }),
    'not-live': () => text('tile.not-live'),
    refused: () => text('tile.refused'),
    'codec-not-shown': () => text('tile.no-codec'),
  }
  return (
    <span className={styles.state} data-what={state.what}>
      {words[state.what]()}
    </span>
  )
}

interface ObstacleProps {
  readonly state: Exclude<LiveState, { what: 'live' | 'late' }>
  readonly camera: CameraId | ProbeId
}

/** Over the picture, when it is not live: what is the matter, and of when the picture is. */
function Obstacle({ state, camera }: ObstacleProps) {
  const now = useNow()
  // What the recorder says of it: the cause of a missing picture. A trial is no camera of the list.
  const recording = useCameraState(camera)
  if (state.what === 'connecting') return <span className={styles.wait}>{text('tile.connecting')}</span>
  if (state.what === 'codec-not-shown')
    return <p className={styles.sentence}>{refusalText({ code: 'codec-not-shown', facts: {} }, currentLanguage())}</p>
  const last = state.lastPictureAt ?? recording?.lastPictureAt
  return (
    <div className={styles.hatch}>
      <div className={styles.sentence}>
        <b>
          {last === undefined
            ? text('tile.no-picture-yet')
            : text('tile.since', { time: now - last > 86_400_000 ? whenText(last, now) : clockTime(last) })}
        </b>
        {last !== undefined && <span> · {text('age.ago', { span: spanText(now - last) })}</span>}
        <p className={styles.cause}>{state.what === 'refused' ? state.sentence : causeOf(state, recording)}</p>
      </div>
    </div>
  )
}

function causeOf(state: LiveState, recording: CameraState | undefined): string {
  if (recording?.what === 'not-recording' && recording.cause) return text(`cause.${recording.cause}`)
  if (recording?.what === 'connecting') return text('camera.state.connecting')
  if (recording?.what === 'off') return text('cause.switched-off')
  return state.what === 'not-live' && state.cause ? causeWord(state.cause) : text('tile.no-frames')
}

function causeWord(cause: string): string {
  if (cause === 'revoked') return text('tile.ended.revoked')
  if (cause === 'end-by') return text('tile.ended.end-by')
  // A cause that the recorder names and we have no word for is shown as it is, not hidden.
  return isGapCause(cause) ? text(`cause.${cause}`) : cause
}

const isGapCause = (cause: string): cause is GapCause => (gapCauses as readonly string[]).includes(cause)
