// Headers that went wrong (fuzz/, see its README), and sound ones damaged by chance: none throws or hangs, and each refusal
// names the field and where it stands.

import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { type Headers, corpus } from '../fuzz/make-corpus.ts'
import { describeFormat } from './format.ts'
import { isProblem } from './problem.ts'

/** What each is answered with: a refusal, or the picture's size with the rate where it says one that can be. */
const expected: Readonly<Record<string, string>> = {
  'h264-sound': '1280x720 at 15',
  'h265-sound': '1280x720 at 15',
  'h264-sps-none': 'missing sps at byte 0',
  'h264-sps-empty': 'truncated sps at byte 0',
  'h264-sps-header-only': 'truncated sps at bit 8',
  'h264-sps-cut-in-size': 'truncated pic_height_in_map_units_minus1 at bit 56',
  'h264-sps-cut-before-level': 'truncated sps at bit 24',
  'h264-sps-is-a-pps': 'malformed sps nal_unit_type at bit 0',
  'h264-sps-forbidden-bit': 'malformed sps nal_unit_type at bit 0',
  'h264-sps-too-long': 'too-large sps at byte 4096',
  'h264-sps-too-many': 'too-large sps count at byte 0',
  'h264-sps-zeros': 'out-of-range seq_parameter_set_id at bit 32',
  'h264-sps-ones': '16x16 at 0.5',
  'h264-sps-emulation-prevention-at-end': 'out-of-range seq_parameter_set_id at bit 32',
  'h264-sps-noise': 'out-of-range seq_parameter_set_id at bit 32',
  'h264-sps-id-beyond': 'out-of-range seq_parameter_set_id at bit 32',
  'h264-chroma-beyond': 'out-of-range chroma_format_idc at bit 33',
  'h264-depth-beyond': 'out-of-range bit_depth_luma_minus8 at bit 36',
  'h264-number-of-32-zeros': 'out-of-range bit_depth_luma_minus8 at bit 36',
  'h264-scaling-list-beyond': 'out-of-range delta_scale at bit 41',
  'h264-scaling-lists-cut': 'truncated delta_scale at bit 44',
  'h264-order-type-beyond': 'out-of-range pic_order_cnt_type at bit 41',
  'h264-order-cycle-beyond': 'out-of-range num_ref_frames_in_pic_order_cnt_cycle at bit 47',
  'h264-order-cycle-cut': 'truncated offset_for_ref_frame at bit 68',
  'h264-reference-frames-beyond': 'out-of-range max_num_ref_frames at bit 44',
  'h264-width-beyond': 'out-of-range pic_width_in_mbs_minus1 at bit 47',
  'h264-width-largest-number': 'out-of-range pic_width_in_mbs_minus1 at bit 47',
  'h264-height-of-fields-beyond': 'out-of-range pic_height_in_map_units_minus1 at bit 48',
  'h264-crop-leaves-nothing': 'out-of-range frame_crop at bit 52',
  'h264-rate-beyond': '160x160',
  'h264-vui-cut': '160x160',
  'h264-pps-none': 'missing pps at byte 0',
  'h264-pps-empty': 'truncated pps at byte 0',
  'h264-pps-is-an-sps': 'malformed pps nal_unit_type at bit 0',
  'h264-pps-too-many': 'too-large pps count at byte 0',
  'h264-pps-too-long': 'too-large pps at byte 4096',
  'h265-sps-none': 'missing sps at byte 0',
  'h265-sps-header-only': 'truncated sps at bit 16',
  'h265-sps-cut-in-profile': 'truncated profile_tier_level at bit 80',
  'h265-sps-of-another-layer': 'unsupported nuh_layer_id at bit 7',
  'h265-sps-zeros': 'out-of-range sps_seq_parameter_set_id at bit 120',
  'h265-sps-ones': 'out-of-range sps_max_sub_layers_minus1 at bit 20',
  'h265-sps-noise': 'out-of-range pic_width_in_luma_samples at bit 122',
  'h265-sub-layers-beyond': 'out-of-range sps_max_sub_layers_minus1 at bit 20',
  'h265-sub-layers-cut': 'truncated sub_layer_profile at bit 160',
  'h265-sps-id-beyond': 'out-of-range sps_seq_parameter_set_id at bit 144',
  'h265-chroma-beyond': 'out-of-range chroma_format_idc at bit 145',
  'h265-width-none': 'out-of-range pic_width_in_luma_samples at bit 148',
  'h265-width-beyond': 'out-of-range pic_width_in_luma_samples at bit 148',
  'h265-window-leaves-nothing': 'out-of-range conformance_window at bit 185',
  'h265-depth-beyond': 'out-of-range bit_depth_luma_minus8 at bit 185',
  'h265-cut-after-size': 'truncated sps_max_dec_pic_buffering_minus1 at bit 189',
  'h265-scaling-lists-cut': 'truncated scaling_list_delta_coef at bit 243',
  'h265-scaling-list-beyond': 'out-of-range scaling_list_delta_coef at bit 223',
  'h265-reference-sets-beyond': 'out-of-range num_short_term_ref_pic_sets at bit 224',
  'h265-reference-sets-cut': 'truncated delta_poc_minus1 at bit 245',
  'h265-reference-set-too-large': 'out-of-range st_ref_pic_set at bit 227',
  'h265-reference-distance-beyond': 'out-of-range delta_poc_minus1 at bit 231',
  'h265-reference-sets-that-grow': 'out-of-range st_ref_pic_set at bit 424',
  'h265-long-term-beyond': 'out-of-range num_long_term_ref_pics_sps at bit 226',
  'h265-long-term-cut': 'truncated lt_ref_pic_poc_lsb_sps at bit 237',
  'h265-vui-cut': '640x360',
  'h265-pps-is-a-vps': 'malformed pps nal_unit_type at bit 0',
  'h265-vps-none': 'missing vps at byte 0',
  'h265-vps-empty': 'truncated vps at byte 0',
  'h265-vps-is-an-sps': 'malformed vps nal_unit_type at bit 0',
  'h265-vps-too-many': 'too-large vps count at byte 0',
  'h265-vps-too-long': 'too-large vps at byte 4096',
}

