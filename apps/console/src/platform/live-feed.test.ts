import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { useConnection } from './connection.ts'
import { FIRST_RELOAD_MS, LiveFeed, SILENCE_MS_MAX } from './live-feed.ts'

class Socket extends EventTarget {
  static made: Socket[] = []
  readonly url: string
  isClosed = false
  constructor(url: string) {
    super()
    this.url = url
    Socket.made.push(this)
  }
  close(): void {
    this.isClosed = true
  }
  say(frame: object): void {
    const whole = { now: 1_000, events: [], states: [], ...frame }
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(whole) }))
  }
}

const heard = { onFrame: vi.fn(), onReset: vi.fn(), onLost: vi.fn() }
const newest = (): Socket => Socket.made.at(-1) as Socket
let feed: LiveFeed

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('WebSocket', Socket)
  Socket.made = []
  for (const listener of Object.values(heard)) listener.mockClear()
  useConnection.setState({ state: 'starting', since: 0, recorders: new Map() })
  feed = new LiveFeed({ ...heard, url: 'ws://server/api/live' })
})
afterEach(() => {
  feed.close()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('after the first frame everything is asked once more, but not while the first pictures come', async () => {
  newest().say({ seq: 7 })
  newest().say({ seq: 8 })
  expect(heard.onFrame).toHaveBeenCalledTimes(2)
  await vi.advanceTimersByTimeAsync(FIRST_RELOAD_MS - 1)
  expect(heard.onReset).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(1)
  expect(heard.onReset).toHaveBeenCalledOnce()
})

test('a feed that was cut reads on from its last number, and asks for nothing anew', async () => {
  newest().say({ seq: 7 })
  await vi.advanceTimersByTimeAsync(FIRST_RELOAD_MS)
  heard.onReset.mockClear()
  newest().dispatchEvent(new Event('close'))
  expect(heard.onLost).toHaveBeenCalledOnce()
  await vi.advanceTimersByTimeAsync(300)
  expect(newest().url).toBe('ws://server/api/live?since=7')
  newest().say({ seq: 9 })
  await vi.advanceTimersByTimeAsync(FIRST_RELOAD_MS)
  expect(heard.onReset).not.toHaveBeenCalled()
})

test('a feed that cannot go on from there asks for everything at once', () => {
  newest().say({ seq: 7, reset: true })
  expect(heard.onReset).toHaveBeenCalledOnce()
})

test('silence is a lost connection, and is tried again by itself', async () => {
  newest().say({ seq: 7 })
  expect(useConnection.getState().state).toBe('connected')
  const first = newest()
  await vi.advanceTimersByTimeAsync(SILENCE_MS_MAX)
  expect(first.isClosed).toBe(true)
  expect(useConnection.getState().state).toBe('lost')
  await vi.advanceTimersByTimeAsync(300)
  expect(Socket.made).toHaveLength(2)
  newest().say({ seq: 8 })
  expect(useConnection.getState().state).toBe('connected')
})

test('a frame that does not keep the contract is no news and no sign of life', async () => {
  newest().say({ seq: -1 })
  newest().dispatchEvent(new MessageEvent('message', { data: 'not JSON' }))
  expect(heard.onFrame).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(SILENCE_MS_MAX)
  expect(useConnection.getState().state).toBe('lost')
})

test('a closed feed neither retries nor reloads', async () => {
  newest().say({ seq: 7 })
  feed.close()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(Socket.made).toHaveLength(1)
  expect(heard.onReset).not.toHaveBeenCalled()
})
