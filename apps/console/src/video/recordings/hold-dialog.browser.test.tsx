// Holding a stretch: a reason and an end, or nothing.

import { aCamera, FakeServer, Refuse } from '../../testing/fake-server.ts'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { render } from 'vitest-browser-react'
import { userEvent } from 'vitest/browser'
import '../../ui/tokens.css'
import '../../ui/base.css'
import { setLanguage } from '../../i18n/text.ts'
import { HoldDialog } from './hold-dialog.tsx'

let server: FakeServer
const done = { onClose: vi.fn<() => void>(), onMade: vi.fn<() => void>() }
beforeEach(() => {
  setLanguage('en')
  sessionStorage.clear()
  done.onClose.mockClear()
  done.onMade.mockClear()
  server = new FakeServer()
})
afterEach(() => server.close())

const FROM = 1_700_000_000_000
const dialog = () => <HoldDialog camera={aCamera(14)} from={FROM} to={FROM + 600_000} bitrateKbps={1_000} {...done} />
const hold = { name: 'Hold', exact: true } as const

test('it needs a reason and an end, then sends both', async () => {
  server.answer('POST /api/holds', ({ body }) => ({
    ...(body as object),
    id: 'hold-0000000001',
    madeBy: 'L. Quispe',
    madeAt: FROM,
    endedAt: null,
  }))
  const { getByRole } = await render(dialog())
  const make = getByRole('button', hold)
  await expect.element(make).toHaveAccessibleDescription('the reason is missing')
  await getByRole('textbox', { name: 'Why it is held' }).fill('File 4711')
  await getByRole('textbox', { name: 'For how long' }).fill('0')
  await expect.element(make).toHaveAccessibleDescription('the days are missing')
  await getByRole('textbox', { name: 'For how long' }).fill('10')
  await make.click()
  await vi.waitFor(() => expect(done.onMade).toHaveBeenCalledOnce())
  const sent = server.of('POST /api/holds')[0]?.body as { endsAt: number }
  expect(sent).toMatchObject({ camera: aCamera(14).id, from: FROM, to: FROM + 600_000, reason: 'File 4711' })
  expect(sent.endsAt - Date.now()).toBeGreaterThan(9.9 * 86_400_000)
})

test('Ctrl+Enter holds, but not before there is a reason', async () => {
  server.answer('POST /api/holds', () => new Refuse(422, 'hold-not-valid', 'The hold cannot be made: too long'))
  const { getByRole } = await render(dialog())
  const reason = getByRole('textbox', { name: 'Why it is held' })
  await reason.click()
  await userEvent.keyboard('{Control>}{Enter}{/Control}')
  await reason.fill('File 4711')
  expect(server.of('POST /api/holds')).toEqual([])
  await userEvent.keyboard('{Control>}{Enter}{/Control}')
  await vi.waitFor(() => expect(server.of('POST /api/holds')).toHaveLength(1))
})

test('a refusal is said in the dialog, which stays open with its words', async () => {
  server.answer('POST /api/holds', () => new Refuse(422, 'hold-not-valid', 'The hold cannot be made: too long'))
  const { getByRole, getByText } = await render(dialog())
  await getByRole('textbox', { name: 'Why it is held' }).fill('File 4711')
  await getByRole('button', hold).click()
  await expect.element(getByText('The hold cannot be made: too long')).toBeVisible()
  await expect.element(getByRole('textbox', { name: 'Why it is held' })).toHaveValue('File 4711')
  expect(done.onMade).not.toHaveBeenCalled()
})

test('Escape leaves the field first, then the dialog; the reason is there again when it is opened anew', async () => {
  const screen = await render(dialog())
  const reason = screen.getByRole('textbox', { name: 'Why it is held' })
  await reason.fill('File 4711')
  await userEvent.keyboard('{Escape}')
  expect(done.onClose).not.toHaveBeenCalled()
  await expect.element(reason).not.toHaveFocus()
  await userEvent.keyboard('{Escape}')
  await vi.waitFor(() => expect(done.onClose).toHaveBeenCalledOnce())
  await screen.unmount()
  const again = await render(dialog())
  await expect.element(again.getByRole('textbox', { name: 'Why it is held' })).toHaveValue('File 4711')
})
