// What the recorder is told by its environment, read once at the start; a wrong value ends the program with one line
// that names it. Every setting is described in docs/reference/settings.md.

import { join } from 'node:path'
import { RECORDER_CAMERAS_MAX } from '@sereno/contract/recorder-link'

export interface Config {
  readonly dataFolder: string
  readonly name: string
  readonly host: string
  readonly picturesPort: number
  readonly origin: string
  readonly segmentMs: number
  readonly storeBytesMax: number | undefined
  readonly diskFreeBytesMin: number | undefined
  readonly queueBytesMax: number
  readonly camerasMax: number
  readonly seal: 'identity' | 'aes-256-gcm'
}

/** One process carries so many; a city has more processes, so that one mistake does not take all its cameras dark. */
/** 20 s of 100 cameras at 1 Mbit/s are 250 MB; half of it is worth keeping, the rest is said to be lost. */
export const QUEUE_BYTES_MAX = 128_000_000
/** A recording is at most ten minutes long, and two seconds are the shortest that anybody tests with. */
const SEGMENT_SECONDS = { least: 2, usual: 600, most: 600 }

export class ConfigProblem extends Error {}

export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const dataFolder = env['SERENO_DATA']
  if (!dataFolder) throw new ConfigProblem('SERENO_DATA is not set: the folder of data')
  const name = env['SERENO_RECORDER'] ?? 'rec-1'
  if (!/^[a-z0-9-]{1,40}$/.test(name)) throw new ConfigProblem('SERENO_RECORDER may have a-z, 0-9 and "-", at most 40')
  const seal = env['SERENO_SEAL'] ?? 'identity'
  if (seal !== 'identity' && seal !== 'aes-256-gcm') throw new ConfigProblem('SERENO_SEAL is identity or aes-256-gcm')
  if (seal === 'aes-256-gcm' && env['SERENO_BENCH'] !== '1')
    throw new ConfigProblem('SERENO_SEAL=aes-256-gcm throws its keys away at the end: it is for SERENO_BENCH=1 only')
  const number = (key: string, bounds: { least: number; most: number }): number | undefined => {
    const text = env[key]
    if (text === undefined || text === '') return undefined
    const value = Number(text)
    if (!Number.isSafeInteger(value) || value < bounds.least || value > bounds.most)
      throw new ConfigProblem(`${key} is not a whole number from ${bounds.least} to ${bounds.most}`)
    return value
  }
  const bytes = { least: 1, most: Number.MAX_SAFE_INTEGER }
  return {
    dataFolder,
    name,
    host: env['SERENO_HOST'] ?? '127.0.0.1',
    picturesPort: number('SERENO_PICTURES_PORT', { least: 0, most: 65_535 }) ?? 8_081,
    origin: env['SERENO_ORIGIN'] ?? 'http://localhost:8080',
    segmentMs: (number('SERENO_SEGMENT_SECONDS', SEGMENT_SECONDS) ?? SEGMENT_SECONDS.usual) * 1_000,
    storeBytesMax: number('SERENO_STORE_BYTES_MAX', bytes),
    diskFreeBytesMin: number('SERENO_DISK_FREE_MIN', bytes),
    queueBytesMax: number('SERENO_QUEUE_BYTES_MAX', bytes) ?? QUEUE_BYTES_MAX,
    camerasMax: number('SERENO_CAMERAS_MAX', { least: 1, most: 2_000 }) ?? RECORDER_CAMERAS_MAX,
    seal,
  }
}

export function folders({ dataFolder, name }: Config) {
  const own = join(dataFolder, 'recorder', name)
  return {
    recordings: join(dataFolder, 'recordings'),
    own,
    journal: join(own, 'journal'),
    settings: join(own, 'settings.json'),
    running: join(own, 'running'),
    passwordKey: join(dataFolder, 'secrets', 'camera-passwords.key'),
    receiptKey: join(dataFolder, 'secrets', 'receipt-signing.pub'),
    serverSocket: join(dataFolder, 'run', 'server.sock'),
  }
}
