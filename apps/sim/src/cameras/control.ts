// The control port of a camera server: faults, cuts and counters over HTTP with JSON, on loopback only, for benches and
// tests in other processes. It is no part of the product: real cameras have no such thing.

import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { faultFrom, isFaultKind } from './faults.ts'
import type { CameraServer } from './rtsp-server.ts'

/** The largest order, a fault for one camera, has under 200 bytes. */
export const CONTROL_BODY_BYTES_MAX = 16_384

export type Control = { port: number; close(): Promise<void> }
type Reply = { status: number; body: unknown }

export async function startControl(cameras: CameraServer, port = 0): Promise<Control> {
  const server = createServer((request, response) => {
    void answer(cameras, request).then((reply) => send(response, reply))
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return { port: portOf(server), close: () => closed(server) }
}

async function answer(cameras: CameraServer, request: IncomingMessage): Promise<Reply> {
  // A web page that somebody has open must not switch faults: browsers always say where a POST comes from.
  if (request.headers.origin !== undefined) return { status: 403, body: { problem: 'not from a browser' } }
  const url = new URL(request.url ?? '/', 'http://control')
  const asked = url.searchParams.get('camera') ?? ''
  if (request.method === 'GET') return read(cameras, url.pathname, asked)
  if (request.method !== 'POST') return { status: 405, body: { problem: 'GET or POST' } }
  const body = await bodyOf(request)
  if (!body) return { status: 400, body: { problem: `a JSON object of at most ${CONTROL_BODY_BYTES_MAX} bytes` } }
  return await order(cameras, url.pathname, body)
}

function read(cameras: CameraServer, path: string, camera: string): Reply {
  if (path === '/counters') return { status: 200, body: { ...cameras.counters(), nowMs: cameras.now() } }
  if (path === '/cameras') {
    const nowMs = cameras.now()
    const each = [...cameras.cameras.values()].map(({ name, framesSent, framesSkipped, clients, faults }) => {
      const url = cameras.url(name)
      return {
        name,
        url,
        framesSent,
        framesSkipped,
        clients,
        faults: [...faults.values()],
        ...cameras.cameras.get(name)?.at(nowMs),
      }
    })
    return { status: 200, body: each }
  }
  if (path === '/plays' && cameras.cameras.has(camera)) return { status: 200, body: cameras.plays(camera) }
  if (path === '/plays' && camera === '') {
    return { status: 200, body: [...cameras.cameras.keys()].flatMap((name) => cameras.plays(name)) }
  }
  return { status: 404, body: { problem: 'there are /counters, /cameras, /plays and /plays?camera=NAME' } }
}

async function order(cameras: CameraServer, path: string, body: Record<string, unknown>): Promise<Reply> {
  const names = namesIn(cameras, body['camera'])
  if (names.length === 0) return { status: 404, body: { problem: 'camera is a name, a list of names or "*"' } }
  if (path === '/fault') {
    const asked = faultFrom(body['fault'])
    if ('problem' in asked) return { status: 400, body: asked }
    for (const name of names) await cameras.fault(name, asked.fault)
  } else if (path === '/heal') {
    const kind = body['kind']
    if (kind !== undefined && !isFaultKind(kind)) return { status: 400, body: { problem: 'kind is no fault' } }
    for (const name of names) await cameras.heal(name, kind)
  } else if (path === '/cut') {
    for (const name of names) cameras.cut(name)
  } else {
    return { status: 404, body: { problem: 'there are /fault, /heal and /cut' } }
  }
  return { status: 200, body: { cameras: names.length } }
}

function namesIn(cameras: CameraServer, asked: unknown): string[] {
  if (asked === '*') return [...cameras.cameras.keys()]
  const names: unknown[] = Array.isArray(asked) ? asked : [asked]
  const known = names.filter((name): name is string => typeof name === 'string' && cameras.cameras.has(name))
  return known.length === names.length ? known : []
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown> | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of request) {
      const bytes = Buffer.from(chunk)
      size += bytes.length
      if (size > CONTROL_BODY_BYTES_MAX) return undefined
      chunks.push(bytes)
    }
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString())
    return typeof body === 'object' && body !== null ? { ...body } : undefined
  } catch {
    return undefined
  }
}

function send(response: ServerResponse, { status, body }: Reply): void {
  response.writeHead(status, { 'content-type': 'application/json', connection: status < 400 ? 'keep-alive' : 'close' })
  response.end(JSON.stringify(body))
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections()
  server.close()
  await once(server, 'close')
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}
