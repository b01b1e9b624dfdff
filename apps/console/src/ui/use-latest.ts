// The newest value of something for calls that come later than rendering: listeners, timers, players.

import { type RefObject, useLayoutEffect, useRef } from 'react'

export function useLatest<T>(value: T): Readonly<RefObject<T>> {
  const latest = useRef(value)
  useLayoutEffect(() => {
    latest.current = value
  })
  return latest
}
