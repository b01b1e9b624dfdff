// Who is logged in at this seat, and the ways in and out.

import { type Me, meShape } from '@sereno/contract/people'
import type { Right } from '@sereno/domain/trust/people/roles'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { text } from '../../i18n/text.ts'
import { Refused, act, call } from '../../platform/api.ts'
import { hearServerTime } from '../../platform/clock.ts'
import { useIsLost } from '../../platform/connection.ts'
import { forgetTexts } from '../../platform/kept-text.ts'

export const meQuery = queryOptions({
  queryKey: ['me'],
  /** null: nobody is logged in. */
  queryFn: async (): Promise<Me | null> => {
    try {
      const me = await call(meShape, 'GET', '/api/me')
      hearServerTime(me.now)
      return me
    } catch (error) {
      if (error instanceof Refused && error.status === 401) return null
      throw error
    }
  },
  staleTime: Number.POSITIVE_INFINITY,
})

export function useMe(): Me | null | undefined {
  return useQuery(meQuery).data
}

/** Why somebody may not, or undefined where they may. For pictures: those go on without the server. */
export function useRightMissing(): (right: Right) => string | undefined {
  const me = useMe()
  return (right) => (me?.rights.includes(right) ? undefined : text('right.missing', { right: text(`right.${right}`) }))
}

/** Why a button of this right is dead, or undefined when it is not: no right, or no server to act on. */
export function useWhyNot(): (right: Right) => string | undefined {
  const rightMissing = useRightMissing()
  const isLost = useIsLost()
  return (right) => (isLost ? text('error.no-server') : rightMissing(right))
}

export function logIn(login: string, password: string): Promise<void> {
  return act('POST', '/api/login', { login, password })
}

export function logOut(): Promise<void> {
  forgetTexts()
  return act('POST', '/api/logout', {})
}

export function welcome(first: { token: string; login: string; name: string; password: string }): Promise<void> {
  return act('POST', '/api/welcome', first)
}
