// The primitives in a real browser: what they do, not how they look; and that axe finds nothing on the gallery.

import axe from 'axe-core'
import { afterEach, expect, test, vi } from 'vitest'
import { render } from 'vitest-browser-react'
import { userEvent } from 'vitest/browser'
import './tokens.css'
import './base.css'
import { AlarmShape } from './alarm-shape.tsx'
import { Button } from './button.tsx'
import { Checkbox } from './checkbox.tsx'
import { ChoiceBar } from './choice-bar.tsx'
import { Dialog } from './dialog.tsx'
import { Field } from './field.tsx'
import { KeyCap } from './key-cap.tsx'
import { Menu, MenuAction, MenuChoice } from './menu.tsx'
import { Meter } from './meter.tsx'
import { Notice } from './notice.tsx'
import { Facts, Panel } from './panel.tsx'
import { Rows } from './rows.tsx'
import { Select } from './select.tsx'

document.documentElement.dataset['theme'] = 'night'
document.documentElement.lang = 'en'

afterEach(async () => {
  const { violations } = await axe.run(
    // Base UI's sentinels send focus on as soon as they get it: hidden from hearing, never rested upon.
    { include: [['body']], exclude: [['[data-base-ui-focus-guard]']] },
    { rules: { region: { enabled: false } } },
  )
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
})

test('a dead button says why beside itself, keeps its place in the tab order, and does nothing', async () => {
  const press = vi.fn()
  const screen = await render(
    <Button why="No connection" onPress={press}>
      Store
    </Button>,
  )
  const button = screen.getByRole('button', { name: 'Store' })
  await expect.element(button).toHaveAccessibleDescription('No connection')
  await expect.element(screen.getByText('No connection')).toBeVisible()
  await userEvent.tab()
  await expect.element(button).toHaveFocus()
  await userEvent.keyboard('{Enter}')
  expect(press).not.toHaveBeenCalled()
})

test('a live button acts by mouse and by Enter', async () => {
  const press = vi.fn()
  const screen = await render(<Button onPress={press}>Go</Button>)
  await screen.getByRole('button').click()
  await userEvent.keyboard('{Enter}')
  expect(press).toHaveBeenCalledTimes(2)
})

test('a field has its label, takes focus where asked, and names its problem', async () => {
  const change = vi.fn()
  const screen = await render(
    <Field label="Latitude" value="91" onChange={change} problem="From -90 to 90" takesFocus />,
  )
  const input = screen.getByRole('textbox', { name: 'Latitude' })
  await expect.element(input).toHaveFocus()
  await expect.element(input).toHaveAccessibleDescription('From -90 to 90')
  await expect.element(input).toBeInvalid()
  await userEvent.keyboard('2')
  expect(change).toHaveBeenCalledWith('912')
})

test('a select is opened and moved by keys alone', async () => {
  const change = vi.fn()
  const choices = [
    { value: 'a', word: 'first' },
    { value: 'b', word: 'second' },
  ] as const
  const screen = await render(<Select label="Purpose" value="a" choices={choices} onChange={change} />)
  await userEvent.tab()
  await userEvent.keyboard('{Enter}')
  await expect.element(screen.getByRole('option', { name: 'second' })).toBeVisible()
  await userEvent.keyboard('{ArrowDown}{Enter}')
  await vi.waitFor(() => expect(change).toHaveBeenCalledWith('b'))
})

test('a menu acts on what is chosen and marks the present choice', async () => {
  const choose = vi.fn()
  const act = vi.fn()
  const choices = [
    { value: 'day', word: 'Day' },
    { value: 'night', word: 'Night' },
  ] as const
  const screen = await render(
    <Menu word="Seat" label="Seat and account">
      <MenuAction onChoose={act}>Log out</MenuAction>
      <MenuChoice heading="Colours" value="day" choices={choices} onChoose={choose} />
    </Menu>,
  )
  await screen.getByRole('button', { name: 'Seat' }).click()
  await expect.element(screen.getByRole('menuitemradio', { name: 'Day' })).toHaveAttribute('aria-checked', 'true')
  await screen.getByRole('menuitemradio', { name: 'Night' }).click()
  expect(choose).toHaveBeenCalledWith('night')
  await screen.getByRole('menuitem', { name: 'Log out' }).click()
  expect(act).toHaveBeenCalledOnce()
})

test('a dialog is closed by Escape and by its own word', async () => {
  const close = vi.fn()
  const screen = await render(
    <Dialog title="End the hold" isOpen onClose={close} closeWord="Go on holding">
      <p>What happens</p>
    </Dialog>,
  )
  await expect.element(screen.getByRole('dialog', { name: 'End the hold' })).toBeVisible()
  await screen.getByRole('button', { name: 'Go on holding' }).click()
  await userEvent.keyboard('{Escape}')
  expect(close).toHaveBeenCalled()
})

test('a list of ten thousand rows holds a screenful in the page, and the chosen one comes into sight', async () => {
  const rows = Array.from({ length: 10_000 }, (_, at) => `row ${at + 1}`)
  const select = vi.fn()
  const list = (selected: number) => (
    <div ref={(box) => box?.style.setProperty('height', '320px')}>
      <Rows label="Cameras" rows={rows} keyOf={(row) => row} selected={selected} onSelect={select} empty="none">
        {(row) => row}
      </Rows>
    </div>
  )
  const screen = await render(list(0))
  await expect.element(screen.getByRole('option', { name: 'row 1', exact: true })).toBeVisible()
  expect(document.querySelectorAll('[role=option]').length).toBeLessThan(40)
  await screen.rerender(list(7_000))
  await expect.element(screen.getByRole('option', { name: 'row 7001', exact: true })).toBeVisible()
  await screen.getByRole('option', { name: 'row 7001', exact: true }).click()
  expect(select).toHaveBeenCalledWith(7_000)
})

test('choices, checkboxes, shapes, keys, meters, notices and facts say in words what they show', async () => {
  const choose = vi.fn()
  const check = vi.fn()
  const screen = await render(
    <main>
      <ChoiceBar
        label="Tiles"
        value={4}
        choices={[
          { value: 4, word: '4' },
          { value: 9, word: '9' },
        ]}
        onChoose={choose}
      />
      <Checkbox word="Is recorded" isChecked={false} onChange={check} />
      <AlarmShape priority={1} label="urgent" />
      <KeyCap>←</KeyCap>
      <Meter label="Disk" share={0.6} />
      <Notice priority={3}>Wrong password</Notice>
      <Panel title="State">
        <Facts rows={[['Rate', '–']]} />
      </Panel>
    </main>,
  )
  await expect.element(screen.getByRole('button', { name: '4' })).toHaveAttribute('aria-pressed', 'true')
  await screen.getByRole('button', { name: '9' }).click()
  expect(choose).toHaveBeenCalledWith(9)
  await screen.getByRole('checkbox', { name: 'Is recorded' }).click()
  expect(check).toHaveBeenCalledWith(true, expect.anything())
  await expect.element(screen.getByRole('img', { name: 'urgent' })).toBeVisible()
  await expect.element(screen.getByRole('img', { name: '←' })).toBeVisible()
  await expect.element(screen.getByText('Disk 60 %')).toBeInTheDocument()
  await expect.element(screen.getByRole('alert')).toHaveTextContent('3Wrong password')
  await expect.element(screen.getByRole('region', { name: 'State' })).toBeVisible()
})
