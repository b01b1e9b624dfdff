// Makes headers.json: parameter sets that are damaged or lie. Run by hand when a new kind of damage is wanted:
// node packages/fmp4/fuzz/make-corpus.ts

import { writeFileSync } from 'node:fs'

import { PARAMETER_SET_BYTES_MAX, PPS_COUNT_MAX, SPS_COUNT_MAX, type VideoCodec } from '../src/configuration.ts'
import { type BitField, flag, se, u, ue, writeNal } from '../src/testing/sps-writer.ts'
import { parameterVectors } from '../src/testing/vectors.ts'

/** NAL units in hex; `00*300` stands for 300 bytes of 00. */
export interface Headers {
  readonly codec: VideoCodec
  readonly sps: readonly string[]
  readonly pps: readonly string[]
  readonly vps: readonly string[]
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

function soundOf(codec: VideoCodec): Headers {
  const vector = parameterVectors().find(({ sets }) => sets.codec === codec)
  if (!vector) throw new Error(`no vector of ${codec}`)
  const { sps, pps, vps } = vector.sets
  return { codec, sps: [hex(sps)], pps: [hex(pps)], vps: vps ? [hex(vps)] : [] }
}
const h264 = soundOf('h264')
const h265 = soundOf('h265')
const [h264Sps = ''] = h264.sps
const [h265Sps = ''] = h265.sps

/** The same noise each time. */
function noise(bytes: number): string {
  let state = 12_345
  const byte = (): number => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return state >>> 24
  }
  return hex(Uint8Array.from({ length: bytes }, byte))
}
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value)

/** An SPS of High 4:4:4 from its id on. */
const sps264 = (...fields: BitField[]): Headers => ({ ...h264, sps: [hex(writeNal([0x67, 244, 0, 51], fields))] })
const start264 = [ue(0), ue(1), ue(0), ue(0), flag(false), flag(false), ue(0), ue(0), ue(0), ue(1), flag(false)]
const upToLists = [ue(0), ue(1), ue(0), ue(0), flag(false), flag(true)]
const upToOrder = [ue(0), ue(1), ue(0), ue(0), flag(false), flag(false), ue(0)]

/** An SPS of Main with one layer, from its id on. */
const sps265 = (...fields: BitField[]): Headers => ({
  ...h265,
  sps: [hex(writeNal([0x42, 0x01], [...top265, ...fields]))],
})
const profile265 = [0x01, 0x60, 0, 0, 0, 0x90, 0, 0, 0, 0, 0, 93].map((byte) => u(8, byte))
const top265 = [u(4, 0), u(3, 0), flag(true), ...profile265]
const size265 = [ue(0), ue(1), ue(640), ue(360), flag(false), ue(0), ue(0)]
const tools265 = [...size265, ue(4), flag(true), ue(4), ue(2), ue(0), ...[0, 3, 0, 3, 1, 1].map(ue)]
const sets265 = [...tools265, flag(false), flag(false), flag(false), flag(false)]

