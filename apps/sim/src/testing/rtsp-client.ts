// A small RTSP client for tests of the virtual cameras: keeps every packet it was sent. Not the recorder's client, on
// purpose: one that shares its code would share its mistakes.

import { once } from 'node:events'
import { type Socket, connect } from 'node:net'
import { type DigestAlgorithm, digestResponse } from '../cameras/login.ts'

export type Packet = {
  channel: number
  sequence: number
  ticks: number
  ssrc: number
  marker: boolean
  payload: Buffer
}
export type Report = { ntpMs: number; ticks: number; packets: number; octets: number; ssrc: number }
export type Answer = { status: number; headers: Record<string, string[]>; body: string }
export type LoginAs = { user: string; password: string; algorithm?: DigestAlgorithm; basic?: boolean; qop?: boolean }

const ntpEpochMs = 2_208_988_800_000

export class TestClient {
  readonly packets: Packet[] = []
  readonly reports: Report[] = []
  readonly answers: Answer[] = []
  strayBytes = 0
  isClosed = false
  session = ''
  #socket: Socket
  #url: string
  #login: LoginAs | undefined
  #challenge: string | undefined
  #rest: Buffer = Buffer.alloc(0)
  #cseq = 0

  constructor(socket: Socket, url: string, login: LoginAs | undefined) {
    this.#socket = socket
    this.#url = url
    this.#login = login
    socket.on('data', (bytes: Buffer) => this.#read(bytes))
    socket.on('close', () => (this.isClosed = true))
    socket.on('error', () => (this.isClosed = true))
  }

  static async open(url: string, login?: LoginAs): Promise<TestClient> {
    const { hostname, port } = new URL(url)
    const socket = connect(Number(port), hostname)
    await once(socket, 'connect')
    return new TestClient(socket, url, login)
  }

  /** Everything up to the first picture. */
  async play(): Promise<Answer> {
    await this.ask('DESCRIBE')
    const setup = await this.ask('SETUP', { Transport: 'RTP/AVP/TCP;unicast;interleaved=0-1' }, '/trackID=0')
    this.session = setup.headers['session']?.[0]?.split(';')[0] ?? ''
    return await this.ask('PLAY', { Session: this.session })
  }

  /** One request, again with a login where one is asked for. */
  async ask(method: string, headers: Record<string, string> = {}, path = ''): Promise<Answer> {
    const answer = await this.once(method, headers, path)
    if (answer.status !== 401 || !this.#login) return answer
    const asked = answer.headers['www-authenticate'] ?? []
    const wanted = this.#login.algorithm === 'SHA-256' ? /SHA-256/ : /realm/
    this.#challenge = asked.find((each) => wanted.test(each))
    return await this.once(method, headers, path)
  }

  async once(method: string, headers: Record<string, string> = {}, path = ''): Promise<Answer> {
    const before = this.answers.length
    this.send(method, headers, path)
    await until(() => this.answers.length > before || this.isClosed)
    return this.answers[before] ?? { status: 0, headers: {}, body: '' }
  }

  send(method: string, headers: Record<string, string> = {}, path = ''): void {
    const uri = this.#url + path
    const authorization = this.#authorization(method, uri)
    const all = { CSeq: String(++this.#cseq), ...(authorization && { Authorization: authorization }), ...headers }
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
    this.raw(`${method} ${uri} RTSP/1.0\r\n${lines.join('')}\r\n`)
  }

  raw(bytes: string | Buffer): void {
    this.#socket.write(bytes)
  }

  /** Reads nothing any more, so that the camera's buffer fills. */
  stopReading(): void {
    this.#socket.pause()
  }

  readOn(): void {
    this.#socket.resume()
  }

  close(): void {
    this.#socket.destroy()
  }

  get frames(): number {
    return this.packets.filter(({ marker }) => marker).length
  }

  /** The timestamp of each frame, in order. */
  get frameTicks(): number[] {
    return this.packets.filter(({ marker }) => marker).map(({ ticks }) => ticks)
  }

  #authorization(method: string, uri: string): string | undefined {
    if (!this.#login || !this.#challenge) return undefined
    const { user, password, basic, algorithm = 'MD5', qop } = this.#login
    if (basic) return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
    const realm = /realm="([^"]*)"/.exec(this.#challenge)?.[1] ?? ''
    const nonce = /nonce="([^"]*)"/.exec(this.#challenge)?.[1] ?? ''
    const withQop = { qop: 'auth', nc: '00000001', cnonce: 'abcdef' }
    const response = digestResponse({ algorithm, user, password, realm, nonce, method, uri, ...(qop && { withQop }) })
    const more = qop ? `, qop=auth, nc=${withQop.nc}, cnonce="${withQop.cnonce}"` : ''
    return `Digest username="${user}", realm="${realm}", nonce="${nonce}", uri="${uri}", algorithm=${algorithm}, response="${response}"${more}`
  }

  #read(bytes: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, bytes])
    while (this.#rest.length >= 4) {
      const length = this.#rest[0] === 0x24 ? this.#takePacket() : this.#takeAnswer()
      if (length === 0) return
      this.#rest = this.#rest.subarray(length)
    }
  }

  #takePacket(): number {
    const length = 4 + this.#rest.readUInt16BE(2)
    if (this.#rest.length < length) return 0
    const channel = this.#rest[1] ?? 0
    const packet = Buffer.from(this.#rest.subarray(4, length))
    if (channel === 0 && packet.length >= 12) {
      const [sequence, ticks, ssrc] = [packet.readUInt16BE(2), packet.readUInt32BE(4), packet.readUInt32BE(8)]
      this.packets.push({
        channel,
        sequence,
        ticks,
        ssrc,
        marker: ((packet[1] ?? 0) & 0x80) !== 0,
        payload: packet.subarray(12),
      })
    } else if (channel === 1 && packet.length >= 28) {
      const ntpMs = packet.readUInt32BE(8) * 1000 + (packet.readUInt32BE(12) / 4_294_967_296) * 1000 - ntpEpochMs
      const [ssrc, ticks] = [packet.readUInt32BE(4), packet.readUInt32BE(16)]
      this.reports.push({ ntpMs, ticks, ssrc, packets: packet.readUInt32BE(20), octets: packet.readUInt32BE(24) })
    }
    return length
  }

  #takeAnswer(): number {
    if (this.#rest.toString('latin1', 0, 4) !== 'RTSP') {
      this.strayBytes++
      return 1
    }
    const end = this.#rest.indexOf('\r\n\r\n')
    if (end < 0) return 0
    const [first = '', ...lines] = this.#rest.toString('latin1', 0, end).split('\r\n')
    const headers: Record<string, string[]> = {}
    for (const line of lines) {
      const [name = '', ...value] = line.split(':')
      ;(headers[name.toLowerCase()] ??= []).push(value.join(':').trim())
    }
    const bodyBytes = Number(headers['content-length']?.[0] ?? 0)
    if (this.#rest.length < end + 4 + bodyBytes) return 0
    const body = this.#rest.toString('utf8', end + 4, end + 4 + bodyBytes)
    this.answers.push({ status: Number(first.split(' ')[1]), headers, body })
    return end + 4 + bodyBytes
  }
}

/** Loopback needs a turn or two of the event loop, never a second. */
export async function until(isTrue: () => boolean, what = 'what was waited for'): Promise<void> {
  const deadline = performance.now() + 5000
  while (!isTrue()) {
    if (performance.now() > deadline) throw new Error(`${what} did not come`)
    await new Promise((resolve) => setImmediate(resolve))
  }
}
