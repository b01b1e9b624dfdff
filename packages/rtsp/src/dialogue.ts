// The conversation that brings a stream to play and keeps it alive: OPTIONS, DESCRIBE, SETUP, PLAY, then GET_PARAMETER or OPTIONS.
// One request at a time. Knows no socket and no clock: text goes out through `send`, answers come in through `onMessage`.

import { Authenticator, isStale, type Login, parseChallenges, strongest } from './authentication.ts'
import { failure, failureOfStatus, isFailure, type RtspFailure } from './failure.ts'
import { headerOf, type RtspHead, writeRequest } from './message.ts'
import { parseSdp, type SessionDescription, type VideoTrack } from './sdp.ts'
import { parseChannels, parseSession, type Session } from './transport.ts'
import { baseOf, resolveControl } from './url.ts'

export interface DialogueEvents {
  /** A request: its answer is waited for. */
  send(text: string): void
  /** An answer to a request of the camera's own. */
  reply(text: string): void
  /** The answer to what was asked has come; the next wait, if any, begins with the next `send`. */
  onAnswered(): void
  /** Its packets may come from now on, before PLAY is answered. */
  onVideo(video: VideoTrack, channels: readonly [number, number]): void
  onAudio(channels: readonly [number, number]): void
  onPlaying(sessionSeconds: number): void
  onFailure(failure: RtspFailure): void
}

export interface DialogueOptions {
  readonly url: string
  readonly login: Login | undefined
  readonly asksForAudio: boolean
}

type Method = 'OPTIONS' | 'DESCRIBE' | 'SETUP' | 'PLAY' | 'GET_PARAMETER' | 'TEARDOWN'
interface Request {
  readonly method: Method
  readonly url: string
  readonly headers: readonly (readonly [string, string])[]
  readonly sequence: number
  /** Whether it carried an Authorization header. */
  readonly withLogin: boolean
  readonly attempts: number
}

// First without a login or with an old nonce, then with the camera's nonce, then once more when it calls that one stale already.
const ATTEMPTS_MAX = 3
const SESSION_SECONDS_DEFAULT = 60

export class Dialogue {
  readonly #options: DialogueOptions
  readonly #events: DialogueEvents
  #step: 'options' | 'describe' | 'setup' | 'setup-audio' | 'play' | 'playing' = 'options'
  #asked: Request | undefined
  #sequence = 0
  #authenticator: Authenticator | undefined
  #isLoginProven = false
  #offersGetParameter = false
  #description: SessionDescription | undefined
  #base: string
  #session: Session | undefined

  constructor(options: DialogueOptions, events: DialogueEvents) {
    this.#options = options
    this.#events = events
    this.#base = options.url
  }

  get hasSession(): boolean {
    return this.#session !== undefined || this.#step === 'playing'
  }

  start(): void {
    this.#ask('OPTIONS', this.#options.url)
  }

  keepAlive(): void {
    this.#ask(this.#offersGetParameter ? 'GET_PARAMETER' : 'OPTIONS', this.#aggregateUrl())
  }

  teardown(): void {
    this.#ask('TEARDOWN', this.#aggregateUrl())
  }

