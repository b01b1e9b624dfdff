// Where this seat was last on each screen, so that going there again goes back to it. The URL stays the truth; this is
// only what the way back is made of. It lives as long as the window.

import { create } from 'zustand'

const STORE_KEY = 'sereno.places'
export type Search = Readonly<Record<string, string>>

function stored(): Readonly<Record<string, Search>> {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(STORE_KEY) ?? '{}')
    return typeof value === 'object' && value !== null ? (value as Record<string, Search>) : {}
  } catch {
    return {}
  }
}

export const useLastPlaces = create<{ places: Readonly<Record<string, Search>> }>(() => ({ places: stored() }))

export function rememberPlace(path: string, search: Search): void {
  const places = { ...useLastPlaces.getState().places, [path]: search }
  useLastPlaces.setState({ places })
  try {
    sessionStorage.setItem(STORE_KEY, JSON.stringify(places))
  } catch {
    // Without storage the way back is the browser's own.
  }
}
