// The city's own ground, from the API. It changes once in months.

import { cityShape } from '@sereno/contract/city'
import { queryOptions } from '@tanstack/react-query'
import { call } from '../platform/api.ts'

export const cityQuery = queryOptions({
  queryKey: ['city'],
  queryFn: () => call(cityShape, 'GET', '/api/city'),
  staleTime: Number.POSITIVE_INFINITY,
  retry: false,
})
