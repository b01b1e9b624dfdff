// The first account by the welcome link, and the dialog of accounts.

import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { FakeServer, Refuse } from '../testing/fake-server.ts'
import { openConsole } from '../testing/open-console.tsx'

let server: FakeServer
const address = location.href
beforeEach(() => {
  sessionStorage.clear()
  server = new FakeServer()
})
afterEach(() => {
  server.close()
  history.replaceState(null, '', address)
})

const PASSWORD = 'cuatro caballos blancos'
const TOKEN = 'a-one-time-token-of-32-characters'

test('the welcome link makes the first account, and is spent', async () => {
  history.replaceState(null, '', `${address}#token=${TOKEN}`)
  const { router, getByLabelText, getByRole } = await openConsole('/welcome')
  const make = getByRole('button', { name: 'Make the account and enter' })
  await getByLabelText('Name', { exact: true }).fill('L. Quispe')
  await getByLabelText('User name').fill('lquispe')
  await getByLabelText('Password', { exact: true }).fill(PASSWORD)
  await getByLabelText('The password again').fill('cuatro caballos negros')
  await expect.element(make).toHaveAccessibleDescription('the passwords differ')
  await getByLabelText('The password again').fill(PASSWORD)
  await make.click()
  await vi.waitFor(() =>
    expect(server.of('POST /api/welcome').map(({ body }) => body)).toEqual([
      { token: TOKEN, login: 'lquispe', name: 'L. Quispe', password: PASSWORD },
    ]),
  )
  await vi.waitFor(() => expect(router.state.location.pathname).toBe('/cameras/new'))
  expect(location.hash).toBe('')
})

test('a welcome link that was used says so, and nothing that was typed is lost', async () => {
  history.replaceState(null, '', `${address}#token=${TOKEN}`)
  server.answer('POST /api/welcome', () => new Refuse(409, 'welcome-used', 'This link was used'))
  const { getByLabelText, getByRole, getByText } = await openConsole('/welcome')
  await getByLabelText('Name', { exact: true }).fill('L. Quispe')
  await getByLabelText('User name').fill('lquispe')
  await getByLabelText('Password', { exact: true }).fill(PASSWORD)
  await getByLabelText('The password again').fill(PASSWORD)
  await getByRole('button', { name: 'Make the account and enter' }).click()
  await expect.element(getByText('This link was used')).toBeVisible()
  await expect.element(getByLabelText('User name')).toHaveValue('lquispe')
})

test('without a token there is no form', async () => {
  const { getByText, getByRole } = await openConsole('/welcome')
  await expect.element(getByText(/The welcome link is missing/)).toBeVisible()
  await expect.element(getByRole('button', { name: 'Make the account and enter' })).not.toBeInTheDocument()
})

test('an account is added with its roles; half typed it survives Escape, its password does not', async () => {
  server.answer('POST /api/people', ({ body }) => ({
    ...(body as object),
    id: 'p-0000000002',
    isDisabled: false,
    version: 1,
  }))
  const { getByRole, getByLabelText } = await openConsole('/people')
  await getByRole('button', { name: 'Add account' }).click()
  await getByLabelText('Name', { exact: true }).fill('J. Mamani')
  await getByLabelText('Password').fill(PASSWORD)
  await userEvent.keyboard('{Escape}')
  await expect.element(getByRole('dialog')).toBeVisible()
  await userEvent.keyboard('{Escape}')
  await expect.element(getByRole('dialog')).not.toBeInTheDocument()
  await getByRole('button', { name: 'Add account' }).click()
  await expect.element(getByLabelText('Name', { exact: true })).toHaveValue('J. Mamani')
  await expect.element(getByLabelText('Password')).toHaveValue('')
  await getByLabelText('User name').fill('JMamani')
  await getByLabelText('Password').fill(PASSWORD)
  await getByRole('checkbox', { name: /supervisor/ }).click()
  await getByRole('button', { name: 'Store' }).click()
  await vi.waitFor(() =>
    expect(server.of('POST /api/people').map(({ body }) => body)).toEqual([
      { login: 'jmamani', name: 'J. Mamani', password: PASSWORD, roles: ['operator', 'supervisor'] },
    ]),
  )
  await expect.element(getByRole('dialog')).not.toBeInTheDocument()
  await getByRole('button', { name: 'Add account' }).click()
  await expect.element(getByLabelText('Name', { exact: true })).toHaveValue('')
})

test('changing an account sends its version, and no password where none was typed', async () => {
  const { getByRole } = await openConsole('/people')
  await getByRole('button', { name: 'Change' }).click()
  await getByRole('checkbox', { name: /Disabled/ }).click()
  await getByRole('button', { name: 'Store' }).click()
  await vi.waitFor(() => expect(server.of('PATCH /api/people/p-0000000001')[0]?.body).toMatchObject({ version: 1 }))
  const sent = server.of('PATCH /api/people/p-0000000001')[0]?.body
  expect(sent).toMatchObject({ isDisabled: true })
  expect(sent).not.toHaveProperty('password')
})
