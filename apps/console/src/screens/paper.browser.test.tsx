// Paper: all rows, black on white, with its head and without anything to press.

import { afterEach, beforeEach, expect, test } from 'vitest'
import { cdp } from 'vitest/browser'
import { useConnection } from '../platform/connection.ts'
import { FakeServer, aCamera, anAlarm } from '../testing/fake-server.ts'
import { openConsole } from '../testing/open-console.tsx'

interface Session {
  send: (method: 'Emulation.setEmulatedMedia', params: { media: string }) => Promise<unknown>
}
const media = (name: '' | 'print'): Promise<unknown> =>
  (cdp() as Session).send('Emulation.setEmulatedMedia', { media: name })

let server: FakeServer
beforeEach(() => {
  server = new FakeServer()
})
afterEach(async () => {
  server.close()
  dispatchEvent(new Event('afterprint'))
  await media('')
})

test('every camera is on paper, not only those in sight, and the page says who printed it', async () => {
  server.cameras = Array.from({ length: 300 }, (_, at) => aCamera(at + 1))
  const { getByRole, getByText } = await openConsole('/cameras')
  await expect.element(getByRole('option').first()).toBeVisible()
  expect(document.querySelectorAll('[role=option]').length).toBeLessThan(60)
  dispatchEvent(new Event('beforeprint'))
  await media('print')
  expect(document.querySelectorAll('ul[aria-label=Cameras] > li')).toHaveLength(300)
  await expect.element(getByText(/printed .* by L\. Quispe/)).toBeVisible()
  await expect.element(getByText('Corner 300')).toBeVisible()
  expect(getComputedStyle(document.body).backgroundColor).toBe('rgb(255, 255, 255)')
  expect(getComputedStyle(document.body).color).toBe('rgb(0, 0, 0)')
  const pressed = [...document.querySelectorAll('button, input, kbd')].filter((thing) => thing.checkVisibility())
  expect(pressed).toEqual([])
})

test('a filtered list says so in its head', async () => {
  server.cameras = [aCamera(1), aCamera(2, { name: 'Plaza' })]
  const { getByText } = await openConsole('/cameras?filter=plaza')
  await media('print')
  await expect.element(getByText('only 1: plaza')).toBeVisible()
})

test('without a server paper says of when it is, and the list is still whole', async () => {
  server.cameras = [aCamera(1), aCamera(2)]
  const { getByText } = await openConsole('/cameras')
  await expect.element(getByText('Corner 2')).toBeVisible()
  server.close()
  useConnection.setState({ state: 'lost', since: Date.now() })
  dispatchEvent(new Event('beforeprint'))
  await media('print')
  await expect.element(getByText(/No connection since .* What you see is from then/)).toBeVisible()
  await expect.element(getByText('Corner 2')).toBeVisible()
})

test('alarms are on paper with their words', async () => {
  server.alarms = [anAlarm('a')]
  const { getByText } = await openConsole('/alarms')
  await expect.element(getByText('Camera not recording')).toBeVisible()
  dispatchEvent(new Event('beforeprint'))
  await media('print')
  await expect.element(getByText('Camera not recording')).toBeVisible()
})