function bytesOf(text: string): Uint8Array {
  const parts = text.split(' ').map((part) => {
    const [hex = '', count = '1'] = part.split('*')
    return Buffer.from(hex.repeat(Number(count)), 'hex')
  })
  return Uint8Array.from(Buffer.concat(parts))
}

function describe({ codec, sps, pps, vps }: Headers) {
  return describeFormat({ codec, sps: sps.map(bytesOf), pps: pps.map(bytesOf), vps: vps.map(bytesOf) })
}

function answerTo(headers: Headers): string {
  const format = describe(headers)
  if (isProblem(format)) return `${format.problem} ${format.field} at ${format.unit} ${format.at}`
  const { width, height, frameRateHint } = format
  return `${width}x${height}${frameRateHint === undefined ? '' : ` at ${frameRateHint}`}`
}

const stored = JSON.parse(readFileSync(new URL('../fuzz/headers.json', import.meta.url), 'utf8')) as Record<
  string,
  Headers
>

test('every header of the corpus is the one that its maker makes, and is expected to end somehow', () => {
  expect(stored).toEqual(corpus)
  expect(Object.keys(stored).sort()).toEqual(Object.keys(expected).sort())
})

test.each(Object.entries(expected))('%s is answered with: %s', (name, answer) => {
  const headers = stored[name]
  expect(headers && answerTo(headers)).toBe(answer)
})

const damage = fc.record({
  unit: fc.nat(2),
  at: fc.nat(300),
  how: fc.constantFrom('cut', 'set', 'insert', 'remove'),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 12 }),
})

test('a header damaged anywhere is described or refused, with the field and a place inside what was given', () => {
  const names = fc.constantFrom(...Object.keys(stored))
  const check = fc.property(names, fc.array(damage, { minLength: 1, maxLength: 6 }), (name, damages) => {
    const { codec, sps, pps, vps } = stored[name] ?? { codec: 'h264', sps: [], pps: [], vps: [] }
    const units = [sps, pps, vps].map((kind) => kind.map(bytesOf))
    for (const { unit, at, how, bytes } of damages) {
      const [first, ...rest] = units[unit] ?? []
      if (!first) continue
      const place = first.length === 0 ? 0 : at % first.length
      const end = { cut: first.length, set: place + bytes.length, insert: place, remove: place + bytes.length }[how]
      const between = how === 'set' || how === 'insert' ? bytes : new Uint8Array(0)
      units[unit] = [Uint8Array.from([...first.subarray(0, place), ...between, ...first.subarray(end)]), ...rest]
    }
    const [spsNow = [], ppsNow = [], vpsNow = []] = units
    const fromMs = performance.now()
    const format = describeFormat({ codec, sps: spsNow, pps: ppsNow, vps: vpsNow })
    // Some 10 µs each; a parser that follows a count from outside would take seconds.
    expect(performance.now() - fromMs).toBeLessThan(500)
    if (!isProblem(format)) return
    expect(format.field).toMatch(/^[a-z]/)
    const longest = Math.max(0, ...units.flat().map(({ length }) => length))
    expect(format.at).toBeLessThanOrEqual(format.unit === 'bit' ? longest * 8 : longest)
  })
  fc.assert(check, { numRuns: 5_000 })
})
