// The API as the contract types it. An expected "no" arrives as Refused with the server's own sentence; a server that
// does not answer as NoServer. Nothing else is thrown by the network.

import { refusalShape } from '@sereno/contract/common'
import type { z } from 'zod'
import { currentLanguage, text } from '../i18n/text.ts'

/** A request that takes longer is as good as none; testing a camera may take 10 s by itself. */
const REQUEST_MS_MAX = 20_000

export class Refused extends Error {
  override readonly name = 'Refused'
  readonly status: number
  readonly code: string
  readonly facts: Readonly<Record<string, string | number>>

  constructor(status: number, code: string, facts: Readonly<Record<string, string | number>>, sentence: string) {
    super(sentence)
    this.status = status
    this.code = code
    this.facts = facts
  }
}

export class NoServer extends Error {
  override readonly name = 'NoServer'
  constructor(cause?: unknown) {
    super(text('error.no-server'), { cause })
  }
}

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'

/** `shape` says what is expected back; undefined where only the success counts. */
export async function call<S extends z.ZodType>(
  shape: S,
  method: Method,
  path: string,
  body?: unknown,
): Promise<z.output<S>> {
  const answer = await send(method, path, body)
  const parsed = shape.safeParse(answer)
  if (parsed.success) return parsed.data
  throw new Refused(200, 'answer-not-understood', {}, text('error.answer', { path }))
}

export async function act(method: Method, path: string, body?: unknown): Promise<void> {
  await send(method, path, body)
}

async function send(method: Method, path: string, body: unknown): Promise<unknown> {
  let response: Response
  try {
    response = await fetch(path, {
      method,
      headers: {
        accept: 'application/json',
        'accept-language': currentLanguage(),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      credentials: 'same-origin',
      cache: 'no-store',
      signal: AbortSignal.timeout(REQUEST_MS_MAX),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  } catch (error) {
    throw new NoServer(error)
  }
  const answer: unknown = response.status === 204 ? undefined : await response.json().catch(() => undefined)
  if (response.ok) return answer
  const refusal = refusalShape.safeParse(answer)
  if (refusal.success) {
    const { code, facts, text: sentence } = refusal.data.refusal
    throw new Refused(response.status, code, facts, sentence)
  }
  if (response.status >= 500) throw new NoServer(response.status)
  throw new Refused(response.status, 'answer-not-understood', {}, text('error.answer', { path }))
}

/** The sentence for a person, whatever was thrown. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
