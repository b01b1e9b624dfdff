// What a run hands on: pictures as the camera coded them, and what the camera says of its clock. No decoding.

export type VideoCodec = 'h264' | 'h265'

/** The newest set of each id, without start codes. `vps` is empty for H.264. */
export interface ParameterSets {
  readonly vps: readonly Uint8Array[]
  readonly sps: readonly Uint8Array[]
  readonly pps: readonly Uint8Array[]
}

/** One picture in decoding order, owned by whoever receives it: its bytes are never written again. */
export interface AccessUnit {
  readonly codec: VideoCodec
  /** Every NAL unit as it came (parameter sets, SEI and delimiters too), without start codes: views into `sample`. */
  readonly nalUnits: readonly Uint8Array[]
  /** The same NAL units in the same order, each behind its length in four bytes, big-endian: an MP4 sample as it stands. */
  readonly sample: Uint8Array
  /** Presentation time in 90 kHz ticks since the first packet of the run, unwrapped over 32 bits; may step back under B-pictures. */
  readonly rtpTicks: number
  /** A decoder can begin here: IDR, or an I picture that its recovery point calls exact; for H.265 any IRAP picture. */
  readonly isKeyframe: boolean
  /** Needs a picture that we do not have: before the first keyframe, and from a loss to the next keyframe. */
  readonly refersToMissing: boolean
  /** Present at the first unit, and at the first one after any change. */
  readonly parameterSets?: ParameterSets | undefined
  /** RTP packets that never came, since the unit handed on before. */
  readonly lostPackets: number
  /** Units that we dropped because a part of them was missing or malformed, since the unit handed on before. */
  readonly droppedUnits: number
  /** Monotonic time at which its last packet was read. */
  readonly arrivedMs: number
}

/** RTCP sender report: the camera's wall clock beside its media clock. A camera's clock may lie; nothing here obeys it. */
export interface SenderReport {
  /** Milliseconds UTC, with fractions. */
  readonly ntpMs: number
  /** On the same scale as AccessUnit.rtpTicks. */
  readonly rtpTicks: number
  readonly arrivedMs: number
}
