// What stays in its place on every screen: bar, work area, command line; and the frame that says there is no server.

import { useQueryClient } from '@tanstack/react-query'
import { Outlet, useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { reloadAlarms } from '../centre/alarms/index.ts'
import { clockTime } from '../i18n/format.ts'
import { text } from '../i18n/text.ts'
import { useConnection } from '../platform/connection.ts'
import { useKeys } from '../platform/keyboard.ts'
import { LiveFeed } from '../platform/live-feed.ts'
import { meQuery } from '../trust/login/index.ts'
import { reloadPeople } from '../trust/people/index.ts'
import { AlarmShape } from '../ui/alarm-shape.tsx'
import { mergeStates, reloadCameras } from '../video/cameras/index.ts'
import { reloadHolds } from '../video/recordings/index.ts'
import { Bar } from './bar.tsx'
import { CommandLine } from './command-line.tsx'
import styles from './frame.module.css'
import { HelpDialog } from './help-dialog.tsx'

/** Which list a fact is about, by the noun before the dot. */
function useLiveFeed(): void {
  const client = useQueryClient()
  useEffect(() => {
    const reloads: Readonly<Record<string, () => Promise<void>>> = {
      camera: () => reloadCameras(client),
      alarm: () => reloadAlarms(client),
      hold: () => reloadHolds(client),
      person: () => reloadPeople(client),
      city: () => client.invalidateQueries({ queryKey: ['city'] }),
    }
    const feed = new LiveFeed({
      onReset: () => void client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'me' }),
      onFrame: ({ events, states }) => {
        mergeStates(client, states)
        const nouns = new Set(events.map(({ kind }) => kind.split('.')[0] ?? ''))
        for (const noun of nouns) void reloads[noun]?.()
      },
      // An ended login closes the feed too: ask who we are, and the frame sends us to the door.
      onLost: () => void client.invalidateQueries({ queryKey: meQuery.queryKey }),
    })
    return () => feed.close()
  }, [client])
}

export function Frame() {
  useLiveFeed()
  const navigate = useNavigate()
  const client = useQueryClient()
  const [isHelpOpen, setHelpOpen] = useState(false)
  const { state, since } = useConnection()
  useEffect(
    () =>
      client.getQueryCache().subscribe(({ query }) => {
        if (query.queryKey[0] === 'me' && query.state.data === null && query.state.fetchStatus === 'idle')
          void navigate({ to: '/login', search: { next: location.pathname + location.search } })
      }),
    [client, navigate],
  )
  useKeys(
    'everywhere',
    {
      help: () => setHelpOpen((isOpen) => !isOpen),
      find: () => void navigate({ to: '/cameras', search: (before) => before }),
      back: () => history.back(),
    },
    {
      onNumber: (number) => void navigate({ to: '/wall', search: { layout: '1', cameras: String(number), tile: '1' } }),
    },
  )
  return (
    <div className={styles.frame} data-lost={state === 'lost' || undefined}>
      <Bar onHelp={() => setHelpOpen(true)} />
      {state === 'lost' && (
        <div className={styles.lost} role="alert">
          <AlarmShape priority={1} />
          {text('frame.lost', { time: clockTime(since) })}
        </div>
      )}
      <main className={styles.work}>
        <Outlet />
      </main>
      <CommandLine onHelp={() => setHelpOpen(true)} />
      {isHelpOpen && <HelpDialog onClose={() => setHelpOpen(false)} />}
    </div>
  )
}
