// Writes sequence parameter sets with every branch of their syntax, straight from the tables of ITU-T H.264 7.3.2.1.1 and
// H.265 7.3.2.2, so that the parsers are tried with what no encoder at hand writes. For tests only.

export type BitField = readonly [kind: 'u', bits: number, value: number] | readonly [kind: 'ue' | 'se', value: number]

export const u = (bits: number, value: number): BitField => ['u', bits, value]
export const ue = (value: number): BitField => ['ue', value]
export const se = (value: number): BitField => ['se', value]
export const flag = (value: boolean): BitField => ['u', 1, value ? 1 : 0]

/** Header bytes, fields, stop bit; emulation prevention put in. */
export function writeNal(header: readonly number[], bitFields: readonly BitField[]): Uint8Array {
  const bits = `${bitFields.map(bitsOf).join('')}1`
  const payload = bits.padEnd(Math.ceil(bits.length / 8) * 8, '0')
  const bytes = [...header]
  let zeros = 0
  for (let at = 0; at < payload.length; at += 8) {
    const byte = Number.parseInt(payload.slice(at, at + 8), 2)
    if (zeros >= 2 && byte <= 3) {
      bytes.push(3)
      zeros = 0
    }
    bytes.push(byte)
    zeros = byte === 0 ? zeros + 1 : 0
  }
  return Uint8Array.from(bytes)
}

function bitsOf(field: BitField): string {
  if (field[0] === 'u')
    return field[2]
      .toString(2)
      .padStart(field[1], '0')
      .slice(-field[1] || undefined)
  const [kind, value] = field
  const code = (kind === 'ue' ? value : value > 0 ? 2 * value - 1 : -2 * value) + 1
  const text = code.toString(2)
  return '0'.repeat(text.length - 1) + text
}

export interface Vui {
  readonly sar?: number
  readonly overscan: boolean
  readonly colour?: number
  readonly chromaLocation?: number
  readonly unitsInTick: number
  readonly timeScale: number
}

function vuiStart({ sar, overscan, colour, chromaLocation }: Vui): BitField[] {
  const aspect = sar === undefined ? [] : [u(8, sar), ...(sar === 255 ? [u(16, 16), u(16, 11)] : [])]
  const signal =
    colour === undefined ? [] : [u(3, 5), flag(false), flag(colour > 0), ...(colour > 0 ? [u(24, colour)] : [])]
  return [
    flag(sar !== undefined),
    ...aspect,
    flag(overscan),
    ...(overscan ? [flag(true)] : []),
    flag(colour !== undefined),
    ...signal,
    flag(chromaLocation !== undefined),
    ...(chromaLocation === undefined ? [] : [ue(chromaLocation), ue(chromaLocation)]),
  ]
}

export interface H264Options {
  readonly chromaFormat: number
  readonly separatePlanes: boolean
  readonly depths: readonly [luma: number, chroma: number]
  /** Scaling lists as their deltas; a list that ends early ends with the delta to 0. */
  readonly lists?: readonly (readonly number[] | undefined)[]
  readonly orderType: number
  readonly orderCycle: readonly number[]
  readonly widthMbs: number
  readonly heightUnits: number
  readonly framesOnly: boolean
  readonly crop?: readonly [left: number, right: number, top: number, bottom: number]
  readonly vui?: Vui
}

export function writeH264Sps(options: H264Options): Uint8Array {
  const { chromaFormat, separatePlanes, depths, lists, orderType, orderCycle, framesOnly, crop, vui } = options
  const order =
    orderType === 0
      ? [ue(4)]
      : orderType === 1
        ? [flag(true), se(-3), se(2), ue(orderCycle.length), ...orderCycle.map(se)]
        : []
  const listCount = chromaFormat === 3 ? 12 : 8
  const scaling = Array.from({ length: listCount }, (_, index) => lists?.[index]).flatMap((list) =>
    list ? [flag(true), ...list.map(se)] : [flag(false)],
  )
  return writeNal(
    [0x67, 244, 0, 51],
    [
      ue(3),
      ue(chromaFormat),
      ...(chromaFormat === 3 ? [flag(separatePlanes)] : []),
      ue(depths[0] - 8),
      ue(depths[1] - 8),
      flag(false),
      flag(lists !== undefined),
      ...(lists ? scaling : []),
      ue(7),
      ue(orderType),
      ...order,
      ue(4),
      flag(false),
      ue(options.widthMbs - 1),
      ue(options.heightUnits - 1),
      flag(framesOnly),
      ...(framesOnly ? [] : [flag(true)]),
      flag(true),
      flag(crop !== undefined),
      ...(crop ?? []).map(ue),
      flag(vui !== undefined),
      ...(vui ? [...vuiStart(vui), flag(true), u(32, vui.unitsInTick), u(32, vui.timeScale), flag(true), u(4, 0)] : []),
    ],
  )
}

