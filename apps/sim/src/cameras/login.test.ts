import { expect, test } from 'vitest'
import { type Login, challenges, digestResponse, isLoggedIn } from './login.ts'

test('RFC 2617, section 3.5', () => {
  const response = digestResponse({
    algorithm: 'MD5',
    user: 'Mufasa',
    password: 'Circle Of Life',
    realm: 'testrealm@host.com',
    nonce: 'dcd98b7102dd2f0e8b11d0f600bfb0c093',
    method: 'GET',
    uri: '/dir/index.html',
    withQop: { qop: 'auth', nc: '00000001', cnonce: '0a4f113b' },
  })
  expect(response).toBe('6629fae49393a05397450978507c4ef1')
})

test.each([
  ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
  ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
] as const)('RFC 7616, section 3.9.1, %s', (algorithm, expected) => {
  const response = digestResponse({
    algorithm,
    user: 'Mufasa',
    password: 'Circle of Life',
    realm: 'http-auth@example.org',
    nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v',
    method: 'GET',
    uri: '/dir/index.html',
    withQop: { qop: 'auth', nc: '00000001', cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ' },
  })
  expect(response).toBe(expected)
})

const login = (change: Partial<Login> = {}): Login => ({
  scheme: 'md5',
  user: 'u',
  password: 'p',
  realm: 'r',
  ...change,
})

function header(change: Record<string, string> = {}, password = 'p'): string {
  const facts = { username: 'u', realm: 'r', nonce: 'n', uri: 'rtsp://h/cam/1', algorithm: 'MD5', ...change }
  const algorithm = facts.algorithm === 'SHA-256' ? 'SHA-256' : 'MD5'
  const response = digestResponse({
    algorithm,
    user: facts.username,
    password,
    realm: facts.realm,
    nonce: facts.nonce,
    method: 'PLAY',
    uri: facts.uri,
  })
  return `Digest ${Object.entries({ ...facts, response })
    .map(([name, value]) => `${name}="${value}"`)
    .join(', ')}`
}
const isIn = (as: Login, authorization?: string) => isLoggedIn(as, 'n', 'PLAY', 'rtsp://h/cam/1', authorization)

test('the right password opens; a wrong one, an old nonce, another address, another name or none do not', () => {
  expect(isIn(login(), header())).toBe(true)
  expect(isIn(login(), header({}, 'q'))).toBe(false)
  expect(isIn(login(), header({ nonce: 'old' }))).toBe(false)
  expect(isIn(login(), header({ uri: 'rtsp://h/cam/2' }))).toBe(false)
  expect(isIn(login(), header({ username: 'v' }))).toBe(false)
  expect(isIn(login(), header({ realm: 's' }))).toBe(false)
  expect(isIn(login())).toBe(false)
  expect(isIn(login(), 'Digest')).toBe(false)
})

test('a camera that asks for SHA-256 does not take MD5, one that offers both takes either', () => {
  expect(isIn(login({ scheme: 'sha-256' }), header())).toBe(false)
  expect(isIn(login({ scheme: 'sha-256' }), header({ algorithm: 'SHA-256' }))).toBe(true)
  expect(isIn(login({ scheme: 'both' }), header())).toBe(true)
  expect(isIn(login({ scheme: 'both' }), header({ algorithm: 'SHA-256' }))).toBe(true)
  expect(challenges(login({ scheme: 'both' }), 'n').map((each) => each.includes('SHA-256'))).toEqual([true, false])
})

test('Basic, and no login at all', () => {
  expect(isIn(login({ scheme: 'basic' }), `Basic ${btoa('u:p')}`)).toBe(true)
  expect(isIn(login({ scheme: 'basic' }), `Basic ${btoa('u:q')}`)).toBe(false)
  expect(isIn(login({ scheme: 'basic' }), header())).toBe(false)
  expect(isIn(login({ scheme: 'none' }))).toBe(true)
  expect(challenges(login({ scheme: 'none' }), 'n')).toEqual([])
})
