// The whole console at one address, on a made-up server, in English and by night.

import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider, createMemoryHistory } from '@tanstack/react-router'
import { render } from 'vitest-browser-react'
import '../ui/tokens.css'
import '../ui/base.css'
import { setLanguage } from '../i18n/text.ts'
import { useConnection } from '../platform/connection.ts'
import { makeQueryClient } from '../platform/query-client.ts'
import { makeRouter } from '../routes.tsx'

export async function openConsole(...addresses: [string, ...string[]]) {
  setLanguage('en')
  document.documentElement.lang = 'en'
  document.documentElement.dataset['theme'] = 'night'
  useConnection.setState({ state: 'starting', since: 0, recorders: new Map() })
  const client = makeQueryClient()
  const router = makeRouter(client, createMemoryHistory({ initialEntries: addresses }))
  const screen = await render(
    <div ref={(box) => box?.style.setProperty('height', '700px')}>
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </div>,
  )
  return Object.assign(screen, { router })
}
