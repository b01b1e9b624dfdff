// The API's description, made from the routes: OpenAPI 3.1 for programs, one plain page for people.

import { OpenAPIHono, createRoute } from '@hono/zod-openapi'
import { refusalShape } from '@sereno/contract/common'
import { z } from 'zod'
import type { Route } from './route.ts'

export type ApiDocument = Record<string, unknown> & { paths: Record<string, Record<string, Operation>> }

interface Operation {
  summary?: string
  description?: string
  parameters?: { name: string; in: string; required?: boolean; schema?: Record<string, unknown> }[]
  requestBody?: { content?: Record<string, { schema?: unknown }> }
  responses?: Record<string, { description: string; content?: Record<string, { schema?: unknown }> }>
}

export function describeApi(routes: readonly Route[], version: string): ApiDocument {
  const app = new OpenAPIHono()
  const refusal = json(refusalShape, 'A refusal, with a sentence for a person')
  for (const { method, path, summary, access, shapes, status } of routes) {
    const { params, query, body, answer } = shapes
    app.openAPIRegistry.registerPath(
      createRoute({
        method,
        path,
        summary,
        description: accessSentence(access),
        security: access === 'public' ? [] : [{ session: [] }],
        request: {
          ...(params instanceof z.ZodObject && { params }),
          ...(query instanceof z.ZodObject && { query }),
          ...(body && { body: { required: true, content: { 'application/json': { schema: body } } } }),
        },
        responses: {
          [status]: answer ? json(answer, 'Done') : { description: 'Done, nothing to say' },
          '4XX': refusal,
          '503': refusal,
        },
      }),
    )
  }
  app.openAPIRegistry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: 'sereno_session',
  })
  const about = { title: 'Sereno', version, license: { name: 'AGPL-3.0-or-later' } }
  const document: ApiDocument = JSON.parse(JSON.stringify(app.getOpenAPI31Document({ openapi: '3.1.0', info: about })))
  for (const { method, path, shapes } of routes) correctQuery(document.paths[path]?.[method], shapes.query)
  return document
}

// Query values are text that is read as numbers; the generator takes such a coercion for "may be null, may be absent".
function correctQuery(operation: Operation | undefined, query: z.ZodType | undefined): void {
  if (!(query instanceof z.ZodObject)) return
  for (const parameter of operation?.parameters ?? []) {
    const shape: unknown = query.shape[parameter.name]
    if (parameter.in !== 'query' || !(shape instanceof z.ZodType)) continue
    parameter.required = !shape.safeParse(undefined).success
    const type = parameter.schema?.['type']
    if (parameter.schema && Array.isArray(type)) parameter.schema['type'] = type.find((name) => name !== 'null')
  }
}

function json(schema: z.ZodType, description: string) {
  return { description, content: { 'application/json': { schema } } }
}

function accessSentence(access: string): string {
  if (access === 'public') return 'Anybody.'
  if (access === 'login') return 'Whoever is logged in.'
  if (access === 'by body') return 'Needs the right of the act that the body asks for.'
  return `Needs the right ${access}.`
}

/** Plain HTML, no script: it must be readable on a machine that has nothing else. */
export function apiPage(document: ApiDocument): string {
  const parts = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => operationHtml(method, path, operation)),
  )
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Sereno API</title>
<link rel="stylesheet" href="/api/page.css"></head><body><h1>Sereno API</h1>
<p>For programs: <a href="/api/openapi.json">/api/openapi.json</a> (OpenAPI 3.1). Requests that change something carry
the <code>Origin</code> of this address and the session cookie of <code>POST /api/login</code>. Times are milliseconds
UTC. A refusal is <code>{"refusal":{"code","facts","text"}}</code>, its text in the language of
<code>Accept-Language</code> (es, en).</p>
${parts.join('\n')}</body></html>`
}

export const apiPageStyle = `body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
h2{font-size:1.1rem;border-top:1px solid #999;padding-top:1rem}pre{background:#eee;color:#111;padding:.5rem;overflow:auto}`

function operationHtml(method: string, path: string, operation: Operation): string {
  const parameters = (operation.parameters ?? []).map(
    (one) =>
      `<li><code>${escaped(one.name)}</code> (${one.in}${one.required === false ? ', may be left out' : ''}): <code>${escaped(JSON.stringify(one.schema ?? {}))}</code></li>`,
  )
  const answers = Object.entries(operation.responses ?? {}).map(
    ([status, answer]) =>
      `<p>${escaped(status)}: ${escaped(answer.description)}</p>${status.startsWith('2') ? schemaHtml(answer.content) : ''}`,
  )
  const body = operation.requestBody ? `<p>Body:</p>${schemaHtml(operation.requestBody.content)}` : ''
  return `<section><h2><code>${method.toUpperCase()} ${escaped(path)}</code></h2>
<p>${escaped(operation.summary ?? '')} ${escaped(operation.description ?? '')}</p>
${parameters.length > 0 ? `<ul>${parameters.join('')}</ul>` : ''}${body}${answers.join('')}</section>`
}

function schemaHtml(content: Record<string, { schema?: unknown }> | undefined): string {
  const schema = content?.['application/json']?.schema
  if (schema === undefined) return ''
  return `<details><summary>shape</summary><pre>${escaped(JSON.stringify(schema, undefined, 2))}</pre></details>`
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`)
}
