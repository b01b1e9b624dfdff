// Starts the console: language and theme as first-paint.js set them, one query cache, one router.

import '@fontsource-variable/atkinson-hyperlegible-next/wght.css'
import '@fontsource-variable/atkinson-hyperlegible-mono/wght.css'
import './ui/tokens.css'
import './ui/base.css'

import { CSPProvider } from '@base-ui/react/csp-provider'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { createRoot } from 'react-dom/client'
import { config } from 'zod'
import { setLanguage } from './i18n/text.ts'
import { usePreferences } from './platform/preferences.ts'
import { makeQueryClient } from './platform/query-client.ts'
import { makeRouter } from './routes.tsx'

// zod would compile its checks with `new Function`, which our content security policy refuses.
config({ jitless: true })

const client = makeQueryClient()
const router = makeRouter(client)

function Console() {
  // Words are read while rendering: another language is another tree.
  const language = usePreferences((preferences) => preferences.language)
  return (
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={client}>
        <RouterProvider key={language} router={router} />
      </QueryClientProvider>
    </CSPProvider>
  )
}

setLanguage(usePreferences.getState().language)
const root = document.getElementById('console')
if (root) createRoot(root).render(<Console />)
