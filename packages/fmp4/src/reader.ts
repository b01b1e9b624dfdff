// Reads what init.ts and fragment.ts write, and the same from other makers as long as there is one video track.
// Runs in the browser too: the console decodes keyframes out of fragments with it.

import { type Box, bodyOf, findBox, readBoxHeader, readBoxes } from './boxes.ts'
import { viewOf } from './bytes.ts'
import { type Problem, byteProblem, isProblem } from './problem.ts'
import { type VideoCodec, describeConfiguration } from './configuration.ts'

// Ten minutes, the longest file, at 60 frames a second.
export const SAMPLES_IN_FRAGMENT_MAX = 36_000
// As many samples with all four fields are 576 kB.
export const MOOF_BYTES_MAX = 1024 * 1024
// 8K at its worst is about 40 MB a second; a sample is one frame.
export const SAMPLE_BYTES_MAX = 64 * 1024 * 1024

export interface InitSegment {
  readonly codec: VideoCodec
  readonly codecString: string
  readonly width: number
  readonly height: number
  /** avcC or hvcC: what WebCodecs calls `description`. */
  readonly configurationRecord: Uint8Array
  readonly timescale: number
}

export interface Sample {
  /** From the first byte of the moof. */
  readonly offset: number
  readonly length: number
  readonly decodeTicks: number
  readonly durationTicks: number
  readonly compositionOffsetTicks: number
  readonly isSync: boolean
}

export interface Moof {
  readonly length: number
  readonly sequence: number
  readonly baseDecodeTicks: number
  readonly durationTicks: number
  readonly samples: readonly Sample[]
}

export interface SyncSample {
  /** 4-byte lengths and NAL units, as WebCodecs takes them when `description` is set. A view, not a copy. */
  readonly bytes: Uint8Array
  readonly decodeTicks: number
  readonly durationTicks: number
}

const sampleEntryPath = ['moov', 'trak', 'mdia', 'minf', 'stbl', 'stsd']

export function parseInit(bytes: Uint8Array): InitSegment | Problem {
  const mdhd = findBox(bytes, ['moov', 'trak', 'mdia', 'mdhd'])
  if (isProblem(mdhd)) return mdhd
  const timescale = readTimescale(bodyOf(bytes, mdhd))
  if (!timescale) return byteProblem('out-of-range', 'mdhd timescale', mdhd.offset)
  const stsd = findBox(bytes, sampleEntryPath)
  if (isProblem(stsd)) return stsd
  const entry = readBoxHeader(bytes, stsd.offset + stsd.headerLength + 8, stsd.length - stsd.headerLength - 8)
  if (isProblem(entry)) return entry
  const codec = codecOfEntry[entry.type]
  if (!codec) return byteProblem('unsupported', `sample entry ${printable(entry.type)}`, entry.offset)
  const body = entry.offset + entry.headerLength
  if (entry.length < entry.headerLength + 78) return byteProblem('truncated', entry.type, entry.offset)
  const boxes = readBoxes(bytes, body + 78, entry.offset + entry.length)
  if (isProblem(boxes)) return boxes
  const record = boxes.find((found) => found.type === recordOfCodec[codec])
  if (!record) return byteProblem('missing', recordOfCodec[codec], entry.offset)
  const configuration = describeConfiguration(codec, bodyOf(bytes, record))
  if (isProblem(configuration)) return { ...configuration, at: configuration.at + record.offset + record.headerLength }
  const view = viewOf(bytes)
  return {
    codec,
    codecString: configuration.codecString,
    width: view.getUint16(body + 24),
    height: view.getUint16(body + 26),
    configurationRecord: bodyOf(bytes, record),
    timescale,
  }
}

const codecOfEntry: Readonly<Record<string, VideoCodec>> = { avc1: 'h264', avc3: 'h264', hvc1: 'h265', hev1: 'h265' }
const recordOfCodec = { h264: 'avcC', h265: 'hvcC' } as const

function readTimescale(mdhd: Uint8Array): number {
  const at = mdhd[0] === 1 ? 20 : 12
  return mdhd.length >= at + 4 ? viewOf(mdhd).getUint32(at) : 0
}

/** A type out of garbage must not put control characters into a trace. */
function printable(type: string): string {
  return type.replaceAll(/[^\x20-\x7e]/g, '?')
}

