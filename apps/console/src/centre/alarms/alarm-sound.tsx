// Sounds what waits: alarms by the domain's rule, and a connection that was lost or is back. Draws nothing.

import { type SoundMemory, noSoundYet, soundNow } from '@sereno/domain/centre/alarms/alarm-sound'
import type { Instant } from '@sereno/domain/instant'
import { useEffect, useRef } from 'react'
import { useNow } from '../../platform/clock.ts'
import { useConnection } from '../../platform/connection.ts'
import { play, useSound } from '../../platform/sound.ts'
import { useAlarms } from './alarms.ts'

/** As long as the window: another language or screen is no reason to sound again. */
let memory: SoundMemory = noSoundYet

export function AlarmSound() {
  const alarms = useAlarms()
  const now = useNow()
  const { mutedUntil } = useSound()
  const connection = useConnection(({ state }) => state)
  const before = useRef(connection)
  const isMuted = now < mutedUntil
  useEffect(() => {
    const was = before.current
    before.current = connection
    if (isMuted || was === connection || was === 'starting') return
    play(connection === 'lost' ? 'connection-lost' : 'connection-back')
  }, [connection, isMuted])
  useEffect(() => {
    if (isMuted) return
    const step = soundNow(alarms, memory, now as Instant)
    memory = step.memory
    if (step.sound) play(step.sound)
  }, [alarms, now, isMuted])
  return null
}
