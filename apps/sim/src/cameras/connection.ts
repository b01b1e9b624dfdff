// One client's RTSP connection (RFC 2326, TCP interleaved only): answers requests, starts and ends a stream.

import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import { challenges, isLoggedIn } from './login.ts'
import { type PlayEnd, type Playing, newPlayLog } from './playing.ts'
import { RequestReader, type RtspRequest } from './requests.ts'
import type { VirtualCamera } from './virtual-camera.ts'

/** Two seconds at 16 Mbit/s: what is slower does not keep up, and a camera has no memory for it. */
export const SLOW_CLIENT_BYTES_MAX = 4 * 1024 * 1024
/** More requests than this without taking their answers is no client. */
export const ANSWERS_WAITING_MAX = 32
/** What most cameras say. RFC 2326 12.37: the default too. */
export const SESSION_TIMEOUT_SECONDS = 60

export type ConnectionHost = {
  now(): number
  camera(name: string): VirtualCamera | undefined
  nextPlayId(): number
  ended(connection: Connection, end: PlayEnd): void
  sessionTimeoutSeconds: number
  slowClientBytesMax: number
}

type Answer = { status: string; headers?: Record<string, string>; challenge?: string[]; body?: string }

const methods = 'OPTIONS, DESCRIBE, SETUP, PLAY, GET_PARAMETER, SET_PARAMETER, TEARDOWN'

export class Connection {
  #socket: Socket
  #host: ConnectionHost
  #reader = new RequestReader()
  #nonce = randomBytes(16).toString('hex')
  #session = randomBytes(8).toString('hex')
  #camera: VirtualCamera | undefined
  #channels: readonly [number, number] | undefined
  #playing: Playing | undefined
  #heardAtMs: number
  #answers: { dueMs: number; bytes: Buffer; after?: () => void }[] = []
  #ended = false

