// Whether the server is there. One record, written by the live feed, read by the frame and by every button that acts.

import { create } from 'zustand'

interface Connection {
  /** 'starting' until the first frame; 'lost' keeps what was last known, read-only. */
  state: 'starting' | 'connected' | 'lost'
  since: number
  recorders: ReadonlyMap<string, boolean>
}

export const useConnection = create<Connection>(() => ({ state: 'starting', since: 0, recorders: new Map() }))

export function useIsLost(): boolean {
  return useConnection((connection) => connection.state === 'lost')
}
