// /api/live: one WebSocket that says what changed. It resumes from the last number it has seen; when it cannot, it asks
// for everything anew. What a change means for which list is the subscriber's business.

import { type LiveFrame, liveFrameShape } from '@sereno/contract/live'
import { hearServerTime, serverNow } from './clock.ts'
import { useConnection } from './connection.ts'

/** The server sends a frame at least every second; after this silence the connection counts as lost. */
export const SILENCE_MS_MAX = 4_000
/**
 * A fact may fall between the first answers of the lists and the feed's beginning, so they are asked once more; but not
 * while the first pictures of a wall are on their way.
 */
export const FIRST_RELOAD_MS = 2_000
const RETRY_MS_FIRST = 300
const RETRY_MS_MAX = 3_000

export interface LiveFeedOptions {
  onFrame: (frame: LiveFrame) => void
  /** The feed has begun, or begins again without its past: everything has to be loaded. */
  onReset: () => void
  /** The connection ended; it is tried again by itself. */
  onLost?: () => void
  url?: string
}

export class LiveFeed {
  private readonly options: LiveFeedOptions
  private socket: WebSocket | undefined
  private seq: number | undefined
  private retryMs = RETRY_MS_FIRST
  private retryTimer: ReturnType<typeof setTimeout> | undefined
  private silenceTimer: ReturnType<typeof setTimeout> | undefined
  private firstTimer: ReturnType<typeof setTimeout> | undefined
  private isClosed = false

  constructor(options: LiveFeedOptions) {
    this.options = options
    this.connect()
  }

  close(): void {
    this.isClosed = true
    clearTimeout(this.retryTimer)
    clearTimeout(this.silenceTimer)
    clearTimeout(this.firstTimer)
    this.socket?.close()
  }

  private connect(): void {
    const base = this.options.url ?? `${location.origin.replace(/^http/, 'ws')}/api/live`
    const socket = new WebSocket(this.seq === undefined ? base : `${base}?since=${this.seq}`)
    this.socket = socket
    this.listenForSilence(socket)
    socket.addEventListener('message', (event) => this.hear(socket, event.data))
    socket.addEventListener('close', () => this.lose(socket))
  }

  private hear(socket: WebSocket, data: unknown): void {
    if (socket !== this.socket || typeof data !== 'string') return
    const parsed = liveFrameShape.safeParse(parseJson(data))
    // A frame that does not keep the contract is no news; the next one may.
    if (!parsed.success) return
    const frame = parsed.data
    this.listenForSilence(socket)
    this.retryMs = RETRY_MS_FIRST
    hearServerTime(frame.now)
    const isFirst = this.seq === undefined
    this.seq = frame.seq
    const { state, recorders } = useConnection.getState()
    if (state !== 'connected') useConnection.setState({ state: 'connected', since: serverNow() })
    if (frame.recorders) {
      const next = new Map(recorders)
      for (const { recorder, isConnected } of frame.recorders) next.set(recorder, isConnected)
      useConnection.setState({ recorders: next })
    }
    if (frame.reset === true) this.options.onReset()
    else if (isFirst) this.firstTimer = setTimeout(() => this.options.onReset(), FIRST_RELOAD_MS)
    this.options.onFrame(frame)
  }

  private listenForSilence(socket: WebSocket): void {
    clearTimeout(this.silenceTimer)
    this.silenceTimer = setTimeout(() => {
      socket.close()
      // A peer that is gone never answers the close; we do not wait for it.
      this.lose(socket)
    }, SILENCE_MS_MAX)
  }

  private lose(socket: WebSocket): void {
    if (socket !== this.socket || this.isClosed) return
    this.socket = undefined
    clearTimeout(this.silenceTimer)
    if (useConnection.getState().state !== 'lost') useConnection.setState({ state: 'lost', since: serverNow() })
    this.options.onLost?.()
    clearTimeout(this.retryTimer)
    this.retryTimer = setTimeout(() => this.connect(), this.retryMs)
    this.retryMs = Math.min(this.retryMs * 2, RETRY_MS_MAX)
  }
}

function parseJson(data: string): unknown {
  try {
    return JSON.parse(data)
  } catch {
    return undefined
  }
}
