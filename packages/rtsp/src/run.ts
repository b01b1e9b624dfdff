// One unbroken RTSP connection to one camera: connects, logs in, plays, hands on pictures, says why it ended. Never reconnects: the caller decides when.

import { connect, type Socket } from 'node:net'

import type { AccessUnit, ParameterSets, SenderReport, VideoCodec } from './access-unit.ts'
import { type RunClock, systemClock } from './clock.ts'
import { ConnectionReader } from './connection-reader.ts'
import { Dialogue } from './dialogue.ts'
import { failure, failureOfSocketError, isFailure, type RtspFailure } from './failure.ts'
import { H264Depacketiser } from './h264.ts'
import { H265Depacketiser } from './h265.ts'
import { defaultLimits, type RtspLimits } from './limits.ts'
import type { VideoTrack } from './sdp.ts'
import { parseAddress, type RtspAddress } from './url.ts'
import { VideoReceiver } from './video-receiver.ts'

export type { AccessUnit, ParameterSets, SenderReport, VideoCodec } from './access-unit.ts'
export type { RtspFailure, RtspFailureCode } from './failure.ts'

export interface Credentials {
  readonly username: string
  readonly password: string
}

export interface RtspRunOptions {
  /** rtsp://host[:port]/path?query, without user name and password: those go into `credentials`. */
  readonly url: string
  readonly credentials?: Credentials | undefined
  /** `left-out`: the audio track is never asked for. `allowed`: it is set up, and its packets are counted and dropped. */
  readonly audio: 'left-out' | 'allowed'
  readonly connectTimeoutMs?: number | undefined
  readonly answerTimeoutMs?: number | undefined
  /** The run ends when so long has passed without a whole picture. */
  readonly pictureTimeoutMs?: number | undefined
  readonly clock?: RunClock | undefined
  readonly limits?: Partial<RtspLimits> | undefined
}

export interface RtspRunHandlers {
  onAccessUnit(unit: AccessUnit): void
  onSenderReport?(report: SenderReport): void
  /** Called once, never before startRtspRun has returned; nothing is called after it. */
  onEnd(failure: RtspFailure): void
}

export interface RtspTrack {
  readonly codec: VideoCodec
  readonly payloadType: number
  /** From the SDP; often empty, then the first keyframe brings them. */
  readonly parameterSets: ParameterSets
  readonly isAudioSetUp: boolean
}

export interface RtspCounters {
  readonly bytes: number
  readonly packets: number
  readonly lostPackets: number
  /** Late, repeated, or of another payload type or source: skipped. */
  readonly strayPackets: number
  readonly malformedPackets: number
  /** Interleaved on a channel that nobody set up: skipped. */
  readonly unknownChannelPackets: number
  readonly audioPackets: number
  readonly units: number
  readonly keyframes: number
  /** A part was missing or malformed: not handed on. */
  readonly droppedUnits: number
  readonly senderReports: number
}

export interface RtspRun {
  /** Undefined until the camera has described its stream. */
  readonly track: RtspTrack | undefined
  readonly counters: RtspCounters
  /** Says TEARDOWN and closes; onEnd comes with `closed-by-us` at once. Harmless when the run has ended. */
  close(): void
}

const CONNECT_TIMEOUT_MS = 5_000
const ANSWER_TIMEOUT_MS = 5_000 // slow cameras take 2 s to DESCRIBE while they wake their encoder
const PICTURE_TIMEOUT_MS = 10_000
const GOODBYE_GRACE_MS = 300 // the goodbye goes on another channel than the pictures and may overtake the last of them
const FAREWELL_MS = 1_000 // for TEARDOWN to go out before the socket is torn down
const UNSENT_BYTES_MAX = 64 * 1024 // a camera that asks and asks without reading our answers

// Every socket of the process reads into this one: a read is used up before the next begins, whoever's it is. Without it Node
// makes a new buffer of 64 KiB for each read, thousands a second.
const readBuffer = new Uint8Array(64 * 1024)

/** Begins at once and ends once, whatever happens. Throws nothing; a URL that is none ends the run as `bad-url`. */
export function startRtspRun(options: RtspRunOptions, handlers: RtspRunHandlers): RtspRun {
  return new Run(options, handlers)
}

