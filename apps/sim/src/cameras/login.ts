// The camera's side of a login: Basic (RFC 7617) and Digest with MD5 or SHA-256 (RFC 2617, RFC 7616), with qop=auth or
// without, as old cameras do. Pure but for the nonce, which is passed in.

import { createHash, timingSafeEqual } from 'node:crypto'

export type LoginScheme = 'none' | 'basic' | 'md5' | 'sha-256' | 'both'
export type Login = { scheme: LoginScheme; user: string; password: string; realm?: string; qop?: boolean }
export type DigestAlgorithm = 'MD5' | 'SHA-256'

const REALM = 'Sereno sim'

/** The values of WWW-Authenticate, the stronger first (RFC 7616 3.7). */
export function challenges({ scheme, realm = REALM, qop = false }: Login, nonce: string): string[] {
  if (scheme === 'none') return []
  if (scheme === 'basic') return [`Basic realm="${realm}"`]
  const algorithms: DigestAlgorithm[] = []
  if (scheme !== 'md5') algorithms.push('SHA-256')
  if (scheme !== 'sha-256') algorithms.push('MD5')
  const offer = qop ? ', qop="auth"' : ''
  return algorithms.map((algorithm) => {
    // Cameras of the last twenty years leave "algorithm=MD5" out, and some clients stumble over it.
    const named = algorithm === 'MD5' ? '' : `, algorithm=${algorithm}`
    return `Digest realm="${realm}", nonce="${nonce}"${named}${offer}`
  })
}

export function isLoggedIn(login: Login, nonce: string, method: string, uri: string, authorization = ''): boolean {
  if (login.scheme === 'none') return true
  const [, scheme = '', rest = ''] = /^(\S+)\s+([\s\S]*)$/.exec(authorization) ?? []
  if (login.scheme === 'basic') {
    const expected = Buffer.from(`${login.user}:${login.password}`).toString('base64')
    return scheme.toLowerCase() === 'basic' && isSame(rest.trim(), expected)
  }
  if (scheme.toLowerCase() !== 'digest') return false
  const given = parameters(rest)
  const algorithm = given['algorithm']?.toUpperCase() ?? 'MD5'
  if (algorithm !== 'MD5' && algorithm !== 'SHA-256') return false
  if (login.scheme !== 'both' && login.scheme.toUpperCase() !== algorithm) return false
  if (given['username'] !== login.user || given['nonce'] !== nonce || given['uri'] !== uri) return false
  const { realm = REALM } = login
  const digest = digestResponse({ ...login, algorithm, realm, nonce, method, uri, ...qopOf(given) })
  return given['realm'] === realm && isSame(given['response'] ?? '', digest)
}

export type DigestFacts = {
  algorithm: DigestAlgorithm
  user: string
  password: string
  realm: string
  nonce: string
  method: string
  uri: string
  withQop?: { qop: string; nc: string; cnonce: string }
}

/** RFC 7616 3.4.1; without qop the older form of RFC 2069. */
export function digestResponse(facts: DigestFacts): string {
  const { algorithm, user, password, realm, nonce, method, uri, withQop } = facts
  const hash = (text: string) =>
    createHash(algorithm === 'MD5' ? 'md5' : 'sha256')
      .update(text)
      .digest('hex')
  const middle = withQop ? `${nonce}:${withQop.nc}:${withQop.cnonce}:${withQop.qop}` : nonce
  return hash(`${hash(`${user}:${realm}:${password}`)}:${middle}:${hash(`${method}:${uri}`)}`)
}

function qopOf({ qop, nc, cnonce }: Record<string, string>): Pick<DigestFacts, 'withQop'> {
  return qop && nc && cnonce ? { withQop: { qop, nc, cnonce } } : {}
}

function parameters(text: string): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [, name = '', quoted, bare] of text.matchAll(/([\w-]+)\s*=\s*(?:"([^"]*)"|([^\s,]+))/g)) {
    found[name.toLowerCase()] = quoted ?? bare ?? ''
  }
  return found
}

function isSame(given: string, expected: string): boolean {
  const a = Buffer.from(given)
  const b = Buffer.from(expected)
  return a.length === b.length && timingSafeEqual(a, b)
}
