// Answers a camera's login challenge: Basic (RFC 7617) and Digest (RFC 2617 and 7616: MD5, SHA-256, their -sess forms, qop=auth
// or none). The strongest that is offered is used, once: a second guess could lock the account.
// A camera hashes the bytes of its realm, whatever their encoding. So all texts here are bytes, one character each, as the
// head was read (latin1) and as it is written again; the login's are made so from UTF-8 (RFC 7616 §4).

import { createHash, randomBytes } from 'node:crypto'

export interface Challenge {
  readonly scheme: string
  readonly parameters: ReadonlyMap<string, string>
}

export interface Login {
  readonly username: string
  readonly password: string
}

const CHALLENGES_MAX = 16 // cameras send one to three

/** Every challenge of the WWW-Authenticate headers, several in one line too. Stops at what it cannot read. */
export function parseChallenges(values: readonly string[]): Challenge[] {
  const challenges: Challenge[] = []
  for (const value of values) {
    // A token that no `=` follows is a scheme; `name=token` and `name="text"` belong to the scheme before them.
    const part = /[\s,]*([!#$%&'*+\-.^_`|~0-9A-Za-z]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*)))?/y
    let parameters: Map<string, string> | undefined
    for (let match = part.exec(value); match; match = part.exec(value)) {
      const [, name = '', quoted, plain] = match
      if (quoted === undefined && plain === undefined) {
        if (challenges.length === CHALLENGES_MAX) return challenges
        parameters = new Map()
        challenges.push({ scheme: name.toLowerCase(), parameters })
      } else parameters?.set(name.toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '')
    }
  }
  return challenges
}

const hashes: Readonly<Record<string, { hash: 'sha256' | 'md5'; isSession: boolean; rank: number }>> = {
  'sha-256': { hash: 'sha256', isSession: false, rank: 4 },
  'sha-256-sess': { hash: 'sha256', isSession: true, rank: 3 },
  md5: { hash: 'md5', isSession: false, rank: 2 },
  'md5-sess': { hash: 'md5', isSession: true, rank: 1 },
}

/** Writes Authorization headers for one challenge, counting its nonce. */
export class Authenticator {
  readonly #login: Login
  readonly #challenge: Challenge
  readonly #clientNonce: () => string
  #count = 0

  constructor(login: Login, challenge: Challenge, clientNonce = () => randomBytes(8).toString('hex')) {
    this.#login = login
    this.#challenge = challenge
    this.#clientNonce = clientNonce
  }

  /** Bytes, one character each: to be written as latin1. */
  authorization(method: string, url: string): string {
    const [username, password] = [utf8Bytes(this.#login.username), utf8Bytes(this.#login.password)]
    if (this.#challenge.scheme === 'basic') {
      return `Basic ${Buffer.from(`${username}:${password}`, 'latin1').toString('base64')}`
    }
    const of = this.#challenge.parameters
    const algorithm = of.get('algorithm')
    const { hash, isSession } = hashes[(algorithm ?? 'md5').toLowerCase()] ?? { hash: 'md5', isSession: false }
    const digest = (text: string) => createHash(hash).update(text, 'latin1').digest('hex')
    const realm = of.get('realm') ?? ''
    const nonce = of.get('nonce') ?? ''
    const clientNonce = this.#clientNonce()
    const count = (++this.#count).toString(16).padStart(8, '0')
    const hasQop = of.has('qop')
    let secret = digest(`${username}:${realm}:${password}`)
    if (isSession) secret = digest(`${secret}:${nonce}:${clientNonce}`)
    const request = digest(`${method}:${url}`)
    const response = hasQop
      ? digest(`${secret}:${nonce}:${count}:${clientNonce}:auth:${request}`)
      : digest(`${secret}:${nonce}:${request}`)
    let header = `Digest username=${quote(username)}, realm=${quote(realm)}, nonce=${quote(nonce)}, uri=${quote(url)}, response="${response}"`
    if (algorithm !== undefined) header += `, algorithm=${algorithm}`
    const opaque = of.get('opaque')
    if (opaque !== undefined) header += `, opaque=${quote(opaque)}`
    if (hasQop) header += `, qop=auth, nc=${count}`
    if (hasQop || isSession) header += `, cnonce="${clientNonce}"`
    return header
  }
}

/** The challenge to answer, or undefined when there is none that we can. */
export function strongest(challenges: readonly Challenge[]): Challenge | undefined {
  let best: Challenge | undefined
  for (const challenge of challenges) if (rankOf(challenge) > (best ? rankOf(best) : -1)) best = challenge
  return best
}

function rankOf({ scheme, parameters }: Challenge): number {
  if (scheme === 'basic') return 0
  if (scheme !== 'digest' || !parameters.has('nonce')) return -1
  const qop = parameters.get('qop')
  if (
    qop !== undefined &&
    !qop
      .toLowerCase()
      .split(/[\s,]+/)
      .includes('auth')
  )
    return -1
  return hashes[(parameters.get('algorithm') ?? 'md5').toLowerCase()]?.rank ?? -1
}

export function isStale(challenge: Challenge): boolean {
  return challenge.parameters.get('stale')?.toLowerCase() === 'true'
}

function utf8Bytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1')
}

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}