class Run implements RtspRun {
  track: RtspTrack | undefined
  readonly #options: RtspRunOptions
  readonly #handlers: RtspRunHandlers
  readonly #clock: RunClock
  readonly #limits: RtspLimits
  readonly #reader: ConnectionReader
  #dialogue: Dialogue | undefined
  #socket: Socket | undefined
  #receiver: VideoReceiver | undefined
  #videoChannel = -1
  #videoControlChannel = -1
  #audioChannels: readonly [number, number] = [-1, -1]
  #isPlaying = false
  #isEnding = false
  #isEnded = false
  /** Bounds whatever is waited for: the connection, an answer, and while playing the next picture. */
  #wait: unknown
  #keepAlive: unknown
  #goodbye: unknown
  /** When the chunk at hand was read. */
  #nowMs = 0
  #lastPictureMs = 0
  #bytes = 0
  #unknownChannelPackets = 0
  #audioPackets = 0

  constructor(options: RtspRunOptions, handlers: RtspRunHandlers) {
    this.#options = options
    this.#handlers = handlers
    this.#clock = options.clock ?? systemClock
    this.#limits = { ...defaultLimits, ...options.limits }
    this.#reader = new ConnectionReader(
      {
        onPacket: (channel, bytes, start, end) => this.#takePacket(channel, bytes, start, end),
        onMessage: (head, body) => this.#dialogue?.onMessage(head, body),
        onFailure: (why) => this.#end(why),
      },
      this.#limits,
    )
    const address = parseAddress(options.url)
    if (isFailure(address)) queueMicrotask(() => this.#end(address))
    else this.#connect(address)
  }

  get counters(): RtspCounters {
    const { packets, lostPackets, strayPackets, malformedPackets, units, keyframes, droppedUnits, senderReports } =
      this.#receiver?.counters ?? noVideo
    return {
      bytes: this.#bytes,
      packets,
      lostPackets,
      strayPackets,
      malformedPackets,
      unknownChannelPackets: this.#unknownChannelPackets,
      audioPackets: this.#audioPackets,
      units,
      keyframes,
      droppedUnits,
      senderReports,
    }
  }

  close(): void {
    this.#end(failure('closed-by-us', 'closed by the caller'))
  }

