// The sequence parameter set of H.264 (ITU-T H.264, 7.3.2.1.1 and E.1.1), as far as a recorder needs it.

import { BitReader } from './bits.ts'
import { type Problem, bitProblem } from './problem.ts'
import { DIMENSION_PX_MAX, type Crop, cropped, plausibleFrameRate } from './picture-size.ts'

export interface H264Sps {
  readonly profile: number
  readonly constraints: number
  readonly level: number
  readonly chromaFormat: number
  readonly bitDepthLuma: number
  readonly bitDepthChroma: number
  readonly width: number
  readonly height: number
  /** What the camera says; it may lie. Absent where it says nothing or nonsense. */
  readonly frameRateHint?: number
}

// 7.3.2.1.1: the profiles whose SPS says how colour is stored.
const profilesWithChroma = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135])

export function parseH264Sps(nal: Uint8Array): H264Sps | Problem {
  if (nal.length < 4) return bitProblem('truncated', 'sps', nal.length * 8)
  const [header = 0, profile = 0, constraints = 0, level = 0] = nal
  if ((header & 0x9f) !== 7) return bitProblem('malformed', 'nal_unit_type', 0)
  const bits = new BitReader(nal, 4)
  bits.ue('seq_parameter_set_id', 31)
  const chroma = profilesWithChroma.has(profile) ? readChroma(bits) : eightBit420
  bits.ue('log2_max_frame_num_minus4', 12)
  readPictureOrder(bits)
  bits.ue('max_num_ref_frames', 16)
  bits.flag('gaps_in_frame_num_value_allowed_flag')
  const widthMbs = bits.ue('pic_width_in_mbs_minus1', DIMENSION_PX_MAX / 16 - 1) + 1
  const heightAt = bits.position
  const heightUnits = bits.ue('pic_height_in_map_units_minus1', DIMENSION_PX_MAX / 16 - 1) + 1
  const fieldsPerUnit = bits.flag('frame_mbs_only_flag') ? 1 : 2
  if (fieldsPerUnit === 2) bits.flag('mb_adaptive_frame_field_flag')
  bits.flag('direct_8x8_inference_flag')
  const coded = { width: widthMbs * 16, height: heightUnits * fieldsPerUnit * 16 }
  if (coded.height > DIMENSION_PX_MAX) bits.refuse('pic_height_in_map_units_minus1', heightAt)
  const crop = readCrop(bits, chroma, fieldsPerUnit)
  const hasVui = bits.flag('vui_parameters_present_flag')
  if (bits.problem) return bits.problem
  const size = cropped(coded, crop, 'frame_crop')
  if (!('width' in size)) return size
  const frameRateHint = hasVui ? readFrameRate(bits) : undefined
  return { profile, constraints, level, ...chroma, ...size, ...(frameRateHint ? { frameRateHint } : {}) }
}

interface Chroma {
  readonly chromaFormat: number
  readonly bitDepthLuma: number
  readonly bitDepthChroma: number
  readonly hasSeparatePlanes?: boolean
}
const eightBit420: Chroma = { chromaFormat: 1, bitDepthLuma: 8, bitDepthChroma: 8 }

function readChroma(bits: BitReader): Chroma {
  const chromaFormat = bits.ue('chroma_format_idc', 3)
  const hasSeparatePlanes = chromaFormat === 3 && bits.flag('separate_colour_plane_flag')
  const bitDepthLuma = 8 + bits.ue('bit_depth_luma_minus8', 6)
  const bitDepthChroma = 8 + bits.ue('bit_depth_chroma_minus8', 6)
  bits.flag('qpprime_y_zero_transform_bypass_flag')
  if (bits.flag('seq_scaling_matrix_present_flag')) {
    const lists = chromaFormat === 3 ? 12 : 8
    for (let list = 0; list < lists; list++) {
      if (bits.flag('seq_scaling_list_present_flag')) skipScalingList(bits, list < 6 ? 16 : 64)
    }
  }
  return { chromaFormat, bitDepthLuma, bitDepthChroma, ...(hasSeparatePlanes ? { hasSeparatePlanes } : {}) }
}

/** 7.3.2.1.1.1: a scale of 0 ends what is written, the rest repeats. */
function skipScalingList(bits: BitReader, size: number): void {
  let last = 8
  for (let index = 0; index < size && !bits.problem; index++) {
    const next = (last + bits.se('delta_scale', 128) + 256) % 256
    if (next === 0) return
    last = next
  }
}

function readPictureOrder(bits: BitReader): void {
  const type = bits.ue('pic_order_cnt_type', 2)
  if (type === 0) bits.ue('log2_max_pic_order_cnt_lsb_minus4', 12)
  if (type !== 1) return
  bits.flag('delta_pic_order_always_zero_flag')
  bits.se('offset_for_non_ref_pic')
  bits.se('offset_for_top_to_bottom_field')
  const cycle = bits.ue('num_ref_frames_in_pic_order_cnt_cycle', 255)
  for (let index = 0; index < cycle && !bits.problem; index++) bits.se('offset_for_ref_frame')
}

function readCrop(bits: BitReader, chroma: Chroma, fieldsPerUnit: number): Crop {
  if (!bits.flag('frame_cropping_flag')) return { left: 0, right: 0, top: 0, bottom: 0, at: bits.position }
  const at = bits.position
  // Table 6-1; with separate planes each is stored as if it were grey.
  const format = chroma.hasSeparatePlanes ? 0 : chroma.chromaFormat
  const x = format === 1 || format === 2 ? 2 : 1
  const y = (format === 1 ? 2 : 1) * fieldsPerUnit
  const left = x * bits.ue('frame_crop_left_offset', DIMENSION_PX_MAX)
  const right = x * bits.ue('frame_crop_right_offset', DIMENSION_PX_MAX)
  const top = y * bits.ue('frame_crop_top_offset', DIMENSION_PX_MAX)
  const bottom = y * bits.ue('frame_crop_bottom_offset', DIMENSION_PX_MAX)
  return { left, right, top, bottom, at }
}

/** E.1.1 up to the timing. Cameras write broken VUIs; a hint is not worth a refusal, so problems here end in nothing. */
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
  if (!bits.flag('timing_info_present_flag')) return undefined
  const unitsInTick = bits.bits(32, 'num_units_in_tick')
  const timeScale = bits.bits(32, 'time_scale')
  // Two ticks are a frame, because a tick is a field.
  return bits.problem ? undefined : plausibleFrameRate(timeScale, 2 * unitsInTick)
}
