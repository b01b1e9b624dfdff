// One client's running stream: its sequence numbers, its SSRC, its sender reports, and the count of what it was sent.

import type { Random } from '../random.ts'
import { senderReport } from './describe.ts'
import type { Fault, FaultKind } from './faults.ts'
import { type FrameTemplate, PACKET_HEADER_BYTES, packetsFor } from './packetise.ts'

/** RFC 3550 6.2: the recommended minimum, which cameras keep to. */
const SENDER_REPORT_EVERY_MS = 5000

export const playEnds = ['client', 'teardown', 'slow', 'cut', 'timeout', 'bad-request', 'dead-port', 'closed'] as const
export type PlayEnd = (typeof playEnds)[number]

/** What a client was sent, frame by frame of the camera's own count: for "frames counted at the source". */
export type PlayLog = {
  readonly id: number
  readonly camera: string
  readonly remote: string
  readonly startedAtMs: number
  endedAtMs?: number
  end?: PlayEnd
  firstFrame?: number
  lastFrame?: number
  /** What a recorder can keep begins here: `lastFrame - firstKeyframe + 1` frames. */
  firstKeyframe?: number
  firstFrameAtMs?: number
  lastFrameAtMs?: number
  frames: number
  keyframes: number
  packets: number
  packetsLost: number
  bytes: number
}

export function newPlayLog(id: number, camera: string, remote: string, startedAtMs: number): PlayLog {
  return { id, camera, remote, startedAtMs, frames: 0, keyframes: 0, packets: 0, packetsLost: 0, bytes: 0 }
}

/** True when the kernel has taken all of it and the bytes may be written over. */
export type Write = (bytes: Buffer) => boolean

export type Faults = ReadonlyMap<FaultKind, Fault>
export type FrameNow = {
  frame: number
  template: FrameTemplate
  ticks: number
  nowMs: number
  faults: Faults
  random: Random
}
export type ReportNow = { nowMs: number; wallMs: number; ticks: number }

export class Playing {
  readonly log: PlayLog
  readonly ssrc: number
  /** Its PLAY was answered. */
  isStarted = false
  #channels: readonly [rtp: number, rtcp: number]
  #write: Write
  #sequence: number
  #ticksAhead = 0
  #octets = 0
  #reportAtMs: number

  constructor(log: PlayLog, channels: readonly [number, number], write: Write, random: Random) {
    this.log = log
    this.#channels = channels
    this.#write = write
    this.ssrc = Math.floor(random() * 4_294_967_296)
    this.#sequence = Math.floor(random() * 65_536)
    this.#reportAtMs = log.startedAtMs
  }

  /** For RTP-Info: the first packet's sequence number and timestamp. */
  start(ticks: number, wrap: number | undefined): { sequence: number; ticks: number } {
    if (wrap !== undefined) this.#ticksAhead = 4_294_967_296 - Math.round(wrap * 90) - ticks
    return { sequence: this.#sequence, ticks: (ticks + this.#ticksAhead) % 4_294_967_296 }
  }

  send({ frame, template, ticks, nowMs, faults, random }: FrameNow): void {
    const { log } = this
    log.firstFrame ??= frame
    log.firstFrameAtMs ??= nowMs
    log.lastFrame = frame
    log.lastFrameAtMs = nowMs
    log.frames++
    if (template.keyframe) {
      log.firstKeyframe ??= frame
      log.keyframes++
    }
    const fields = {
      channel: this.#channels[0],
      sequence: this.#sequence,
      ticks: ticks + this.#ticksAhead,
      ssrc: this.ssrc,
    }
    const whole = packetsFor(template, fields, roomFor(template))
    this.#sequence = (this.#sequence + template.packets.length) & 0xffff
    const bytes = this.#withLosses(whole, template, faults, random)
    this.#octets += template.payloadBytes
    log.packets += template.packets.length
    log.bytes += bytes.length
    if (!this.#write(bytes)) room = Buffer.alloc(0)
    const garbage = faults.get('garbage')
    if (garbage?.kind === 'garbage' && frame % garbage.everyFrames === 0) {
      this.#write(Buffer.from(Array.from({ length: garbage.bytes }, () => Math.floor(random() * 256))))
    }
  }

  reportIfDue({ nowMs, wallMs, ticks }: ReportNow): void {
    if (nowMs < this.#reportAtMs) return
    this.#reportAtMs = nowMs + SENDER_REPORT_EVERY_MS
    const { packets } = this.log
    const fields = { channel: this.#channels[1], ssrc: this.ssrc, wallMs, ticks: ticks + this.#ticksAhead }
    this.#write(senderReport({ ...fields, packets, octets: this.#octets }))
  }

  #withLosses(bytes: Buffer, template: FrameTemplate, faults: Faults, random: Random): Buffer {
    const fault = faults.get('lost-packets')
    if (fault?.kind !== 'lost-packets') return bytes
    const kept = template.packets.flatMap((at) => {
      if (random() < fault.rate) return []
      return [bytes.subarray(at, at + PACKET_HEADER_BYTES - 12 + bytes.readUInt16BE(at + 2))]
    })
    this.log.packetsLost += template.packets.length - kept.length
    return Buffer.concat(kept)
  }
}

// One room for the frames of all cameras: fresh memory for each frame costs more than the copying (400 cameras at 1 Mbit/s:
// a fifth of a core). It is left to whom still needs it, and the next frame gets a new one.
let room: Buffer = Buffer.alloc(0)
const ROOM_BYTES = 128 * 1024

function roomFor({ bytes }: FrameTemplate): Buffer {
  if (room.length < bytes.length) room = Buffer.allocUnsafeSlow(Math.max(ROOM_BYTES, bytes.length))
  return room
}
