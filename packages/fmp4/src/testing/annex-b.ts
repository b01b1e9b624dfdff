// Splits an Annex B stream, as ffmpeg writes it, into access units. For tests only: it trusts what it reads.

import type { SampleToWrite } from '../fragment.ts'
import type { VideoCodec } from '../configuration.ts'

export interface Stream {
  readonly units: readonly (readonly Uint8Array[])[]
  readonly sps: Uint8Array
  readonly pps: Uint8Array
  readonly vps?: Uint8Array
}

export function readAnnexB(codec: VideoCodec, bytes: Uint8Array): Stream {
  const nals = splitNals(bytes)
  const ofType = (type: number): Uint8Array | undefined => nals.find((nal) => nalType(codec, nal) === type)
  const [sps, pps, vps] = codec === 'h264' ? [ofType(7), ofType(8), undefined] : [ofType(33), ofType(34), ofType(32)]
  if (!sps || !pps) throw new Error('no parameter sets')
  return { units: accessUnits(codec, nals), sps, pps, ...(vps ? { vps } : {}) }
}

export function splitNals(bytes: Uint8Array): Uint8Array[] {
  const starts: number[] = []
  for (let at = bytes.indexOf(1); at !== -1; at = bytes.indexOf(1, at + 1)) {
    if (at >= 2 && bytes[at - 1] === 0 && bytes[at - 2] === 0) starts.push(at + 1)
  }
  return starts.map((start, index) => {
    const next = starts[index + 1]
    let end = next === undefined ? bytes.length : next - 3
    while (end > start && bytes[end - 1] === 0) end--
    return bytes.subarray(start, end)
  })
}

export function nalType(codec: VideoCodec, nal: Uint8Array): number {
  const [first = 0] = nal
  return codec === 'h264' ? first & 31 : (first >> 1) & 63
}

function accessUnits(codec: VideoCodec, nals: readonly Uint8Array[]): Uint8Array[][] {
  const units: Uint8Array[][] = []
  let hasPicture = true
  for (const nal of nals) {
    const type = nalType(codec, nal)
    const isPicture = codec === 'h264' ? type >= 1 && type <= 5 : type < 32
    const isFirstSlice = isPicture && ((nal[codec === 'h264' ? 1 : 2] ?? 0) & 0x80) !== 0
    const isPrefix = codec === 'h264' ? [6, 7, 8, 9].includes(type) : (type >= 32 && type <= 35) || type === 39
    if (hasPicture && (isFirstSlice || isPrefix)) {
      units.push([])
      hasPicture = false
    }
    units.at(-1)?.push(nal)
    hasPicture ||= isPicture
  }
  return units
}

export function isSyncUnit(codec: VideoCodec, unit: readonly Uint8Array[]): boolean {
  return unit.some((nal) => {
    const type = nalType(codec, nal)
    return codec === 'h264' ? type === 5 : type >= 16 && type <= 23
  })
}

export interface UnitTime {
  readonly durationTicks: number
  readonly compositionOffsetTicks: number
}

/** Samples of a stream, cut into GOPs before each sync sample. */
export function gopsOf(codec: VideoCodec, stream: Stream, timeOf: (index: number) => UnitTime): SampleToWrite[][] {
  const gops: SampleToWrite[][] = []
  stream.units.forEach((nalUnits, index) => {
    const isSync = isSyncUnit(codec, nalUnits)
    if (isSync || gops.length === 0) gops.push([])
    gops.at(-1)?.push({ nalUnits, isSync, ...timeOf(index) })
  })
  return gops
}
