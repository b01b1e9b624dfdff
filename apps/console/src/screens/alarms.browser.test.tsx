// Acknowledging on the screen of alarms: the one that was read is the one that is taken.

import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { FakeServer, Refuse, aCamera, anAlarm } from '../testing/fake-server.ts'
import { openConsole } from '../testing/open-console.tsx'

let server: FakeServer
beforeEach(() => {
  sessionStorage.clear()
  server = new FakeServer()
  server.cameras = [aCamera(14)]
})
afterEach(() => server.close())

const taken = () =>
  server.asked.filter(({ path }) => path.endsWith('/acknowledge')).map(({ path }) => path.slice(-13, -12))

/** The server's answer of the moment, as the feed makes the console ask for it. */
async function arrive(...alarms: ReturnType<typeof anAlarm>[]): Promise<void> {
  server.alarms = [...server.alarms, ...alarms]
  const before = server.of('GET /api/alarms').length
  server.tell(['alarm.raised'])
  await vi.waitFor(() => expect(server.of('GET /api/alarms').length).toBeGreaterThan(before))
}

test('an urgent alarm that slips in above does not take the X that was meant for the first row', async () => {
  server.alarms = [anAlarm('a')]
  const { getByRole } = await openConsole('/alarms')
  const rows = getByRole('listbox', { name: 'Alarms' }).getByRole('option')
  await expect.element(rows.nth(0).getByText('Camera not recording')).toBeVisible()
  await arrive(anAlarm('b', { kind: 'recording-stopped', priority: 1 }))
  await expect.element(rows.nth(1)).toBeVisible()
  await userEvent.keyboard('x')
  await vi.waitFor(() => expect(taken()).toEqual(['a']))
})

test('under a hand no row moves: new ones come at the foot, and Home puts them in order', async () => {
  server.alarms = [anAlarm('a'), anAlarm('b')]
  const { getByRole } = await openConsole('/alarms')
  const rows = getByRole('listbox', { name: 'Alarms' }).getByRole('option')
  await rows.nth(0).click()
  await arrive(anAlarm('c', { kind: 'recording-stopped', priority: 1 }))
  await expect.element(rows.nth(2).getByText('Recording stopped')).toBeVisible()
  await expect.element(getByRole('button', { name: 'Put in order: 1 new below' })).toBeVisible()
  await userEvent.keyboard('{Home}')
  await expect.element(rows.nth(0).getByText('Recording stopped')).toBeVisible()
  await expect.element(rows.nth(1)).toHaveAttribute('aria-selected', 'true')
})

test('one that is over under the hand stays in its row, and cannot be taken any more', async () => {
  server.alarms = [anAlarm('a'), anAlarm('b')]
  const { getByRole } = await openConsole('/alarms')
  const rows = getByRole('listbox', { name: 'Alarms' }).getByRole('option')
  await rows.nth(0).click()
  server.alarms = server.alarms.slice(1)
  server.tell(['alarm.cleared'])
  await expect.element(rows.nth(0).getByText('cleared')).toBeVisible()
  await userEvent.keyboard('x')
  await expect.element(getByRole('button', { name: 'Acknowledge' })).toHaveAccessibleDescription('it is over')
  expect(taken()).toEqual([])
})

test('after an acknowledgement the next one is chosen, and a refusal says who was first', async () => {
  server.alarms = [anAlarm('a'), anAlarm('b')]
  server.answer(`POST /api/alarms/${anAlarm('b').id}/acknowledge`, () => {
    return new Refuse(409, 'alarm-not-unacknowledged', 'J. Mamani has already acknowledged it')
  })
  const { getByRole, getByText } = await openConsole('/alarms')
  const rows = getByRole('listbox', { name: 'Alarms' }).getByRole('option')
  await expect.element(rows.nth(1)).toBeVisible()
  await userEvent.keyboard('x')
  await expect.element(rows.nth(1)).toHaveAttribute('aria-selected', 'true')
  await userEvent.keyboard('x')
  await expect.element(getByText('J. Mamani has already acknowledged it')).toBeVisible()
  expect(taken()).toEqual(['a', 'b'])
})
