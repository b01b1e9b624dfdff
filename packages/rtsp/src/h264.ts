// H.264 out of RTP (RFC 6184): single NAL units, STAP-A, FU-A. The interleaved mode's packets (STAP-B, MTAP, FU-B) are refused
// as malformed; sdp.ts refuses a track that announces that mode.

import { BitReader } from './bit-reader.ts'
import type { Depacketiser, ParameterSetKind } from './depacketiser.ts'
import type { UnitAssembly } from './unit-assembly.ts'

// Table 7-1 of H.264, and RFC 6184 §5.2 from 24 on.
const SLICE = 1
const IDR = 5
const SEI = 6
const SPS = 7
const PPS = 8
const DELIMITER = 9
const STAP_A = 24
const FU_A = 28
const RECOVERY_POINT = 6 // H.264 table D: SEI payload type

export class H264Depacketiser implements Depacketiser {
  readonly codec = 'h264'
  #fragmentedType = 0

  add(bytes: Uint8Array, start: number, end: number, unit: UnitAssembly): string | undefined {
    const header = bytes[start] ?? 0
    const type = header & 0x1f
    if (header & 0x80) return 'h264: forbidden_zero_bit'
    if (type === FU_A) return this.#addFragment(bytes, start, end, unit)
    if (unit.isNalOpen) return 'h264: FU-A without its end'
    if (type === STAP_A) return addAggregate(bytes, start + 1, end, unit)
    if (type === 0 || type > STAP_A) return `h264: packet type ${type}`
    addNal(bytes, start, end, unit)
    return undefined
  }

  #addFragment(bytes: Uint8Array, start: number, end: number, unit: UnitAssembly): string | undefined {
    if (end - start < 3) return 'h264: FU-A is too short'
    const header = bytes[start + 1] ?? 0
    const type = header & 0x1f
    if (header & 0x80) {
      if (unit.isNalOpen) return 'h264: FU-A without its end'
      if (type === 0 || type >= STAP_A) return `h264: FU-A of type ${type}`
      unit.openNal()
      unit.appendByte(((bytes[start] ?? 0) & 0xe0) | type)
      if (isPictureType(type)) unit.hasPicture = true
      this.#fragmentedType = type
    } else if (!unit.isNalOpen) return 'h264: FU-A without its start'
    else if (type !== this.#fragmentedType) return 'h264: FU-A changes its type'
    unit.append(bytes, start + 2, end)
    if (header & 0x40) unit.closeNal()
    return undefined
  }

  isDelimiter(bytes: Uint8Array, start: number, end: number): boolean {
    const type = (bytes[start] ?? 0) & 0x1f
    return type === DELIMITER || (type === STAP_A && end - start > 3 && ((bytes[start + 3] ?? 0) & 0x1f) === DELIMITER)
  }

  parameterSetKind(nalUnit: Uint8Array): ParameterSetKind | undefined {
    const type = typeOf(nalUnit)
    return type === SPS ? 'sps' : type === PPS ? 'pps' : undefined
  }

  /** seq_parameter_set_id (§7.3.2.1.1) follows profile, constraints and level; pic_parameter_set_id (§7.3.2.2) comes first. */
  parameterSetId(kind: ParameterSetKind, nalUnit: Uint8Array): number | undefined {
    const id = new BitReader(nalUnit, kind === 'sps' ? 4 : 1).number()
    return id !== undefined && id <= (kind === 'sps' ? 31 : 255) ? id : undefined
  }

  isKeyframe(nalUnits: readonly Uint8Array[]): boolean {
    let isRecoveryPoint = false
    for (const nalUnit of nalUnits) {
      const type = typeOf(nalUnit)
      if (type === IDR) return true
      if (type === SEI) isRecoveryPoint ||= isExactRecoveryPoint(nalUnit)
      else if (isPictureType(type)) return isRecoveryPoint && type === SLICE && isIntraSlice(nalUnit)
    }
    return false
  }

  beginsPicture(nalUnits: readonly Uint8Array[]): boolean {
    const slice = nalUnits.find((nalUnit) => isPictureType(typeOf(nalUnit)))
    // first_mb_in_slice (§7.3.3) is ue(v): zero is a single set bit.
    return slice !== undefined && ((slice[1] ?? 0) & 0x80) !== 0
  }
}

function typeOf(nalUnit: Uint8Array): number {
  return (nalUnit[0] ?? 0) & 0x1f
}

function isPictureType(type: number): boolean {
  return type >= SLICE && type <= IDR
}

function addNal(bytes: Uint8Array, start: number, end: number, unit: UnitAssembly): void {
  unit.openNal()
  unit.append(bytes, start, end)
  unit.closeNal()
  if (isPictureType((bytes[start] ?? 0) & 0x1f)) unit.hasPicture = true
}

function addAggregate(bytes: Uint8Array, from: number, end: number, unit: UnitAssembly): string | undefined {
  let at = from
  while (at < end) {
    const start = at + 2
    const size = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
    if (start > end || size === 0 || start + size > end) return 'h264: STAP-A unit size'
    const header = bytes[start] ?? 0
    const type = header & 0x1f
    if (header & 0x80) return 'h264: forbidden_zero_bit'
    if (type === 0 || type >= STAP_A) return `h264: STAP-A holds type ${type}`
    addNal(bytes, start, start + size, unit)
    at = start + size
  }
  return at === from ? 'h264: STAP-A is empty' : undefined
}

/** A recovery_frame_cnt of zero (§D.1.8, ue(v): one set bit): cameras without IDR pictures begin each group so. */
function isExactRecoveryPoint(sei: Uint8Array): boolean {
  let at = 1
  while (at + 2 < sei.length) {
    let type = 0
    while (sei[at] === 0xff) {
      type += 255
      at++
    }
    type += sei[at++] ?? 0
    let size = 0
    while (sei[at] === 0xff) {
      size += 255
      at++
    }
    size += sei[at++] ?? 0
    if (type === RECOVERY_POINT) return ((sei[at] ?? 0) & 0x80) !== 0
    at += size
  }
  return false
}

/** first_mb_in_slice 0 is `1`, then slice_type 2 is `011` and 7 is `0001000` (§7.4.3, table 7-6). */
function isIntraSlice(slice: Uint8Array): boolean {
  const bits = slice[1] ?? 0
  return bits === 0x88 || (bits & 0xf0) === 0xb0
}
