// What stays in its place on every screen: bar, work area, command line; and the frame that says there is no server.

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Outlet, useNavigate, useRouter } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { AlarmSound, reloadAlarms } from '../centre/alarms/index.ts'
import { cityQuery } from '../city/city.ts'
import { UNKNOWN, clockTime, dateText } from '../i18n/format.ts'
import { text } from '../i18n/text.ts'
import { useNow } from '../platform/clock.ts'
import { useConnection } from '../platform/connection.ts'
import { wishFocus } from '../platform/focus-wish.ts'
import { useKeys } from '../platform/keyboard.ts'
import { useLastPlaces } from '../platform/last-place.ts'
import { LiveFeed } from '../platform/live-feed.ts'
import { meQuery, useMe } from '../trust/login/index.ts'
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

/** The first line on paper: which centre, when, by whom. */
function PaperHead() {
  const now = useNow()
  const me = useMe()
  const city = useQuery(cityQuery).data
  return (
    <div className={`on-paper ${styles.paper}`}>
      <span>{city?.name ?? 'Sereno'}</span>
      <span>
        {text('paper.printed', { when: `${dateText(now)} ${clockTime(now)}`, who: me?.person.name ?? UNKNOWN })}
      </span>
    </div>
  )
}

export function Frame() {
  useLiveFeed()
  const navigate = useNavigate()
  const router = useRouter()
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
      find: () => {
        wishFocus('camera-filter')
        void navigate({ to: '/cameras', search: useLastPlaces.getState().places['/cameras'] ?? {} })
      },
      back: () => router.history.back(),
    },
    {
      onNumber: (number) => void navigate({ to: '/wall', search: { layout: '1', cameras: String(number), tile: '1' } }),
    },
  )
  return (
    <div className={styles.frame} data-lost={state === 'lost' || undefined}>
      <PaperHead />
      <Bar onHelp={() => setHelpOpen(true)} />
      {state === 'lost' && (
        <div className={styles.lost} role="alert">
          <AlarmShape priority={1} />
          {text('frame.lost', { time: clockTime(since) })}
        </div>
      )}
      <AlarmSound />
      <main className={styles.work}>
        <Outlet />
      </main>
      <CommandLine onHelp={() => setHelpOpen(true)} />
      {isHelpOpen && <HelpDialog onClose={() => setHelpOpen(false)} />}
    </div>
  )
}
