// From parameter sets, as they come out of SDP or RTP, to what a file, a decoder and a person want to know of a stream.

import {
  PARAMETER_SET_BYTES_MAX,
  PPS_COUNT_MAX,
  SPS_COUNT_MAX,
  type ParameterSets,
  type VideoCodec,
  avcCodecString,
  avcConfigurationRecord,
  hevcCodecString,
  hevcConfigurationRecord,
} from './configuration.ts'
import { sameBytes } from './bytes.ts'
import { parseH264Sps } from './h264-sps.ts'
import { parseH265Sps } from './h265-sps.ts'
import { type Problem, bitProblem, byteProblem, isProblem } from './problem.ts'

export type { ParameterSets, VideoCodec } from './configuration.ts'

export interface VideoFormat {
  readonly codec: VideoCodec
  readonly width: number
  readonly height: number
  /** RFC 6381: `avc1.64001f`, `hvc1.1.6.L93.B0`. */
  readonly codecString: string
  /** The body of avcC or hvcC. */
  readonly configurationRecord: Uint8Array
  readonly frameRateHint?: number
  readonly parameterSets: ParameterSets
}

type Units = Uint8Array | readonly Uint8Array[]

/** NAL units without start codes. Several are allowed; the first SPS rules. */
export interface ParameterSetsToDescribe {
  readonly codec: VideoCodec
  readonly sps: Units
  readonly pps: Units
  /** H.265 only, and must be there. */
  readonly vps?: Units
}

export function describeFormat({ codec, sps, pps, vps = [] }: ParameterSetsToDescribe): VideoFormat | Problem {
  const parameterSets = { sps: listOf(sps), pps: listOf(pps), vps: codec === 'h265' ? listOf(vps) : [] }
  const obstacle =
    unitProblem(parameterSets.sps, { field: 'sps', countMax: SPS_COUNT_MAX, is: isType(codec, 7, 33) }) ??
    unitProblem(parameterSets.pps, { field: 'pps', countMax: PPS_COUNT_MAX, is: isType(codec, 8, 34) }) ??
    (codec === 'h265'
      ? unitProblem(parameterSets.vps, { field: 'vps', countMax: PPS_COUNT_MAX, is: isType(codec, 0, 32) })
      : undefined)
  if (obstacle) return obstacle
  return codec === 'h264' ? describeH264(parameterSets) : describeH265(parameterSets)
}

/** Whether two runs may share a file and a decoder: every byte of the parameter sets is the same. */
export function isSameFormat(a: VideoFormat, b: VideoFormat): boolean {
  return a.codec === b.codec && sameBytes(a.configurationRecord, b.configurationRecord)
}

function describeH264(parameterSets: ParameterSets): VideoFormat | Problem {
  const [first] = parameterSets.sps
  if (!first) return byteProblem('missing', 'sps', 0)
  const sps = parseH264Sps(first)
  if (isProblem(sps)) return sps
  return {
    codec: 'h264',
    width: sps.width,
    height: sps.height,
    codecString: avcCodecString(first.subarray(1, 4)),
    configurationRecord: avcConfigurationRecord(sps, parameterSets),
    ...(sps.frameRateHint ? { frameRateHint: sps.frameRateHint } : {}),
    parameterSets,
  }
}

function describeH265(parameterSets: ParameterSets): VideoFormat | Problem {
  const [first] = parameterSets.sps
  if (!first) return byteProblem('missing', 'sps', 0)
  const sps = parseH265Sps(first)
  if (isProblem(sps)) return sps
  return {
    codec: 'h265',
    width: sps.width,
    height: sps.height,
    codecString: hevcCodecString(sps.profileTierLevel),
    configurationRecord: hevcConfigurationRecord(sps, parameterSets),
    ...(sps.frameRateHint ? { frameRateHint: sps.frameRateHint } : {}),
    parameterSets,
  }
}

function listOf(units: Units): readonly Uint8Array[] {
  return units instanceof Uint8Array ? [units] : units
}

function isType(codec: VideoCodec, h264: number, h265: number): (first: number) => boolean {
  return codec === 'h264' ? (first) => (first & 0x9f) === h264 : (first) => (first & 0xfe) === h265 << 1
}

interface UnitRule {
  readonly field: string
  readonly countMax: number
  readonly is: (firstByte: number) => boolean
}

function unitProblem(units: readonly Uint8Array[], { field, countMax, is }: UnitRule): Problem | undefined {
  if (units.length === 0) return byteProblem('missing', field, 0)
  if (units.length > countMax) return byteProblem('too-large', `${field} count`, 0)
  for (const unit of units) {
    const [first] = unit
    if (first === undefined) return byteProblem('truncated', field, 0)
    if (unit.length > PARAMETER_SET_BYTES_MAX) return byteProblem('too-large', field, PARAMETER_SET_BYTES_MAX)
    if (!is(first)) return bitProblem('malformed', `${field} nal_unit_type`, 0)
  }
  return undefined
}
