// For tests: virtual cameras and a recorder as processes of their own, and a server that is only as much as its wire.

import { type ChildProcess, spawn } from 'node:child_process'
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { type Server, createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { RecorderEvent } from '@sereno/contract/recorder-events'
import type { RecorderSettings, ToRecorder, ToServer } from '@sereno/contract/recorder-link'
import type { Ticket } from '@sereno/contract/views'
import type { CameraId } from '@sereno/domain/ids'
import { type WebSocket, WebSocketServer } from 'ws'
import { hashOf } from '../door/receipt.ts'
import { PasswordKey } from '../link/passwords.ts'

const repository = join(import.meta.dirname, '../../../..')
export const tinyClip = (codec: 'h264' | 'h265') => join(repository, `packages/fmp4/vectors/tiny.${codec}`)
export const ORIGIN = 'http://localhost:8080'
export const SESSION = 'the-cookie-of-a-session'

export interface Fleet {
  readonly port: number
  order(path: string, body: object): Promise<void>
  end(): Promise<void>
}

export async function startFleet(options: { cameras: number; clip?: string; fps?: number }): Promise<Fleet> {
  const { cameras, clip = tinyClip('h264'), fps = 25 } = options
  const main = join(repository, 'apps/sim/src/fleet-main.ts')
  const child = spawn(process.execPath, [main, JSON.stringify({ clip, cameras, fps })], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const { port, controlPort } = (await firstLine(child)) as { port: number; controlPort: number }
  return {
    port,
    async order(path, body) {
      const answer = await fetch(`http://127.0.0.1:${controlPort}${path}`, {
        method: 'POST',
        body: JSON.stringify(body),
      })
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    },
    async end() {
      child.stdin?.end()
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
}

async function firstLine(child: ChildProcess): Promise<unknown> {
  if (!child.stdout) throw new Error('no stdout')
  for await (const line of createInterface({ input: child.stdout })) return JSON.parse(line)
  throw new Error(`it ended with ${child.exitCode ?? child.signalCode}`)
}

/** A data folder with the secrets that a launcher makes. */
export class DataFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'recorder-'))
  readonly #passwords: PasswordKey
  readonly #signing = generateKeyPairSync('ed25519')

  constructor() {
    for (const folder of ['secrets', 'run', 'recorder/rec-1']) mkdirSync(join(this.path, folder), { recursive: true })
    const key = randomBytes(32)
    this.#passwords = new PasswordKey(key)
    writeFileSync(join(this.path, 'secrets/camera-passwords.key'), key)
    const { publicKey } = this.#signing
    writeFileSync(join(this.path, 'secrets/receipt-signing.pub'), publicKey.export({ type: 'spki', format: 'pem' }))
  }

  settings(port: number, cameras: number, change: Partial<RecorderSettings['cameras'][number]> = {}): RecorderSettings {
    return {
      version: 1,
      holds: [],
      cameras: Array.from({ length: cameras }, (_, index) => {
        const id = cameraId(index + 1)
        return {
          id,
          number: index + 1,
          source: {
            host: '127.0.0.1',
            port,
            path: `/cam/${index + 1}`,
            username: 'fleet',
            sealedPassword: this.#passwords.seal('fleet-password', id),
          },
          isRecorded: true,
          retentionHours: 72,
          audio: 'left-out' as const,
          ...change,
        }
      }),
    }
  }

  keep(settings: RecorderSettings): void {
    writeFileSync(join(this.path, 'recorder/rec-1/settings.json'), JSON.stringify(settings))
  }

  sealed(password: string, id: string): string {
    return this.#passwords.seal(password, id)
  }

  ticket(change: Record<string, unknown> = {}): Ticket {
    return aTicket(this.#signing.privateKey, change)
  }

  journalled(): RecorderEvent[] {
    const folder = join(this.path, 'recorder/rec-1/journal')
    const files = readdirSync(folder).filter((name) => name.endsWith('.jsonl'))
    const text = files.sort().map((name) => readFileSync(join(folder, name), 'utf8'))
    const whole = text
      .join('')
      .split('\n')
      .filter((line) => line.endsWith('}'))
    return whole.map((line) => JSON.parse(line) as RecorderEvent)
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true })
  }
}

