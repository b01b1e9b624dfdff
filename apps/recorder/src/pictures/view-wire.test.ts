// What one console can cost the recorder: a wire whose other end takes nothing until the test says so.

import { EventEmitter } from 'node:events'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CameraId } from '@sereno/domain/ids'
import { unpackPicture } from '@sereno/contract/pictures'
import { type VideoFormat, describeFormat } from '@sereno/fmp4/format'
import { isProblem } from '@sereno/fmp4/problem'
import { afterAll, beforeEach, expect, test, vi } from 'vitest'
import type { WebSocket } from 'ws'
import { Door } from '../door/admission.ts'
import { ReceiptKey } from '../door/receipt.ts'
import { LiveFeed } from '../ingest/live-feed.ts'
import type { Place } from '../store/place.ts'
import type { SegmentTables } from '../store/segment-tables.ts'
import { SESSION, aTicket, cameraId } from '../testing/processes.ts'
import { IN_FLIGHT_MAX, UNREAD_BYTES_MAX, serveView } from './view-wire.ts'

// Hundreds of refusals are asked for here.
vi.hoisted(() => {
  process.env['SERENO_TRACE_LEVEL'] = 'silent'
})

const { publicKey, privateKey } = generateKeyPairSync('ed25519')
const folder = mkdtempSync(join(tmpdir(), 'wire-'))
const keyPath = join(folder, 'receipt-signing.pub')
writeFileSync(keyPath, publicKey.export({ type: 'spki', format: 'pem' }))
afterAll(() => rmSync(folder, { recursive: true }))

class SlowSocket extends EventEmitter {
  readonly OPEN = 1
  readyState = 1
  bufferedAmount = 0
  readonly notices: { type: string; cause?: string }[] = []
  readonly pictures: { type: string; channel: number; bytes: number }[] = []
  #unsent: { bytes: number; done: (() => void) | undefined }[] = []

  send(message: string | Uint8Array, done?: () => void): void {
    this.bufferedAmount += message.length
    this.#unsent.push({ bytes: message.length, done })
    if (typeof message === 'string') this.notices.push(JSON.parse(message) as { type: string })
    else {
      const { header, bytes } = unpackPicture(message)
      this.pictures.push({ type: header.type, channel: header.channel, bytes: bytes.length })
    }
  }
  /** The console reads the oldest messages, all of them where no number is given. */
  async read(messages = Number.POSITIVE_INFINITY): Promise<void> {
    for (const { bytes, done } of this.#unsent.splice(0, messages)) {
      this.bufferedAmount -= bytes
      done?.()
    }
    await turn()
  }
  close(): void {
    this.readyState = 3
    this.emit('close')
  }
  terminate(): void {
    this.close()
  }
  ask(message: object): void {
    this.emit('message', Buffer.from(JSON.stringify(message)), false)
  }
  get pictureBytes(): number {
    return this.pictures.reduce((sum, { bytes }) => sum + bytes, 0)
  }
}
const turn = () => new Promise((resolve) => setImmediate(resolve))

const MB = 1_000_000
const cameras = Array.from({ length: 16 }, (_, index) => cameraId(index + 1))
let socket: SlowSocket
let feeds: Map<CameraId, LiveFeed>
/** Bytes that were read from the disk, GOP by GOP. */
let reads: number[]
let gopBytes: number
beforeEach(() => {
  socket = new SlowSocket()
  feeds = new Map(cameras.map((camera) => [camera, new LiveFeed()]))
  reads = []
  gopBytes = 5 * MB
})

function aPlace(first: number): Place {
  const gop = { byteLength: gopBytes, durationMs: 1_000, startAt: 1_000, decodeTicks: 0, isSync: true }
  const gops = Array.from({ length: 100 }, (_, index) => ({ ...gop, offset: index * gopBytes }))
  const table = { startAt: 1, endAt: 100_000, codecString: 'avc1', width: 1, height: 1, init: new Uint8Array(1), gops }
  return { table, first, last: first, from: 1_000, to: 2_000 }
}

function read(): Promise<Uint8Array[]> {
  reads.push(gopBytes)
  return Promise.resolve([new Uint8Array(gopBytes)])
}

const tables = {
  at: () => Promise.resolve(aPlace(0)),
  after: (_: CameraId, { first }: Place) => Promise.resolve(aPlace(first + 1)),
  read,
  readKeyframe: () => read().then(([bytes]) => bytes),
} as unknown as SegmentTables

const now = () => Date.now()
const feed = (shown: string) => feeds.get(shown as CameraId)
function aView(act: 'view.live' | 'view.playback'): void {
  const door = new Door({ key: new ReceiptKey(keyPath), now, hearsServer: () => true })
  serveView(socket as unknown as WebSocket, SESSION, { door, tables, feed, now })
  const interval = act === 'view.playback' ? { from: 0, to: 100_000 } : {}
  socket.ask(aTicket(privateKey, { act, cameras, ...interval }))
}

const hex = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'))
function aFormat(): VideoFormat {
  const sps = hex('6742c01fd9005005bb0110000003001000000301e0f1832480')
  const described = describeFormat({ codec: 'h264', sps, pps: hex('68cb83cb20') })
  if (isProblem(described)) throw new Error(described.field)
  return described
}
const format = aFormat()
function push(camera: CameraId | undefined, index: number, bytes: number, isKeyframe = index === 0): void {
  const sample = new Uint8Array(bytes)
  new DataView(sample.buffer).setUint32(0, bytes - 4)
  const frame = { sample, nalUnits: [sample.subarray(4)], ticks: index * 3_600, isKeyframe, arrivedMs: 0 }
  if (camera) feeds.get(camera)?.push(frame, 1_000 + index * 40, format)
}

