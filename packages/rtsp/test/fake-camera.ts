// A camera to talk to, on a free port of this machine: answers as it is told, keeps what it was asked. Computes its own digests,
// from RFC 2617 and 7616, and shares nothing with the client.

import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'

export interface Asked {
  readonly method: string
  readonly url: string
  readonly headers: ReadonlyMap<string, string>
  readonly socket: Socket
}

export interface FakeCameraOptions {
  readonly sdp?: string
  /** Headers of the answer to DESCRIBE. */
  readonly describeHeaders?: readonly string[]
  readonly setupHeaders?: readonly string[]
  readonly publicMethods?: string
  readonly login?: FakeLogin
  /** What to write instead of the usual answer; undefined for the usual one, null for silence. */
  readonly answer?: (asked: Asked, count: number) => string | null | undefined
  readonly onPlay?: (socket: Socket) => void
}

export interface FakeLogin {
  readonly username: string
  readonly password: string
  /** One WWW-Authenticate header each; `NONCE` becomes the nonce of the moment. */
  readonly challenges: readonly string[]
  /** The camera wants a new nonce after so many good answers. */
  readonly nonceLives?: number
  /** Whether it says stale=true then. */
  readonly saysStale?: boolean
}

export const h264Sdp = [
  'v=0',
  'o=- 0 0 IN IP4 127.0.0.1',
  's=camera',
  't=0 0',
  'a=control:*',
  'm=video 0 RTP/AVP 96',
  'a=rtpmap:96 H264/90000',
  'a=fmtp:96 packetization-mode=1;sprop-parameter-sets=Z0LAHtkDxWhAAAADAEAAAAwDxYuS,aMuMsg==',
  'a=control:trackID=1',
  'm=audio 0 RTP/AVP 0',
  'a=control:trackID=2',
  '',
].join('\r\n')

export class FakeCamera implements AsyncDisposable {
  readonly asked: Asked[] = []
  readonly sockets = new Set<Socket>()
  readonly #options: FakeCameraOptions
  readonly #server = createServer((socket) => this.#serve(socket))
  #nonce = 0
  #goodAnswers = 0

  constructor(options: FakeCameraOptions = {}) {
    this.#options = options
  }

  static async start(options: FakeCameraOptions = {}): Promise<FakeCamera> {
    const camera = new FakeCamera(options)
    camera.#server.listen(0, '127.0.0.1')
    await once(camera.#server, 'listening')
    return camera
  }

  get url(): string {
    return `rtsp://127.0.0.1:${this.port}/live?channel=1`
  }

  get port(): number {
    const address = this.#server.address()
    return typeof address === 'object' && address ? address.port : 0
  }

  methods(): string[] {
    return this.asked.map(({ method }) => method)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.sockets) socket.destroy()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #serve(socket: Socket): void {
    this.sockets.add(socket)
    socket.on('error', () => {})
    let text = ''
    socket.on('data', (bytes: Buffer) => {
      text += bytes.toString('latin1')
      for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
        const head = text.slice(0, end)
        text = text.slice(end + 4)
        this.#hear(head, socket)
      }
    })
  }

  #hear(head: string, socket: Socket): void {
    const [line = '', ...rest] = head.split('\r\n')
    const [method = '', url = ''] = line.split(' ')
    const headers = new Map(
      rest.map((header) => {
        const colon = header.indexOf(':')
        return [header.slice(0, colon).toLowerCase(), header.slice(colon + 1).trim()]
      }),
    )
    const asked = { method, url, headers, socket }
    this.asked.push(asked)
    const given = this.#options.answer?.(asked, this.asked.length)
    if (given === null) return
    const sequence = headers.get('cseq') ?? ''
    socket.write((given ?? this.#usual(asked)).replace('CSEQ', sequence), 'latin1')
    if (given === undefined && method === 'PLAY' && this.#isLoggedIn(asked)) this.#options.onPlay?.(socket)
  }

  #usual(asked: Asked): string {
    const { login, sdp = h264Sdp, describeHeaders = [], setupHeaders } = this.#options
    if (login && !this.#isLoggedIn(asked)) {
      return answer('401 Unauthorized', this.#challenges(login, this.#isOld(asked)))
    }
    if (login && ++this.#goodAnswers % (login.nonceLives ?? Infinity) === 0) this.#nonce++
    if (asked.method === 'OPTIONS') {
      return answer('200 OK', [
        `Public: ${this.#options.publicMethods ?? 'DESCRIBE, SETUP, PLAY, TEARDOWN, GET_PARAMETER'}`,
      ])
    }
    if (asked.method === 'DESCRIBE') return answer('200 OK', ['Content-Type: application/sdp', ...describeHeaders], sdp)
    if (asked.method === 'SETUP') {
      const transport = asked.headers.get('transport') ?? ''
      return answer('200 OK', setupHeaders ?? [`Transport: ${transport};ssrc=00000007`, 'Session: 12345678;timeout=60'])
    }
    return answer('200 OK', ['Session: 12345678'])
  }

  #challenges(login: FakeLogin, isOld: boolean): string[] {
    const stale = isOld && login.saysStale ? ', stale=true' : ''
    return login.challenges.map((text) => `WWW-Authenticate: ${text.replace('NONCE', `n${this.#nonce}`)}${stale}`)
  }

  #isOld({ headers }: Asked): boolean {
    const nonce = /nonce="([^"]*)"/.exec(headers.get('authorization') ?? '')?.[1]
    return nonce !== undefined && nonce !== `n${this.#nonce}`
  }

  #isLoggedIn({ method, headers }: Asked): boolean {
    const { login } = this.#options
    if (!login) return true
    const given = headers.get('authorization') ?? ''
    const { username, password } = login
    if (given.startsWith('Basic ')) return atob(given.slice(6)) === bytesOf(`${username}:${password}`)
    const field = (name: string) => new RegExp(`\\b${name}="?([^",]*)"?`).exec(given)?.[1]
    const hash = field('algorithm')?.startsWith('SHA-256') ? 'sha256' : 'md5'
    const digest = (text: string) => createHash(hash).update(text, 'latin1').digest('hex')
    const nonce = field('nonce')
    if (nonce !== `n${this.#nonce}`) return false
    let a1 = digest(`${bytesOf(username)}:${field('realm')}:${bytesOf(password)}`)
    if (field('algorithm')?.endsWith('-sess')) a1 = digest(`${a1}:${nonce}:${field('cnonce')}`)
    const a2 = digest(`${method}:${field('uri')}`)
    const middle = field('qop') ? `${nonce}:${field('nc')}:${field('cnonce')}:${field('qop')}` : nonce
    return field('username') === bytesOf(username) && field('response') === digest(`${a1}:${middle}:${a2}`)
  }
}

/** What is read and written here is one byte a character; a login is kept in UTF-8, as cameras do. */
function bytesOf(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1')
}

export function answer(status: string, headers: readonly string[] = [], body = ''): string {
  const length = body === '' ? [] : [`Content-Length: ${body.length}`]
  return [`RTSP/1.0 ${status}`, 'CSeq: CSEQ', ...headers, ...length, '', body].join('\r\n')
}
