// One way in for every noun: a route says its path, who may, and its shapes; what it does gets only what passed them.
// From the same shapes comes the OpenAPI (openapi.ts). Nouns know this file and not the framework behind it.

import type { Person } from '@sereno/contract/people'
import type { Language } from '@sereno/domain/refusal-texts'
import { type Result, refuse, refused } from '@sereno/domain/refusal'
import { type Right, may } from '@sereno/domain/trust/people/roles'
import { z } from 'zod'

/** Whose request it is: a person and their login. */
export interface Caller {
  readonly person: Person
  /** SHA-256 of the cookie's value. */
  readonly session: Buffer
  readonly endsAt: number
}

type Shape = z.ZodType | undefined
type Out<S extends Shape> = S extends z.ZodType ? z.output<S> : undefined

export interface Asked<P extends Shape, Q extends Shape, B extends Shape> {
  readonly params: Out<P>
  readonly query: Out<Q>
  readonly body: Out<B>
  readonly request: RawRequest
  /** What the answer carries besides its body. */
  readonly reply: Reply
}

export interface AskedBy<P extends Shape, Q extends Shape, B extends Shape> extends Asked<P, Q, B> {
  readonly caller: Caller
}

/** A request before anything in it was believed. */
export interface RawRequest {
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  readonly address: string
  readonly cookie: string | undefined
  readonly language: Language
  body(bytesMax: number): Promise<Result<unknown>>
}

export interface Reply {
  headers: Record<string, string>
}

export interface Answer {
  readonly status: number
  readonly body: unknown
  readonly headers: Readonly<Record<string, string>>
}

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'

interface Spec<P extends Shape, Q extends Shape, B extends Shape, A extends Shape> {
  readonly method: Method
  /** With parameters in braces, as OpenAPI has them. */
  readonly path: string
  readonly summary: string
  readonly params?: P
  readonly query?: Q
  readonly body?: B
  /** Default 256 kB. */
  readonly bodyBytesMax?: number
  /** Left out: 204 and no body. */
  readonly answer?: A
  readonly status?: 200 | 201 | 202
}

interface Public<P extends Shape, Q extends Shape, B extends Shape, A extends Shape> extends Spec<P, Q, B, A> {
  readonly access: 'public'
  run(asked: Asked<P, Q, B>): Promise<Result<Out<A>>>
}

interface Guarded<P extends Shape, Q extends Shape, B extends Shape, A extends Shape> extends Spec<P, Q, B, A> {
  readonly access: 'login' | Right
  run(asked: AskedBy<P, Q, B>): Promise<Result<Out<A>>>
}

interface GuardedByBody<P extends Shape, Q extends Shape, B extends Shape, A extends Shape> extends Spec<P, Q, B, A> {
  readonly access: 'by body'
  /** The right depends on what is asked for; it is looked at before anything is done. */
  rightFor(body: Out<B>): Right
  run(asked: AskedBy<P, Q, B>): Promise<Result<Out<A>>>
}

type AnySpec<P extends Shape, Q extends Shape, B extends Shape, A extends Shape> =
  | Public<P, Q, B, A>
  | Guarded<P, Q, B, A>
  | GuardedByBody<P, Q, B, A>

/** A route with its types closed over: what the framework mounts and the documentation lists. */
export interface Route {
  readonly method: Method
  readonly path: string
  readonly summary: string
  readonly access: string
  readonly shapes: { params?: z.ZodType; query?: z.ZodType; body?: z.ZodType; answer?: z.ZodType }
  readonly status: number
  handle(request: RawRequest, authenticate: Authenticate): Promise<Result<Answer>>
}

export type Authenticate = (cookie: string) => Promise<Caller | undefined>

/** Enough for every body but a city's: the longest, a view of 64 cameras, has 2 kB. */
export const BODY_BYTES_MAX = 256_000

export function route<
  P extends Shape = undefined,
  Q extends Shape = undefined,
  B extends Shape = undefined,
  A extends Shape = undefined,
>(spec: AnySpec<P, Q, B, A>): Route {
  const status = spec.answer === undefined ? 204 : (spec.status ?? 200)
  const { params, query, body, answer } = spec
  return {
    method: spec.method,
    path: spec.path,
    summary: spec.summary,
    access: spec.access,
    shapes: { ...(params && { params }), ...(query && { query }), ...(body && { body }), ...(answer && { answer }) },
    status,
    handle: async (request, authenticate) => {
      const reply: Reply = { headers: {} }
      const done = await runSpec(spec, request, reply, authenticate)
      if (done.refused) return done
      // Parsed once more on the way out: what the shape does not name cannot leak.
      return { value: { status, body: answer ? answer.parse(done.value) : undefined, headers: reply.headers } }
    },
  }
}

async function runSpec<P extends Shape, Q extends Shape, B extends Shape, A extends Shape>(
  spec: AnySpec<P, Q, B, A>,
  request: RawRequest,
  reply: Reply,
  authenticate: Authenticate,
): Promise<Result<Out<A>>> {
  if (spec.access === 'public') {
    const asked = await readAll(spec, request)
    return asked.refused ? asked : spec.run({ ...asked.value, request, reply })
  }
  const caller = request.cookie === undefined ? undefined : await authenticate(request.cookie)
  if (!caller) return refused(refuse('login-required'))
  // Before the body is read: who may not do it learns nothing about how it is done.
  if (spec.access !== 'by body' && spec.access !== 'login') {
    const barred = barrier(caller, spec.access)
    if (barred) return barred
  }
  const asked = await readAll(spec, request)
  if (asked.refused) return asked
  if (spec.access === 'by body') {
    const barred = barrier(caller, spec.rightFor(asked.value.body))
    if (barred) return barred
  }
  return spec.run({ ...asked.value, request, reply, caller })
}

function barrier(caller: Caller, right: Right): Result<never> | undefined {
  return may(caller.person.roles, right) ? undefined : refused(refuse('right-missing', { right }))
}

async function readAll<P extends Shape, Q extends Shape, B extends Shape>(
  spec: Pick<Spec<P, Q, B, Shape>, 'params' | 'query' | 'body' | 'bodyBytesMax'>,
  request: RawRequest,
): Promise<Result<{ params: Out<P>; query: Out<Q>; body: Out<B> }>> {
  const params = readPart(spec.params, request.params, request.language)
  if (params.refused) return params
  const query = readPart(spec.query, request.query, request.language)
  if (query.refused) return query
  let sent: unknown
  if (spec.body) {
    const read = await request.body(spec.bodyBytesMax ?? BODY_BYTES_MAX)
    if (read.refused) return read
    sent = read.value
  }
  const body = readPart(spec.body, sent, request.language)
  return body.refused ? body : { value: { params: params.value, query: query.value, body: body.value } }
}

const sentences = { es: z.locales.es().localeError, en: z.locales.en().localeError }

// The cast says what the compiler cannot: Out<S> of a missing shape is undefined, of a shape what it gives.
function readPart<S extends Shape>(shape: S | undefined, sent: unknown, language: Language): Result<Out<S>> {
  if (shape === undefined) return { value: undefined as Out<S> }
  const read = shape.safeParse(sent, { error: sentences[language] })
  if (read.success) return { value: read.data as Out<S> }
  const issue = read.error.issues[0]
  const field = (issue?.path.map(String).join('.') ?? '').slice(0, 100) || 'body'
  return refused(refuse('not-valid', { field, problem: (issue?.message ?? '').slice(0, 300) }))
}
