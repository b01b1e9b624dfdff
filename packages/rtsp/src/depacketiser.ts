// What the receiver asks of a codec: to put packets' payloads into NAL units, and to say what a NAL unit is. H.264 and H.265 answer.

import type { VideoCodec } from './access-unit.ts'
import type { UnitAssembly } from './unit-assembly.ts'

export type ParameterSetKind = 'vps' | 'sps' | 'pps'

export interface Depacketiser {
  readonly codec: VideoCodec
  /** Adds one payload to the unit. Answers which field is wrong, or undefined; after a wrong one the unit is of no use. */
  add(bytes: Uint8Array, start: number, end: number, unit: UnitAssembly): string | undefined
  /** Whether the payload opens with an access unit delimiter, so that what came before it is another picture. */
  isDelimiter(bytes: Uint8Array, start: number, end: number): boolean
  parameterSetKind(nalUnit: Uint8Array): ParameterSetKind | undefined
  /** The id under which a parameter set replaces an older one, or undefined when it cannot be read. */
  parameterSetId(kind: ParameterSetKind, nalUnit: Uint8Array): number | undefined
  isKeyframe(nalUnits: readonly Uint8Array[]): boolean
  /** Whether the first slice covers the picture's beginning; else slices before it are missing. */
  beginsPicture(nalUnits: readonly Uint8Array[]): boolean
}
