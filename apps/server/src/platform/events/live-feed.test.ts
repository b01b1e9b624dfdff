import { makeId } from '@sereno/domain/ids'
import type { LiveFrame } from '@sereno/contract/live'
import { describe, expect, test } from 'vitest'
import { fakeClock } from '../../testing/fake-clock.ts'
import { makeMetrics } from '../metrics/metrics.ts'
import { makeTrace } from '../traces/trace.ts'
import {
  CLOSE_SLOW,
  CONSOLES_MAX,
  CONSOLES_PER_SESSION_MAX,
  CONSOLE_BUFFER_BYTES_MAX,
  type LiveConsole,
  LiveFeed,
} from './live-feed.ts'

const camera = makeId('camera', new Uint8Array(16))

function aFeed() {
  const clock = fakeClock()
  const feed = new LiveFeed({
    db: undefined as never,
    clock,
    trace: makeTrace({ level: 'silent' }),
    metrics: makeMetrics(),
    rightFor: () => 'cameras.list',
    states: () => [],
    recorders: () => [],
  })
  return { feed, clock }
}

function aConsole(bufferedBytes = 0, login = 0) {
  const frames: LiveFrame[] = []
  const closed: number[] = []
  const person = {
    id: makeId('person', new Uint8Array(16)),
    login: 'a',
    name: 'A',
    roles: ['operator' as const],
    isDisabled: false,
    version: 1,
  }
  const console: LiveConsole = {
    caller: { person, session: Buffer.from(`${login}`), endsAt: 0 },
    send: (text) => void frames.push(JSON.parse(text)),
    bufferedBytes: () => bufferedBytes,
    close: (code) => void closed.push(code),
  }
  return { console, frames, closed }
}

describe('the live feed', () => {
  test('says the last of many states in one frame, and nothing where nothing changed', async () => {
    const { feed, clock } = aFeed()
    const { console, frames } = aConsole()
    await feed.join(console, undefined)
    for (let n = 1; n <= 100; n++) feed.stateChanged(camera, { what: 'recording', since: clock.now(), frameRate: n })
    feed.tick()
    feed.tick()
    expect(frames).toHaveLength(2)
    expect(frames[1]?.states).toMatchObject([{ camera, state: { frameRate: 100 } }])
  })

  test('gives a sign of life each second', async () => {
    const { feed, clock } = aFeed()
    const { console, frames } = aConsole()
    await feed.join(console, undefined)
    feed.tick()
    for (let n = 0; n < 20; n++) {
      clock.advance(100)
      feed.tick()
    }
    expect(frames).toHaveLength(4)
    expect(frames.at(-1)?.now).toBe(clock.now())
  })

  test('closes a console that does not read, and keeps one that lags a little', async () => {
    const { feed, clock } = aFeed()
    const [slow, late] = [aConsole(CONSOLE_BUFFER_BYTES_MAX + 1), aConsole(CONSOLE_BUFFER_BYTES_MAX)]
    await feed.join(slow.console, undefined)
    await feed.join(late.console, undefined)
    feed.stateChanged(camera, { what: 'recording', since: clock.now() })
    feed.tick()
    feed.stateChanged(camera, { what: 'recording', since: clock.now() })
    feed.tick()
    expect([slow.closed, slow.frames.length]).toEqual([[CLOSE_SLOW], 1])
    expect([late.closed, late.frames.length]).toEqual([[], 3])
  })

  test('takes so many consoles and no more', async () => {
    const { feed } = aFeed()
    for (let n = 0; n < CONSOLES_MAX; n++) await feed.join(aConsole(0, n).console, undefined)
    const { console, frames, closed } = aConsole(0, CONSOLES_MAX)
    await feed.join(console, undefined)
    expect([closed, frames]).toEqual([[CLOSE_SLOW], []])
  })

  test('takes so many consoles of one login, also of those that come at once, and lets others in', async () => {
    const { feed } = aFeed()
    const all = Array.from({ length: CONSOLES_PER_SESSION_MAX + 1 }, () => aConsole())
    await Promise.all(all.map(({ console }) => feed.join(console, undefined)))
    expect(all.map(({ closed }) => closed.length)).toEqual([...all.slice(1).map(() => 0), 1])
    expect(all.at(-1)).toMatchObject({ closed: [CLOSE_SLOW], frames: [] })
    const other = aConsole(0, 1)
    await feed.join(other.console, undefined)
    const [first] = all
    if (first) feed.leave(first.console)
    const again = aConsole()
    await feed.join(again.console, undefined)
    expect([other.frames.length, again.frames.length]).toEqual([1, 1])
  })
})
