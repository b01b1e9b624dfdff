// The timeline under a real pointer: scrubbing, panning, zooming, and what a screen reader hears of it.

import { cameraIdShape } from '@sereno/contract/common'
import { timelineShape } from '@sereno/contract/recordings'
import { createRef } from 'react'
import { expect, test, vi } from 'vitest'
import { render } from 'vitest-browser-react'
import '../../ui/base.css'
import '../../ui/tokens.css'
import { TimelineBar, type TimelineHandle } from './timeline-bar.tsx'
import type { Scale } from './timeline-scale.ts'

document.documentElement.dataset['theme'] = 'night'

const T = 1_700_000_000_000
const HOUR = 3_600_000
const timeline = timelineShape.parse({
  camera: cameraIdShape.parse('cam-0000000000'),
  from: T - HOUR,
  to: T + HOUR,
  spans: [{ from: T - HOUR, to: T }],
  gaps: [{ from: T, to: T + HOUR, cause: 'wrong-password' }],
  holds: [],
})

async function aTimeline() {
  const handle = createRef<TimelineHandle>()
  const on = {
    scrub: vi.fn<(at: number) => void>(),
    seek: vi.fn<(at: number) => void>(),
    scale: vi.fn<(scale: Scale) => void>(),
  }
  const screen = await render(
    <TimelineBar
      handle={handle}
      timeline={timeline}
      alarms={[{ at: T, priority: 2 }]}
      initialAt={T}
      initialSpan={2 * HOUR}
      markIn={T - HOUR / 2}
      markOut={T - HOUR / 4}
      onScrub={on.scrub}
      onSeek={on.seek}
      onScale={on.scale}
    />,
  )
  const canvas = screen.getByRole('slider').element() as HTMLCanvasElement
  await vi.waitFor(() => expect(on.scale).toHaveBeenCalled())
  const at = (type: string, x: number, y: number): void => {
    canvas.dispatchEvent(
      new PointerEvent(type, {
        bubbles: true,
        clientX: canvas.getBoundingClientRect().x + x,
        clientY: canvas.getBoundingClientRect().y + y,
        pointerId: 1,
        isPrimary: true,
        button: 0,
      }),
    )
  }
  // A made-up pointer cannot be captured.
  canvas.setPointerCapture = () => undefined
  canvas.releasePointerCapture = () => undefined
  return { canvas, on, at, handle, width: canvas.clientWidth }
}

test('a drag on the track scrubs, and its end is a seek', async () => {
  const { on, at, width } = await aTimeline()
  at('pointerdown', width / 2, 60)
  at('pointermove', width / 4, 60)
  at('pointerup', width / 4, 60)
  expect(Math.abs((on.scrub.mock.lastCall?.[0] ?? 0) - (T - HOUR / 2))).toBeLessThan(20_000)
  expect(on.seek.mock.lastCall).toEqual(on.scrub.mock.lastCall)
})

test('a drag on the ruler moves the window and seeks nothing', async () => {
  const { on, at, width } = await aTimeline()
  const before = on.scale.mock.lastCall?.[0].startMs ?? 0
  at('pointerdown', 100, 5)
  at('pointermove', 200, 5)
  at('pointerup', 200, 5)
  await vi.waitFor(() => expect(on.scale.mock.lastCall?.[0].startMs).toBeLessThan(before))
  expect(Math.abs((on.scale.mock.lastCall?.[0].startMs ?? 0) - before + (100 / width) * 2 * HOUR)).toBeLessThan(1_000)
  expect(on.seek).not.toHaveBeenCalled()
})

test('the wheel zooms about the pointer, and the page does not scroll', async () => {
  const { canvas, on } = await aTimeline()
  const before = on.scale.mock.lastCall?.[0].msPerPx ?? 0
  const wheel = new WheelEvent('wheel', { deltaY: -100, cancelable: true, bubbles: true })
  canvas.dispatchEvent(wheel)
  expect(wheel.defaultPrevented).toBe(true)
  await vi.waitFor(() => expect(on.scale.mock.lastCall?.[0].msPerPx).toBeLessThan(before))
})

test('the position is heard as a time, and a picture beyond the edge turns the page', async () => {
  const { canvas, handle, on } = await aTimeline()
  handle.current?.setPosition(T + 1_240)
  expect(canvas.getAttribute('aria-valuetext')).toMatch(/:\d\d\.240$/)
  handle.current?.setPosition(T + 3 * HOUR)
  await vi.waitFor(() => expect(on.scale.mock.lastCall?.[0].startMs).toBeGreaterThan(T))
})

test('a gap is hatched: its pixels are neither the panel nor the recorded bar', async () => {
  const { canvas } = await aTimeline()
  await vi.waitFor(() => {
    const row =
      canvas.getContext('2d')?.getImageData(canvas.width * 0.55, canvas.height * 0.6, canvas.width * 0.4, 1).data ?? []
    const colours = new Set<number>()
    for (let i = 0; i < row.length; i += 4)
      colours.add((row[i] ?? 0) * 65_536 + (row[i + 1] ?? 0) * 256 + (row[i + 2] ?? 0))
    expect(colours.size).toBeGreaterThan(2)
  })
})
