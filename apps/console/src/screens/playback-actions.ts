// What the keys and the buttons of the playback screen do, in one place, so that both do the same.

import { useKeys } from '../platform/keyboard.ts'
import type { PlaybackPlayer } from '../player/playback-player.ts'

export interface Marks {
  readonly markIn: number | undefined
  readonly markOut: number | undefined
}
export interface MarkChange {
  readonly in?: string | undefined
  readonly out?: string | undefined
}

/** A mark beyond the other one begins a new stretch: the other is taken away. */
export function withMark({ markIn, markOut }: Marks, which: 'in' | 'out', at: number): MarkChange {
  const iso = new Date(at).toISOString()
  if (which === 'in') return { in: iso, ...(markOut !== undefined && at >= markOut ? { out: undefined } : {}) }
  return { out: iso, ...(markIn !== undefined && at <= markIn ? { in: undefined } : {}) }
}

export interface ActionsNeeds {
  readonly player: () => PlaybackPlayer | undefined
  readonly zoom: (factor: number) => void
  readonly startAt: number
  readonly cameraNumber: number
  readonly seek: (at: number) => void
  readonly mark: (which: 'in' | 'out', at: number) => void
  readonly hold: () => void
  readonly live: () => void
  readonly onCamera: (number: number) => void
}

const STEP_MS = 10_000

/** Binds the keys of the screen and gives the same actions to its buttons. */
export function usePlaybackActions({
  player,
  zoom,
  startAt,
  cameraNumber,
  seek,
  mark,
  hold,
  live,
  onCamera,
}: ActionsNeeds) {
  const position = (): number => player()?.position ?? startAt
  const speed = (): number => player()?.currentSpeed ?? 0
  const actions = {
    pause: () => (speed() === 0 ? player()?.play(1) : player()?.pause()),
    backward: () => player()?.play(speed() < 0 ? speed() * 2 : -1),
    halt: () => player()?.pause(),
    forward: () => player()?.play(speed() > 0 ? speed() * 2 : 1),
    frameBack: () => player()?.step(-1),
    frameOn: () => player()?.step(1),
    live,
    closer: () => zoom(0.5),
    wider: () => zoom(2),
    earlier: () => seek(position() - STEP_MS),
    later: () => seek(position() + STEP_MS),
    markIn: () => mark('in', position()),
    markOut: () => mark('out', position()),
    hold,
    still: () => void saveStill(player(), cameraNumber),
  }
  useKeys('playback', actions, { onNumber: onCamera, onBack: (seconds) => seek(position() - seconds * 1_000) })
  return actions
}

/** The picture as it is shown, with camera and time in its name. */
async function saveStill(player: PlaybackPlayer | undefined, cameraNumber: number): Promise<void> {
  const at = player?.position ?? 0
  const blob = await player?.still()
  if (!blob) return
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = `sereno-${cameraNumber}-${new Date(at).toISOString().replaceAll(':', '')}.png`
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 1_000)
}
