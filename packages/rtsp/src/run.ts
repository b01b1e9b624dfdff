// One unbroken RTSP connection to one camera: connects, logs in, plays, hands on pictures, says why it ended. Never reconnects: the caller decides when.

import type { AccessUnit, ParameterSets, SenderReport, VideoCodec } from './access-unit.ts'
import type { RunClock } from './clock.ts'
import type { RtspFailure } from './failure.ts'
import type { RtspLimits } from './limits.ts'

export type { AccessUnit, ParameterSets, SenderReport, VideoCodec } from './access-unit.ts'
export type { RtspFailure, RtspFailureCode } from './failure.ts'

export interface Credentials {
  readonly username: string
  readonly password: string
}

export interface RtspRunOptions {
  /** rtsp://host[:port]/path?query, without user name and password: those go into `credentials`. */
  readonly url: string
  readonly credentials?: Credentials | undefined
  /** `left-out`: the audio track is never asked for. `allowed`: it is set up, and its packets are counted and dropped. */
  readonly audio: 'left-out' | 'allowed'
  readonly connectTimeoutMs?: number | undefined
  readonly answerTimeoutMs?: number | undefined
  /** The run ends when so long has passed without a whole picture. */
  readonly pictureTimeoutMs?: number | undefined
  readonly clock?: RunClock | undefined
  readonly limits?: Partial<RtspLimits> | undefined
}

export interface RtspRunHandlers {
  onAccessUnit(unit: AccessUnit): void
  onSenderReport?(report: SenderReport): void
  /** Called once, never before startRtspRun has returned; nothing is called after it. */
  onEnd(failure: RtspFailure): void
}

export interface RtspTrack {
  readonly codec: VideoCodec
  readonly payloadType: number
  /** From the SDP; often empty, then the first keyframe brings them. */
  readonly parameterSets: ParameterSets
  readonly isAudioSetUp: boolean
}

export interface RtspCounters {
  readonly bytes: number
  readonly packets: number
  readonly lostPackets: number
  /** Late, repeated, or of another payload type or source: skipped. */
  readonly strayPackets: number
  readonly malformedPackets: number
  /** Interleaved on a channel that nobody set up: skipped. */
  readonly unknownChannelPackets: number
  readonly audioPackets: number
  readonly units: number
  readonly keyframes: number
  /** A part was missing or malformed: not handed on. */
  readonly droppedUnits: number
  readonly senderReports: number
}

export interface RtspRun {
  /** Undefined until the camera has described its stream. */
  readonly track: RtspTrack | undefined
  readonly counters: RtspCounters
  /** Says TEARDOWN and closes; onEnd comes with `closed-by-us` at once. Harmless when the run has ended. */
  close(): void
}

export function startRtspRun(_options: RtspRunOptions, _handlers: RtspRunHandlers): RtspRun {
  throw new Error('not yet')
}