test.each(['seek', 'keyframe'] as const)(
  'who asks for recordings (%s) and reads nothing costs sixteen megabytes, and loses nothing when he reads',
  async (type) => {
    aView('view.playback')
    const ask = (n: number) => socket.ask({ type, channel: n, camera: cameras[n % 16], at: 1_500, request: n })
    for (let n = 0; n < 3; n++) ask(n)
    for (let n = 0; n < 20; n++) await turn()
    for (let n = 3; n < 3 + IN_FLIGHT_MAX; n++) ask(n)
    for (let n = 0; n < 20; n++) await turn()
    expect(reads.length).toBe(3)
    socket.ask({ type, channel: 40, camera: cameras[0], at: 1_500, request: 40 })
    expect(socket.notices.at(-1)).toMatchObject({ type: 'nothing', cause: 'too-many-requests' })
    await socket.read(2)
    expect(reads.length).toBeLessThanOrEqual(5)
    for (let n = 0; n < 40; n++) await socket.read()
    expect(socket.pictures.map(({ channel }) => channel).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 3 + IN_FLIGHT_MAX }, (_, n) => n),
    )
  },
)

test('walking on without reading stops as well, and a GOP larger than all the room goes alone', async () => {
  gopBytes = 30 * MB
  aView('view.playback')
  socket.ask({ type: 'seek', channel: 0, camera: cameras[0], at: 1_500, request: 0 })
  for (let n = 1; n < 10; n++) socket.ask({ type: 'next', channel: 0, request: n })
  for (let n = 0; n < 20; n++) await turn()
  expect(reads.length).toBe(1)
  for (let n = 0; n < 20; n++) await socket.read()
  expect(socket.pictures.length).toBe(10)
  // What still waits when the wire breaks is not read any more.
  for (let n = 10; n < 14; n++) socket.ask({ type: 'next', channel: 0, request: n })
  await turn()
  socket.terminate()
  await socket.read()
  expect(reads.length).toBe(11)
})

test('asking for the present again and again without reading does not send its beginning without end', () => {
  for (let n = 0; n < 4; n++) push(cameras[0], n, 1 * MB)
  aView('view.live')
  for (let n = 0; n < 100; n++) socket.ask({ type: 'live', channel: n % 3, camera: cameras[0] })
  expect(socket.pictureBytes).toBeLessThan(40 * MB)
  expect(socket.readyState).toBe(socket.OPEN)
})

test('a wall that joins loses no frame, however large its beginnings are', async () => {
  for (const camera of cameras) for (let n = 0; n < 4; n++) push(camera, n, MB / 2)
  aView('view.live')
  for (const [channel, camera] of cameras.entries()) socket.ask({ type: 'live', channel, camera })
  // The next frame of each comes before the socket could send anything.
  for (const camera of cameras) push(camera, 4, 20_000)
  const kinds = (wanted: string) => socket.pictures.filter(({ type }) => type === wanted).length
  expect([kinds('init'), kinds('frames')]).toEqual([16, 16])
  await socket.read()
  for (const camera of cameras) push(camera, 5, 20_000)
  expect(kinds('frames')).toBe(32)
})

test('who found no room to join begins at the next keyframe', async () => {
  for (let n = 0; n < 7; n++) push(cameras[0], n, 1 * MB)
  aView('view.live')
  for (let channel = 0; channel < 8; channel++) socket.ask({ type: 'live', channel, camera: cameras[0] })
  const begun = () => new Set(socket.pictures.filter(({ type }) => type === 'init').map(({ channel }) => channel)).size
  expect(begun()).toBe(5)
  await socket.read()
  push(cameras[0], 7, 10_000)
  expect(begun()).toBe(5)
  push(cameras[0], 8, 10_000, true)
  expect(begun()).toBe(8)
})

test('who reads more slowly than the frames come loses whole GOPs, also where the picture changes its form', async () => {
  push(cameras[0], 0, 10_000)
  aView('view.live')
  socket.ask({ type: 'live', channel: 0, camera: cameras[0] })
  await socket.read()
  for (let n = 1; n < 100; n++) push(cameras[0], n, 100_000, n % 10 === 0)
  expect(socket.bufferedAmount).toBeLessThan(1.2 * MB)
  feeds.get(cameras[0] ?? cameraId(1))?.break('closed-by-camera')
  push(cameras[0], 100, 100_000, true)
  expect(socket.bufferedAmount).toBeLessThan(1.2 * MB)
  await socket.read()
  const before = socket.pictures.length
  push(cameras[0], 101, 100_000, false)
  expect(socket.pictures.length).toBe(before)
  push(cameras[0], 102, 100_000, true)
  expect(socket.pictures.at(-1)).toMatchObject({ type: 'init' })
})

test('who asks and asks and reads no answer is cut off', () => {
  aView('view.live')
  const ask = { type: 'live', channel: 0, camera: 'cam-9999999999' }
  for (let n = 0; n < 100 && socket.readyState === socket.OPEN; n++) socket.ask(ask)
  expect(socket.readyState).toBe(socket.OPEN)
  socket.bufferedAmount = UNREAD_BYTES_MAX + 1
  socket.ask(ask)
  expect(socket.readyState).not.toBe(socket.OPEN)
})
