// A camera that shows its clip by its own clock, whether or not anyone looks: which frame goes out is a function of time.
// Knows no sockets: clients hand it a way to write.

import { type Random, seedFor, seededRandom } from '../random.ts'
import type { Clip } from './clip.ts'
import { sdpOf } from './describe.ts'
import type { Fault, FaultKind } from './faults.ts'
import type { Login } from './login.ts'
import { type Pace, frameAt, repaced, ticksAt, ticksOf, dueAt } from './pace.ts'
import { type PlayEnd, type PlayLog, type Write, Playing } from './playing.ts'

/** After a longer standstill of this process a camera goes on with the present, as if it had been off. Ten seconds at 25. */
export const CATCH_UP_FRAMES_MAX = 250
/** What a bench of a night needs: one client that reconnects every minute for eight hours. */
export const PLAY_LOGS_MAX = 500

export type CameraOptions = {
  /** Its path is /cam/<name>. */
  name: string
  clip: Clip
  fps: number
  login: Login
  /** How far its loop is ahead of the others. */
  phaseMs?: number
  seed?: number
  /** Shown while the fault `parameter-sets` is on; without it the same pictures under a raised level. */
  alternate?: Clip
  /** A listener of its own (0 takes any free port), so that its port can die alone. */
  port?: number
}

export class VirtualCamera {
  readonly name: string
  readonly login: Login
  readonly logs: PlayLog[] = []
  readonly random: Random
  framesSent = 0
  framesSkipped = 0
  #pace: Pace
  #fps: number
  #usual: Clip
  #alternate: Clip | undefined
  #shown: { from: number; clip: Clip }[]
  #faults = new Map<FaultKind, Fault>()
  #clients = new Set<Playing>()
  #nextFrame = 0

  constructor({ name, clip, fps, login, phaseMs = 0, seed = 0, alternate }: CameraOptions) {
    this.name = name
    this.login = login
    this.#fps = fps
    this.#usual = clip
    this.#alternate = alternate
    this.#shown = [{ from: Number.NEGATIVE_INFINITY, clip }]
    this.random = seededRandom(seedFor(seed, name))
    // The timestamp starts anywhere (RFC 3550 5.1) but stays the same for one camera.
    this.#pace = { atMs: -phaseMs, frame: 0, ticks: Math.floor(this.random() * 2 ** 31), fps, saidFps: fps, ppm: 0 }
  }

  get faults(): ReadonlyMap<FaultKind, Fault> {
    return this.#faults
  }

  get clients(): number {
    return this.#clients.size
  }

