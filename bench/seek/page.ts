// Runs in the browser: the console's playback player on a page of its own, told by the bench where to go. Answers when
// the first frame of the new place is painted, and what number it bears.

import { viewAnswerShape } from '@sereno/contract/views'
import type { CameraId } from '@sereno/domain/ids'
import { instant } from '@sereno/domain/instant'
import { PlaybackPlayer } from '../../apps/console/src/player/playback-player.ts'
import { PictureView } from '../../apps/console/src/player/view-client.ts'

export interface Sought {
  readonly rowMs: number
  readonly totalMs: number
  /** Unix ms of the first frame of the new place. */
  readonly shownAt: number
  readonly position: number
  readonly path: string
}

let view: PictureView | undefined
let player: PlaybackPlayer | undefined
let shown: CameraId | undefined
let covered = { from: 0, to: 0 }

async function post(path: string, body: object): Promise<unknown> {
  const answer = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return await answer.json()
}

/** One view over several cameras and a day, as four cameras in step or a search would open it. */
function openView(cameras: CameraId[], from: number, to: number): Promise<void> {
  view?.close()
  player?.destroy()
  player = undefined
  shown = undefined
  covered = { from, to }
  return new Promise((resolve, reject) => {
    view = new PictureView(
      { cameras, mode: 'clear', purpose: 'audit', from: instant(from), to: instant(to) },
      {
        openView: async (body) => viewAnswerShape.parse(await post('/api/views', body)),
        sentenceOf: (code) => code,
        passes: () => false,
      },
      (state) => {
        if (state.what === 'open') resolve()
        if (state.what === 'refused') reject(new Error(state.sentence))
      },
    )
  })
}

/** Row of the index, then picture: from the call to the frame on the glass. */
async function seek(camera: CameraId, at: number): Promise<Sought> {
  const video = document.querySelector('video')
  const canvas = document.querySelector('canvas')
  if (!video || !canvas || !view) throw new Error('no view')
  const startedAt = performance.now()
  const answer = await fetch(`/api/cameras/${camera}/segment?at=${at}`)
  const { path } = (await answer.json()) as { path: string }
  const rowMs = performance.now() - startedAt
  const painted = new Promise<{ shownAt: number; position: number }>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no frame for ${camera} at ${at}`)), 10_000)
    const hear = (_now: number, { expectedDisplayTime }: VideoFrameCallbackMetadata) => {
      const position = player?.position ?? 0
      if (Math.abs(position - at) > 1_000) {
        video.requestVideoFrameCallback(hear)
      } else {
        clearTimeout(timer)
        resolve({ shownAt: expectedDisplayTime, position })
      }
    }
    video.requestVideoFrameCallback(hear)
  })
  if (shown === camera && player) player.seek(at)
  else {
    player?.destroy()
    player = new PlaybackPlayer(video, canvas, {
      now: () => Date.now(),
      onState: () => undefined,
      onPosition: () => undefined,
      onGap: () => undefined,
      onBeyond: (beyond) => {
        throw new RangeError(`${beyond} lies outside the view`)
      },
    })
    player.attach(view, camera, at, covered)
    shown = camera
  }
  const { shownAt, position } = await painted
  return { rowMs, totalMs: shownAt - startedAt, shownAt: performance.timeOrigin + shownAt, position, path }
}

Object.assign(window, { bench: () => ({ openView, seek }) })
