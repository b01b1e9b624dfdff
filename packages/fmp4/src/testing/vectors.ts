// The committed vectors (packages/fmp4/vectors) and, where a machine has it, the folder of real recordings.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import type { VideoCodec } from '../configuration.ts'
import { type VideoFormat, describeFormat } from '../format.ts'
import { isProblem } from '../problem.ts'
import { type Stream, readAnnexB } from './annex-b.ts'

const folder = join(import.meta.dirname, '../../vectors')

interface StoredVector {
  readonly name: string
  readonly codec: VideoCodec
  readonly width: number
  readonly height: number
  readonly frameRate: string
  readonly vps?: string
  readonly sps: string
  readonly pps: string
  readonly record: string
}

export interface ParameterVector {
  readonly name: string
  readonly sets: Omit<Stream, 'units'> & { readonly codec: VideoCodec }
  readonly width: number
  readonly height: number
  readonly frameRate: number
  /** What ffmpeg wrote as avcC or hvcC. */
  readonly record: Uint8Array
}

export function parameterVectors(): ParameterVector[] {
  const stored = JSON.parse(readFileSync(join(folder, 'parameter-sets.json'), 'utf8')) as StoredVector[]
  return stored.map(({ name, codec, width, height, frameRate, vps, sps, pps, record }) => {
    const [over = 0, under = 1] = frameRate.split('/').map(Number)
    const sets = { codec, sps: fromHex(sps), pps: fromHex(pps), ...(vps ? { vps: fromHex(vps) } : {}) }
    return { name: `${codec} ${name}`, sets, width, height, frameRate: over / under, record: fromHex(record) }
  })
}

export function fromHex(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, 'hex'))
}

export function tinyBytes(codec: VideoCodec): Uint8Array {
  return readFileSync(join(folder, `tiny.${codec}`))
}

export function tinyStream(codec: VideoCodec): Stream {
  return readAnnexB(codec, tinyBytes(codec))
}

export function formatOf(codec: VideoCodec, { sps, pps, vps }: Omit<Stream, 'units'>): VideoFormat {
  const format = describeFormat({ codec, sps, pps, ...(vps ? { vps } : {}) })
  if (isProblem(format)) throw new Error(JSON.stringify(format))
  return format
}

/** The folder of real recordings, or nothing: then tests with them count as skipped. */
export const realDataFolder = process.env['SERENO_TEST_DATA']

/** The value, where there is no problem; tests read better without a guard in each line. */
export function sound<T>(value: T): Exclude<T, { problem: unknown }> {
  if (isProblem(value)) throw new Error(`unexpected problem: ${JSON.stringify(value)}`)
  return value as Exclude<T, { problem: unknown }>
}
