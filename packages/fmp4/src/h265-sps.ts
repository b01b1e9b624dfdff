// The sequence parameter set of H.265 (ITU-T H.265, 7.3.2.2, 7.3.3, 7.3.4, 7.3.7 and E.2.1), as far as a recorder needs.

import { BitReader } from './bits.ts'
import { DIMENSION_PX_MAX, type Crop, cropped, plausibleFrameRate } from './picture-size.ts'
import { type Problem, bitProblem } from './problem.ts'

export interface H265Sps {
  /** general_profile_space to general_level_idc: the 12 bytes that hvcC repeats. */
  readonly profileTierLevel: Uint8Array
  readonly temporalLayers: number
  readonly isTemporalIdNested: boolean
  readonly chromaFormat: number
  readonly bitDepthLuma: number
  readonly bitDepthChroma: number
  readonly width: number
  readonly height: number
  /** What the camera says; it may lie. Absent where it says nothing or nonsense. */
  readonly frameRateHint?: number
}

// 7.4.3.2.1 and 7.4.8: the decoded picture buffer has at most 16 places.
const REFERENCE_PICTURES_MAX = 16

export function parseH265Sps(nal: Uint8Array): H265Sps | Problem {
  if (nal.length < 3) return bitProblem('truncated', 'sps', nal.length * 8)
  const [first = 0, second = 0] = nal
  if ((first & 0xfe) !== 33 << 1) return bitProblem('malformed', 'nal_unit_type', 0)
  // Layers above the base belong to scalable and multi-view streams, which no street camera sends.
  if (first & 1 || second >> 3) return bitProblem('unsupported', 'nuh_layer_id', 7)
  const bits = new BitReader(nal, 2)
  bits.bits(4, 'sps_video_parameter_set_id')
  const layersAt = bits.position
  const subLayers = bits.bits(3, 'sps_max_sub_layers_minus1')
  if (subLayers > 6) return bitProblem('out-of-range', 'sps_max_sub_layers_minus1', layersAt)
  const isTemporalIdNested = bits.flag('sps_temporal_id_nesting_flag')
  const profileTierLevel = readProfileTierLevel(bits, subLayers)
  bits.ue('sps_seq_parameter_set_id', 15)
  const chromaFormat = bits.ue('chroma_format_idc', 3)
  const hasSeparatePlanes = chromaFormat === 3 && bits.flag('separate_colour_plane_flag')
  const coded = {
    width: readSide(bits, 'pic_width_in_luma_samples'),
    height: readSide(bits, 'pic_height_in_luma_samples'),
  }
  const crop = readConformanceWindow(bits, hasSeparatePlanes ? 0 : chromaFormat)
  const bitDepthLuma = 8 + bits.ue('bit_depth_luma_minus8', 7)
  const bitDepthChroma = 8 + bits.ue('bit_depth_chroma_minus8', 7)
  if (bits.problem) return bits.problem
  const size = cropped(coded, crop, 'conformance_window')
  if (!('width' in size)) return size
  skipCodingTools(bits, subLayers)
  const hasVui = bits.flag('vui_parameters_present_flag')
  if (bits.problem) return bits.problem
  const frameRateHint = hasVui ? readFrameRate(bits) : undefined
  return {
    profileTierLevel,
    temporalLayers: subLayers + 1,
    isTemporalIdNested,
    chromaFormat,
    bitDepthLuma,
    bitDepthChroma,
    ...size,
    ...(frameRateHint ? { frameRateHint } : {}),
  }
}

/** 7.4.3.2.1: not zero. */
function readSide(bits: BitReader, field: string): number {
  const at = bits.position
  const side = bits.ue(field, DIMENSION_PX_MAX)
  if (side === 0) bits.refuse(field, at)
  return side
}