export const corpus: Readonly<Record<string, Headers>> = {
  'h264-sound': h264,
  'h265-sound': h265,
  'h264-sps-none': { ...h264, sps: [] },
  'h264-sps-empty': { ...h264, sps: [''] },
  'h264-sps-header-only': { ...h264, sps: ['67'] },
  'h264-sps-cut-in-size': { ...h264, sps: [h264Sps.slice(0, 14)] },
  'h264-sps-cut-before-level': { ...h264, sps: [h264Sps.slice(0, 6)] },
  'h264-sps-is-a-pps': { ...h264, sps: h264.pps },
  'h264-sps-forbidden-bit': { ...h264, sps: [`e7${h264Sps.slice(2)}`] },
  'h264-sps-too-long': { ...h264, sps: [`6742c01f ${noise(4)} 00*${PARAMETER_SET_BYTES_MAX}`] },
  'h264-sps-too-many': { ...h264, sps: times(SPS_COUNT_MAX + 1, h264Sps) },
  'h264-sps-zeros': { ...h264, sps: ['67640033 00*200'] },
  'h264-sps-ones': { ...h264, sps: ['67640033 ff*200'] },
  'h264-sps-emulation-prevention-at-end': { ...h264, sps: ['6764003300000300000300000300'] },
  'h264-sps-noise': { ...h264, sps: [`67f40033${noise(120)}`] },
  'h264-sps-id-beyond': sps264(ue(32)),
  'h264-chroma-beyond': sps264(ue(0), ue(4)),
  'h264-depth-beyond': sps264(ue(0), ue(1), ue(7)),
  'h264-number-of-32-zeros': sps264(ue(0), ue(1), u(32, 0), u(32, 0xffff)),
  'h264-scaling-list-beyond': sps264(...upToLists, flag(true), se(200)),
  'h264-scaling-lists-cut': sps264(...upToLists, ...times(3, flag(true))),
  'h264-order-type-beyond': sps264(...upToOrder, ue(3)),
  'h264-order-cycle-beyond': sps264(...upToOrder, ue(1), flag(false), se(0), se(0), ue(256)),
  'h264-order-cycle-cut': sps264(...upToOrder, ue(1), flag(false), se(0), se(0), ue(255), se(1)),
  'h264-reference-frames-beyond': sps264(...upToOrder, ue(2), ue(17)),
  'h264-width-beyond': sps264(...start264, ue(1_024), ue(0)),
  'h264-width-largest-number': sps264(...start264, ue(0xffff_fffe), ue(0)),
  'h264-height-of-fields-beyond': sps264(...start264, ue(0), ue(1_023), flag(false), ...times(4, flag(false))),
  'h264-crop-leaves-nothing': sps264(
    ...start264,
    ue(0),
    ue(0),
    ...times(3, flag(true)),
    ue(4),
    ue(4),
    ue(0),
    ue(0),
    flag(false),
  ),
  'h264-rate-beyond': sps264(
    ...start264,
    ue(9),
    ue(9),
    flag(true),
    flag(true),
    flag(false),
    flag(true),
    ...times(4, flag(false)),
    flag(true),
    u(32, 0),
    u(32, 0xffff_ffff),
  ),
  'h264-vui-cut': sps264(...start264, ue(9), ue(9), flag(true), flag(true), flag(false), flag(true)),
  'h264-pps-none': { ...h264, pps: [] },
  'h264-pps-empty': { ...h264, pps: [''] },
  'h264-pps-is-an-sps': { ...h264, pps: h264.sps },
  'h264-pps-too-many': { ...h264, pps: times(PPS_COUNT_MAX + 1, '68cb83cb20') },
  'h264-pps-too-long': { ...h264, pps: [`68 ff*${PARAMETER_SET_BYTES_MAX}`] },
  'h265-sps-none': { ...h265, sps: [] },
  'h265-sps-header-only': { ...h265, sps: ['4201'] },
  'h265-sps-cut-in-profile': { ...h265, sps: [h265Sps.slice(0, 20)] },
  'h265-sps-of-another-layer': { ...h265, sps: [`4209${h265Sps.slice(4)}`] },
  'h265-sps-zeros': { ...h265, sps: ['4201 00*200'] },
  'h265-sps-ones': { ...h265, sps: ['4201 ff*200'] },
  'h265-sps-noise': { ...h265, sps: [`420101${noise(160)}`] },
  'h265-sub-layers-beyond': {
    ...h265,
    sps: [hex(writeNal([0x42, 0x01], [u(4, 0), u(3, 7), flag(true), ...profile265]))],
  },
  'h265-sub-layers-cut': {
    ...h265,
    sps: [hex(writeNal([0x42, 0x01], [u(4, 0), u(3, 6), flag(true), ...profile265, u(16, 0xffff)]))],
  },
  'h265-sps-id-beyond': sps265(ue(16)),
  'h265-chroma-beyond': sps265(ue(0), ue(4)),
  'h265-width-none': sps265(ue(0), ue(1), ue(0), ue(360), flag(false), ue(0), ue(0)),
  'h265-width-beyond': sps265(ue(0), ue(1), ue(16_385)),
  'h265-window-leaves-nothing': sps265(
    ue(0),
    ue(1),
    ue(640),
    ue(360),
    flag(true),
    ue(160),
    ue(160),
    ue(0),
    ue(0),
    ue(0),
    ue(0),
  ),
  'h265-depth-beyond': sps265(ue(0), ue(1), ue(640), ue(360), flag(false), ue(8)),
  'h265-cut-after-size': sps265(...size265),
  'h265-scaling-lists-cut': sps265(...tools265, flag(true), flag(true), ...times(20, flag(true))),
  'h265-scaling-list-beyond': sps265(...tools265, flag(true), flag(true), flag(true), se(129)),
  'h265-reference-sets-beyond': sps265(...sets265, ue(65)),
  'h265-reference-sets-cut': sps265(...sets265, ue(64), ue(1), ue(1)),
  'h265-reference-set-too-large': sps265(...sets265, ue(1), ue(16), ue(16), ...times(32, [ue(0), flag(true)]).flat()),
  'h265-reference-distance-beyond': sps265(...sets265, ue(1), ue(1), ue(0), ue(0x8000)),
  'h265-reference-sets-that-grow': sps265(
    ...sets265,
    ue(64),
    ue(0),
    ue(0),
    ...times(63, [flag(true), flag(true), ue(0), ...times(17, flag(true))]).flat(),
  ),
  'h265-long-term-beyond': sps265(...sets265, ue(0), flag(true), ue(33)),
  'h265-long-term-cut': sps265(...sets265, ue(0), flag(true), ue(32)),
  'h265-vui-cut': sps265(...sets265, ue(0), flag(false), flag(false), flag(false), flag(true), flag(true)),
  'h265-pps-is-a-vps': { ...h265, pps: h265.vps },
  'h265-vps-none': { ...h265, vps: [] },
  'h265-vps-empty': { ...h265, vps: [''] },
  'h265-vps-is-an-sps': { ...h265, vps: h265.sps },
  'h265-vps-too-many': { ...h265, vps: times(PPS_COUNT_MAX + 1, h265.vps[0] ?? '') },
  'h265-vps-too-long': { ...h265, vps: [`4001 ff*${PARAMETER_SET_BYTES_MAX}`] },
}

if (import.meta.main) {
  writeFileSync(new URL('headers.json', import.meta.url), `${JSON.stringify(corpus, undefined, 2)}\n`)
}
