// Keys on the whole screens, after a hand was on the mouse: a list or a tile that has focus takes nothing away.

import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { FakeServer, aCamera, anAlarm } from '../testing/fake-server.ts'
import { openConsole } from '../testing/open-console.tsx'

let server: FakeServer
beforeEach(() => {
  sessionStorage.clear()
  server = new FakeServer()
  server.cameras = [7, 14, 142].map((number) => aCamera(number))
})
afterEach(() => server.close())

test('a tile was clicked: a number and Enter still put a camera there, and an arrow moves on', async () => {
  const { router, getByRole } = await openConsole('/wall?layout=4&cameras=7&tile=1&list=0')
  const place = (tile: number) => getByRole('listbox', { name: 'Wall' }).getByRole('option').nth(tile)
  await place(1).click()
  await expect.element(place(1)).toHaveAttribute('aria-selected', 'true')
  await userEvent.keyboard('142{Enter}')
  await vi.waitFor(() => expect(router.state.location.search).toMatchObject({ cameras: '7,142' }))
  await place(0).click()
  await userEvent.keyboard('{ArrowDown}')
  await expect.element(place(2)).toHaveAttribute('aria-selected', 'true')
  await expect.element(place(2)).toHaveFocus()
})

test('Enter on a clicked tile shows it alone', async () => {
  const { router, getByRole } = await openConsole('/wall?layout=4&cameras=7,14&tile=1&list=0')
  await getByRole('listbox', { name: 'Wall' }).getByRole('option').nth(1).click()
  await vi.waitFor(() => expect(router.state.location.search).toMatchObject({ tile: '2' }))
  await userEvent.keyboard('{Enter}')
  await vi.waitFor(() => expect(router.state.location.search).toMatchObject({ layout: '1', cameras: '14' }))
})

test('a number begun over the list beside the wall is that camera, not the chosen row', async () => {
  const { router, getByRole } = await openConsole('/wall?layout=4&tile=1&list=1')
  await getByRole('listbox', { name: 'Cameras' }).getByRole('option').nth(0).click()
  await userEvent.keyboard('142{Enter}')
  await vi.waitFor(() => expect(router.state.location.search).toMatchObject({ cameras: '142' }))
})

test('the list of cameras has focus by Tab: arrows and Enter work', async () => {
  const { router, getByRole } = await openConsole('/cameras')
  const list = getByRole('listbox', { name: 'Cameras' })
  await expect.element(list).toBeVisible()
  list.element().focus()
  await userEvent.keyboard('{ArrowDown}')
  await expect.element(list.getByRole('option').nth(1)).toHaveAttribute('aria-selected', 'true')
  await userEvent.keyboard('{Enter}')
  await vi.waitFor(() => expect(router.state.location.pathname).toBe('/cameras/14'))
})

test('under a filter of states Enter opens the camera that was read, not one that slipped in above it', async () => {
  const state = { what: 'not-recording', since: 1_000 as never } as const
  server.cameras = [aCamera(3), aCamera(7, { state }), aCamera(14, { state })]
  const { router, getByRole } = await openConsole('/cameras?state=not-recording')
  const rows = getByRole('listbox', { name: 'Cameras' }).getByRole('option')
  await expect.element(rows.nth(1)).toBeVisible()
  server.cameras = [3, 7, 14].map((number) => aCamera(number, { state }))
  server.tell([], { states: [{ camera: aCamera(3).id, state }] })
  await expect.element(rows.nth(2)).toBeVisible()
  await userEvent.keyboard('{Enter}')
  await vi.waitFor(() => expect(router.state.location.pathname).toBe('/cameras/7'))
})

test('after typing into the filter the first match is chosen, also when the choice was below', async () => {
  const { router, getByRole } = await openConsole('/cameras')
  const rows = getByRole('listbox', { name: 'Cameras' }).getByRole('option')
  await expect.element(rows.nth(2)).toBeVisible()
  await userEvent.keyboard('{ArrowDown}{ArrowDown}{F3}14')
  await expect.element(rows.nth(1)).toHaveAttribute('aria-selected', 'false')
  await expect.element(rows.nth(0)).toHaveAttribute('aria-selected', 'true')
  await userEvent.keyboard('{Escape}{Enter}')
  await vi.waitFor(() => expect(router.state.location.pathname).toBe('/cameras/14'))
})

test('an alarm was clicked: arrows move on from it', async () => {
  server.alarms = ['a', 'b', 'c'].map((tail, at) => anAlarm(tail, { raisedAt: (1_000 + at) as never }))
  const { getByRole } = await openConsole('/alarms')
  const rows = getByRole('listbox', { name: 'Alarms' }).getByRole('option')
  await rows.nth(1).click()
  await userEvent.keyboard('{ArrowDown}')
  await expect.element(rows.nth(2)).toHaveAttribute('aria-selected', 'true')
})

test('F3 stands in the filter: the first letter of a name is a letter', async () => {
  const { router, getByRole } = await openConsole('/wall?layout=4&list=0')
  await expect.element(getByRole('listbox', { name: 'Wall' })).toBeVisible()
  await userEvent.keyboard('{F3}')
  const filter = getByRole('searchbox', { name: 'number or name' })
  await expect.element(filter).toHaveFocus()
  await userEvent.keyboard('a')
  await expect.element(filter).toHaveValue('a')
  await userEvent.keyboard('{F3}b')
  await expect.element(filter).toHaveValue('b')
  expect(router.state.location.pathname).toBe('/cameras')
})

test('Escape in a field leaves the field and keeps its words; only then it goes back', async () => {
  const { router, getByRole } = await openConsole('/alarms', '/cameras')
  const filter = getByRole('searchbox', { name: 'number or name' })
  await filter.click()
  await userEvent.keyboard('plaza{Escape}')
  await expect.element(filter).toHaveValue('plaza')
  await expect.element(filter).not.toHaveFocus()
  expect(router.state.location.pathname).toBe('/cameras')
  await userEvent.keyboard('{Escape}')
  await vi.waitFor(() => expect(router.state.location.pathname).toBe('/alarms'))
})

test('an open menu has the keyboard to itself', async () => {
  const { router, getByRole } = await openConsole('/cameras')
  await getByRole('button', { name: /Quispe/ }).click()
  await expect.element(getByRole('menu')).toBeVisible()
  await userEvent.keyboard('a{ArrowDown}{Escape}')
  await expect.element(getByRole('menu')).not.toBeInTheDocument()
  expect(router.state.location.pathname).toBe('/cameras')
})

test('Enter on the map opens the chosen camera, wherever focus is', async () => {
  server.cameras = [aCamera(14, { place: { latitude: -24.18, longitude: -65.3 } })]
  const { router, getByRole } = await openConsole('/map?camera=14')
  await expect.element(getByRole('region', { name: 'Corner 14' })).toBeVisible()
  await userEvent.keyboard('{Enter}')
  await vi.waitFor(() => expect(router.state.location).toMatchObject({ pathname: '/wall', search: { cameras: '14' } }))
})
