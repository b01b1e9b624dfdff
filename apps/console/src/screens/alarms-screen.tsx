// Alarms in the words of ISA-18.2. A row with focus does not move; what is acknowledged stays until the trouble is over.

import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { type AlarmRow, acknowledgeAlarm, reloadAlarms, useAlarms, useSteadyAlarms } from '../centre/alarms/index.ts'
import { clockTime, spanText, whenText } from '../i18n/format.ts'
import { text } from '../i18n/text.ts'
import { sentenceOf } from '../platform/api.ts'
import { useNow } from '../platform/clock.ts'
import { useKeys } from '../platform/keyboard.ts'
import { useSound } from '../platform/sound.ts'
import { useWhyNot } from '../trust/login/index.ts'
import { AlarmShape } from '../ui/alarm-shape.tsx'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { Rows } from '../ui/rows.tsx'
import { useCameraById } from '../video/cameras/index.ts'
import { causeText } from './gap-cause.ts'
import styles from './alarms-screen.module.css'
import { keyWord } from './help-dialog.tsx'

export function AlarmsScreen() {
  const client = useQueryClient()
  const navigate = useNavigate()
  const alarms = useAlarms()
  const byId = useCameraById()
  const now = useNow()
  const whyNot = useWhyNot()('alarms.acknowledge')
  const [problem, setProblem] = useState<string>()
  const { rows, newCount, touch, order } = useSteadyAlarms(alarms, now)
  const [chosen, setChosen] = useState<string>()
  // The first one is chosen when it comes, not when X is pressed: whatever arrives in between is another alarm.
  if (chosen === undefined && rows[0]) setChosen(rows[0].id)
  const at = rows.findIndex((alarm) => alarm.id === chosen)
  const row = rows[at]
  const whyNotThis = whyNot ?? (rows.length === 0 ? text('alarms.none') : whyNotAcknowledge(row))
  const acknowledge = async (): Promise<void> => {
    if (!row || whyNotThis !== undefined) return
    setProblem(undefined)
    touch()
    const next = rows[at + 1] ?? rows[at - 1]
    try {
      await acknowledgeAlarm(row.id)
      setChosen(next?.id)
    } catch (error) {
      setProblem(sentenceOf(error))
    }
    await reloadAlarms(client)
  }
  const openCamera = (alarm: AlarmRow | undefined): void => {
    const camera = alarm?.camera ? byId.get(alarm.camera) : undefined
    if (camera) void navigate({ to: '/cameras/$number', params: { number: String(camera.number) } })
    else if (alarm) void navigate({ to: '/system' })
  }
  const move = (step: number): void => {
    touch()
    setChosen(rows[Math.max(0, Math.min(rows.length - 1, at + step))]?.id)
  }
  useKeys('alarms', {
    alarmUp: () => move(-1),
    alarmDown: () => move(1),
    acknowledge: () => void acknowledge(),
    alarmOrder: order,
    alarmCamera: () => openCamera(row),
  })
  return (
    <div className={styles.screen}>
      <header className={styles.head}>
        <h1>{text('alarms.title')}</h1>
        <span className={styles.quiet}>{text('alarms.count', { count: rows.length })}</span>
        {newCount > 0 && (
          <Button shortcut={keyWord('Inicio')} onPress={order}>
            {text('alarms.new', { count: newCount })}
          </Button>
        )}
        <SoundWord now={now} />
        <span className={styles.gap} />
        <Button kind="main" shortcut="X" why={whyNotThis} onPress={() => void acknowledge()}>
          {text('alarms.acknowledge')}
        </Button>
      </header>
      {problem && <Notice priority={3}>{problem}</Notice>}
      <div className={styles.table} onPointerMove={touch}>
        <div className={styles.columns} aria-hidden="true">
          <span />
          <span>{text('alarms.what')}</span>
          <span>{text('alarms.where')}</span>
          <span>{text('alarms.cause')}</span>
          <span>{text('alarms.state')}</span>
          <span>{text('alarms.since')}</span>
        </div>
        <Rows
          label={text('alarms.title')}
          rows={rows}
          keyOf={(alarm) => alarm.id}
          selected={at}
          onSelect={(index) => {
            touch()
            setChosen(rows[index]?.id)
          }}
          onOpen={openCamera}
          empty={text('alarms.none')}
        >
          {(alarm) => <Row alarm={alarm} camera={alarm.camera ? byId.get(alarm.camera) : undefined} now={now} />}
        </Rows>
      </div>
    </div>
  )
}

/** Why a waiting alarm is not heard here now; nothing where it is. */
function SoundWord({ now }: { readonly now: number }) {
  const { mutedUntil, isBlocked } = useSound()
  if (now < mutedUntil)
    return <span className={styles.silent}>{text('sound.muted-until', { time: clockTime(mutedUntil) })}</span>
  return isBlocked ? <span className={styles.silent}>{text('sound.blocked')}</span> : null
}

/** The one that is chosen may be over, or gone: another is not taken for it. */
function whyNotAcknowledge(row: AlarmRow | undefined): string | undefined {
  if (row === undefined) return text('alarms.choose')
  if (row.state === 'acknowledged') return text('alarms.already')
  return row.state === 'cleared' ? text('alarms.over') : undefined
}

interface RowProps {
  readonly alarm: AlarmRow
  readonly camera: { readonly number: number; readonly name: string } | undefined
  readonly now: number
}

const isQuiet = ({ state }: AlarmRow): boolean => state === 'acknowledged' || state === 'cleared'

function Row({ alarm, camera, now }: RowProps) {
  const state = text(`alarm.state.${alarm.state}`)
  return (
    <span className={styles.columns} data-acknowledged={isQuiet(alarm) || undefined}>
      <AlarmShape
        priority={alarm.priority}
        label={text(`alarm.priority.${alarm.priority}`)}
        blinks={alarm.priority === 1 && alarm.state === 'unacknowledged'}
      />
      <span className={styles.what}>{text(`alarm.kind.${alarm.kind}`)}</span>
      <span>{camera ? `${camera.number} ${camera.name}` : (alarm.recorder ?? '–')}</span>
      <span>{causeText(alarm.cause)}</span>
      <span>
        {alarm.acknowledgedBy && alarm.state === 'acknowledged' ? `${state}: ${alarm.acknowledgedBy}` : state}
      </span>
      <span className={styles.quiet}>
        {whenText(alarm.raisedAt, now)} · {spanText(now - alarm.raisedAt)}
      </span>
    </span>
  )
}
