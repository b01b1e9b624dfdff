// One view: the POST that opens it, a WebSocket for each listener that has some of its cameras, and channels on them.
// A broken socket resumes for a minute, then the view is opened anew. It knows nothing of how pictures are shown.

import {
  type PictureHeader,
  type PictureNotice,
  type PictureRequest,
  RESUME_MS,
  pictureNoticeShape,
  unpackPicture,
} from '@sereno/contract/pictures'
import type { NewView, ViewAnswer } from '@sereno/contract/views'
import type { CameraId, ProbeId } from '@sereno/domain/ids'

export type Shown = CameraId | ProbeId

export type ViewState =
  | { readonly what: 'opening' }
  | { readonly what: 'open' }
  | { readonly what: 'broken'; readonly since: number }
  /** It will be tried again: `sentence` says what stood in the way. */
  | { readonly what: 'retrying'; readonly sentence: string }
  | { readonly what: 'refused'; readonly sentence: string }
  | { readonly what: 'ended'; readonly why: 'revoked' | 'end-by' | 'recorder-stops' | 'closed' }

export interface ViewDeps {
  openView: (body: NewView) => Promise<ViewAnswer>
  /** The words for a refusal of the recorder. */
  sentenceOf: (code: string, facts: Readonly<Record<string, string | number>>) => string
  /** Whether an error of openView passes by itself: no server, no recorder. */
  passes: (error: unknown) => boolean
}

type Unnumbered<T> = T extends unknown ? Omit<T, 'channel'> : never
export type ChannelRequest = Unnumbered<PictureRequest>

export interface ChannelListener {
  /** The channel stands (again): ask for what should be shown. */
  onOpen: () => void
  onPicture: (header: PictureHeader, bytes: Uint8Array) => void
  onNotice: (notice: PictureNotice) => void
  onView: (state: ViewState) => void
}

export interface Channel {
  send: (request: ChannelRequest) => void
  close: () => void
}

const RETRY_MS_FIRST = 250
const RETRY_MS_MAX = 4_000
/** One channel shows one camera; the contract counts them in a byte. */
const CHANNEL_MAX = 255
/** Refusals that the next attempt, with a new ticket, may not meet. */
const passing = new Set(['server-silent', 'ticket-late', 'ticket-used', 'view-ended', 'too-many-views'])

interface Line {
  readonly url: string
  readonly cameras: ReadonlySet<Shown>
  socket: WebSocket | undefined
  resume: string | undefined
  lostAt: number | undefined
  /** The ticket is on its way: what is asked now is answered after it was looked at. */
  isAsking: boolean
  isAdmitted: boolean
}

export class PictureView {
  private readonly request: NewView
  private readonly deps: ViewDeps
  private readonly channels = new Map<number, { camera: Shown; listener: ChannelListener }>()
  private lines: Line[] = []
  private current: ViewState = { what: 'opening' }
  private retryMs = RETRY_MS_FIRST
  private timer: ReturnType<typeof setTimeout> | undefined
  private nextChannel = 0
  private readonly onState: ((state: ViewState) => void) | undefined

  constructor(request: NewView, deps: ViewDeps, onState?: (state: ViewState) => void) {
    this.request = request
    this.deps = deps
    this.onState = onState
    void this.open()
  }

  get state(): ViewState {
    return this.current
  }

  subscribe(camera: Shown, listener: ChannelListener): Channel {
    const channel = this.freeChannel()
    this.channels.set(channel, { camera, listener })
    listener.onView(this.current)
    if (this.lineOf(camera)?.isAsking) listener.onOpen()
    return {
      send: (request) => this.send(camera, { ...request, channel }),
      close: () => {
        if (!this.channels.delete(channel)) return
        this.send(camera, { type: 'stop', channel })
      },
    }
  }

  close(): void {
    clearTimeout(this.timer)
    this.drop()
    this.channels.clear()
    this.current = { what: 'ended', why: 'closed' }
  }

  private freeChannel(): number {
    for (let tried = 0; tried <= CHANNEL_MAX; tried++) {
      const channel = this.nextChannel
      this.nextChannel = (this.nextChannel + 1) % (CHANNEL_MAX + 1)
      if (!this.channels.has(channel)) return channel
    }
    throw new RangeError('no channel is free in this view')
  }

  private lineOf(camera: Shown): Line | undefined {
    return this.lines.find((line) => line.cameras.has(camera))
  }

  private send(camera: Shown, request: PictureRequest): void {
    const line = this.lineOf(camera)
    if (line?.isAsking && line.socket?.readyState === WebSocket.OPEN) line.socket.send(JSON.stringify(request))
  }

