// Annex-B streams whose headers are right and whose pictures are noise: enough to be packed, sent and counted.

import type { Codec } from '../annex-b.ts'
import { type Clip, clipOf } from '../cameras/clip.ts'
import { seededRandom } from '../random.ts'

export type Synthetic = { codec?: Codec; frames?: number; gop?: number; bytes?: number; seed?: number }

const startCode = Buffer.from([0, 0, 0, 1])

const heads = {
  h264: {
    sets: ['6742c01fda014016e8', '68ce3c80'],
    key: '6588',
    other: '419a',
  },
  h265: {
    sets: ['40010c01ffff01600000030090', '42010101600000030090000003000003005da0', '4401c172b46240'],
    key: '2601af',
    other: '0201d0',
  },
} as const

export function syntheticStream({
  codec = 'h264',
  frames = 20,
  gop = 10,
  bytes = 3000,
  seed = 1,
}: Synthetic = {}): Buffer {
  const random = seededRandom(seed)
  const head = heads[codec]
  const nals = Array.from({ length: frames }, (_, index) => {
    const noise = Buffer.from(Array.from({ length: bytes }, () => 1 + Math.floor(random() * 255)))
    const isKey = index % gop === 0
    const picture = Buffer.concat([Buffer.from(isKey ? head.key : head.other, 'hex'), noise])
    return isKey ? [...head.sets.map((set) => Buffer.from(set, 'hex')), picture] : [picture]
  })
  return Buffer.concat(nals.flat().flatMap((nal) => [startCode, nal]))
}

export function syntheticClip(wanted: Synthetic = {}): Clip {
  return clipOf(syntheticStream(wanted), wanted.codec ?? 'h264')
}
