// The init segment: ftyp and moov of one video track without samples (ISO/IEC 14496-12), for files and for MSE alike.
// No edit list: times in fragments are the times of the file.

import { makeBox } from './boxes.ts'
import { fields } from './bytes.ts'
import type { VideoFormat } from './format.ts'

export interface InitOptions {
  /** Ticks a second of all fragments; RTP's video clock is 90,000. */
  readonly timescale: number
}

export function initSegment(format: VideoFormat, { timescale }: InitOptions): Uint8Array<ArrayBuffer> {
  const movie = makeBox('moov', movieHeader(timescale), track(format, timescale), makeBox('mvex', trackExtends()))
  const whole = new Uint8Array(FILE_TYPE.length + movie.length)
  whole.set(FILE_TYPE)
  whole.set(movie, FILE_TYPE.length)
  return whole
}

const text = (ascii: string): Uint8Array => Uint8Array.from(ascii, (letter) => letter.charCodeAt(0))

// iso6 brings tfdt and default-base-is-moof, which every fragment of ours uses.
const FILE_TYPE = makeBox('ftyp', text('iso6'), fields([4, 0]), text('iso6iso5mp41'))

/** The unit matrix: no turning, no scaling. */
const MATRIX = fields([4, 0x1_0000], [4, 0], [4, 0], [4, 0], [4, 0x1_0000], [4, 0], [4, 0], [4, 0], [4, 0x4000_0000])

function fullBox(type: string, versionAndFlags: number, ...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return makeBox(type, fields([4, versionAndFlags]), ...parts)
}

function movieHeader(timescale: number): Uint8Array {
  const nextTrack = 2
  return fullBox(
    'mvhd',
    0,
    fields([4, 0], [4, 0], [4, timescale], [4, 0], [4, 0x1_0000], [2, 0x100], [2, 0], [8, 0]),
    MATRIX,
    new Uint8Array(24),
    fields([4, nextTrack]),
  )
}

function track(format: VideoFormat, timescale: number): Uint8Array {
  const enabledInMovie = 3
  const header = fullBox(
    'tkhd',
    enabledInMovie,
    fields([4, 0], [4, 0], [4, 1], [4, 0], [4, 0], [8, 0], [2, 0], [2, 0], [2, 0], [2, 0]),
    MATRIX,
    fields([2, format.width], [2, 0], [2, format.height], [2, 0]), // 16.16
  )
  const undetermined = 0x55c4
  const media = makeBox(
    'mdia',
    fullBox('mdhd', 0, fields([4, 0], [4, 0], [4, timescale], [4, 0], [2, undetermined], [2, 0])),
    fullBox('hdlr', 0, fields([4, 0]), text('vide'), new Uint8Array(12), text('VideoHandler\0')),
    makeBox(
      'minf',
      fullBox('vmhd', 1, new Uint8Array(8)),
      makeBox('dinf', fullBox('dref', 0, fields([4, 1]), fullBox('url ', 1))),
      sampleTable(format),
    ),
  )
  return makeBox('trak', header, media)
}

/** All tables empty: the samples are in the fragments. */
function sampleTable(format: VideoFormat): Uint8Array {
  return makeBox(
    'stbl',
    fullBox('stsd', 0, fields([4, 1]), sampleEntry(format)),
    fullBox('stts', 0, fields([4, 0])),
    fullBox('stsc', 0, fields([4, 0])),
    fullBox('stsz', 0, fields([4, 0], [4, 0])),
    fullBox('stco', 0, fields([4, 0])),
  )
}

function sampleEntry({ codec, width, height, configurationRecord }: VideoFormat): Uint8Array {
  const dpi72 = 0x48_0000
  const isH264 = codec === 'h264'
  return makeBox(
    isH264 ? 'avc1' : 'hvc1',
    new Uint8Array(6),
    fields([2, 1]), // data reference
    new Uint8Array(16),
    fields([2, width], [2, height], [4, dpi72], [4, dpi72], [4, 0], [2, 1]),
    new Uint8Array(32), // no compressor name
    fields([2, 0x18], [2, 0xffff]),
    makeBox(isH264 ? 'avcC' : 'hvcC', configurationRecord),
  )
}

function trackExtends(): Uint8Array {
  return fullBox('trex', 0, fields([4, 1], [4, 1], [4, 0], [4, 0], [4, 0]))
}
