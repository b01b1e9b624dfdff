// When was this frame? Out of a run's media ticks and the times of arrival it makes moments on the recorder's monotonic
// clock. A camera's crystal is good over seconds, arrival over hours: the media clock leads, arrival corrects it by at
// most 500 ppm, and a media clock that grossly lies is found out and then follows arrival: by its slope where it has one,
// frame by frame where it stands still or runs back. Sender reports tell how wrong
// the camera's own clock is; they are recorded and never obeyed. The why with figures: docs/design/time.md.

import { SLEW_PPM_MAX } from './recorder-clock.ts'
import { TICKS_PER_MS } from './tick-line.ts'

/** Arrival is looked at in steps of this: a dozen frames, of which the least delayed one counts. */
export const BUCKET_MS = 500
/** A minute: over it the slope of arrival is known to some 20 ppm under 30 ms of jitter. */
export const BUCKETS_MAX = 120
/** Beyond this the line is looked at anew. Half of the 100 ms that we promise. */
const DEVIATION_MS_MAX = 50
/** A fit with more scatter is a bad network, not a lying clock. */
const SCATTER_MS_MAX = 15
/** What is a lie, over how long a look: the longer, the finer. */
const LIES = [
  { buckets: 120, ppm: 520 },
  { buckets: 60, ppm: 800 },
  { buckets: 20, ppm: 3_000 },
  { buckets: 4, ppm: 20_000 },
] as const
/** Once a clock has lied, its line may turn this fast (2 %): enough for rates that change with the light. */
const ARRIVAL_PPM_MAX = 20_000
/** A line that is late by so much over so many looks (5 s), and whose arrival has no slope, is not that of the pictures. */
const LOST_MS = 2_000
const LOST_BUCKETS = 10
/** Before a media clock that was given up is believed again: 10 s in a line. */
const FOUND_BUCKETS = 20
/** No camera keeps more to send at once when one joins: ten seconds between keyframes are the most that is sold. */
const BURST_MS_MAX = 30_000
/** Nothing arrives before it happens; the end of a last frame is guessed, and may lie ahead by that frame. */
const AHEAD_MS_MAX = 2_000
/** What can be called a rate: a camera that counts milliseconds has 90. */
const SLOPE_MIN = 0.005
const SLOPE_MAX = 200

interface Point {
  readonly mediaMs: number
  readonly arrivedMs: number
}

interface Fit {
  readonly slope: number
  readonly atMs: number
  readonly scatterMs: number
}

export class MediaClock {
  /** Moment = base + rate · (media - origin). */
  #baseMs = 0
  #originMs = 0
  #rate = 1
  #points: Point[] = []
  #bucket: Point | undefined
  #bucketFromMs = 0
  #settledTicks = 0
  #settledMs = Number.NEGATIVE_INFINITY
  #hasSettled = false
  #lastArrivedMs = 0
  /** The media clock has no rate at all: only arrival is left, with its jitter. */
  #isLost = false
  /** The media clock was found to lie; what it told us since then is arrival time smoothed. */
  isDoubted = false

  get rate(): number {
    return this.#rate
  }

