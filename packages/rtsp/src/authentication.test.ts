import { createHash } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { Authenticator, isStale, parseChallenges, strongest } from './authentication.ts'

function authorization(
  header: string,
  login: { username: string; password: string },
  method: string,
  url: string,
  clientNonce: string,
) {
  const challenge = strongest(parseChallenges([header]))
  if (!challenge) throw new Error('no challenge')
  return new Authenticator(login, challenge, () => clientNonce).authorization(method, url)
}

function rfc7616(algorithm: string): string {
  return `Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=${algorithm}, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`
}

describe('the examples of the standards', () => {
  // RFC 7616 §3.9.1.
  const mufasa = { username: 'Mufasa', password: 'Circle of Life' }
  const clientNonce = 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ'

  test('RFC 7616, MD5', () => {
    expect(authorization(rfc7616('MD5'), mufasa, 'GET', '/dir/index.html', clientNonce)).toContain(
      'response="8ca523f5e9506fed4657c9700eebdbec"',
    )
  })
  test('RFC 7616, SHA-256', () => {
    const written = authorization(rfc7616('SHA-256'), mufasa, 'GET', '/dir/index.html', clientNonce)
    expect(written).toContain('response="753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"')
    expect(written).toContain('qop=auth, nc=00000001')
    expect(written).toContain('opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"')
  })
  // RFC 2069 as corrected by its erratum 749.
  test('RFC 2069, without qop', () => {
    const login = { username: 'Mufasa', password: 'CircleOfLife' }
    const text =
      'Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"'
    const written = authorization(text, login, 'GET', '/dir/index.html', '')
    expect(written).toContain('response="1949323746fe6a43ef61f9606e7febea"')
    expect(written).not.toContain('cnonce')
  })
  // RFC 7617 §2.
  test('RFC 7617, Basic', () => {
    expect(
      authorization('Basic realm="WallyWorld"', { username: 'Aladdin', password: 'open sesame' }, 'GET', '/', ''),
    ).toBe('Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==')
  })
})

function md5(...parts: (string | Buffer)[]): string {
  const hash = createHash('md5')
  for (const part of parts) hash.update(part)
  return hash.digest('hex')
}

test.each([
  ['UTF-8', Buffer.from('Cámara Ñandú', 'utf8')],
  ['Latin-1', Buffer.from('Cámara Ñandú', 'latin1')],
])('a realm in %s is hashed and sent back as the bytes that it came in, the login in UTF-8', (_, realm) => {
  // As connection-reader.ts gives it: a byte, a character.
  const header = `Digest realm="${realm.toString('latin1')}", nonce="n"`
  const login = { username: 'señor', password: 'contraseña' }
  const written = Buffer.from(authorization(header, login, 'PLAY', 'rtsp://a/', ''), 'latin1')
  const response = md5(`${md5('señor:', realm, ':contraseña')}:n:${md5('PLAY:rtsp://a/')}`)
  expect(written.includes(`response="${response}"`)).toBe(true)
  expect(written.includes(Buffer.concat([Buffer.from('realm="'), realm, Buffer.from('", ')]))).toBe(true)
  expect(written.includes('username="señor", ')).toBe(true)
})

test('the strongest way that we know is taken, in whatever order and line it is offered', () => {
  const offers = [
    'Basic realm="a"',
    'Digest realm="a", nonce="1", algorithm=MD5',
    'Digest realm="a", nonce="2", algorithm="SHA-256", qop="auth"',
    'Negotiate',
  ]
  fc.assert(
    fc.property(fc.shuffledSubarray(offers, { minLength: 4 }), fc.boolean(), (shuffled, inOneLine) => {
      const chosen = strongest(parseChallenges(inOneLine ? [shuffled.join(', ')] : shuffled))
      expect(chosen?.parameters.get('nonce')).toBe('2')
    }),
  )
  expect(strongest(parseChallenges(['Digest realm="a", nonce="1", qop="auth-int"']))).toBeUndefined()
  expect(strongest(parseChallenges(['Digest realm="a", nonce="1", algorithm=SHA-1']))).toBeUndefined()
  expect(strongest(parseChallenges(['Digest realm="a"', 'Bearer']))).toBeUndefined()
})

test('a nonce is counted, quoted characters go back as they came, stale is seen', () => {
  const [challenge] = parseChallenges(['Digest realm="a \\"b\\" \\\\c", nonce="n, x=\\"1\\"", qop=auth, stale=TRUE'])
  if (!challenge) throw new Error('no challenge')
  expect(challenge.parameters.get('realm')).toBe('a "b" \\c')
  expect(isStale(challenge)).toBe(true)
  const authenticator = new Authenticator({ username: 'u"', password: 'p' }, challenge)
  expect(authenticator.authorization('PLAY', 'rtsp://a/')).toContain('nc=00000001')
  const second = authenticator.authorization('PLAY', 'rtsp://a/')
  expect(second).toContain('nc=00000002')
  expect(second).toContain('username="u\\"", realm="a \\"b\\" \\\\c", nonce="n, x=\\"1\\""')
})

test('whatever a camera asks, challenges are few and reading them takes no time', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.string({ unit: fc.constantFrom('a', ' ', ',', '=', '"', '\\', 'Digest ', 'nonce='), maxLength: 300 }),
      ),
      (values) => {
        const challenges = parseChallenges(values)
        expect(challenges.length).toBeLessThanOrEqual(16)
        strongest(challenges)
      },
    ),
  )
  const started = performance.now()
  parseChallenges([`Digest a="${'\\'.repeat(16_000)}`, ' '.repeat(16_000), `a=${'"'.repeat(16_000)}`])
  expect(performance.now() - started).toBeLessThan(200)
})
