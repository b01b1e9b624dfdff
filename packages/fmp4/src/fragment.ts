// Makes moof + mdat: one GOP on the disk, one frame on the live wire. NAL units go out as they came in, not copied and
// not looked into, so that signatures inside them stay valid. What it is given comes from our own code, so it throws.

import { byteLengthOf, fourcc, viewOf } from './bytes.ts'
import type { SealStage } from './seal.ts'

export interface SampleToWrite {
  /** 90 kHz, or whatever the init segment says. */
  readonly durationTicks: number
  /** The NAL units of one access unit, without start codes or lengths. */
  readonly nalUnits: readonly Uint8Array[]
  /** An IDR picture (H.264) or an IRAP picture (H.265): a decoder can begin here. */
  readonly isSync: boolean
  /** Presentation minus decode time; 0 unless the camera sends B-frames. */
  readonly compositionOffsetTicks?: number
}

export interface FragmentToWrite {
  /** Rises with every fragment of a file; with a cipher it must rise over all files under one key. */
  readonly sequence: number
  readonly baseDecodeTicks: number
  readonly samples: readonly SampleToWrite[]
  readonly seal?: SealStage
}

// ISO/IEC 14496-12, 8.8.3.1: depends on no other sample · depends on others and is not a sync sample.
export const SYNC_FLAGS = 0x0200_0000
export const NON_SYNC_FLAGS = 0x0101_0000

const TRUN_ENTRY_BYTES = 16
const HEAD_BYTES = 8 + 16 + 8 + 16 + 20 + 20 // moof, mfhd, traf, tfhd, tfdt, trun before its entries
const MDAT_HEADER_BYTES = 8
const UINT32_MAX = 0xffff_ffff

/** The fragment as parts to be written one after another: header, then length and NAL unit in turns. */
export function fragment(options: FragmentToWrite): Uint8Array[] {
  const { samples, sequence, seal } = options
  if (samples.length === 0) throw new RangeError('a fragment needs a sample')
  let nalCount = 0
  let payloadBytes = 0
  for (const sample of samples) {
    nalCount += sample.nalUnits.length
    payloadBytes += 4 * sample.nalUnits.length + byteLengthOf(sample.nalUnits)
  }
  const moofBytes = HEAD_BYTES + samples.length * TRUN_ENTRY_BYTES
  const mdatBytes = MDAT_HEADER_BYTES + payloadBytes + (seal?.overheadBytes ?? 0)
  if (mdatBytes > UINT32_MAX) throw new RangeError(`fragment of ${mdatBytes} bytes`)

  // One allocation for all that is not picture.
  const frame = new Uint8Array(moofBytes + MDAT_HEADER_BYTES + 4 * nalCount)
  const view = viewOf(frame)
  writeMoof(view, options, moofBytes)
  view.setUint32(moofBytes, mdatBytes)
  view.setUint32(moofBytes + 4, fourcc('mdat'))

  const payload: Uint8Array[] = []
  let at = moofBytes + MDAT_HEADER_BYTES
  for (const sample of samples) {
    for (const nal of sample.nalUnits) {
      view.setUint32(at, nal.length)
      payload.push(frame.subarray(at, at + 4), nal)
      at += 4
    }
  }
  const head = frame.subarray(0, moofBytes + MDAT_HEADER_BYTES)
  return [head, ...(seal ? seal.seal(payload, sequence) : payload)]
}

function writeMoof(view: DataView, { samples, sequence, baseDecodeTicks }: FragmentToWrite, moofBytes: number): void {
  let at = 0
  const u32 = (value: number): void => {
    // A duration that wraps in silence would move every picture after it.
    if (value !== value >>> 0) throw new RangeError(`${value} does not fit into 32 bits`)
    view.setUint32(at, value)
    at += 4
  }
  const header = (size: number, type: number): void => {
    u32(size)
    u32(type)
  }
  const trunBytes = 20 + samples.length * TRUN_ENTRY_BYTES
  header(moofBytes, MOOF)
  header(16, MFHD)
  u32(0)
  u32(sequence)
  header(8 + 16 + 20 + trunBytes, TRAF)
  header(16, TFHD)
  u32(0x02_0000) // default-base-is-moof
  u32(1) // track
  header(20, TFDT)
  u32(0x0100_0000) // version 1: 64 bits
  u32(Math.floor(baseDecodeTicks / 0x1_0000_0000))
  u32(baseDecodeTicks >>> 0)
  header(trunBytes, TRUN)
  u32(0x0100_0f01) // version 1: signed composition offsets; data offset, and all four fields for each sample
  u32(samples.length)
  u32(moofBytes + MDAT_HEADER_BYTES)
  for (const sample of samples) {
    u32(sample.durationTicks)
    u32(4 * sample.nalUnits.length + byteLengthOf(sample.nalUnits))
    u32(sample.isSync ? SYNC_FLAGS : NON_SYNC_FLAGS)
    const offset = sample.compositionOffsetTicks ?? 0
    if (offset !== (offset | 0)) throw new RangeError(`composition offset ${offset} does not fit into 32 bits`)
    u32(offset >>> 0)
  }
}

const [MOOF, MFHD, TRAF, TFHD, TFDT, TRUN] = ['moof', 'mfhd', 'traf', 'tfhd', 'tfdt', 'trun'].map(fourcc) as [
  number,
  number,
  number,
  number,
  number,
  number,
]

/** How long the parts of `fragment` are together; for the GOP table and for budgets. */
export const fragmentByteLength: (parts: readonly Uint8Array[]) => number = byteLengthOf
