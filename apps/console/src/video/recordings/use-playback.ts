// A playback player and the view behind it, for one camera. A view covers a day around the moment it was opened for;
// going further opens another. The player lives as long as its screen.

import type { CameraId } from '@sereno/domain/ids'
import { PLAYBACK_INTERVAL_MS_MAX, type Purpose } from '@sereno/domain/trust/views/view'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { PlaybackPlayer, type PlaybackState } from '../../player/playback-player.ts'
import { serverNow } from '../../platform/clock.ts'
import { useLatest } from '../../ui/use-latest.ts'
import type { PictureView } from '../../player/view-client.ts'

/** Each view is an entry in the log: a hand that drags over a month makes one for where it is by then, not one a pixel. */
const BEYOND_WAIT_MS = 400

type OpenView = (request: {
  cameras: CameraId[]
  mode: 'clear'
  purpose: Purpose
  from: number
  to: number
}) => PictureView

export interface PlaybackHooks {
  readonly onPosition: (at: number) => void
  readonly onGap: (from: number, to: number) => void
}

export interface Playback {
  readonly state: PlaybackState
  readonly player: () => PlaybackPlayer | undefined
  /** Goes anywhere: within the view, or with a new one. */
  readonly seek: (at: number) => void
}

interface Elements {
  readonly video: RefObject<HTMLVideoElement | null>
  readonly canvas: RefObject<HTMLCanvasElement | null>
}

export function usePlayback(
  camera: CameraId | undefined,
  startAt: number,
  purpose: Purpose,
  { video, canvas }: Elements,
  openView: OpenView,
  hooks: PlaybackHooks,
): Playback {
  const [state, setState] = useState<PlaybackState>({ what: 'loading' })
  const player = useRef<PlaybackPlayer>(undefined)
  const view = useRef<{ picture: PictureView; from: number; to: number }>(undefined)
  const latest = useLatest(hooks)
  const start = useRef(startAt)
  const beyond = useRef<ReturnType<typeof setTimeout>>(undefined)
  const wished = useRef(startAt)
  const reopen = (at: number): void => {
    clearTimeout(beyond.current)
    beyond.current = undefined
    if (!camera || !player.current) return
    const old = view.current?.picture
    const half = PLAYBACK_INTERVAL_MS_MAX / 2
    const from = Math.max(0, Math.round(at - half))
    const to = Math.round(from + 2 * half)
    view.current = { picture: openView({ cameras: [camera], mode: 'clear', purpose, from, to }), from, to }
    player.current.attach(view.current.picture, camera, at, { from, to })
    old?.close()
  }
  useEffect(() => {
    if (!video.current || !canvas.current || !camera) return undefined
    player.current = new PlaybackPlayer(video.current, canvas.current, {
      now: serverNow,
      onState: setState,
      onPosition: (at) => latest.current.onPosition(at),
      onGap: (from, to) => latest.current.onGap(from, to),
      onBeyond: (at) => {
        wished.current = at
        beyond.current ??= setTimeout(() => reopen(wished.current), BEYOND_WAIT_MS)
      },
    })
    reopen(start.current)
    return () => {
      clearTimeout(beyond.current)
      beyond.current = undefined
      start.current = player.current?.position ?? start.current
      player.current?.destroy()
      view.current?.picture.close()
      player.current = undefined
    }
    // A changed purpose is another view: it is opened anew, at the same moment.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [camera, purpose])
  return {
    state,
    player: () => player.current,
    seek: (at) => {
      const covered = view.current
      const ended = covered?.picture.state.what === 'ended' || covered?.picture.state.what === 'refused'
      if (!covered || ended || at < covered.from || at >= covered.to) reopen(at)
      else player.current?.seek(at)
    },
  }
}
