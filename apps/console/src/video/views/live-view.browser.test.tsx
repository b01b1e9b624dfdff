// One view for a wall, ended when the wall is emptied; and tiles that are drawn for their own news only.

import { QueryClientProvider } from '@tanstack/react-query'
import { expect, test, vi } from 'vitest'
import { render } from 'vitest-browser-react'
import { text } from '../../i18n/text.ts'
import { makeQueryClient } from '../../platform/query-client.ts'
import { FakeServer, aCamera } from '../../testing/fake-server.ts'
import { camerasQuery, mergeStates, useCameras } from '../cameras/cameras.ts'
import { LiveTile } from './live-tile.tsx'
import { openPictureView } from './open-view.ts'
import { useLiveView } from './use-live-view.ts'

vi.mock('./open-view.ts', () => ({
  openPictureView: vi.fn(() => ({ close: vi.fn(), subscribe: () => ({ send() {}, close() {} }) })),
}))
vi.mock('../../i18n/text.ts', { spy: true })

function Wall({ numbers }: { readonly numbers: readonly number[] }) {
  const view = useLiveView(
    numbers.map((number) => aCamera(number).id),
    'general-watch',
  )
  return <output>{view ? 'view' : 'no view'}</output>
}

test('an emptied wall ends its view, and a filled one opens another', async () => {
  const screen = await render(<Wall numbers={[1, 2]} />)
  await expect.element(screen.getByText('view', { exact: true })).toBeVisible()
  const first = vi.mocked(openPictureView).mock.results[0]?.value
  await screen.rerender(<Wall numbers={[]} />)
  await expect.element(screen.getByText('no view')).toBeVisible()
  await vi.waitFor(() => expect(first?.close).toHaveBeenCalledOnce())
  await screen.rerender(<Wall numbers={[2]} />)
  await expect.element(screen.getByText('view', { exact: true })).toBeVisible()
  expect(openPictureView).toHaveBeenCalledTimes(2)
})

function Tiles() {
  const cameras = useCameras() ?? []
  return (
    <>
      <output>{cameras[1]?.state.lastPictureAt}</output>
      {cameras.map(({ id, number, name }) => (
        <LiveTile key={id} view={undefined} camera={id} number={number} title={name} />
      ))}
    </>
  )
}

const drawn = (): number => vi.mocked(text).mock.calls.filter(([key]) => key === 'tile.picture').length

test("a state of one camera draws no other camera's tile anew", async () => {
  const server = new FakeServer()
  const client = makeQueryClient()
  client.setQueryData(camerasQuery.queryKey, [aCamera(1), aCamera(2)])
  const screen = await render(
    <QueryClientProvider client={client}>
      <Tiles />
    </QueryClientProvider>,
  )
  await expect.element(screen.getByText('2000')).toBeVisible()
  const before = drawn()
  expect(before).toBe(2)
  const { id, state } = aCamera(2)
  mergeStates(client, [{ camera: id, state: { ...state, lastPictureAt: 3_000 as never } }])
  await expect.element(screen.getByText('3000')).toBeVisible()
  expect(drawn()).toBe(before)
  server.close()
})