export function cameraId(number: number): CameraId {
  return `cam-${String(number).padStart(10, '0')}` as CameraId
}

/** As the server makes one; `change` replaces fields of `open`. */
export function aTicket(key: Parameters<typeof sign>[2], change: Record<string, unknown> = {}): Ticket {
  const secret = randomBytes(32).toString('base64url')
  const now = Date.now()
  const open = {
    act: 'view.live',
    cameras: [cameraId(1)],
    mode: 'clear',
    from: null,
    to: null,
    session: hashOf(SESSION),
    start_by: now + 30_000,
    end_by: now + 3_600_000,
    ticket: hashOf(secret),
    ...change,
  }
  const id = `view-${String(Math.floor(Math.random() * 1e9)).padStart(10, '0')}`
  const payload = Buffer.from(JSON.stringify({ v: 1, id, open })).toString('base64url')
  return { receipt: `${payload}.${sign(null, Buffer.from(payload), key).toString('base64url')}`, secret }
}

export interface RecorderProcess {
  readonly port: number
  readonly child: ChildProcess
  kill(signal: NodeJS.Signals): Promise<void>
}

export async function startRecorder(data: DataFolder, env: Record<string, string> = {}): Promise<RecorderProcess> {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../main.ts')], {
    stdio: ['pipe', 'pipe', process.env['SERENO_TEST_TRACE'] ? 'inherit' : 'ignore'],
    env: {
      ...process.env,
      SERENO_DATA: data.path,
      SERENO_PICTURES_PORT: '0',
      SERENO_ORIGIN: ORIGIN,
      SERENO_SEGMENT_SECONDS: '4',
      SERENO_DISK_FREE_MIN: '1000000',
      ...env,
    },
  })
  const { port } = (await firstLine(child)) as { port: number }
  return {
    port,
    child,
    async kill(signal) {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill(signal)
      await once(child, 'exit')
    },
  }
}

/** Takes events over as the server does, keeps nothing else. */
export class FakeServer {
  readonly events: RecorderEvent[] = []
  readonly heard: ToServer[] = []
  readonly #server: Server
  readonly #sockets: WebSocketServer
  #wire: WebSocket | undefined
  #timer: NodeJS.Timeout
  storedSeq = 0
  settings: RecorderSettings | undefined

  private constructor(server: Server) {
    this.#server = server
    this.#sockets = new WebSocketServer({ server, path: '/recorders' })
    this.#sockets.on('connection', (wire) => this.#serve(wire))
    this.#timer = setInterval(() => this.say({ type: 'alive', now: Date.now() }), 400)
  }

  static async listen(data: DataFolder): Promise<FakeServer> {
    const server = createServer()
    server.listen(join(data.path, 'run/server.sock'))
    await once(server, 'listening')
    return new FakeServer(server)
  }

  #serve(wire: WebSocket): void {
    this.#wire = wire
    wire.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString('utf8')) as ToServer
      this.heard.push(message)
      if (message.type === 'hello') {
        this.say({ type: 'welcome', storedSeq: this.storedSeq, now: Date.now() })
        if (this.settings) this.say({ type: 'settings', settings: this.settings })
      }
      if (message.type !== 'events') return
      this.events.push(...message.events)
      this.storedSeq = message.events.at(-1)?.seq ?? this.storedSeq
      this.say({ type: 'stored', seq: this.storedSeq })
    })
  }

  /** Times are checked by the contract on the other side. */
  say(message: { type: ToRecorder['type']; [field: string]: unknown }): void {
    this.#wire?.send(JSON.stringify(message))
  }

  async end(): Promise<void> {
    clearInterval(this.#timer)
    for (const wire of this.#sockets.clients) wire.terminate()
    this.#server.close()
    await once(this.#server, 'close')
  }
}

/** Asks every few ms until there is an answer; a test's own limit ends the wait. */
export async function until<T>(ask: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> {
  for (;;) {
    const answer = await ask()
    if (answer !== undefined && answer !== false) return answer
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
