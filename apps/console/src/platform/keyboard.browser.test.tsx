// Keys under a real keyboard: who is asked first, and what typing leaves alone.

import { expect, test, vi } from 'vitest'
import { render } from 'vitest-browser-react'
import { userEvent } from 'vitest/browser'
import { useKeys } from './keyboard.ts'

const frame = { number: vi.fn<(value: number) => void>(), help: vi.fn<() => void>() }
const wall = {
  number: vi.fn<(value: number) => void>(),
  layout: vi.fn<(value: number) => void>(),
  rewind: vi.fn<() => void>(),
}

function Wall() {
  useKeys('wall', { wallRewind: wall.rewind }, { onNumber: wall.number, onLayout: wall.layout })
  return <input aria-label="words" />
}
function Frame() {
  useKeys('everywhere', { help: frame.help }, { onNumber: frame.number })
  return <Wall />
}

test('a number goes to the screen in front, even when the frame around it was mounted in the same moment', async () => {
  await render(<Frame />)
  await userEvent.keyboard('w9142{Enter}')
  expect(wall.layout).toHaveBeenCalledWith(9)
  expect(wall.number).toHaveBeenCalledWith(142)
  expect(frame.number).not.toHaveBeenCalled()
})

test('while somebody types letters are letters, and only function keys act', async () => {
  const screen = await render(<Frame />)
  await screen.getByRole('textbox').click()
  await userEvent.keyboard('j1{F1}')
  await expect.element(screen.getByRole('textbox')).toHaveValue('j1')
  expect(wall.rewind).not.toHaveBeenCalled()
  expect(frame.help).toHaveBeenCalledOnce()
})
