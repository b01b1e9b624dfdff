// The server's TCP listener for HTTP, with its limits, and where WebSockets are handed on.

import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { createAdaptorServer } from '@hono/node-server'

// Headers come at once or not at all; a city of 8 MB needs some seconds over a bad link.
const HEADERS_WAIT_MS = 10_000
const REQUEST_WAIT_MS = 60_000
const CONNECTIONS_MAX = 2_000

/** False where nobody takes it: then the connection is closed. */
export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean

export function httpServerOf(app: { fetch: (request: Request) => Response | Promise<Response> }): Server {
  return createAdaptorServer({ fetch: app.fetch }) as Server
}

/** Answers the port, which differs from the one asked for where that was 0. */
export function listen(
  http: Server,
  { host, port }: { host: string; port: number },
  upgrade: Upgrade,
): Promise<number> {
  http.headersTimeout = HEADERS_WAIT_MS
  http.requestTimeout = REQUEST_WAIT_MS
  http.maxConnections = CONNECTIONS_MAX
  http.on('upgrade', (request, socket, head) => {
    if (!upgrade(request, socket, head)) socket.destroy()
  })
  return new Promise((resolve, reject) => {
    http.once('error', reject)
    http.listen(port, host, () => {
      http.off('error', reject)
      const address = http.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}
