// A clip as a camera sends it: every access unit packed into interleaved RTP once, so that sending a frame later is one
// copy, a few patched fields and one write. Its limit: no audio, no B-frames (a frame's time is its place in the stream).

import { readFile, stat } from 'node:fs/promises'
import {
  type Codec,
  accessUnits,
  isParameterSet,
  isSequenceParameterSet,
  nalUnits,
  withRaisedLevel,
} from '../annex-b.ts'
import { type FrameTemplate, packetise } from './packetise.ts'

/** A clip of ten minutes at 3 Mbit/s is 225 MB; what is larger is a mistake, not a clip. */
const CLIP_BYTES_MAX = 256 * 1024 * 1024

export type Clip = {
  readonly codec: Codec
  readonly frames: readonly FrameTemplate[]
  readonly parameterSets: readonly Buffer[]
  /** Frames from the first keyframe to the second, or all of them. */
  readonly gopFrames: number
  /** The same pictures under other parameter sets: for a camera whose settings change while it runs. */
  readonly reparametrised: () => Clip
}

export async function loadClip(file: string, codec: Codec = codecOf(file), bytesMax = CLIP_BYTES_MAX): Promise<Clip> {
  const { size } = await stat(file)
  if (size > bytesMax) throw new Error(`${file} has ${size} bytes; a clip has at most ${bytesMax}`)
  return clipOf(await readFile(file), codec)
}

/** H.265 by the file's ending (.h265, .hevc, .265), otherwise H.264. */
export function codecOf(file: string): Codec {
  return /\.(h265|hevc|265)$/i.test(file) ? 'h265' : 'h264'
}

/** From the first keyframe on: what stands before it could not be decoded and would make the loop lie. */
export function clipOf(stream: Buffer, codec: Codec): Clip {
  const units = accessUnits(nalUnits(stream), codec)
  const first = units.findIndex((unit) => unit.keyframe)
  if (first < 0) throw new Error(`no ${codec} keyframe in ${stream.length} bytes`)
  return clipFrom(
    units.slice(first).map((unit) => unit.nals),
    codec,
  )
}

function clipFrom(pictures: readonly (readonly Buffer[])[], codec: Codec): Clip {
  const frames: FrameTemplate[] = []
  let parameterSets: Buffer[] = []
  const whole: (readonly Buffer[])[] = []
  for (const { nals, keyframe } of accessUnits(pictures.flat(), codec)) {
    const own = nals.filter((nal) => isParameterSet(nal, codec))
    if (own.length > 0) parameterSets = own
    // An encoder may say its parameter sets once; a client that joins later needs them before each keyframe.
    const complete = keyframe && own.length === 0 ? [...parameterSets, ...nals] : nals
    whole.push(complete)
    frames.push(packetise(complete, codec, keyframe))
  }
  const second = frames.findIndex((frame, index) => index > 0 && frame.keyframe)
  let other: Clip | undefined
  const reparametrised = () =>
    (other ??= clipFrom(
      whole.map((nals) => nals.map((nal) => raised(nal, codec))),
      codec,
    ))
  return { codec, frames, parameterSets, gopFrames: second < 0 ? frames.length : second, reparametrised }
}

const raised = (nal: Buffer, codec: Codec) => (isSequenceParameterSet(nal, codec) ? withRaisedLevel(nal, codec) : nal)