  #connect(address: RtspAddress): void {
    const { host, port, url } = address
    const connectTimeoutMs = this.#options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS
    const { credentials } = this.#options
    this.#dialogue = new Dialogue(
      { url, login: credentials, asksForAudio: this.#options.audio === 'allowed' },
      {
        send: (text) => this.#send(text),
        reply: (text) => this.#write(text),
        onAnswered: () => {
          if (!this.#isPlaying) this.#clock.clearTimeout(this.#wait)
        },
        onVideo: (video, channels) => this.#takeVideo(video, channels),
        onAudio: (channels) => {
          this.#audioChannels = channels
          if (this.track) this.track = { ...this.track, isAudioSetUp: true }
        },
        onPlaying: (sessionSeconds) => this.#play(sessionSeconds),
        onFailure: (why) => this.#end(why),
      },
    )
    this.#waitFor(connectTimeoutMs, () => failure('timeout', `connection: none within ${connectTimeoutMs} ms`))
    const onread = { buffer: readBuffer, callback: (count: number) => this.#read(count) }
    const socket = connect({ host, port, noDelay: true, onread })
    this.#socket = socket
    socket.once('connect', () => {
      if (!this.#isEnded) this.#dialogue?.start()
    })
    socket.on('error', (error) => this.#end(failureOfSocketError(error)))
    socket.on('end', () => this.#end(failure('closed-by-camera', 'connection: the camera closed it')))
    socket.on('close', () => this.#end(failure('closed-by-camera', 'connection: closed')))
    socket.resume()
  }

  #read(count: number): boolean {
    if (this.#isEnded) return true
    this.#nowMs = this.#clock.nowMs()
    this.#bytes += count
    this.#reader.push(readBuffer, count)
    return true
  }

  #takePacket(channel: number, bytes: Uint8Array, start: number, end: number): void {
    if (channel === this.#videoChannel) this.#receiver?.addRtp(bytes, start, end, this.#nowMs)
    else if (channel === this.#videoControlChannel) this.#receiver?.addRtcp(bytes, start, end, this.#nowMs)
    else if (channel === this.#audioChannels[0]) this.#audioPackets++
    else if (channel !== this.#audioChannels[1]) this.#unknownChannelPackets++
  }

  #takeVideo(video: VideoTrack, channels: readonly [number, number]): void {
    const { codec, payloadType, parameterSets, hasDonl } = video
    this.track = { codec, payloadType, parameterSets, isAudioSetUp: false }
    this.#videoChannel = channels[0]
    this.#videoControlChannel = channels[1]
    const depacketiser = codec === 'h264' ? new H264Depacketiser() : new H265Depacketiser({ hasDonl })
    this.#receiver = new VideoReceiver(
      { payloadType, depacketiser, parameterSets, limits: this.#limits },
      {
        onAccessUnit: (unit) => {
          if (this.#isEnded) return
          this.#lastPictureMs = unit.arrivedMs
          this.#handlers.onAccessUnit(unit)
        },
        onSenderReport: (report) => {
          if (!this.#isEnded) this.#handlers.onSenderReport?.(report)
        },
        onBye: () => {
          this.#goodbye ??= this.#clock.setTimeout(
            () => this.#end(failure('closed-by-camera', 'rtcp: goodbye')),
            GOODBYE_GRACE_MS,
          )
        },
        onFailure: (why) => this.#end(why),
      },
    )
  }

  #play(sessionSeconds: number): void {
    this.#isPlaying = true
    this.#lastPictureMs = this.#clock.nowMs()
    this.#watchPictures()
    const everyMs = sessionSeconds * 500
    const tick = (): void => {
      this.#keepAlive = this.#clock.setTimeout(tick, everyMs)
      this.#dialogue?.keepAlive()
    }
    this.#keepAlive = this.#clock.setTimeout(tick, everyMs)
  }

  /** One timer that looks back, instead of one that every picture winds up anew. */
  #watchPictures(): void {
    const timeoutMs = this.#options.pictureTimeoutMs ?? PICTURE_TIMEOUT_MS
    const leftMs = this.#lastPictureMs + timeoutMs - this.#clock.nowMs()
    if (leftMs > 0) {
      this.#wait = this.#clock.setTimeout(() => this.#watchPictures(), leftMs)
      return
    }
    const { packets, units, droppedUnits } = this.counters
    const soFar = `so far ${packets} packets, ${units} pictures, ${droppedUnits} damaged ones`
    this.#end(failure('no-picture', `play: no whole picture for ${timeoutMs} ms; ${soFar}`))
  }

  #send(text: string): void {
    this.#write(text)
    // While it plays, pictures are what is waited for: some cameras never answer a keep-alive.
    if (this.#isPlaying || this.#isEnding) return
    const answerTimeoutMs = this.#options.answerTimeoutMs ?? ANSWER_TIMEOUT_MS
    const method = text.slice(0, text.indexOf(' '))
    this.#waitFor(answerTimeoutMs, () => failure('timeout', `${method}: no answer within ${answerTimeoutMs} ms`))
  }

  #write(text: string): void {
    const socket = this.#socket
    if (!socket?.writable) return
    // One byte a character, as heads are read: a realm goes back as it came (authentication.ts). All else is ASCII.
    socket.write(text, 'latin1')
    if (socket.writableLength > UNSENT_BYTES_MAX) {
      this.#end(failure('protocol-error', 'connection: the camera does not read what it asked for'))
    }
  }

  #waitFor(delayMs: number, why: () => RtspFailure): void {
    this.#clock.clearTimeout(this.#wait)
    this.#wait = this.#clock.setTimeout(() => this.#end(why()), delayMs)
  }

  #end(why: RtspFailure): void {
    if (this.#isEnding) return
    this.#isEnding = true
    if (this.#dialogue?.hasSession) this.#dialogue.teardown()
    this.#isEnded = true
    this.#reader.stop()
    for (const timer of [this.#wait, this.#keepAlive, this.#goodbye]) this.#clock.clearTimeout(timer)
    this.#hangUp()
    this.#handlers.onEnd(why)
  }

  #hangUp(): void {
    const socket = this.#socket
    if (!socket || socket.destroyed) return
    if (!socket.writable || socket.connecting) {
      socket.destroy()
      return
    }
    const farewell = this.#clock.setTimeout(() => socket.destroy(), FAREWELL_MS)
    socket.once('close', () => this.#clock.clearTimeout(farewell))
    socket.end()
  }
}

const noVideo = {
  packets: 0,
  lostPackets: 0,
  strayPackets: 0,
  malformedPackets: 0,
  units: 0,
  keyframes: 0,
  droppedUnits: 0,
  senderReports: 0,
}
