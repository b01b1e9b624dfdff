// Why this person looks, chosen once for a spell of work and sent with every view. It lives as long as the window.

import { type Purpose, purposes } from '@sereno/domain/trust/views/view'
import { create } from 'zustand'

const STORE_KEY = 'sereno.purpose'

function stored(): Purpose {
  try {
    const value = sessionStorage.getItem(STORE_KEY)
    return purposes.find((purpose) => purpose === value) ?? 'general-watch'
  } catch {
    return 'general-watch'
  }
}

export const usePurpose = create<{ purpose: Purpose }>(() => ({ purpose: stored() }))

export function choosePurpose(purpose: Purpose): void {
  usePurpose.setState({ purpose })
  try {
    sessionStorage.setItem(STORE_KEY, purpose)
  } catch {
    // Without storage the choice ends with the page.
  }
}
