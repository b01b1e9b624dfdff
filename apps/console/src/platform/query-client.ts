// One cache of what the API said. The live feed keeps it true, so nothing is asked again by the clock or by focus.

import { QueryClient } from '@tanstack/react-query'
import { NoServer } from './api.ts'

const RETRIES_MAX = 3

export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        refetchOnWindowFocus: false,
        // A refusal is an answer; only a missing server is asked again.
        retry: (count, error) => error instanceof NoServer && count < RETRIES_MAX,
        retryDelay: 500,
        networkMode: 'always',
      },
    },
  })
}