/** The moof at the head of `bytes`; its mdat need not be there. */
export function parseMoof(bytes: Uint8Array): Moof | Problem {
  const moof = readBoxHeader(bytes, 0)
  if (isProblem(moof)) return moof
  if (moof.type !== 'moof') return byteProblem('missing', 'moof', 0)
  if (moof.length > MOOF_BYTES_MAX) return byteProblem('too-large', 'moof', 0)
  const inside = bytes.subarray(0, moof.length)
  const boxes = readBoxes(inside, moof.headerLength)
  if (isProblem(boxes)) return boxes
  const mfhd = onlyBox(boxes, 'mfhd', 0)
  if (isProblem(mfhd)) return mfhd
  if (mfhd.length < mfhd.headerLength + 8) return byteProblem('truncated', 'mfhd', mfhd.offset)
  const traf = onlyBox(boxes, 'traf', 0)
  if (isProblem(traf)) return traf
  const track = readTrackFragment(inside, traf)
  if (isProblem(track)) return track
  const last = track.samples.at(-1)
  return {
    length: moof.length,
    sequence: viewOf(inside).getUint32(mfhd.offset + mfhd.headerLength + 4),
    baseDecodeTicks: track.baseDecodeTicks,
    durationTicks: last ? last.decodeTicks + last.durationTicks - track.baseDecodeTicks : 0,
    samples: track.samples,
  }
}

/** A second one would be another track or another run of samples, which nothing of ours writes. */
function onlyBox(boxes: readonly Box[], type: string, at: number): Box | Problem {
  const [first, second] = boxes.filter((found) => found.type === type)
  if (second) return byteProblem('unsupported', `second ${type}`, second.offset)
  return first ?? byteProblem('missing', type, at)
}

function readTrackFragment(bytes: Uint8Array, traf: Box): Pick<Moof, 'baseDecodeTicks' | 'samples'> | Problem {
  const boxes = readBoxes(bytes, traf.offset + traf.headerLength, traf.offset + traf.length)
  if (isProblem(boxes)) return boxes
  const tfdt = onlyBox(boxes, 'tfdt', traf.offset)
  if (isProblem(tfdt)) return tfdt
  const baseDecodeTicks = readBaseDecode(bytes, tfdt)
  if (typeof baseDecodeTicks !== 'number') return baseDecodeTicks
  const tfhd = onlyBox(boxes, 'tfhd', traf.offset)
  if (isProblem(tfhd)) return tfhd
  const defaults = readDefaults(bytes, tfhd)
  if (isProblem(defaults)) return defaults
  const trun = onlyBox(boxes, 'trun', traf.offset)
  if (isProblem(trun)) return trun
  const samples = readSamples(bytes, trun, defaults, baseDecodeTicks)
  return isProblem(samples) ? samples : { baseDecodeTicks, samples }
}

function readBaseDecode(bytes: Uint8Array, tfdt: Box): number | Problem {
  const body = bodyOf(bytes, tfdt)
  const isLong = body[0] === 1
  if (body.length < (isLong ? 12 : 8)) return byteProblem('truncated', 'tfdt', tfdt.offset)
  const view = viewOf(body)
  if (!isLong) return view.getUint32(4)
  // Beyond 2^53 ticks no time is exact; at 90 kHz that is three thousand years.
  if (view.getUint32(4) > 0x1fffff) return byteProblem('too-large', 'tfdt', tfdt.offset)
  return view.getUint32(4) * 0x1_0000_0000 + view.getUint32(8)
}

interface SampleDefaults {
  readonly durationTicks?: number
  readonly length?: number
  readonly flags?: number
}

function readDefaults(bytes: Uint8Array, tfhd: Box): SampleDefaults | Problem {
  const body = bodyOf(bytes, tfhd)
  if (body.length < 8) return byteProblem('truncated', 'tfhd', tfhd.offset)
  const view = viewOf(body)
  const flags = view.getUint32(0) & 0xff_ffff
  // An offset from the beginning of the file cannot be followed in a fragment that travels alone.
  if (flags & 0x1) return byteProblem('unsupported', 'tfhd base-data-offset', tfhd.offset)
  let at = 8 + (flags & 0x2 ? 4 : 0)
  const wanted = [0x8, 0x10, 0x20].map((bit) => {
    if (!(flags & bit)) return undefined
    at += 4
    return at <= body.length ? view.getUint32(at - 4) : undefined
  })
  if (at > body.length) return byteProblem('truncated', 'tfhd', tfhd.offset)
  const [durationTicks, length, sampleFlags] = wanted
  return {
    ...(durationTicks === undefined ? {} : { durationTicks }),
    ...(length === undefined ? {} : { length }),
    ...(sampleFlags === undefined ? {} : { flags: sampleFlags }),
  }
}

