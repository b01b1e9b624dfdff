// Every operation of the API against the corpus in fuzz/: nothing of it ends the server, is answered as an error of ours or
// keeps others waiting, and what is refused is named. The operations come from the document, so a new one is in it.

import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Schema, fieldsOf, sampleOf, spoilt } from './testing/body-samples.ts'
import { type Answered, ORIGIN, type World, startWorld } from './testing/world.ts'

const corpus = join(import.meta.dirname, '../fuzz')
const read = (name: string): unknown => JSON.parse(readFileSync(join(corpus, name), 'utf8'))

interface BodyVector {
  name: string
  text?: string
  base64?: string
  before?: string
  repeat?: string
  times?: number
  after?: string
  repeatAfter?: string
}
interface Operation {
  method: string
  path: string
  body: Schema | undefined
  query: { name: string; schema: Schema }[]
}
interface Document {
  paths: Record<
    string,
    Record<
      string,
      {
        parameters?: { name: string; in: string; schema?: Schema }[]
        requestBody?: { content?: Record<string, { schema?: Schema }> }
      }
    >
  >
}
interface Refused {
  refusal?: { code: string; facts: { field?: string }; text: string }
}

let world: World
let operations: Operation[]
beforeAll(async () => {
  world = await startWorld()
  const { body: document } = await world.nobody.get<Document>('/api/openapi.json')
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody }]) => ({
      method,
      path: path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
        const schema = parameters.find((one) => one.in === 'path' && one.name === name)?.schema
        return String(sampleOf(schema ?? {}))
      }),
      body: requestBody?.content?.['application/json']?.schema,
      query: parameters.filter((one) => one.in === 'query').map(({ name, schema = {} }) => ({ name, schema })),
    })),
  )
})
afterAll(() => world.stop())

async function send(method: string, path: string, body?: unknown): Promise<Answered<Refused>> {
  // So that the limit of requests, which is for one address, is not what answers.
  world.clock.advance(20)
  const answer = await world.chief.send<Refused>(method, path, body)
  const what = `${method} ${path} ${JSON.stringify(body)?.slice(0, 300)}: ${answer.status}`
  expect(answer.status === 503 ? answer.body.refusal?.code : answer.status, what).not.toBe(500)
  if (answer.status >= 400) expect(answer.body.refusal?.text.length, what).toBeGreaterThan(5)
  return answer
}

async function othersGoOn(): Promise<void> {
  expect((await world.chief.get('/api/me')).status).toBe(200)
}

function bytesOf({ text, base64, before = '', repeat = '', times = 0, after = '', repeatAfter = '' }: BodyVector) {
  if (base64 !== undefined) return Buffer.from(base64, 'base64')
  return Buffer.from(text ?? before + repeat.repeat(times) + after + repeatAfter.repeat(times))
}

const withBody = () => operations.filter(({ body }) => body !== undefined)

describe('the corpus', () => {
  test('is sent to every operation that the API has', () => {
    const routes = world.server.parts.routes.map(({ method }) => method)
    expect(operations.map(({ method }) => method).toSorted()).toEqual(routes.toSorted())
    expect(withBody().length).toBe(world.server.parts.routes.filter(({ shapes }) => shapes.body).length)
    expect(withBody().length).toBeGreaterThanOrEqual(10)
  })

  test.each(read('bodies.json') as BodyVector[])('$name as a body is refused by every operation', async (vector) => {
    const content = bytesOf(vector)
    for (const { method, path, body } of withBody()) {
      world.clock.advance(20)
      const headers = { origin: ORIGIN, cookie: world.chief.cookie, 'content-type': 'application/json' }
      const request = new Request(`${ORIGIN}${path}`, { method: method.toUpperCase(), headers, body: content })
      const answer = await world.server.ask(request)
      const said = (await answer.json()) as Refused
      // Where nothing must be there, an object of other things asks for no change; of what is not there, here.
      const mayBeTaken = (body?.required ?? []).length === 0 && answer.status === 404
      const what = `${method} ${path}: ${answer.status} ${JSON.stringify(said)}`
      expect(answer.status >= 400 && answer.status < 500, what).toBe(true)
      if (answer.status === 400) expect(said.refusal?.facts.field?.length, what).toBeGreaterThan(0)
      else expect(mayBeTaken || answer.status === 413, what).toBe(true)
    }
    await othersGoOn()
  })
})

