import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { hidePasswords, isHidden, readStreamAddress, streamUrl } from './camera.ts'

test('an address is read into its parts, with the usual port where none is given', () => {
  expect(readStreamAddress('rtsp://10.0.0.14/stream1')).toEqual({
    value: { host: '10.0.0.14', port: 554, path: '/stream1' },
  })
  expect(readStreamAddress(' rtsp://cam.example:8554/a/b?c=1 ').value).toEqual({
    host: 'cam.example',
    port: 8554,
    path: '/a/b?c=1',
  })
  expect(readStreamAddress('rtsp://[::1]:8554').value).toEqual({ host: '[::1]', port: 8554, path: '/' })
})

test('a pasted login is taken out, also one that is not percent-encoded', () => {
  expect(readStreamAddress('rtsp://eva:a%40b@cam/x').value).toMatchObject({ username: 'eva', password: 'a@b' })
  expect(readStreamAddress('rtsp://eva:100%@cam/x').value).toMatchObject({ username: 'eva', password: '100%' })
})

test.each([
  'http://cam/x',
  'rtsp://',
  'rtsp:///x',
  'rtsp://a b/',
  'rtsp://cam:0/',
  'rtsp://cam:70000/',
  'rtsp://cam/x#y',
  `rtsp://${'a'.repeat(254)}/`,
  `rtsp://cam/${'a'.repeat(1_024)}`,
])('refused: %s', (text) => {
  expect(readStreamAddress(text).refused?.code).toBe('camera-url-not-valid')
})

test('whatever is typed, the address that is shown holds no login', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.stringMatching(/^[a-z]{1,8}$/),
      fc.stringMatching(/^[A-Z0-9]{6,12}$/),
      (path, user, password) => {
        const { value } = readStreamAddress(`rtsp://${user}:${password}@cam/${path}`)
        if (value) expect(streamUrl(value).replace(path, '')).not.toContain(password)
      },
    ),
  )
})

test.each([
  ['/cam?user=admin&password=Sesam0&channel=1', '/cam?user=admin&password=***&channel=1'],
  ['/user=admin_password=Sesam0_channel=1_stream=0.sdp?real_stream', '/user=admin_password=***'],
  ['/live?usr=admin&pwd=a%26b&x=1', '/live?usr=admin&pwd=***&x=1'],
  ['/live?passwd=a&b&x=1', '/live?passwd=***&x=1'],
  ['/live?PASSWORD=a/b;c?d', '/live?PASSWORD=***'],
  ['/live?auth=YWRtaW46U2VzYW0w', '/live?auth=***'],
  ['/rtsp://admin:Sesam0@10.0.0.9/live', '/rtsp://admin:***@10.0.0.9/live'],
])('a password in the path %s is taken out of what is shown', (path, shown) => {
  const { value } = readStreamAddress(`rtsp://cam${path}`)
  expect(value).toMatchObject({ path: shown, secretPath: path })
  expect(hidePasswords(shown)).toBe(shown)
  expect(readStreamAddress(`rtsp://cam${shown}`).value).toEqual({ host: 'cam', port: 554, path: shown })
  expect(value && isHidden(value)).toBe(false)
})

test.each(['/live?channel=1&subtype=0', '/user=admin&password=&channel=1', '/Streaming/Channels/101', '/a@b:c'])(
  'in %s there is none, and it stays as it is',
  (path) => {
    expect(readStreamAddress(`rtsp://cam${path}`).value).toEqual({ host: 'cam', port: 554, path })
  },
)

test('whatever stands around it, the address that is shown holds no password of its path', () => {
  const part = fc.stringMatching(/^[a-z0-9._-]{0,8}$/)
  const name = fc.constantFrom('password', 'pass', 'pwd', 'userpwd', 'auth_token', 'Clave')
  const secret = fc.stringMatching(/^[A-Z]{6,10}[!&/?;:=@.]?[A-Z]{6,10}$/)
  fc.assert(
    fc.property(part, name, secret, fc.boolean(), (before, parameter, password, isLast) => {
      const rest = isLast ? '' : '&channel=1'
      const { value } = readStreamAddress(`rtsp://cam/${before}?${parameter}=${password}${rest}`)
      for (const half of password.split(/[^A-Z]/)) expect(value && streamUrl(value)).not.toContain(half)
      expect(value?.secretPath).toContain(password)
    }),
  )
})
