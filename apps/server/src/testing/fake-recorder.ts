// A recorder without cameras: dials the link, keeps what it is told, says what a test wants said.

import { createHash, randomBytes } from 'node:crypto'
import type { CameraState } from '@sereno/contract/cameras'
import type { RecorderFact, Segment } from '@sereno/contract/recorder-events'
import type { RecorderSettings, ToRecorder, ToServer } from '@sereno/contract/recorder-link'
import { toRecorderShape } from '@sereno/contract/recorder-link'
import { type CameraId, makeId } from '@sereno/domain/ids'
import { instant } from '@sereno/domain/instant'
import { encodeGopTable } from '@sereno/fmp4/gop-table'
import { WebSocket } from 'ws'

type Heard<Type extends ToRecorder['type']> = Extract<ToRecorder, { type: Type }>

export class FakeRecorder {
  readonly heard: ToRecorder[] = []
  readonly #socket: WebSocket
  #seq = 0
  isOpen = true
  /** What it answers when it is asked to try a source. */
  onProbe: ((asked: Heard<'probe'>) => ToServer | undefined) | undefined

  static async dial(
    socketPath: string,
    recorder: string,
    { journal = 'journal-1', camerasMax = 150 } = {},
  ): Promise<FakeRecorder> {
    const socket = new WebSocket(`ws+unix://${socketPath}:/recorders`)
    const fake = new FakeRecorder(socket)
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
    fake.say({ type: 'hello', recorder, journal, picturesPort: 8_081, camerasMax, version: 'test' })
    fake.#seq = (await fake.hears('welcome')).storedSeq
    return fake
  }

  constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('message', (data) => this.#hear(toRecorderShape.parse(JSON.parse((data as Buffer).toString('utf8')))))
    socket.on('close', () => {
      this.isOpen = false
    })
    socket.on('error', () => {})
  }

  #hear(message: ToRecorder): void {
    this.heard.push(message)
    if (message.type !== 'probe') return
    const answer = this.onProbe?.(message)
    if (answer) this.say(answer)
  }

  say(message: ToServer): void {
    this.#socket.send(JSON.stringify(message))
  }

  sayRaw(text: string): void {
    this.#socket.send(text)
  }

  /** Writes facts into its journal and waits until they are stored. */
  async tell(happenedAt: number, ...facts: RecorderFact[]): Promise<number> {
    const events = facts.map((fact) => ({ ...fact, seq: ++this.#seq, happenedAt: instant(happenedAt) }))
    for (let from = 0; from < events.length; from += 500) {
      this.say({ type: 'events', events: events.slice(from, from + 500) })
    }
    const seq = this.#seq
    await this.hears('stored', (stored) => stored.seq >= seq)
    return seq
  }

  sayState(camera: CameraId, state: CameraState): void {
    this.say({ type: 'states', states: [{ camera, state }] })
  }

  get settings(): RecorderSettings | undefined {
    return this.heard.filter((message) => message.type === 'settings').at(-1)?.settings
  }

  /** The first message of that type that fits, those heard before included. */
  async hears<Type extends ToRecorder['type']>(
    type: Type,
    fits: (message: Heard<Type>) => boolean = () => true,
    withinMs = 15_000,
  ): Promise<Heard<Type>> {
    const end = Date.now() + withinMs
    for (;;) {
      const found = this.heard.find(
        (message): message is Heard<Type> => message.type === type && fits(message as Heard<Type>),
      )
      if (found) return found
      if (Date.now() > end) throw new Error(`the recorder never heard ${type}`)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }

  close(): void {
    this.#socket.close()
  }
}

export const ZERO_HASH = '0'.repeat(64)

export function aSegment(camera: CameraId, startAt: number, more: Partial<Segment> = {}): Segment {
  const endAt = more.endAt ?? instant(startAt + 600_000)
  const gops = Array.from({ length: Math.round((endAt - startAt) / 2_000) }, () => ({
    byteLength: 250_000,
    durationMs: 2_000,
  }))
  return {
    camera,
    run: makeId('run', randomBytes(16)),
    startAt: instant(startAt),
    endAt,
    mediaDurationTicks: (endAt - startAt) * 90,
    frames: Math.round((endAt - startAt) / 66),
    bytes: gops.length * 250_000 + 800,
    codec: 'h264',
    codecString: 'avc1.64001f',
    width: 1_280,
    height: 720,
    hash: createHash('sha256').update(`${camera}${startAt}`).digest('hex'),
    prevHash: createHash('sha256').update(`${camera}${startAt}before`).digest('hex'),
    headerBytes: 800,
    gops: Buffer.from(encodeGopTable(gops)).toString('base64'),
    seal: 'identity',
    ...more,
  }
}
