// The bar: where one is, what one looks for, alarms, the state of the system, the clock. The same on every screen.

import { useQueryClient } from '@tanstack/react-query'
import { Link, useLocation, useNavigate } from '@tanstack/react-router'
import { MUTE_MS_MAX } from '@sereno/domain/centre/alarms/alarm-sound'
import { purposes } from '@sereno/domain/trust/views/view'
import { AlarmCounts, useAlarms } from '../centre/alarms/index.ts'
import { clockTime, dayName } from '../i18n/format.ts'
import { text } from '../i18n/text.ts'
import { isClockTrusted, useNow } from '../platform/clock.ts'
import { useConnection } from '../platform/connection.ts'
import { useLastPlaces } from '../platform/last-place.ts'
import { prefer, themes, usePreferences } from '../platform/preferences.ts'
import { muteUntil, tryAllSounds, useSound } from '../platform/sound.ts'
import { logOut, meQuery, useMe } from '../trust/login/index.ts'
import { Menu, MenuAction, MenuChoice, MenuLine } from '../ui/menu.tsx'
import { Select } from '../ui/select.tsx'
import { StateMark } from '../ui/state-mark.tsx'
import { choosePurpose, usePurpose } from '../video/views/index.ts'
import styles from './bar.module.css'

const places = [
  { to: '/wall', word: 'nav.wall' },
  { to: '/map', word: 'nav.map' },
  { to: '/cameras', word: 'nav.cameras' },
  { to: '/playback', word: 'nav.playback' },
] as const

export function Bar({ onHelp }: { readonly onHelp: () => void }) {
  const { purpose } = usePurpose()
  const path = useLocation({ select: ({ pathname }) => pathname })
  const lastPlaces = useLastPlaces((state) => state.places)
  return (
    <header className={styles.bar}>
      <strong className={styles.name}>Sereno</strong>
      <SeatMenu onHelp={onHelp} />
      <nav className={styles.places} aria-label={text('nav.label')}>
        {places.map(({ to, word }) => (
          <Link
            key={to}
            to={to}
            search={lastPlaces[to] ?? {}}
            className={styles.place}
            aria-current={path === to || path.startsWith(`${to}/`) ? 'page' : undefined}
          >
            {text(word)}
          </Link>
        ))}
      </nav>
      <div className={styles.purpose}>
        <Select
          label={text('purpose.label')}
          placing="before"
          value={purpose}
          choices={purposes.map((value) => ({ value, word: text(`purpose.${value}`) }))}
          onChange={choosePurpose}
        />
      </div>
      <span className={styles.gap} />
      <AlarmsLink />
      <SystemState />
      <Clock />
    </header>
  )
}

function AlarmsLink() {
  const alarms = useAlarms()
  const path = useLocation({ select: ({ pathname }) => pathname })
  return (
    <Link
      to="/alarms"
      className={styles.place}
      title={text('alarms.title')}
      aria-current={path === '/alarms' ? 'page' : undefined}
    >
      <AlarmCounts alarms={alarms} />
    </Link>
  )
}

function SystemState() {
  const { state, recorders } = useConnection()
  const all = [...recorders.values()]
  const there = all.filter(Boolean).length
  const isWhole = all.length > 0 && there === all.length
  return (
    <Link to="/system" className={styles.state}>
      <StateMark state={state === 'connected' ? 'good' : state === 'lost' ? 'trouble' : 'waiting'} />
      <span>{text(state === 'lost' ? 'bar.server-lost' : 'bar.server')}</span>
      <StateMark state={all.length === 0 ? 'waiting' : isWhole ? 'good' : 'trouble'} />
      <span>{isWhole ? text('bar.recorder') : text('bar.recorders-of', { there, all: all.length })}</span>
    </Link>
  )
}

function Clock() {
  const now = useNow()
  return (
    <time
      className={styles.clock}
      data-untrusted={!isClockTrusted() || undefined}
      dateTime={new Date(now).toISOString()}
    >
      <b>{clockTime(now)}</b> <span>{dayName(now)}</span>
    </time>
  )
}

function SeatMenu({ onHelp }: { readonly onHelp: () => void }) {
  const me = useMe()
  const navigate = useNavigate()
  const client = useQueryClient()
  const { theme, language, far } = usePreferences()
  const leave = async (): Promise<void> => {
    await logOut().catch(() => undefined)
    client.clear()
    client.setQueryData(meQuery.queryKey, null)
    await navigate({ to: '/login', search: {} })
  }
  return (
    <Menu word={`${text('seat.video')} · ${me?.person.name ?? '–'}`} label={text('seat.label')}>
      <MenuAction onChoose={() => void navigate({ to: '/alarms' })}>{text('alarms.title')}</MenuAction>
      <MenuAction onChoose={() => void navigate({ to: '/holds' })}>{text('holds.title')}</MenuAction>
      <MenuAction onChoose={() => void navigate({ to: '/people' })}>{text('people.title')}</MenuAction>
      <MenuAction onChoose={() => void navigate({ to: '/system' })}>{text('system.title')}</MenuAction>
      <MenuLine />
      <SoundActions />
      <MenuLine />
      <MenuChoice
        heading={text('theme.label')}
        value={theme}
        choices={themes.map((value) => ({ value, word: text(`theme.${value}`) }))}
        onChoose={(value) => prefer({ theme: value })}
      />
      <MenuChoice
        heading={text('language.label')}
        value={language}
        choices={[
          { value: 'es', word: 'Español' },
          { value: 'en', word: 'English' },
        ]}
        onChoose={(value) => prefer({ language: value })}
      />
      <MenuChoice
        heading={text('far.label')}
        value={far}
        choices={[
          { value: 'desk', word: text('far.desk') },
          { value: 'wall', word: text('far.wall') },
        ]}
        onChoose={(value) => prefer({ far: value })}
      />
      <MenuLine />
      <MenuAction onChoose={onHelp} note="F1">
        {text('key.help')}
      </MenuAction>
      <MenuAction onChoose={() => void leave()}>{text('login.leave')}</MenuAction>
    </Menu>
  )
}

/** No silence is longer than two minutes; it ends by itself or here. */
function SoundActions() {
  const now = useNow()
  const { mutedUntil } = useSound()
  const isMuted = now < mutedUntil
  return (
    <>
      <MenuAction
        onChoose={() => muteUntil(isMuted ? 0 : now + MUTE_MS_MAX)}
        {...(isMuted ? { note: text('sound.muted-until', { time: clockTime(mutedUntil) }) } : {})}
      >
        {text(isMuted ? 'sound.unmute' : 'sound.mute')}
      </MenuAction>
      <MenuAction onChoose={() => void tryAllSounds()}>{text('sound.try')}</MenuAction>
    </>
  )
}
