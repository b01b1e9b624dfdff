// Takes an Annex-B byte stream (H.264 or H.265) apart into NAL units and access units. Pure; reads no slice beyond its first bits.
// Its limit: pictures are expected in decoding order with one layer, as every camera of ours sends them.

export type Codec = 'h264' | 'h265'

export type AccessUnit = { readonly nals: readonly Buffer[]; readonly keyframe: boolean }

const startCode = Buffer.from([0, 0, 1])

/** The NAL units between start codes, without trailing zero bytes. Bytes before the first start code are no NAL unit. */
export function nalUnits(stream: Buffer): Buffer[] {
  const nals: Buffer[] = []
  let at = stream.indexOf(startCode)
  while (at >= 0) {
    const from = at + startCode.length
    const next = stream.indexOf(startCode, from)
    let to = next < 0 ? stream.length : next
    // Rec. ITU-T H.264 B.1: trailing_zero_8bits and the next start code's zero_byte belong to no NAL unit, which never ends in zero itself.
    while (to > from && stream[to - 1] === 0) to--
    if (to > from) nals.push(stream.subarray(from, to))
    at = next
  }
  return nals
}

export function nalType(nal: Buffer, codec: Codec): number {
  const first = nal[0] ?? 0
  return codec === 'h264' ? first & 0x1f : (first >> 1) & 0x3f
}

/** Groups NAL units into pictures. Units after the last picture (an end of stream) stay with it. */
export function accessUnits(nals: readonly Buffer[], codec: Codec): AccessUnit[] {
  const units: AccessUnit[] = []
  let nalsOfUnit: Buffer[] = []
  let hasPicture = false
  const close = () => {
    if (hasPicture) units.push({ nals: nalsOfUnit, keyframe: nalsOfUnit.some((nal) => isKeyPicture(nal, codec)) })
    nalsOfUnit = []
    hasPicture = false
  }
  for (const nal of nals) {
    if (hasPicture && startsAccessUnit(nal, codec)) close()
    if (isPicture(nal, codec)) hasPicture = true
    nalsOfUnit.push(nal)
  }
  close()
  return units
}

function isPicture(nal: Buffer, codec: Codec): boolean {
  const type = nalType(nal, codec)
  return codec === 'h264' ? type >= 1 && type <= 5 : type < 32
}

/** SPS and PPS, and VPS where there is one. */
export function isParameterSet(nal: Buffer, codec: Codec): boolean {
  const type = nalType(nal, codec)
  return codec === 'h264' ? type === 7 || type === 8 : type >= 32 && type <= 34
}

export function isSequenceParameterSet(nal: Buffer, codec: Codec): boolean {
  return nalType(nal, codec) === (codec === 'h264' ? 7 : 33)
}

function isKeyPicture(nal: Buffer, codec: Codec): boolean {
  const type = nalType(nal, codec)
  return codec === 'h264' ? type === 5 : type >= 16 && type <= 21
}

// H.264 7.4.1.2.3 and H.265 7.4.2.4.4: these may stand before the first slice of a picture and so begin a new one.
function startsAccessUnit(nal: Buffer, codec: Codec): boolean {
  const type = nalType(nal, codec)
  if (isPicture(nal, codec)) return isFirstSlice(nal, codec)
  if (codec === 'h264') return (type >= 6 && type <= 9) || (type >= 14 && type <= 18)
  return (type >= 32 && type <= 35) || type === 39 || (type >= 41 && type <= 44) || (type >= 48 && type <= 55)
}

function isFirstSlice(nal: Buffer, codec: Codec): boolean {
  // H.264: first_mb_in_slice is ue(v), a leading 1 bit says 0. H.265: first_slice_segment_in_pic_flag is the first bit.
  const at = codec === 'h264' ? 1 : 2
  return ((nal[at] ?? 0) & 0x80) !== 0
}

/**
 * The same parameter sets with another level: other bytes that decode the same pictures, as a camera does it whose
 * settings somebody saves. The level is the byte at `levelAt` of the unescaped unit.
 */
export function withRaisedLevel(sps: Buffer, codec: Codec): Buffer {
  const raw = unescaped(sps)
  // H.264 7.3.2.1.1: header, profile_idc, constraints, level_idc. H.265 7.3.3: 2 header bytes, 1 byte, 11 of the profile, level.
  const levelAt = codec === 'h264' ? 3 : 14
  const level = raw[levelAt]
  if (level === undefined) return sps
  raw[levelAt] = codec === 'h264' ? (level === 51 ? 52 : 51) : level === 153 ? 156 : 153
  return escaped(raw)
}

export function unescaped(nal: Buffer): Buffer {
  const bytes: number[] = []
  let zeros = 0
  for (const byte of nal) {
    if (zeros >= 2 && byte === 3) {
      zeros = 0
      continue
    }
    zeros = byte === 0 ? zeros + 1 : 0
    bytes.push(byte)
  }
  return Buffer.from(bytes)
}

export function escaped(raw: Buffer): Buffer {
  const bytes: number[] = []
  let zeros = 0
  for (const byte of raw) {
    if (zeros >= 2 && byte <= 3) {
      bytes.push(3)
      zeros = 0
    }
    zeros = byte === 0 ? zeros + 1 : 0
    bytes.push(byte)
  }
  return Buffer.from(bytes)
}