  constructor(socket: Socket, host: ConnectionHost) {
    this.#socket = socket
    this.#host = host
    this.#heardAtMs = host.now()
    socket.setNoDelay(true)
    socket.on('data', (bytes: Buffer) => this.#read(bytes))
    socket.on('error', () => this.end('client'))
    socket.on('close', () => this.end('client'))
  }

  get camera(): VirtualCamera | undefined {
    return this.#camera
  }

  /** Answers that waited, and the session's end where nobody was heard. */
  advance(nowMs: number): void {
    while (this.#answers[0] !== undefined && this.#answers[0].dueMs <= nowMs) {
      const answer = this.#answers.shift()
      if (answer) this.#answerNow(answer.bytes, answer.after)
    }
    const isSilentTooLong = nowMs - this.#heardAtMs > this.#host.sessionTimeoutSeconds * 1000
    if (this.#playing && isSilentTooLong) this.end('timeout')
  }

  end(end: PlayEnd): void {
    if (this.#ended) return
    this.#ended = true
    if (this.#playing) this.#camera?.leave(this.#playing, end, this.#host.now())
    if (end === 'teardown') this.#socket.end()
    else this.#socket.destroy()
    this.#host.ended(this, end)
  }

  #read(bytes: Buffer): void {
    this.#heardAtMs = this.#host.now()
    const { requests, problem } = this.#reader.read(bytes)
    for (const request of requests) {
      if (!this.#ended) this.#take(request)
    }
    if (problem !== undefined || this.#answers.length > ANSWERS_WAITING_MAX) this.end('bad-request')
  }

  #take(request: RtspRequest): void {
    const camera = this.#host.camera(cameraName(request.uri)) ?? this.#camera
    const { after, ...answer } = this.#decide(request, camera)
    // A camera that hangs answers nobody, even who is new.
    if (camera?.faults.has('stall')) return
    const bytes = bytesOf(answer, request.headers['cseq'] ?? '0')
    const slow = camera?.faults.get('slow-answer')
    const delayMs = slow?.kind === 'slow-answer' ? slow.delayMs : 0
    if (delayMs === 0 && this.#answers.length === 0) return this.#answerNow(bytes, after)
    this.#answers.push({ dueMs: this.#host.now() + delayMs, bytes, ...(after && { after }) })
  }

  #answerNow(bytes: Buffer, after: (() => void) | undefined): void {
    this.#write(bytes)
    if (!this.#ended) after?.()
  }

  #decide(request: RtspRequest, camera: VirtualCamera | undefined): Answer & { after?: () => void } {
    const { method, uri, headers } = request
    if (method === 'OPTIONS') return { status: '200 OK', headers: { Public: methods } }
    if (!camera) return { status: '404 Not Found' }
    const isRefused = camera.faults.has('refused-login')
    if (isRefused || !isLoggedIn(camera.login, this.#nonce, method, uri, headers['authorization'])) {
      return { status: '401 Unauthorized', challenge: challenges(camera.login, this.#nonce) }
    }
    if (method === 'DESCRIBE') return this.#describe(uri, camera)
    if (method === 'SETUP') return this.#setUp(headers['transport'] ?? '', camera)
    const isOurSession = headers['session']?.split(';')[0]?.trim() === this.#session
    if (!isOurSession || !this.#channels) return { status: '454 Session Not Found' }
    if (method === 'PLAY') return this.#play(uri, camera, this.#channels)
    if (method === 'GET_PARAMETER' || method === 'SET_PARAMETER') return this.#inSession({})
    if (method === 'TEARDOWN') return { ...this.#inSession({}), after: () => this.end('teardown') }
    return { status: '405 Method Not Allowed', headers: { Allow: methods } }
  }

  #describe(uri: string, camera: VirtualCamera): Answer {
    const headers = { 'Content-Base': uri.endsWith('/') ? uri : `${uri}/`, 'Content-Type': 'application/sdp' }
    return { status: '200 OK', headers, body: camera.sdp(this.#host.now()) }
  }

  #setUp(transport: string, camera: VirtualCamera): Answer {
    const [, rtp = '0', rtcp = '1'] = /interleaved=(\d{1,3})-(\d{1,3})/.exec(transport) ?? []
    const isTcp = transport.toUpperCase().includes('RTP/AVP/TCP')
    if (!isTcp || Number(rtp) > 255 || Number(rtcp) > 255) return { status: '461 Unsupported Transport' }
    if (this.#playing) return { status: '455 Method Not Valid in This State' }
    this.#camera = camera
    this.#channels = [Number(rtp), Number(rtcp)]
    return this.#inSession({ Transport: `RTP/AVP/TCP;unicast;interleaved=${rtp}-${rtcp}` })
  }

  #play(uri: string, camera: VirtualCamera, channels: readonly [number, number]): Answer & { after?: () => void } {
    if (this.#playing) return this.#inSession({})
    const remote = `${this.#socket.remoteAddress ?? ''}:${this.#socket.remotePort ?? 0}`
    const log = newPlayLog(this.#host.nextPlayId(), camera.name, remote, this.#host.now())
    const playing = camera.join(log, channels, (bytes) => this.#write(bytes))
    this.#playing = playing
    const { sequence, ticks } = camera.startOf(playing)
    const track = uri.endsWith('/') ? `${uri}trackID=0` : `${uri}/trackID=0`
    const answer = this.#inSession({ Range: 'npt=now-', 'RTP-Info': `url=${track};seq=${sequence};rtptime=${ticks}` })
    // While the answer waits (a slow camera) the stream does too: pictures before the answer would be another fault.
    return { ...answer, after: () => (playing.isStarted = true) }
  }

  #inSession(headers: Record<string, string>): Answer {
    const timeout = `;timeout=${this.#host.sessionTimeoutSeconds}`
    return { status: '200 OK', headers: { ...headers, Session: `${this.#session}${timeout}` } }
  }

  /** True when nothing waits: Node writes at once what the kernel has room for, and counts the rest in writableLength. */
  #write(bytes: Buffer): boolean {
    if (this.#ended) return true
    this.#socket.write(bytes)
    const waiting = this.#socket.writableLength
    if (waiting > this.#host.slowClientBytesMax) this.end('slow')
    return waiting === 0
  }
}

/** `14` of rtsp://host:port/cam/14/trackID=0?x=y. */
function cameraName(uri: string): string {
  return /^rtsps?:\/\/[^/]+\/cam\/([^/?#]+)/i.exec(uri)?.[1] ?? ''
}

function bytesOf({ status, headers = {}, challenge = [], body = '' }: Answer, cseq: string): Buffer {
  const lines = [`RTSP/1.0 ${status}`, `CSeq: ${cseq}`, 'Server: Sereno sim']
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`)
  for (const value of challenge) lines.push(`WWW-Authenticate: ${value}`)
  if (body) lines.push(`Content-Length: ${Buffer.byteLength(body)}`)
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`)
}