/** A set of its own, as steps away from the picture; or the set before moved by `delta`, with the fate of each picture. */
export type ReferenceSet =
  | { readonly before: readonly number[]; readonly after: readonly number[] }
  | { readonly delta: number; readonly fates: readonly ('used' | 'kept' | 'gone')[] }

export interface H265Options {
  readonly subLayers: number
  readonly subLayerFlags: readonly [profile: boolean, level: boolean]
  readonly chromaFormat: number
  readonly separatePlanes: boolean
  readonly width: number
  readonly height: number
  readonly crop?: readonly [left: number, right: number, top: number, bottom: number]
  readonly depths: readonly [luma: number, chroma: number]
  readonly orderingForAll: boolean
  /** Predicted from another matrix, or written out with this value in every place. */
  readonly scaling?: 'predicted' | number
  readonly pcm: boolean
  readonly referenceSets: readonly ReferenceSet[]
  readonly longTerm?: number
  readonly displayWindow: boolean
  readonly vui?: Vui
}

const PROFILE_TIER_LEVEL = [0x24, 0x08, 0, 0, 0, 0x9d, 0x08, 0, 0, 0, 0, 120]

export function writeH265Sps(options: H265Options): Uint8Array {
  const { subLayers, chromaFormat, crop, depths, scaling, longTerm, vui } = options
  return writeNal(
    [0x42, 0x01],
    [
      u(4, 2),
      u(3, subLayers),
      flag(true),
      ...PROFILE_TIER_LEVEL.map((byte) => u(8, byte)),
      ...subLayerFields(options),
      ue(1),
      ue(chromaFormat),
      ...(chromaFormat === 3 ? [flag(options.separatePlanes)] : []),
      ue(options.width),
      ue(options.height),
      flag(crop !== undefined),
      ...(crop ?? []).map(ue),
      ue(depths[0] - 8),
      ue(depths[1] - 8),
      ue(4), // picture order of 8 bits
      flag(options.orderingForAll),
      ...Array.from({ length: options.orderingForAll ? subLayers + 1 : 1 }).flatMap(() => [ue(4), ue(2), ue(0)]),
      ...[0, 3, 0, 3, 1, 1].map(ue),
      flag(scaling !== undefined),
      ...(scaling === undefined ? [] : [flag(true), ...scalingFields(scaling)]),
      flag(true),
      flag(true),
      flag(options.pcm),
      ...(options.pcm ? [u(4, 7), u(4, 7), ue(0), ue(2), flag(true)] : []),
      ue(options.referenceSets.length),
      ...options.referenceSets.flatMap(referenceSetFields),
      flag(longTerm !== undefined),
      ...(longTerm === undefined ? [] : [ue(longTerm), ...Array.from({ length: longTerm }, () => u(9, 0x155))]),
      flag(true),
      flag(true),
      flag(vui !== undefined),
      ...(vui ? h265VuiFields(vui, options.displayWindow) : []),
      flag(false), // no extension
    ],
  )
}

function subLayerFields({ subLayers, subLayerFlags: [profile, level] }: H265Options): BitField[] {
  const layers = Array.from({ length: subLayers })
  return [
    ...layers.flatMap(() => [flag(profile), flag(level)]),
    ...(subLayers > 0 ? [u(2 * (8 - subLayers), 0)] : []),
    ...layers.flatMap(() => [
      ...(profile ? Array.from({ length: 11 }, () => u(8, 0x5a)) : []),
      ...(level ? [u(8, 90)] : []),
    ]),
  ]
}

function scalingFields(scaling: 'predicted' | number): BitField[] {
  return [0, 1, 2, 3].flatMap((size) =>
    Array.from({ length: size === 3 ? 2 : 6 }).flatMap(() => {
      if (scaling === 'predicted') return [flag(false), ue(0)]
      const coefficients = Array.from({ length: size === 0 ? 16 : 64 }, () => se(scaling))
      return [flag(true), ...(size > 1 ? [se(scaling)] : []), ...coefficients]
    }),
  )
}

function referenceSetFields(set: ReferenceSet, index: number): BitField[] {
  const difference = index > 0 ? [flag('fates' in set)] : []
  if ('fates' in set) {
    const pictures = set.fates.flatMap((fate) =>
      fate === 'used' ? [flag(true)] : [flag(false), flag(fate === 'kept')],
    )
    return [...difference, flag(set.delta < 0), ue(Math.abs(set.delta) - 1), ...pictures]
  }
  const pictures = [...set.before, ...set.after].flatMap((step) => [ue(step - 1), flag(true)])
  return [...difference, ue(set.before.length), ue(set.after.length), ...pictures]
}

function h265VuiFields(vui: Vui, displayWindow: boolean): BitField[] {
  return [
    ...vuiStart(vui),
    u(3, 0),
    flag(displayWindow),
    ...(displayWindow ? [ue(1), ue(2), ue(3), ue(4)] : []),
    flag(true),
    u(32, vui.unitsInTick),
    u(32, vui.timeScale),
    flag(false),
    flag(false),
    flag(false), // no bitstream restriction
  ]
}