describe('a value that does not belong', () => {
  test('in any field of any body is refused by the name of that field', { timeout: 120_000 }, async () => {
    const values = read('values.json') as unknown[]
    for (const { method, path, body = {} } of withBody()) {
      const sample = sampleOf(body)
      const good = await send(method, path, sample)
      // Else every refusal below would be about something else.
      expect(good.body.refusal?.code, `${method} ${path} ${JSON.stringify(good.body)}`).not.toBe('not-valid')
      const fields = fieldsOf(body)
      expect(fields.length, `${method} ${path}`).toBeGreaterThan(0)
      for (const field of fields) {
        let refused = 0
        for (const value of values) {
          const answer = await send(method, path, spoilt(sample, field, value))
          if (answer.body?.refusal?.code !== 'not-valid') continue
          refused++
          expect(`${answer.body.refusal.facts.field}.`, `${method} ${path} ${JSON.stringify(value)}`).toMatch(
            new RegExp(`^${field.join('\\.')}\\.`),
          )
        }
        expect(refused, `${method} ${path}: ${field.join('.')}`).toBeGreaterThanOrEqual(5)
      }
      await othersGoOn()
    }
  })

  test('in any parameter of any query is refused by its name', async () => {
    const values = (read('values.json') as unknown[]).map((value) =>
      typeof value === 'string' ? value : JSON.stringify(value),
    )
    const asked = operations.filter(({ query }) => query.length > 0)
    expect(asked.length).toBeGreaterThanOrEqual(3)
    for (const { method, path, query } of asked) {
      for (const { name } of query) {
        let refused = 0
        for (const value of values) {
          const parts = query.map((one): [string, string] => [one.name, one.name === name ? value : '1'])
          const answer = await send(method, `${path}?${new URLSearchParams(parts).toString()}`)
          // What is a number may be refused for its neighbour: an end before its beginning.
          const isNumber = Number.isInteger(Number(value)) && Number(value) >= 0
          if (isNumber || answer.body?.refusal?.code !== 'not-valid') continue
          refused++
          expect(answer.body.refusal.facts.field, `${method} ${path} ${name}=${value}`).toBe(name)
        }
        expect(refused, `${path} ${name}`).toBeGreaterThanOrEqual(5)
      }
    }
    await othersGoOn()
  })
})

/** What comes back for bytes on a connection of its own, until it ends or nothing more comes. */
function overTheWire(bytes: Buffer): Promise<string> {
  return new Promise((resolve) => {
    let heard = ''
    const socket = connect(world.server.port, '127.0.0.1', () => socket.end(bytes))
    socket.setTimeout(5_000, () => socket.destroy())
    socket.on('data', (chunk: Buffer) => (heard += chunk.toString('latin1')))
    socket.on('error', () => {})
    socket.on('close', () => resolve(heard))
  })
}

test.each(read('requests.json') as { name: string; lines: string[]; body: string }[])(
  'a request with $name on the wire is refused or dropped, and the next one is served',
  async ({ lines, body }) => {
    const head = lines.map((line) => line.replace('ORIGIN', ORIGIN)).join('\r\n')
    const heard = await overTheWire(Buffer.from(`${head}\r\n\r\n${body}`, 'latin1'))
    for (const [, status] of heard.matchAll(/HTTP\/1\.1 (\d{3})/g)) expect(status).toMatch(/^4/)
    const served = await fetch(`http://127.0.0.1:${world.server.port}/api/openapi.json`)
    expect(served.status).toBe(200)
    await othersGoOn()
  },
)