function readSamples(
  bytes: Uint8Array,
  trun: Box,
  defaults: SampleDefaults,
  baseDecodeTicks: number,
): Sample[] | Problem {
  const body = bodyOf(bytes, trun)
  if (body.length < 8) return byteProblem('truncated', 'trun', trun.offset)
  const view = viewOf(body)
  const flags = view.getUint32(0) & 0xff_ffff
  const count = view.getUint32(4)
  if (count > SAMPLES_IN_FRAGMENT_MAX) return byteProblem('too-large', 'trun sample_count', trun.offset)
  const entryBytes = 4 * [0x100, 0x200, 0x400, 0x800].filter((bit) => flags & bit).length
  let at = 8 + (flags & 0x1 ? 4 : 0) + (flags & 0x4 ? 4 : 0)
  if (at + count * entryBytes > body.length) return byteProblem('truncated', 'trun entries', trun.offset)
  if (!(flags & 0x1)) return byteProblem('unsupported', 'trun without data_offset', trun.offset)
  const next = (): number => {
    at += 4
    return view.getUint32(at - 4)
  }
  let offset = view.getInt32(8)
  const firstFlags = flags & 0x4 ? view.getUint32(12) : undefined
  let decodeTicks = baseDecodeTicks
  const samples: Sample[] = []
  for (let index = 0; index < count; index++) {
    const durationTicks = flags & 0x100 ? next() : defaults.durationTicks
    const length = flags & 0x200 ? next() : defaults.length
    const sampleFlags = flags & 0x400 ? next() : ((index === 0 ? firstFlags : undefined) ?? defaults.flags ?? 0)
    const composition = flags & 0x800 ? (body[0] === 0 ? next() : next() | 0) : 0
    if (length === undefined || durationTicks === undefined) return byteProblem('missing', 'trun sample', trun.offset)
    if (length > SAMPLE_BYTES_MAX) return byteProblem('too-large', 'sample_size', trun.offset)
    const isSync = (sampleFlags & 0x1_0000) === 0
    samples.push({ offset, length, decodeTicks, durationTicks, compositionOffsetTicks: composition, isSync })
    offset += length
    decodeTicks += durationTicks
  }
  return samples
}

/** The first picture of a fragment that a decoder can begin with, for a thumbnail or for scrubbing. */
export function firstSyncSample(fragmentBytes: Uint8Array): SyncSample | Problem {
  const moof = parseMoof(fragmentBytes)
  if (isProblem(moof)) return moof
  const sample = moof.samples.find((found) => found.isSync)
  if (!sample) return byteProblem('missing', 'sync sample', 0)
  return sampleBytes(fragmentBytes, moof, sample)
}

function sampleBytes(bytes: Uint8Array, moof: Moof, sample: Sample): SyncSample | Problem {
  const end = sample.offset + sample.length
  if (sample.offset < moof.length || end > bytes.length) return byteProblem('truncated', 'sample', sample.offset)
  const { decodeTicks, durationTicks } = sample
  return { bytes: bytes.subarray(sample.offset, end), decodeTicks, durationTicks }
}

/** The NAL units of a sample with 4-byte lengths, as views. */
export function nalUnitsOf(sample: Uint8Array): Uint8Array[] | Problem {
  const units: Uint8Array[] = []
  const view = viewOf(sample)
  for (let at = 0; at < sample.length;) {
    if (at + 4 > sample.length) return byteProblem('truncated', 'NAL length', at)
    const length = view.getUint32(at)
    if (length === 0 || at + 4 + length > sample.length) return byteProblem('malformed', 'NAL length', at)
    units.push(sample.subarray(at + 4, at + 4 + length))
    at += 4 + length
  }
  return units
}

/**
 * Whether the samples of an open fragment are chains of NAL units. A power cut may leave blocks of zeros inside an mdat
 * whose headers are whole, which a scan does not see: check what was written after the last sync with this.
 */
export function fragmentProblem(fragmentBytes: Uint8Array): Problem | undefined {
  const moof = parseMoof(fragmentBytes)
  if (isProblem(moof)) return moof
  for (const sample of moof.samples) {
    const found = sampleBytes(fragmentBytes, moof, sample)
    if (isProblem(found)) return found
    const units = nalUnitsOf(found.bytes)
    if (isProblem(units)) return { ...units, at: units.at + sample.offset }
    if (units.length === 0) return byteProblem('missing', 'NAL unit', sample.offset)
  }
  return undefined
}