  /** The frame due now, when it was due, and its place in the loop. */
  at(nowMs: number): { frame: number; dueAtMs: number; inLoop: number; isKeyframe: boolean } {
    const frame = frameAt(this.#pace, nowMs)
    const { clip } = this.#shownAt(frame)
    const inLoop = placeInLoop(frame, clip)
    const isKeyframe = clip.frames[inLoop]?.keyframe ?? false
    return { frame, dueAtMs: dueAt(this.#pace, frame), inLoop, isKeyframe }
  }

  sdp(nowMs: number): string {
    const { codec, parameterSets } = this.#shownAt(frameAt(this.#pace, nowMs) + 1).clip
    const hasPicture = !this.#faults.has('no-track')
    return sdpOf({ name: this.name, codec, parameterSets, fps: this.#pace.saidFps, hasPicture })
  }

  setFault(fault: Fault, nowMs: number): void {
    this.advance(nowMs)
    this.#faults.set(fault.kind, fault)
    this.#faultsChanged(fault.kind, nowMs)
  }

  clearFault(kind: FaultKind | undefined, nowMs: number): void {
    this.advance(nowMs)
    for (const each of kind === undefined ? [...this.#faults.keys()] : [kind]) {
      if (this.#faults.delete(each)) this.#faultsChanged(each, nowMs)
    }
  }

  /** From the next keyframe of the other clip on. */
  showClip(clip: Clip, nowMs: number): void {
    if (clip === this.#usual) return
    this.#usual = clip
    this.#switchTo(this.#faults.has('parameter-sets') ? this.#reparametrised() : clip, nowMs)
  }

  join(log: PlayLog, channels: readonly [number, number], write: Write): Playing {
    if (this.#clients.size === 0) this.#nextFrame = frameAt(this.#pace, log.startedAtMs) + 1
    const playing = new Playing(log, channels, write, this.random)
    this.#clients.add(playing)
    this.logs.push(log)
    if (this.logs.length > PLAY_LOGS_MAX) this.logs.shift()
    return playing
  }

  /** For RTP-Info. */
  startOf(playing: Playing): { sequence: number; ticks: number } {
    const wrap = this.#faults.get('timestamp-wrap')
    return playing.start(ticksOf(this.#pace, this.#nextFrame), wrap?.kind === 'timestamp-wrap' ? wrap.inMs : undefined)
  }

  leave(playing: Playing, end: PlayEnd, nowMs: number): void {
    if (!this.#clients.delete(playing)) return
    playing.log.end = end
    playing.log.endedAtMs = nowMs
  }

  /** Sends every client what has become due. */
  advance(nowMs: number): void {
    if (this.#clients.size === 0) return
    const behind = frameAt(this.#pace, nowMs) - this.#nextFrame
    if (behind > CATCH_UP_FRAMES_MAX) {
      this.framesSkipped += behind
      this.#nextFrame += behind
    }
    while (dueAt(this.#pace, this.#nextFrame) <= nowMs) this.#sendFrame(this.#nextFrame++, nowMs)
    if (this.#isSilent() || this.#faults.has('no-sender-reports')) return
    const jump = this.#faults.get('clock-jump')
    const wallMs = nowMs + (jump?.kind === 'clock-jump' ? jump.byMs : 0)
    const report = { nowMs, wallMs, ticks: ticksAt(this.#pace, nowMs) }
    for (const client of this.#clients) {
      if (client.isStarted) client.reportIfDue(report)
    }
  }

  #sendFrame(frame: number, nowMs: number): void {
    if (this.#isSilent()) return
    const { clip } = this.#shownAt(frame)
    const template = clip.frames[placeInLoop(frame, clip)]
    if (!template) return
    const now = { frame, template, ticks: ticksOf(this.#pace, frame), nowMs, faults: this.#faults, random: this.random }
    for (const client of this.#clients) {
      if (!client.isStarted) continue
      client.send(now)
      this.framesSent++
    }
  }

  #isSilent(): boolean {
    return this.#faults.has('stall') || this.#faults.has('no-picture')
  }

  #faultsChanged(kind: FaultKind, nowMs: number): void {
    if (kind === 'wrong-rate' || kind === 'drift') {
      const rate = this.#faults.get('wrong-rate')
      const drift = this.#faults.get('drift')
      const [fps, saidFps] = rate?.kind === 'wrong-rate' ? [rate.sends, rate.says] : [this.#fps, this.#fps]
      const ppm = drift?.kind === 'drift' ? drift.ppm : 0
      this.#pace = repaced(this.#pace, frameAt(this.#pace, nowMs) + 1, { fps, saidFps, ppm })
    }
    if (kind === 'parameter-sets') this.#switchTo(this.#faults.has(kind) ? this.#reparametrised() : this.#usual, nowMs)
  }

  #reparametrised(): Clip {
    return this.#alternate ?? this.#usual.reparametrised()
  }

  #switchTo(clip: Clip, nowMs: number): void {
    const now = frameAt(this.#pace, nowMs) + 1
    let from = now
    while (clip.frames[placeInLoop(from, clip)]?.keyframe === false) from++
    this.#shown = [this.#shownAt(now), { from, clip }]
  }

  #shownAt(frame: number): { from: number; clip: Clip } {
    return this.#shown.findLast(({ from }) => from <= frame) ?? { from: frame, clip: this.#usual }
  }
}

function placeInLoop(frame: number, { frames }: Clip): number {
  return ((frame % frames.length) + frames.length) % frames.length
}