  /** Every frame, in the order of arrival; ticks from TickLine. */
  observe(ticks: number, arrivedMs: number): void {
    const point = { mediaMs: ticks / TICKS_PER_MS, arrivedMs }
    this.#lastArrivedMs = arrivedMs
    if (!this.#bucket) {
      if (this.#points.length === 0) {
        this.#baseMs = arrivedMs
        this.#originMs = point.mediaMs
      }
      this.#bucket = point
      this.#bucketFromMs = arrivedMs
      return
    }
    if (arrivedMs - this.#bucketFromMs >= BUCKET_MS) {
      this.#close(this.#bucket)
      this.#bucket = point
      this.#bucketFromMs = arrivedMs
    } else if (this.#lateness(point) < this.#lateness(this.#bucket)) this.#bucket = point
  }

  /** The best guess now, for a live picture; may be corrected by some milliseconds until it is settled. */
  guess(ticks: number): number {
    if (this.#isLost) return this.#lastArrivedMs
    return this.#baseMs + this.#rate * (ticks / TICKS_PER_MS - this.#originMs)
  }

  /**
   * The moment that stays: for bounds of GOPs, in their order. Never before the one settled last.
   * @param arrivedMs of that frame, where it is not the newest: all that is known of it when the media clock says nothing.
   */
  settle(ticks: number, arrivedMs: number = this.#lastArrivedMs): number {
    // The first GOP is judged by all we have, even half a bucket: its first frame names the file.
    if (!this.#hasSettled) this.#anchor()
    const moment = this.#isLost ? arrivedMs : Math.min(this.guess(ticks), this.#lastArrivedMs + AHEAD_MS_MAX)
    const least = this.#hasSettled ? this.#settledMs + (ticks > this.#settledTicks ? 1 : 0) : moment
    this.#settledMs = Math.max(moment, least)
    this.#settledTicks = ticks
    this.#hasSettled = true
    return this.#settledMs
  }

  #lateness({ mediaMs, arrivedMs }: Point): number {
    return arrivedMs - this.#baseMs - this.#rate * (mediaMs - this.#originMs)
  }

  // Cameras send what they have stored at once when one joins: the least delayed frame of the first GOP is the anchor.
  #anchor(): void {
    const points = this.#bucket ? [...this.#points, this.#bucket] : this.#points
    const fit = this.#lie(points)
    const leastMs = Math.min(...points.map((point) => this.#lateness(point)))
    if (fit) this.#follow(fit)
    else if (leastMs < -BURST_MS_MAX) this.#lose()
    else if (points.length > 0) this.#baseMs += leastMs
  }

  #close(point: Point): void {
    this.#points.push(point)
    if (this.#points.length > BUCKETS_MAX) this.#points.shift()
    if (!this.#hasSettled) return
    if (this.#isLost) {
      this.#find()
      return
    }
    const recentMs = this.#leastOf(4)
    if (Math.abs(recentMs) > DEVIATION_MS_MAX || this.isDoubted) {
      const fit = this.#lie(this.#points)
      if (fit) this.#follow(fit)
      // Nothing arrives before it happens: a line that is late by so much is wrong, whatever the cause.
      else if (recentMs < -DEVIATION_MS_MAX) this.#step(recentMs)
      else if (this.#points.length >= LOST_BUCKETS && this.#leastOf(LOST_BUCKETS) > LOST_MS) {
        this.#lose()
        return
      }
    }
    const ppmMax = this.isDoubted ? ARRIVAL_PPM_MAX : SLEW_PPM_MAX
    const most = (BUCKET_MS * ppmMax) / 1_000_000
    const wanted = this.#leastOf(this.isDoubted ? 10 : 60)
    this.#baseMs += Math.min(most, Math.max(-most, wanted))
  }

  #leastOf(count: number): number {
    let least = Number.POSITIVE_INFINITY
    for (const point of this.#points.slice(-count)) least = Math.min(least, this.#lateness(point))
    return least
  }

  /** From here on a picture was taken when it came. */
  #lose(): void {
    this.#isLost = true
    this.isDoubted = true
    this.#points = []
  }

  /** Back on the media clock once it has a rate again. */
  #find(): void {
    if (this.#points.length < FOUND_BUCKETS) return
    const fit = fitLine(this.#points.slice(-FOUND_BUCKETS))
    if (!fit || fit.scatterMs > SCATTER_MS_MAX) return
    this.#isLost = false
    this.#follow(fit)
  }

  #step(byMs: number): void {
    this.#baseMs += byMs
    if (byMs < -LOST_MS) this.isDoubted = true
    // What was measured before the step belongs to another line.
    this.#points = this.#points.slice(-4)
  }

  /** The slope of arrival where it says that the media clock lies; the shortest look that is sure of it wins. */
  #lie(points: readonly Point[]): Fit | undefined {
    for (const { buckets, ppm } of LIES.toReversed()) {
      if (points.length < buckets) return undefined
      const fit = fitLine(points.slice(-buckets))
      if (!fit || fit.scatterMs > SCATTER_MS_MAX) continue
      const wrongPpm = Math.abs(fit.slope / this.#rate - 1) * 1_000_000
      if (wrongPpm > ppm) return fit
    }
    return undefined
  }

  #follow(fit: Fit): void {
    const last = this.#points.at(-1) ?? this.#bucket
    if (!last) return
    this.#baseMs = fit.atMs + fit.slope * last.mediaMs
    this.#originMs = last.mediaMs
    this.#rate = fit.slope
    this.isDoubted = true
    // The frames that were least late under another slope say little under this one.
    this.#points = this.#points.slice(-20)
    this.#baseMs += this.#leastOf(4)
  }
}

/** Least squares through (media, arrival); nothing where the media did not move. */
function fitLine(points: readonly Point[]): Fit | undefined {
  const n = points.length
  const [first] = points
  if (!first || n < 3) return undefined
  let [x, y, xx, xy] = [0, 0, 0, 0]
  for (const point of points) {
    const dx = point.mediaMs - first.mediaMs
    const dy = point.arrivedMs - first.arrivedMs
    x += dx
    y += dy
    xx += dx * dx
    xy += dx * dy
  }
  const spread = n * xx - x * x
  if (spread <= 0) return undefined
  const slope = (n * xy - x * y) / spread
  if (slope < SLOPE_MIN || slope > SLOPE_MAX) return undefined
  const offset = (y - slope * x) / n
  let squares = 0
  for (const point of points) {
    const miss = point.arrivedMs - first.arrivedMs - offset - slope * (point.mediaMs - first.mediaMs)
    squares += miss * miss
  }
  return {
    slope,
    atMs: first.arrivedMs + offset - slope * first.mediaMs,
    scatterMs: Math.sqrt(squares / n),
  }
}
