// One view for all cameras of a wall. When they change, a new view is opened and the old one ends only once the new
// one stands, so that no picture goes dark for it.

import type { CameraId, ProbeId } from '@sereno/domain/ids'
import type { Purpose } from '@sereno/domain/trust/views/view'
import { useEffect, useRef, useState } from 'react'
import type { PictureView } from '../../player/view-client.ts'
import { openPictureView } from './open-view.ts'

/** A new view that does not come to stand is shown all the same: its tiles say what is wrong. */
const HANDOVER_MS_MAX = 1_500

export function useLiveView(cameras: readonly (CameraId | ProbeId)[], purpose: Purpose): PictureView | undefined {
  const [view, setView] = useState<PictureView>()
  const current = useRef<PictureView>(undefined)
  const wanted = [...new Set(cameras)].sort().join(' ')
  if (wanted === '' && view) setView(undefined)
  useEffect(() => {
    if (wanted === '') {
      // Nobody looks any more: what the log calls a view ends now, not when the screen is left.
      const old = current.current
      current.current = undefined
      setTimeout(() => old?.close(), 0)
      return undefined
    }
    const handover = (): void => {
      clearTimeout(timer)
      if (current.current === next) return
      const old = current.current
      current.current = next
      setView(next)
      // After the tiles have moved over: their channels close themselves first.
      setTimeout(() => old?.close(), 0)
    }
    const next = openPictureView(
      { cameras: wanted.split(' '), mode: 'clear', purpose },
      (state) => state.what !== 'opening' && handover(),
    )
    const timer = setTimeout(handover, current.current ? HANDOVER_MS_MAX : 0)
    return () => {
      clearTimeout(timer)
      // One that never took over is not needed any more.
      if (current.current !== next) next.close()
    }
  }, [wanted, purpose])
  useEffect(
    () => () => {
      current.current?.close()
      current.current = undefined
    },
    [],
  )
  return view
}
