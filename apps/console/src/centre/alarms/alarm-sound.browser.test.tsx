// What is heard at a seat: alarms that wait, and the connection; nothing while somebody silenced it.

import { QueryClientProvider } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { render } from 'vitest-browser-react'
import { hearServerTime, serverNow } from '../../platform/clock.ts'
import { useConnection } from '../../platform/connection.ts'
import { makeQueryClient } from '../../platform/query-client.ts'
import { muteUntil, play } from '../../platform/sound.ts'
import { FakeServer, anAlarm } from '../../testing/fake-server.ts'
import { AlarmSound } from './alarm-sound.tsx'
import { alarmsQuery } from './alarms.ts'

vi.mock('../../platform/sound.ts', { spy: true })

let server: FakeServer
beforeEach(() => {
  hearServerTime(Date.now())
  vi.mocked(play).mockClear()
  muteUntil(0)
  useConnection.setState({ state: 'connected' })
  server = new FakeServer()
})
afterEach(() => server.close())

function seat(alarms: ReturnType<typeof anAlarm>[]) {
  const client = makeQueryClient()
  client.setQueryData(alarmsQuery.queryKey, alarms)
  return (
    <QueryClientProvider client={client}>
      <AlarmSound />
    </QueryClientProvider>
  )
}
const heard = () => vi.mocked(play).mock.calls.map(([sound]) => sound)
const urgent = anAlarm('a', { kind: 'recording-stopped', priority: 1 })

test('a silenced seat is silent, and sounds by itself when the silence is over', async () => {
  muteUntil(serverNow() + 1_500)
  await render(seat([urgent]))
  expect(heard()).toEqual([])
  await vi.waitFor(() => expect(heard()).toEqual(['urgent']), { timeout: 4_000 })
})

test('a connection that is lost and comes back is heard; one that only begins is not', async () => {
  useConnection.setState({ state: 'starting' })
  const screen = await render(seat([]))
  useConnection.setState({ state: 'connected' })
  await screen.rerender(seat([]))
  expect(heard()).toEqual([])
  useConnection.setState({ state: 'lost' })
  await vi.waitFor(() => expect(heard()).toEqual(['connection-lost']))
  useConnection.setState({ state: 'connected' })
  await vi.waitFor(() => expect(heard()).toEqual(['connection-lost', 'connection-back']))
})
