// The recorders' end of the link: a WebSocket server on a Unix socket that only our user can reach. Recorders dial it.

import { chmodSync, rmSync } from 'node:fs'
import { type Server, createServer } from 'node:http'
import { ALIVE_MS, LINK_MESSAGE_BYTES_MAX } from '@sereno/contract/recorder-link'
import { type RawData, type WebSocket, WebSocketServer } from 'ws'
import type { Trace } from '../../platform/traces/trace.ts'
import type { RecorderConnection, RecorderHub } from './hub.ts'
import { type Said, readMessage } from './reading.ts'

export const RECORDERS_PATH = '/recorders'
// Whoever dials says who it is at once.
const HELLO_WAIT_MS = 5_000
// Settings are the largest message, some 150 kB; a recorder that reads nothing while tens of them wait is stuck.
const UNREAD_BYTES_MAX = 16_000_000
// A city has some tens of shards.
const RECORDERS_MAX = 200

export interface RecorderLink {
  close(): Promise<void>
}

export async function listenForRecorders(socketPath: string, hub: RecorderHub, trace: Trace): Promise<RecorderLink> {
  // Of a server that was killed: a Unix socket's file outlives its process.
  rmSync(socketPath, { force: true })
  const http = createServer((_request, response) => response.writeHead(404).end())
  const server = new WebSocketServer({
    server: http,
    path: RECORDERS_PATH,
    maxPayload: LINK_MESSAGE_BYTES_MAX,
    perMessageDeflate: false,
  })
  server.on('connection', (socket) => {
    if (server.clients.size > RECORDERS_MAX) socket.close(1013, 'too many recorders')
    else serve(socket, hub, trace)
  })
  await listen(http, socketPath)
  chmodSync(socketPath, 0o600)
  const alive = setInterval(() => hub.aliveToAll(), ALIVE_MS)
  return {
    close: async () => {
      clearInterval(alive)
      for (const socket of server.clients) socket.terminate()
      await new Promise((resolve) => http.close(resolve))
    },
  }
}

function listen(http: Server, socketPath: string): Promise<void> {
  return new Promise((resolve, reject) => {
    http.once('error', reject)
    http.listen(socketPath, () => {
      http.off('error', reject)
      resolve()
    })
  })
}

function serve(socket: WebSocket, hub: RecorderHub, trace: Trace): void {
  const isOpen = () => socket.readyState === socket.OPEN
  const connection: RecorderConnection = {
    send: (message) => {
      if (socket.bufferedAmount > UNREAD_BYTES_MAX) socket.terminate()
      else if (isOpen()) socket.send(JSON.stringify(message))
    },
    close: (why) => socket.close(1000, why),
  }
  const patience = setTimeout(() => socket.close(1008, 'no hello'), HELLO_WAIT_MS)
  let isKnown = false
  let waiting = 0
  let queue = Promise.resolve()
  socket.on('error', (error) => {
    trace.warn({ error: error.message }, 'the link to a recorder broke')
    socket.terminate()
  })
  socket.on('close', () => {
    clearTimeout(patience)
    hub.gone(connection)
  })
  socket.on('message', (raw) => {
    const said = readMessage(textOf(raw))
    if (!said || isKnown === (said.type === 'hello')) {
      trace.error({ recorderSaid: said?.type ?? 'nothing we understand' }, 'a recorder broke the rules of the link')
      return socket.close(1008, 'not understood')
    }
    if (said.type === 'hello') {
      isKnown = true
      clearTimeout(patience)
    }
    // One at a time, in their order: while a batch waits for the database, the socket is not read, and TCP tells the
    // recorder to wait. What has been read already (one chunk may hold several messages) waits here.
    waiting++
    socket.pause()
    queue = queue
      .then(() => obey(hub, connection, said, isOpen))
      .catch((error: unknown) => {
        trace.error({ err: error }, 'a message of a recorder could not be served')
        socket.close(1011, 'try again')
      })
      .finally(() => {
        waiting--
        if (waiting === 0) socket.resume()
      })
  })
}

async function obey(
  hub: RecorderHub,
  connection: RecorderConnection,
  said: Said,
  isOpen: () => boolean,
): Promise<void> {
  switch (said.type) {
    case 'hello':
      return hub.hello(connection, said, isOpen)
    case 'events':
      return hub.events(connection, said, isOpen)
    case 'states':
      return hub.saidStates(connection, said.states)
    case 'storage':
      return hub.saidStorage(connection, said)
    case 'probed':
      return hub.saidProbed(said)
  }
}

function textOf(raw: RawData): string {
  const bytes = Array.isArray(raw) ? Buffer.concat(raw) : Buffer.from(raw as Buffer)
  return bytes.toString('utf8')
}
