// The wire to the server: dialled by us, so that a recorder needs no open port for it. Hands events over by watermark,
// tells states, hears settings, revocations and probes. Nothing waits for it: recording goes on without.

import {
  EVENTS_PER_BATCH_MAX,
  LINK_MESSAGE_BYTES_MAX,
  SILENCE_MS,
  type ToRecorder,
  type ToServer,
  toRecorderShape,
} from '@sereno/contract/recorder-link'
import { WebSocket } from 'ws'
import type { Journal } from '../journal/journal.ts'
import { messageText } from '../message-text.ts'
import { trace } from '../trace.ts'
import { batchOf } from './batch.ts'

/** A server that restarts is found within this; one that is away costs two tries a second at most. */
const RETRY_FIRST_MS = 250
const RETRY_MS_MAX = 2_000
/** A wire over which nothing comes for so long is dead, whatever TCP thinks. */
const DEAD_MS = 5_000
/** Unsent bytes beyond which states are left out: they are only last values. */
const BACKLOG_BYTES_MAX = 1_000_000

export interface LinkOptions {
  readonly url: string
  readonly journal: Journal
  readonly hello: () => { recorder: string; picturesPort: number; camerasMax: number; version: string }
  readonly onMessage: (message: ToRecorder) => void
  readonly nowMs: () => number
}

export class Link {
  readonly #options: LinkOptions
  #socket: WebSocket | undefined
  #isWelcome = false
  #sentSeq = 0
  #isSending = false
  #awaitsStored = false
  #retryMs = RETRY_FIRST_MS
  #timer: NodeJS.Timeout | undefined
  #watch: NodeJS.Timeout | undefined
  #isClosed = false
  #heardMs = Number.NEGATIVE_INFINITY
  readonly #forgetJournal: () => void

  constructor(options: LinkOptions) {
    this.#options = options
    this.#forgetJournal = options.journal.onDurable(() => void this.#sendEvents())
  }

  start(): void {
    this.#dial()
    this.#watch = setInterval(() => {
      if (this.#socket && this.#options.nowMs() - this.#heardMs > DEAD_MS) this.#socket.terminate()
    }, 1_000)
  }

  /** Whether the server has spoken lately: without it no new view is taken. */
  get hearsServer(): boolean {
    return this.#isWelcome && this.#options.nowMs() - this.#heardMs <= SILENCE_MS
  }

  send(message: ToServer): void {
    if (!this.#isWelcome || !this.#socket) return
    if (message.type !== 'probed' && this.#socket.bufferedAmount > BACKLOG_BYTES_MAX) return
    this.#socket.send(JSON.stringify(message))
  }

  #dial(): void {
    if (this.#isClosed) return
    const socket = new WebSocket(this.#options.url, { perMessageDeflate: false, maxPayload: LINK_MESSAGE_BYTES_MAX })
    this.#socket = socket
    this.#heardMs = this.#options.nowMs()
    socket.on('open', () => {
      const hello = { type: 'hello', journal: this.#options.journal.id, ...this.#options.hello() } satisfies ToServer
      socket.send(JSON.stringify(hello))
    })
    socket.on('message', (data, isBinary) => {
      this.#heardMs = this.#options.nowMs()
      if (!isBinary) this.#hear(socket, messageText(data))
    })
    // What happened follows in `close`.
    socket.on('error', (error) => trace.debug({ error: error.message }, 'link'))
    socket.on('close', () => {
      if (this.#isWelcome) trace.warn('the server is away; recording goes on')
      this.#isWelcome = false
      this.#awaitsStored = false
      this.#socket = undefined
      if (this.#isClosed) return
      this.#timer = setTimeout(() => this.#dial(), this.#retryMs)
      this.#retryMs = Math.min(RETRY_MS_MAX, this.#retryMs * 2)
    })
  }

  #hear(socket: WebSocket, text: string): void {
    const parsed = parse(text)
    if (!parsed) {
      trace.warn({ bytes: text.length }, 'the server said something that is not of the contract')
      return
    }
    if (parsed.type === 'welcome') void this.#welcome(socket, parsed.storedSeq)
    if (parsed.type === 'stored') {
      this.#awaitsStored = false
      void this.#options.journal.acknowledge(parsed.seq).then(() => this.#sendEvents())
    }
    this.#options.onMessage(parsed)
  }

  async #welcome(socket: WebSocket, storedSeq: number): Promise<void> {
    const { id } = this.#options.journal
    await this.#options.journal.acknowledge(storedSeq)
    // A new journal has begun: the server must hear its name before its events.
    if (this.#options.journal.id !== id) {
      socket.close()
      return
    }
    this.#retryMs = RETRY_FIRST_MS
    this.#sentSeq = storedSeq
    this.#isWelcome = true
    trace.info({ storedSeq }, 'the server is here')
    await this.#sendEvents()
  }

  /** One batch at a time is on its way; the next follows when the server has stored it. */
  async #sendEvents(): Promise<void> {
    const { journal } = this.#options
    const socket = this.#socket
    if (!socket || !this.#isWelcome || this.#awaitsStored || this.#isSending || this.#sentSeq >= journal.durableSeq)
      return
    this.#isSending = true
    try {
      const from = Math.max(this.#sentSeq + 1, journal.firstSeq)
      const lines = await journal.linesFrom(from, EVENTS_PER_BATCH_MAX)
      if (lines.length === 0 || this.#socket !== socket) return
      const { text, lastSeq } = batchOf(lines, from)
      this.#awaitsStored = true
      this.#sentSeq = lastSeq
      socket.send(text)
    } catch (error) {
      trace.error({ error: String(error) }, 'the journal could not be read for the server')
    } finally {
      this.#isSending = false
    }
  }

  close(): void {
    this.#isClosed = true
    this.#forgetJournal()
    clearTimeout(this.#timer)
    clearInterval(this.#watch)
    this.#socket?.close()
  }
}

function parse(text: string): ToRecorder | undefined {
  try {
    const parsed = toRecorderShape.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : undefined
  } catch {
    return undefined
  }
}
