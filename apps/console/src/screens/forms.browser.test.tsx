// Forms never lose what was typed: not to another person's change, not to Escape, not to another screen.

import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { FakeServer, aCamera } from '../testing/fake-server.ts'
import { openConsole } from '../testing/open-console.tsx'

let server: FakeServer
beforeEach(() => {
  sessionStorage.clear()
  server = new FakeServer()
  server.cameras = [aCamera(14, { name: 'Plaza' })]
})
afterEach(() => server.close())

function storedByAnother(over: Parameters<typeof aCamera>[1]): void {
  server.cameras = [aCamera(14, { name: 'Plaza', version: 2, ...over })]
  server.tell(['camera.changed'])
}

test("somebody else's change is named and goes only where nothing was typed", async () => {
  const { getByRole, getByText } = await openConsole('/cameras/14')
  const name = getByRole('textbox', { name: 'Name' })
  await name.fill('Plaza norte')
  storedByAnother({ name: 'Plaza sur', retentionHours: 24 })
  await expect.element(getByText(/somebody else changed: Name, Hours it is kept/)).toBeVisible()
  await expect.element(name).toHaveValue('Plaza norte')
  await expect.element(getByRole('textbox', { name: 'Hours it is kept' })).toHaveValue('24')
  server.answer('PATCH /api/cameras/cam-0000000014', ({ body }) => aCamera(14, { ...(body as object), version: 3 }))
  await userEvent.keyboard('{Control>}{Enter}{/Control}')
  await vi.waitFor(() =>
    expect(server.of('PATCH /api/cameras/cam-0000000014')[0]?.body).toMatchObject({ version: 2, name: 'Plaza norte' }),
  )
})

test("where nothing was typed somebody else's change is simply shown", async () => {
  const { getByRole, getByText } = await openConsole('/cameras/14')
  await expect.element(getByRole('textbox', { name: 'Name' })).toHaveValue('Plaza')
  storedByAnother({ name: 'Plaza sur' })
  await expect.element(getByRole('textbox', { name: 'Name' })).toHaveValue('Plaza sur')
  await expect.element(getByText(/somebody else/)).not.toBeInTheDocument()
})

test('our own change, heard of by the feed before its answer, is nobody else', async () => {
  const { getByRole, getByText } = await openConsole('/cameras/14')
  await getByRole('textbox', { name: 'Name' }).fill('Plaza norte')
  server.answer('PATCH /api/cameras/cam-0000000014', () => {
    storedByAnother({ name: 'Plaza norte' })
    return aCamera(14, { name: 'Plaza norte', version: 2 })
  })
  await getByRole('button', { name: 'Store' }).click()
  await expect.element(getByText('Stored.')).toBeVisible()
  await expect.element(getByText(/somebody else/)).not.toBeInTheDocument()
  await expect.element(getByRole('button', { name: 'Store' })).toHaveAccessibleDescription('nothing was changed')
})

test('a new camera half typed is still there after another screen; its password is not', async () => {
  const { router, getByRole, getByText } = await openConsole('/alarms', '/cameras/new')
  await getByRole('textbox', { name: 'RTSP address' }).fill('rtsp://10.0.0.9/1')
  await getByRole('textbox', { name: "Camera's password" }).fill('s3cret-of-the-pole')
  await getByRole('textbox', { name: 'Name' }).fill('Puente')
  await userEvent.keyboard('{Escape}{Escape}')
  await vi.waitFor(() => expect(router.state.location.pathname).toBe('/alarms'))
  expect(JSON.stringify(sessionStorage)).not.toContain('s3cret')
  await router.navigate({ to: '/cameras/new' })
  await expect.element(getByRole('textbox', { name: 'RTSP address' })).toHaveValue('rtsp://10.0.0.9/1')
  await expect.element(getByRole('textbox', { name: 'Name' })).toHaveValue('Puente')
  await expect.element(getByText(/is still here; the password is not/)).toBeVisible()
  await getByRole('button', { name: 'Empty it' }).click()
  await expect.element(getByRole('textbox', { name: 'Name' })).toHaveValue('')
  expect(Object.keys(sessionStorage).filter((key) => key.includes('text'))).toEqual([])
})

test('a limit of disk goes out in bytes, and emptying it takes it away', async () => {
  server.cameras = [aCamera(14, { retentionBytesMax: 2_500_000_000 })]
  server.answer('PATCH /api/cameras/cam-0000000014', () => aCamera(14, { version: 2 }))
  const { getByRole } = await openConsole('/cameras/14')
  const limit = getByRole('textbox', { name: 'Disk at most' })
  await expect.element(limit).toHaveValue('2.5')
  await limit.fill('')
  await getByRole('button', { name: 'Store' }).click()
  await vi.waitFor(() =>
    expect(server.of('PATCH /api/cameras/cam-0000000014')[0]?.body).toMatchObject({ retentionBytesMax: null }),
  )
})
