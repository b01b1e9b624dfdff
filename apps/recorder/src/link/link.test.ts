// The recorder's end of the wire against a server that is only as much as its limit.

import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { type Server, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RecorderFact } from '@sereno/contract/recorder-events'
import { LINK_MESSAGE_BYTES_MAX } from '@sereno/contract/recorder-link'
import { afterEach, expect, test, vi } from 'vitest'
import { WebSocketServer } from 'ws'
import { Journal } from '../journal/journal.ts'
import { cameraId } from '../testing/processes.ts'
import { Link } from './link.ts'

vi.hoisted(() => {
  process.env['SERENO_TRACE_LEVEL'] = 'silent'
})

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

/** Stores what it is sent and says so; closes on what is too large, as the real one does. */
async function aServer(): Promise<{ url: string; seqs: number[]; connections: number }> {
  const http: Server = createServer()
  const sockets = new WebSocketServer({ server: http, maxPayload: LINK_MESSAGE_BYTES_MAX })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  ends.push(() => {
    for (const wire of sockets.clients) wire.terminate()
    http.close()
  })
  const server = { url: `ws://127.0.0.1:${(http.address() as AddressInfo).port}`, seqs: [] as number[], connections: 0 }
  sockets.on('connection', (wire) => {
    server.connections++
    const storedSeq = () => server.seqs.at(-1) ?? 0
    wire.on('error', () => {})
    wire.on('message', (data: Buffer) => {
      const said = JSON.parse(data.toString('utf8')) as { type: string; events?: { seq: number }[] }
      if (said.type === 'hello') wire.send(JSON.stringify({ type: 'welcome', storedSeq: storedSeq(), now: 1 }))
      if (said.type !== 'events') return
      server.seqs.push(...(said.events ?? []).map(({ seq }) => seq))
      wire.send(JSON.stringify({ type: 'stored', seq: storedSeq() }))
    })
  })
  return server
}

test('what gathered in an outage of a server arrives, though 500 of its rows are more than one message may hold', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'link-'))
  ends.push(() => rmSync(folder, { recursive: true, force: true }))
  const journal = await Journal.open({ folder, now: Date.now })
  ends.push(() => journal.close())
  // A camera with only keyframes: its table of GOPs is as large as one may be.
  const segment = { camera: cameraId(1), startAt: 1, gops: 'A'.repeat(16_000) }
  const fact = { kind: 'segment.sealed', segment } as unknown as RecorderFact
  for (let n = 0; n < 700; n++) journal.append(fact)
  await journal.flush()
  const server = await aServer()
  const link = new Link({
    url: server.url,
    journal,
    hello: () => ({ recorder: 'rec-1', picturesPort: 1, camerasMax: 150, version: 'test' }),
    onMessage: () => {},
    nowMs: () => performance.now(),
  })
  ends.push(() => link.close())
  link.start()
  await vi.waitFor(() => expect(journal.acknowledgedSeq).toBe(700), { timeout: 10_000 })
  expect(server.seqs).toEqual(Array.from({ length: 700 }, (_, index) => index + 1))
  expect(server.connections).toBe(1)
})
