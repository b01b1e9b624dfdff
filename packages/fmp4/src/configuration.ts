// The decoder configuration records of ISO/IEC 14496-15 (avcC, hvcC), and the codec strings of RFC 6381 that follow
// from them. Writers take what the SPS parsers found; the reader trusts nothing.

import { concatBytes, fields, viewOf } from './bytes.ts'
import type { H264Sps } from './h264-sps.ts'
import type { H265Sps } from './h265-sps.ts'
import { type Problem, byteProblem } from './problem.ts'

export type VideoCodec = 'h264' | 'h265'

// avcC counts SPS in 5 bits.
export const SPS_COUNT_MAX = 31
// avcC counts PPS in a byte; cameras send one, rarely three.
export const PPS_COUNT_MAX = 64
// A real one has 20 to 100 bytes, with every scaling list written out about 2,500.
export const PARAMETER_SET_BYTES_MAX = 4096

export interface ParameterSets {
  readonly sps: readonly Uint8Array[]
  readonly pps: readonly Uint8Array[]
  /** H.265 only. */
  readonly vps: readonly Uint8Array[]
}

/** 14496-15, 5.3.3.1.2. */
export function avcConfigurationRecord(sps: H264Sps, sets: ParameterSets): Uint8Array {
  const [first] = sets.sps
  if (!first) throw new RangeError('avcC without SPS')
  const record = [
    Uint8Array.of(1, sps.profile, sps.constraints, sps.level, 0xff, 0xe0 | sets.sps.length),
    ...sets.sps.flatMap(withLength16),
    Uint8Array.of(sets.pps.length),
    ...sets.pps.flatMap(withLength16),
  ]
  // Baseline, Main and Extended end here; all later profiles say how colour is stored.
  if (![66, 77, 88].includes(sps.profile)) {
    record.push(
      Uint8Array.of(0xfc | sps.chromaFormat, 0xf8 | (sps.bitDepthLuma - 8), 0xf8 | (sps.bitDepthChroma - 8), 0),
    )
  }
  return concatBytes(record)
}

/** 14496-15, 8.3.3.1.2. */
export function hevcConfigurationRecord(sps: H265Sps, sets: ParameterSets): Uint8Array {
  const arrays = [
    { type: 32, units: sets.vps },
    { type: 33, units: sets.sps },
    { type: 34, units: sets.pps },
  ].filter(({ units }) => units.length > 0)
  return concatBytes([
    Uint8Array.of(1),
    sps.profileTierLevel,
    Uint8Array.of(
      0xf0,
      0, // min_spatial_segmentation_idc: not said
      0xfc, // parallelismType: not said
      0xfc | sps.chromaFormat,
      0xf8 | (sps.bitDepthLuma - 8),
      0xf8 | (sps.bitDepthChroma - 8),
      0,
      0, // avgFrameRate: not said
      (sps.temporalLayers << 3) | (sps.isTemporalIdNested ? 4 : 0) | 3,
      arrays.length,
    ),
    // array_completeness is what makes the entry hvc1 and not hev1.
    ...arrays.flatMap(({ type, units }) => [
      fields([1, 0x80 | type], [2, units.length]),
      ...units.flatMap(withLength16),
    ]),
  ])
}

function withLength16(unit: Uint8Array): Uint8Array[] {
  return [fields([2, unit.length]), unit]
}

/** What a record says of itself; `at` of a problem counts from its first byte. */
export function describeConfiguration(codec: VideoCodec, record: Uint8Array): { codecString: string } | Problem {
  const headBytes = codec === 'h264' ? 7 : 23
  const name = codec === 'h264' ? 'avcC' : 'hvcC'
  if (record.length < headBytes) return byteProblem('truncated', name, record.length)
  if (record[0] !== 1) return byteProblem('unsupported', `${name} configurationVersion`, 0)
  if (((record[codec === 'h264' ? 4 : 21] ?? 0) & 3) !== 3) return byteProblem('unsupported', `${name} lengthSize`, 4)
  return {
    codecString: codec === 'h264' ? avcCodecString(record.subarray(1, 4)) : hevcCodecString(record.subarray(1, 13)),
  }
}

/** @param profile profile_idc, constraint flags, level_idc. */
export function avcCodecString(profile: Uint8Array): string {
  return `avc1.${Array.from(profile.subarray(0, 3), hexByte).join('')}`
}

/** @param profileTierLevel the 12 bytes that SPS and hvcC share. 14496-15, annex E.3. */
export function hevcCodecString(profileTierLevel: Uint8Array): string {
  const view = viewOf(profileTierLevel)
  const [first = 0] = profileTierLevel
  const space = ['', 'A', 'B', 'C'][first >> 6] ?? ''
  const tier = first & 0x20 ? 'H' : 'L'
  let compatibility = 0
  for (let bit = 0; bit < 32; bit++) compatibility = compatibility * 2 + ((view.getUint32(1) >>> bit) & 1)
  const constraints = Array.from(profileTierLevel.subarray(5, 11), (byte) => byte.toString(16).toUpperCase())
  while (constraints.at(-1) === '0') constraints.pop()
  const level = `${tier}${profileTierLevel[11] ?? 0}`
  const head = `hvc1.${space}${first & 31}.${compatibility.toString(16).toUpperCase()}.${level}`
  return [head, ...constraints].join('.')
}

function hexByte(byte: number): string {
  return byte.toString(16).padStart(2, '0')
}