/** 7.3.3, with profilePresentFlag = 1. */
function readProfileTierLevel(bits: BitReader, subLayers: number): Uint8Array {
  const general = Uint8Array.from({ length: 12 }, () => bits.bits(8, 'profile_tier_level'))
  const present: { profile: boolean; level: boolean }[] = []
  for (let layer = 0; layer < subLayers; layer++) {
    present.push({
      profile: bits.flag('sub_layer_profile_present_flag'),
      level: bits.flag('sub_layer_level_present_flag'),
    })
  }
  if (subLayers > 0) bits.skip(2 * (8 - subLayers), 'reserved_zero_2bits')
  for (const layer of present) {
    if (layer.profile) bits.skip(88, 'sub_layer_profile')
    if (layer.level) bits.skip(8, 'sub_layer_level_idc')
  }
  return general
}

function readConformanceWindow(bits: BitReader, format: number): Crop {
  if (!bits.flag('conformance_window_flag')) return { left: 0, right: 0, top: 0, bottom: 0, at: bits.position }
  const at = bits.position
  // Table 6-1.
  const x = format === 1 || format === 2 ? 2 : 1
  const y = format === 1 ? 2 : 1
  const left = x * bits.ue('conf_win_left_offset', DIMENSION_PX_MAX)
  const right = x * bits.ue('conf_win_right_offset', DIMENSION_PX_MAX)
  const top = y * bits.ue('conf_win_top_offset', DIMENSION_PX_MAX)
  const bottom = y * bits.ue('conf_win_bottom_offset', DIMENSION_PX_MAX)
  return { left, right, top, bottom, at }
}

/** Everything between the bit depths and the VUI; read only because the timing stands behind it. */
function skipCodingTools(bits: BitReader, subLayers: number): void {
  const orderBits = 4 + bits.ue('log2_max_pic_order_cnt_lsb_minus4', 12)
  const saysAllLayers = bits.flag('sps_sub_layer_ordering_info_present_flag')
  for (let layer = saysAllLayers ? 0 : subLayers; layer <= subLayers; layer++) {
    bits.ue('sps_max_dec_pic_buffering_minus1', REFERENCE_PICTURES_MAX - 1)
    bits.ue('sps_max_num_reorder_pics', REFERENCE_PICTURES_MAX - 1)
    bits.ue('sps_max_latency_increase_plus1')
  }
  bits.ue('log2_min_luma_coding_block_size_minus3', 3)
  bits.ue('log2_diff_max_min_luma_coding_block_size', 3)
  bits.ue('log2_min_luma_transform_block_size_minus2', 3)
  bits.ue('log2_diff_max_min_luma_transform_block_size', 3)
  bits.ue('max_transform_hierarchy_depth_inter', 4)
  bits.ue('max_transform_hierarchy_depth_intra', 4)
  if (bits.flag('scaling_list_enabled_flag') && bits.flag('sps_scaling_list_data_present_flag')) skipScalingLists(bits)
  bits.flag('amp_enabled_flag')
  bits.flag('sample_adaptive_offset_enabled_flag')
  if (bits.flag('pcm_enabled_flag')) {
    bits.bits(8, 'pcm_sample_bit_depth')
    bits.ue('log2_min_pcm_luma_coding_block_size_minus3', 2)
    bits.ue('log2_diff_max_min_pcm_luma_coding_block_size', 2)
    bits.flag('pcm_loop_filter_disabled_flag')
  }
  skipShortTermSets(bits)
  if (bits.flag('long_term_ref_pics_present_flag')) {
    const pictures = bits.ue('num_long_term_ref_pics_sps', 32)
    for (let index = 0; index < pictures; index++) bits.skip(orderBits + 1, 'lt_ref_pic_poc_lsb_sps')
  }
  bits.flag('sps_temporal_mvp_enabled_flag')
  bits.flag('strong_intra_smoothing_enabled_flag')
}

/** 7.3.4. */
function skipScalingLists(bits: BitReader): void {
  for (let size = 0; size < 4; size++) {
    for (let matrix = 0; matrix < 6; matrix += size === 3 ? 3 : 1) {
      if (!bits.flag('scaling_list_pred_mode_flag')) {
        bits.ue('scaling_list_pred_matrix_id_delta', 5)
        continue
      }
      if (size > 1) bits.se('scaling_list_dc_coef_minus8', 247)
      const coefficients = Math.min(64, 1 << (4 + (size << 1)))
      for (let index = 0; index < coefficients && !bits.problem; index++) bits.se('scaling_list_delta_coef', 128)
    }
  }
}

