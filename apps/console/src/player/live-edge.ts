// How a live picture stays at its edge without standing still: pure, asked after each frame that came. The lag is what
// lies between the picture on the screen and the end of what has come; less than one frame of it, and the next one is
// late. Figures: docs/design/live.md.

/** Beyond one frame: what networks, decoders and timers need. */
const CALM_S = 0.035
const HURRY_S = 0.07
const RUN_S = 0.17
const JUMP_S = 0.6
const HURRY_RATE = 1.1
const RUN_RATE = 1.3
const SLOW_RATE = 0.95
/** A camera that sends a frame every two seconds is no reason to lag by two. */
const FRAME_S_MAX = 0.5

export interface EdgeMove {
  readonly rate: number
  /** Seconds before the end where to go on at once. */
  readonly jumpTo?: number
}

/** @param lag seconds, just after a frame was appended. @param frameSeconds how long a frame lasts. */
export function edgeMove(lag: number, frameSeconds: number): EdgeMove {
  const spare = lag - Math.min(Math.max(frameSeconds, 0), FRAME_S_MAX)
  if (spare > JUMP_S || lag < 0) return { rate: 1, jumpTo: lag - spare + CALM_S }
  if (spare > RUN_S) return { rate: RUN_RATE }
  if (spare > HURRY_S) return { rate: HURRY_RATE }
  return { rate: spare < CALM_S / 2 ? SLOW_RATE : 1 }
}
