// The recorder's own port: pictures over /pictures for whoever the door lets in, /health and /metrics for programs on this
// machine. Nothing else is answered, and no picture leaves over HTTP.

import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http'
import { once } from 'node:events'
import { TICKET_MESSAGE_BYTES_MAX } from '@sereno/contract/pictures'
import { WebSocketServer } from 'ws'
import { trace } from '../trace.ts'
import { Strangers, isNear } from './strangers.ts'
import { type WireDeps, serveView } from './view-wire.ts'

/** As many views as the door takes, and as many that are about to be refused. */
export const CONNECTIONS_MAX = 512
const SESSION_COOKIE = 'sereno_session'
const HEADERS_TIMEOUT_MS = 5_000
// Node looks every half minute by itself: so long would who sends nothing keep a place.
const TIMEOUTS_LOOKED_AT_MS = 1_000

export interface ListenerOptions extends WireDeps {
  readonly host: string
  readonly port: number
  readonly origin: string
  readonly health: () => object
  readonly metrics: () => Promise<{ type: string; text: string }>
}

export interface Listener {
  readonly port: number
  close(): Promise<void>
}

export async function listen(options: ListenerOptions): Promise<Listener> {
  const strangers = new Strangers()
  const server = createServer({ connectionsCheckingInterval: TIMEOUTS_LOOKED_AT_MS }, (request, response) => {
    answer(request, response, options).catch((error: unknown) => {
      trace.error({ error: String(error) }, 'http')
      response.writeHead(500).end()
    })
  })
  server.maxConnections = CONNECTIONS_MAX
  server.headersTimeout = HEADERS_TIMEOUT_MS
  server.on('connection', (socket) => {
    if (!strangers.enter(socket)) socket.destroy()
  })
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: TICKET_MESSAGE_BYTES_MAX,
  })
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => undefined)
    const path = (request.url ?? '').split('?')[0]
    const status =
      path !== '/pictures' ? '404 Not Found' : request.headers.origin !== options.origin ? '403 Forbidden' : undefined
    if (status) {
      socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
      return
    }
    const session = cookie(request.headers.cookie, SESSION_COOKIE)
    sockets.handleUpgrade(request, socket, head, (opened) => {
      serveView(opened, session, options, () => strangers.known(request.socket))
    })
  })
  server.listen(options.port, options.host)
  await once(server, 'listening')
  return { port: portOf(server), close: () => closeAll(server, sockets) }
}

async function closeAll(server: Server, sockets: WebSocketServer): Promise<void> {
  for (const socket of sockets.clients) socket.close(1001)
  const closed = once(server, 'close')
  server.close()
  server.closeAllConnections()
  const ungentle = setTimeout(() => {
    for (const socket of sockets.clients) socket.terminate()
  }, 300)
  await closed
  clearTimeout(ungentle)
}

async function answer(request: IncomingMessage, response: ServerResponse, options: ListenerOptions): Promise<void> {
  const isRead = request.method === 'GET' || request.method === 'HEAD'
  const send = (status: number, type: string, text: string): void => {
    response.writeHead(status, {
      'content-type': type,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
    response.end(request.method === 'HEAD' ? undefined : text)
  }
  const isOperation = isRead && (request.url === '/health' || request.url === '/metrics')
  // There is no login here: what tells of cameras and disks is for this machine, as the server's figures are.
  if (isOperation && !isNear(request.socket.remoteAddress, request.headers['x-forwarded-for']))
    send(403, 'text/plain', 'only from this machine')
  else if (isRead && request.url === '/health') send(200, 'application/json', JSON.stringify(options.health()))
  else if (isRead && request.url === '/metrics') {
    const { type, text } = await options.metrics()
    send(200, type, text)
  } else send(404, 'text/plain', 'not found')
}

/** RFC 6265: name=value pairs between semicolons; the first of a name counts. */
export function cookie(header: string | undefined, name: string): string | undefined {
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=')
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim()
  }
  return undefined
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}