/** How far away in output order its pictures are, the nearest first: before the picture and after it. */
interface ReferenceSet {
  readonly before: readonly number[]
  readonly after: readonly number[]
}

/** 7.3.7: a set may be written as a difference from the one before, so each must be known to read the next. */
function skipShortTermSets(bits: BitReader): void {
  const sets = bits.ue('num_short_term_ref_pic_sets', 64)
  let last: ReferenceSet = { before: [], after: [] }
  for (let index = 0; index < sets && !bits.problem; index++) {
    const isDifference = index > 0 && bits.flag('inter_ref_pic_set_prediction_flag')
    const at = bits.position
    last = isDifference ? readSetDifference(bits, last) : readSet(bits)
    const pictures = last.before.length + last.after.length
    if (pictures > REFERENCE_PICTURES_MAX) bits.problem ??= bitProblem('out-of-range', 'st_ref_pic_set', at)
  }
}

/** Equations 7-61 and 7-62: all pictures of the last set, and its own picture, move by the same distance. */
function readSetDifference(bits: BitReader, { before, after }: ReferenceSet): ReferenceSet {
  const isNegative = bits.flag('delta_rps_sign')
  const distance = bits.ue('abs_delta_rps_minus1', 0x7fff) + 1
  const delta = isNegative ? -distance : distance
  const moved = [...before, ...after, 0].map((picture) => {
    const isUsed = bits.flag('used_by_curr_pic_flag') || bits.flag('use_delta_flag')
    // What lands on the current picture is gone.
    return isUsed ? picture + delta : 0
  })
  const movedBefore = moved.slice(0, before.length)
  const movedAfter = moved.slice(before.length, -1)
  const own = moved.slice(-1)
  return {
    before: [...movedAfter.toReversed(), ...own, ...movedBefore].filter((picture) => picture < 0),
    after: [...movedBefore.toReversed(), ...own, ...movedAfter].filter((picture) => picture > 0),
  }
}

function readSet(bits: BitReader): ReferenceSet {
  const negative = bits.ue('num_negative_pics', REFERENCE_PICTURES_MAX)
  const positive = bits.ue('num_positive_pics', REFERENCE_PICTURES_MAX)
  return { before: readDistances(bits, negative, -1), after: readDistances(bits, positive, 1) }
}

function readDistances(bits: BitReader, count: number, sign: -1 | 1): number[] {
  let distance = 0
  return Array.from({ length: count }, () => {
    distance += bits.ue('delta_poc_minus1', 0x7fff) + 1
    bits.flag('used_by_curr_pic_flag')
    return sign * distance
  })
}

/** E.2.1 up to the timing. As with H.264, a broken VUI costs the hint and nothing else. */
function readFrameRate(bits: BitReader): number | undefined {
  const extendedSar = 255
  if (bits.flag('aspect_ratio_info_present_flag') && bits.bits(8, 'aspect_ratio_idc') === extendedSar) {
    bits.bits(32, 'sar')
  }
  if (bits.flag('overscan_info_present_flag')) bits.flag('overscan_appropriate_flag')
  if (bits.flag('video_signal_type_present_flag')) {
    bits.bits(4, 'video_format')
    if (bits.flag('colour_description_present_flag')) bits.bits(24, 'colour_description')
  }
  if (bits.flag('chroma_loc_info_present_flag')) {
    bits.ue('chroma_sample_loc_type_top_field', 5)
    bits.ue('chroma_sample_loc_type_bottom_field', 5)
  }
  bits.bits(3, 'neutral_chroma, field_seq, frame_field_info')
  if (bits.flag('default_display_window_flag')) {
    for (let side = 0; side < 4; side++) bits.ue('def_disp_win_offset', DIMENSION_PX_MAX)
  }
  if (!bits.flag('vui_timing_info_present_flag')) return undefined
  const unitsInTick = bits.bits(32, 'vui_num_units_in_tick')
  const timeScale = bits.bits(32, 'vui_time_scale')
  return bits.problem ? undefined : plausibleFrameRate(timeScale, unitsInTick)
}