  onMessage(head: RtspHead, body: Uint8Array): void {
    if (head.statusCode === undefined) return this.#answer(head)
    const asked = this.#asked
    const sequence = headerOf(head, 'cseq')
    // A late answer to an older request is no answer; an answer without a number can only be to the one that is open.
    if (!asked || (sequence !== undefined && Number(sequence) !== asked.sequence)) return
    if (head.statusCode < 200) return
    this.#asked = undefined
    this.#events.onAnswered()
    if (head.statusCode === 401 && this.#askAgain(asked, head)) return
    if (asked.withLogin && head.statusCode < 300) this.#isLoginProven = true
    this.#advance(asked, head, body, head.statusCode)
  }

  #advance(asked: Request, head: RtspHead, body: Uint8Array, status: number): void {
    const isGood = status >= 200 && status < 300
    if (this.#step === 'playing') {
      // Pictures are the proof of life that counts; a camera that dislikes GET_PARAMETER is asked for its options instead.
      if (!isGood && asked.method === 'GET_PARAMETER') this.#offersGetParameter = false
      return
    }
    if (this.#step === 'options') {
      // A camera that has no OPTIONS, or none without a login that it does not even ask for, may still describe its stream.
      if (status === 401) return this.#fail(asked, status)
      this.#offersGetParameter = isGood && /\bGET_PARAMETER\b/i.test(headerOf(head, 'public') ?? '')
      this.#step = 'describe'
      return this.#ask('DESCRIBE', this.#options.url, [['Accept', 'application/sdp']])
    }
    if (this.#step === 'setup-audio') {
      // Pictures without sound are better than none.
      if (isGood) this.#takeAudio(head)
      return this.#play()
    }
    if (!isGood) return this.#fail(asked, status)
    if (this.#step === 'describe') this.#takeDescription(head, body)
    else if (this.#step === 'setup') this.#takeSetup(head)
    else {
      this.#step = 'playing'
      this.#events.onPlaying(this.#session?.timeoutSeconds ?? SESSION_SECONDS_DEFAULT)
    }
  }

  #takeDescription(head: RtspHead, body: Uint8Array): void {
    const description = parseSdp(body)
    if (isFailure(description)) return this.#events.onFailure(description)
    this.#base = baseOf(this.#options.url, [headerOf(head, 'content-base'), headerOf(head, 'content-location')])
    const url = resolveControl(this.#base, description.video.control)
    if (url === undefined) return this.#events.onFailure(failure('no-usable-track', 'sdp: m=video: a=control'))
    this.#description = description
    this.#step = 'setup'
    this.#askSetup(url, 0)
  }

  #takeSetup(head: RtspHead): void {
    const session = parseSession(headerOf(head, 'session'))
    if (session && isFailure(session)) return this.#events.onFailure(session)
    this.#session = session
    const channels = parseChannels(headerOf(head, 'transport'), 0)
    if (isFailure(channels)) return this.#events.onFailure(channels)
    const description = this.#description
    if (!description) return
    this.#events.onVideo(description.video, channels)
    const audio = this.#options.asksForAudio ? description.audio : undefined
    const url = audio ? resolveControl(this.#base, audio.control) : undefined
    if (url === undefined) return this.#play()
    this.#step = 'setup-audio'
    this.#askSetup(url, Math.max(...channels) < 254 ? Math.max(...channels) + 1 : 0)
  }

  #takeAudio(head: RtspHead): void {
    const channels = parseChannels(headerOf(head, 'transport'), 2)
    if (!isFailure(channels)) this.#events.onAudio(channels)
  }

  #play(): void {
    this.#step = 'play'
    this.#ask('PLAY', this.#aggregateUrl(), [['Range', 'npt=0.000-']])
  }

  #askSetup(url: string, channel: number): void {
    this.#ask('SETUP', url, [['Transport', `RTP/AVP/TCP;unicast;interleaved=${channel}-${channel + 1}`]])
  }

  #aggregateUrl(): string {
    return resolveControl(this.#base, this.#description?.control) ?? this.#base
  }

  #ask(method: Method, url: string, headers: Request['headers'] = [], attempts = 1): void {
    const sequence = ++this.#sequence
    const authorization = this.#authenticator?.authorization(method, url)
    this.#asked = { method, url, headers, sequence, withLogin: authorization !== undefined, attempts }
    const all: [string, string][] = [['CSeq', String(sequence)]]
    if (authorization !== undefined) all.push(['Authorization', authorization])
    if (this.#session) all.push(['Session', this.#session.id])
    for (const [name, value] of headers) all.push([name, value])
    this.#events.send(writeRequest(method, url, all))
  }

  /** Whether the 401 was one to answer with a login, or with a newer nonce. */
  #askAgain(asked: Request, head: RtspHead): boolean {
    const { login } = this.#options
    const challenge = strongest(parseChallenges(head.headers.get('www-authenticate') ?? []))
    if (!login || !challenge || asked.attempts >= ATTEMPTS_MAX) return false
    // Once a login was good, a 401 can only mean that its nonce is too old, even where the camera forgets to say so.
    const isOnlyOld = isStale(challenge) || (this.#isLoginProven && asked.attempts === 1)
    if (asked.withLogin && !isOnlyOld) return false
    this.#authenticator = new Authenticator(login, challenge)
    this.#ask(asked.method, asked.url, asked.headers, asked.attempts + 1)
    return true
  }

  #fail(asked: Request, status: number): void {
    const { login } = this.#options
    if (status === 401 && login && !asked.withLogin) {
      const detail = `${asked.method}: WWW-Authenticate names no way to log in that we know`
      return this.#events.onFailure(failure('protocol-error', detail, status))
    }
    this.#events.onFailure(failureOfStatus(asked.method, status, asked.withLogin))
  }

  /** Requests from the camera: none that we need, but one that waits for an answer may close the connection. */
  #answer(head: RtspHead): void {
    const sequence = headerOf(head, 'cseq')
    if (sequence === undefined || !/^\d{1,10}$/.test(sequence)) return
    const status = head.method === 'OPTIONS' ? '200 OK' : '501 Not Implemented'
    this.#events.reply(`RTSP/1.0 ${status}\r\nCSeq: ${sequence}\r\n\r\n`)
  }
}
