import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { readStreamAddress, streamUrl } from './camera.ts'

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
