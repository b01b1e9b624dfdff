// The WebSocket of the live feed: who may open it, and how a console that went away is noticed.

import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { sessionCookieOf } from '../http/cookies.ts'
import type { Authenticate } from '../http/route.ts'
import type { Trace } from '../traces/trace.ts'
import { type LiveFeed } from './live-feed.ts'

export const LIVE_PATH = '/api/live'
// A console has nothing to say here.
const MESSAGE_BYTES_MAX = 1_024
const PING_MS = 15_000
// A browser that asks without end must not hold sockets half open.
const JOINING_MAX = 100

export interface LiveSocketNeeds {
  readonly feed: LiveFeed
  readonly origin: string
  readonly authenticate: Authenticate
  readonly trace: Trace
}

export interface LiveSocket {
  /** Answers false where the path is not ours. */
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean
  close(): void
}

export function makeLiveSocket({ feed, origin, authenticate, trace }: LiveSocketNeeds): LiveSocket {
  const server = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_BYTES_MAX, perMessageDeflate: false })
  const alive = new WeakSet<WebSocket>()
  let joining = 0
  const pings = setInterval(() => {
    for (const socket of server.clients) {
      if (!alive.has(socket)) socket.terminate()
      alive.delete(socket)
      socket.ping()
    }
  }, PING_MS)
  pings.unref()

  async function admit(request: IncomingMessage, socket: Duplex, head: Buffer, since: number | undefined) {
    const cookie = sessionCookieOf(request.headers.cookie)
    const caller = cookie === undefined ? undefined : await authenticate(cookie)
    if (!caller) return refuseUpgrade(socket, '401 Unauthorized')
    server.handleUpgrade(request, socket, head, (opened) => {
      alive.add(opened)
      opened.on('pong', () => alive.add(opened))
      opened.on('error', () => opened.terminate())
      const console = {
        caller,
        send: (text: string) => opened.send(text),
        bufferedBytes: () => opened.bufferedAmount,
        close: (code: number, why: string) => opened.close(code, why),
      }
      opened.on('close', () => feed.leave(console))
      feed.join(console, since).then(
        () => opened.readyState === opened.OPEN || feed.leave(console),
        (error: unknown) => {
          trace.warn({ err: error }, 'a console could not join the live feed')
          opened.close(1011, 'try again')
        },
      )
    })
  }

  return {
    upgrade: (request, socket, head) => {
      const url = URL.parse(request.url ?? '', 'http://localhost')
      if (url?.pathname !== LIVE_PATH) return false
      socket.on('error', () => socket.destroy())
      // A page of another site can open a WebSocket with our cookie; only the origin tells it apart.
      if (request.headers.origin !== origin) refuseUpgrade(socket, '403 Forbidden')
      else if (joining >= JOINING_MAX) refuseUpgrade(socket, '503 Service Unavailable')
      else {
        joining++
        admit(request, socket, head, sinceOf(url.searchParams.get('since')))
          .catch(() => refuseUpgrade(socket, '503 Service Unavailable'))
          .finally(() => joining--)
      }
      return true
    },
    close: () => {
      clearInterval(pings)
      for (const socket of server.clients) socket.terminate()
      server.close()
    },
  }
}

/** A number that is none means: from now on. */
function sinceOf(text: string | null): number | undefined {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : undefined
}

function refuseUpgrade(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
}
