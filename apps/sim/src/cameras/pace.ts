// Which frame a camera shows at a moment, and with which RTP timestamp: a function of time alone, so that a client that
// comes back finds the camera where it would have been anyway. Pure.

const RTP_TICKS_PER_SECOND = 90_000

/** From `atMs` on, counted from `frame` and `ticks`. */
export type Pace = {
  readonly atMs: number
  readonly frame: number
  readonly ticks: number
  /** Frames that really leave in a second. */
  readonly fps: number
  /** Frames a second by the timestamps and the SDP. Differs from `fps` in a camera that lies. */
  readonly saidFps: number
  /** How much the RTP clock runs ahead, in parts per million. */
  readonly ppm: number
}

/** The frame that is due at or before this moment. */
export function frameAt(pace: Pace, nowMs: number): number {
  const frame = pace.frame + Math.floor(((nowMs - pace.atMs) * pace.fps) / 1000)
  // Division may round to either side: the rule is dueAt, in both directions.
  if (dueAt(pace, frame + 1) <= nowMs) return frame + 1
  return dueAt(pace, frame) <= nowMs ? frame : frame - 1
}

export function dueAt(pace: Pace, frame: number): number {
  return pace.atMs + ((frame - pace.frame) * 1000) / pace.fps
}

/** Not wrapped: the sender takes it modulo 2^32. */
export function ticksOf(pace: Pace, frame: number): number {
  return Math.floor(pace.ticks + (frame - pace.frame) * ticksPerFrame(pace))
}

/** The RTP clock between frames, for sender reports. */
export function ticksAt(pace: Pace, nowMs: number): number {
  return Math.floor(pace.ticks + (((nowMs - pace.atMs) * pace.fps) / 1000) * ticksPerFrame(pace))
}

/** Another rate or drift from frame `from` on; what was due and said before stays as it was. */
export function repaced(pace: Pace, from: number, change: Partial<Pick<Pace, 'fps' | 'saidFps' | 'ppm'>>): Pace {
  const exactTicks = pace.ticks + (from - pace.frame) * ticksPerFrame(pace)
  return { ...pace, ...change, atMs: dueAt(pace, from), frame: from, ticks: exactTicks }
}

const ticksPerFrame = ({ saidFps, ppm }: Pace) => (RTP_TICKS_PER_SECOND / saidFps) * (1 + ppm / 1_000_000)