  private async open(): Promise<void> {
    this.drop()
    try {
      const answer = await this.deps.openView(this.request)
      if (this.isOver()) return
      this.lines = answer.listeners.map(({ url, cameras }) => ({
        url,
        cameras: new Set<Shown>(cameras),
        socket: undefined,
        resume: undefined,
        lostAt: undefined,
        isAsking: false,
        isAdmitted: false,
      }))
      const { receipt, secret } = answer
      for (const line of this.lines) this.connect(line, { receipt, secret })
    } catch (error) {
      if (this.isOver()) return
      const sentence = error instanceof Error ? error.message : String(error)
      if (this.deps.passes(error)) this.retryWhole(sentence)
      else this.say({ what: 'refused', sentence })
    }
  }

  private connect(line: Line, opening: { receipt: string; secret: string } | { resume: string }): void {
    const socket = new WebSocket(line.url)
    socket.binaryType = 'arraybuffer'
    line.socket = socket
    line.isAsking = false
    line.isAdmitted = false
    socket.addEventListener('open', () => {
      if (line.socket === socket) this.ask(line, socket, opening)
    })
    socket.addEventListener('message', (event: MessageEvent<string | ArrayBuffer>) => {
      if (line.socket === socket) this.hear(line, event.data)
    })
    socket.addEventListener('close', () => {
      if (line.socket === socket) this.mend(line)
    })
  }

  /** The ticket first; who watches need not wait for its answer to say what he wants to see. */
  private ask(line: Line, socket: WebSocket, opening: object): void {
    socket.send(JSON.stringify(opening))
    line.isAsking = true
    for (const { camera, listener } of this.channels.values()) if (line.cameras.has(camera)) listener.onOpen()
  }

  private hear(line: Line, message: string | ArrayBuffer): void {
    if (typeof message !== 'string') return this.hearPicture(message)
    const parsed = pictureNoticeShape.safeParse(JSON.parse(message))
    if (!parsed.success) return
    const notice = parsed.data
    if (notice.type === 'admitted') return this.admit(line, notice.resume)
    if (notice.type === 'refused' && notice.channel === undefined) return this.hearRefusal(notice.code, notice.facts)
    if (notice.type === 'ended') return this.hearEnd(notice.why)
    if (notice.channel !== undefined) this.channels.get(notice.channel)?.listener.onNotice(notice)
  }

  private hearPicture(message: ArrayBuffer): void {
    const { header, bytes } = unpackPicture(new Uint8Array(message))
    this.channels.get(header.channel)?.listener.onPicture(header, bytes)
  }

  private admit(line: Line, resume: string): void {
    line.resume = resume
    line.isAdmitted = true
    line.lostAt = undefined
    this.retryMs = RETRY_MS_FIRST
    if (this.lines.every((each) => each.isAdmitted)) this.say({ what: 'open' })
  }

  private hearRefusal(code: string, facts: Readonly<Record<string, string | number>>): void {
    const sentence = this.deps.sentenceOf(code, facts)
    const wasResuming = this.lines.some(({ resume }) => resume !== undefined)
    if (passing.has(code) || wasResuming) this.retryWhole(sentence)
    else {
      this.drop()
      this.say({ what: 'refused', sentence })
    }
  }

  private hearEnd(why: 'revoked' | 'end-by' | 'recorder-stops'): void {
    if (why === 'recorder-stops') return this.retryWhole(this.deps.sentenceOf('view-ended', { why }))
    this.drop()
    this.say({ what: 'ended', why })
  }

  /** A socket broke: go on with the same view while the recorder remembers it, then with a new one. */
  private mend(line: Line): void {
    line.socket = undefined
    line.isAsking = false
    line.isAdmitted = false
    const now = performance.now()
    line.lostAt ??= now
    const { resume } = line
    if (resume === undefined || now - line.lostAt > RESUME_MS) return this.retryWhole('')
    if (this.current.what !== 'broken') this.say({ what: 'broken', since: now })
    setTimeout(() => {
      if (!this.isOver() && this.lines.includes(line)) this.connect(line, { resume })
    }, this.pause())
  }

  private retryWhole(sentence: string): void {
    this.drop()
    this.say({ what: 'retrying', sentence })
    clearTimeout(this.timer)
    this.timer = setTimeout(() => void this.open(), this.pause())
  }

  private pause(): number {
    const pause = this.retryMs
    this.retryMs = Math.min(this.retryMs * 2, RETRY_MS_MAX)
    return pause
  }

  private drop(): void {
    for (const line of this.lines) {
      const { socket } = line
      line.socket = undefined
      socket?.close()
    }
    this.lines = []
  }

  private isOver(): boolean {
    return this.current.what === 'ended'
  }

  private say(state: ViewState): void {
    if (this.isOver()) return
    this.current = state
    this.onState?.(state)
    for (const { listener } of this.channels.values()) listener.onView(state)
  }
}
