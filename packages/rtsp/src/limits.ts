// The most that we take from a camera, each length that comes from outside. What happens at the limit: the run ends as `too-large`.

export interface RtspLimits {
  /** Status line and headers of one message. */
  readonly headBytesMax: number
  readonly headersMax: number
  /** Body of one message, which for DESCRIBE is the SDP. */
  readonly bodyBytesMax: number
  readonly nalUnitBytesMax: number
  readonly accessUnitBytesMax: number
  readonly nalUnitsMax: number
}

export const defaultLimits: RtspLimits = {
  headBytesMax: 16 * 1024, // cameras answer in 300 to 900 bytes
  headersMax: 64, // cameras send about 8
  bodyBytesMax: 64 * 1024, // an SDP with ten tracks has 4 kB
  nalUnitBytesMax: 4 * 1024 * 1024, // a 4K keyframe at 40 Mbit/s has about 2 MB
  accessUnitBytesMax: 4 * 1024 * 1024,
  nalUnitsMax: 640, // level 6.2 allows 600 slices a picture (H.265 table A.8), plus parameter sets and SEI
}
