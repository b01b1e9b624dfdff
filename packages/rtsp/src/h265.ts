// H.265 out of RTP (RFC 7798): single NAL units, AP, FU. Decoding order numbers are skipped where the SDP says that they are
// there; nothing is reordered by them, cameras send in decoding order. PACI packets are refused as malformed.

import { BitReader } from './bit-reader.ts'
import type { Depacketiser, ParameterSetKind } from './depacketiser.ts'
import type { UnitAssembly } from './unit-assembly.ts'

// Table 7-1 of H.265, and RFC 7798 §4.4 from 48 on.
const IRAP_FIRST = 16
const IRAP_LAST = 21
const PICTURE_LAST = 31
const VPS = 32
const SPS = 33
const PPS = 34
const DELIMITER = 35
const AP = 48
const FU = 49

export class H265Depacketiser implements Depacketiser {
  readonly codec = 'h265'
  readonly #donlBytes: number
  #fragmentedType = 0

  /** `hasDonl`: sprop-max-don-diff or sprop-depack-buf-nalus is over zero (RFC 7798 §4.4.1). */
  constructor({ hasDonl }: { hasDonl: boolean }) {
    this.#donlBytes = hasDonl ? 2 : 0
  }

  add(bytes: Uint8Array, start: number, end: number, unit: UnitAssembly): string | undefined {
    // An end of sequence (type 36) is a header and nothing else.
    if (end - start < 2 + this.#donlBytes) return 'h265: shorter than its header'
    const header = bytes[start] ?? 0
    if (header & 0x80) return 'h265: forbidden_zero_bit'
    const type = header >> 1
    if (type === FU) return this.#addFragment(bytes, start, end, unit)
    if (unit.isNalOpen) return 'h265: FU without its end'
    if (type === AP) return this.#addAggregate(bytes, start + 2, end, unit)
    if (type > AP) return `h265: packet type ${type}`
    unit.openNal()
    unit.appendByte(header)
    unit.appendByte(bytes[start + 1] ?? 0)
    unit.append(bytes, start + 2 + this.#donlBytes, end)
    unit.closeNal()
    if (type <= PICTURE_LAST) unit.hasPicture = true
    return undefined
  }

  #addFragment(bytes: Uint8Array, start: number, end: number, unit: UnitAssembly): string | undefined {
    if (end - start < 4) return 'h265: FU is too short'
    const header = bytes[start + 2] ?? 0
    const type = header & 0x3f
    let payload = start + 3
    if (header & 0x80) {
      if (unit.isNalOpen) return 'h265: FU without its end'
      if (type >= AP) return `h265: FU of type ${type}`
      payload += this.#donlBytes
      unit.openNal()
      unit.appendByte(((bytes[start] ?? 0) & 0x81) | (type << 1))
      unit.appendByte(bytes[start + 1] ?? 0)
      if (type <= PICTURE_LAST) unit.hasPicture = true
      this.#fragmentedType = type
    } else if (!unit.isNalOpen) return 'h265: FU without its start'
    else if (type !== this.#fragmentedType) return 'h265: FU changes its type'
    if (payload >= end) return 'h265: FU is empty'
    unit.append(bytes, payload, end)
    if (header & 0x40) unit.closeNal()
    return undefined
  }

  #addAggregate(bytes: Uint8Array, from: number, end: number, unit: UnitAssembly): string | undefined {
    let at = from
    // RFC 7798 §4.4.2: the first unit has a whole order number before its size, the others one byte of difference.
    let skip = this.#donlBytes
    while (at < end) {
      const start = at + skip + 2
      const size = ((bytes[start - 2] ?? 0) << 8) | (bytes[start - 1] ?? 0)
      if (start > end || size < 2 || start + size > end) return 'h265: AP unit size'
      const header = bytes[start] ?? 0
      if (header & 0x80) return 'h265: forbidden_zero_bit'
      if (header >> 1 >= AP) return `h265: AP holds type ${header >> 1}`
      unit.openNal()
      unit.append(bytes, start, start + size)
      unit.closeNal()
      if (header >> 1 <= PICTURE_LAST) unit.hasPicture = true
      at = start + size
      skip = this.#donlBytes / 2
    }
    return undefined
  }

  isDelimiter(bytes: Uint8Array, start: number): boolean {
    const type = (bytes[start] ?? 0) >> 1
    return type === DELIMITER || (type === AP && (bytes[start + 4 + this.#donlBytes] ?? 0) >> 1 === DELIMITER)
  }

  parameterSetKind(nalUnit: Uint8Array): ParameterSetKind | undefined {
    const type = typeOf(nalUnit)
    return type === VPS ? 'vps' : type === SPS ? 'sps' : type === PPS ? 'pps' : undefined
  }

  parameterSetId(kind: ParameterSetKind, nalUnit: Uint8Array): number | undefined {
    const reader = new BitReader(nalUnit, 2)
    if (kind === 'vps') return reader.bits(4)
    const id = kind === 'pps' ? reader.number() : spsId(reader)
    return id !== undefined && id <= (kind === 'sps' ? 15 : 63) ? id : undefined
  }

  isKeyframe(nalUnits: readonly Uint8Array[]): boolean {
    for (const nalUnit of nalUnits) {
      const type = typeOf(nalUnit)
      if (type <= PICTURE_LAST) return type >= IRAP_FIRST && type <= IRAP_LAST
    }
    return false
  }

  beginsPicture(nalUnits: readonly Uint8Array[]): boolean {
    const slice = nalUnits.find((nalUnit) => typeOf(nalUnit) <= PICTURE_LAST)
    // first_slice_segment_in_pic_flag is the first bit (§7.3.6.1).
    return slice !== undefined && ((slice[2] ?? 0) & 0x80) !== 0
  }
}

function typeOf(nalUnit: Uint8Array): number {
  return ((nalUnit[0] ?? 0x80) >> 1) & 0x3f
}

/** sps_seq_parameter_set_id stands behind profile_tier_level, whose length hangs on the sub-layers (§7.3.2.2, §7.3.3). */
function spsId(reader: BitReader): number | undefined {
  reader.skip(4)
  const subLayers = reader.bits(3)
  if (subLayers === undefined) return undefined
  reader.skip(1 + 88 + 8)
  let bits = 0
  if (subLayers > 0) {
    for (let layer = 0; layer < 8; layer++) {
      const hasProfile = reader.bit() ?? 0
      const hasLevel = reader.bit() ?? 0
      if (layer < subLayers) bits += hasProfile * 88 + hasLevel * 8
    }
  }
  reader.skip(bits)
  return reader.number()
}
