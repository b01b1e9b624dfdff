// A recorder on its own, as a bench needs it: data folder, secrets and settings as the launcher and the server would
// leave them, and its files counted afterwards.

import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RecorderSettings } from '@sereno/contract/recorder-link'
import { idPrefixes } from '@sereno/domain/ids'
import { type Started, startOurs } from './processes.ts'

export const RECORDER = 'rec-1'

export interface Data {
  readonly folder: string
  remove(): void
}

/** A data folder with secrets, in `under` or in the machine's temp folder. */
export function makeData(under = tmpdir()): Data {
  const folder = mkdtempSync(join(under, 'sereno-bench-'))
  for (const sub of ['secrets', 'run', `recorder/${RECORDER}`])
    mkdirSync(join(folder, sub), { recursive: true, mode: 0o700 })
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const secret = (name: string, content: string | Buffer) =>
    writeFileSync(join(folder, 'secrets', name), content, { mode: 0o600 })
  secret('camera-passwords.key', randomBytes(32))
  secret('receipt-signing.key', privateKey.export({ type: 'pkcs8', format: 'pem' }))
  secret('receipt-signing.pub', publicKey.export({ type: 'spki', format: 'pem' }))
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

export function cameraId(number: number): string {
  return `${idPrefixes.camera}-${String(number).padStart(10, '0')}`
}

/** Settings for cameras 1 to N of a fleet, as the server would have sent them. */
export function writeSettings(data: Data, cameras: number, fleetPort: number, retentionHours = 72): void {
  const settings = {
    version: 1,
    cameras: Array.from({ length: cameras }, (_, i) => ({
      id: cameraId(i + 1),
      number: i + 1,
      source: { host: '127.0.0.1', port: fleetPort, path: `/cam/${i + 1}` },
      isRecorded: true,
      retentionHours,
      audio: 'left-out',
    })),
    holds: [],
  } as unknown as RecorderSettings
  writeFileSync(join(data.folder, 'recorder', RECORDER, 'settings.json'), JSON.stringify(settings), { mode: 0o600 })
}

export interface RecorderReady {
  readonly port: number
}

export function startRecorder(data: Data, env: NodeJS.ProcessEnv = {}): Promise<Started<RecorderReady>> {
  return startOurs<RecorderReady>('apps/recorder/src/main.ts', [], {
    SERENO_DATA: data.folder,
    SERENO_RECORDER: RECORDER,
    SERENO_PICTURES_PORT: '0',
    SERENO_HOST: '127.0.0.1',
    SERENO_ORIGIN: 'http://localhost:8080',
    SERENO_BENCH: '1',
    SERENO_CAMERAS_MAX: '1000',
    // As the launcher sets them.
    UV_THREADPOOL_SIZE: '32',
    NODE_COMPILE_CACHE: join(data.folder, 'run', 'compiled'),
    ...env,
  })
}

export interface RecordedFile {
  readonly camera: string
  readonly path: string
  readonly bytes: number
}

/** All recording files, oldest first for each camera. */
export function recordedFiles(data: Data): RecordedFile[] {
  const top = join(data.folder, 'recordings')
  const files: RecordedFile[] = []
  for (const camera of names(top))
    for (const day of names(join(top, camera)))
      for (const hour of names(join(top, camera, day)))
        for (const name of names(join(top, camera, day, hour)).filter((file) => file.endsWith('.mp4'))) {
          const path = join(top, camera, day, hour, name)
          const stats = statSync(path, { throwIfNoEntry: false })
          if (stats) files.push({ camera, path, bytes: stats.size })
        }
  return files
}

function names(folder: string): string[] {
  return readdirSync(folder).sort()
}
