// Alarms in the words of ISA-18.2. A row with focus does not move; what is acknowledged stays until the trouble is over.

import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { type AlarmRow, acknowledgeAlarm, inOrder, reloadAlarms, useAlarms } from '../centre/alarms/index.ts'
import { spanText, whenText } from '../i18n/format.ts'
import { text } from '../i18n/text.ts'
import { sentenceOf } from '../platform/api.ts'
import { useNow } from '../platform/clock.ts'
import { useKeys } from '../platform/keyboard.ts'
import { useWhyNot } from '../trust/login/index.ts'
import { AlarmShape } from '../ui/alarm-shape.tsx'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { Rows } from '../ui/rows.tsx'
import { useCameraById } from '../video/cameras/index.ts'
import { causeText } from './gap-cause.ts'
import styles from './alarms-screen.module.css'

export function AlarmsScreen() {
  const client = useQueryClient()
  const navigate = useNavigate()
  const alarms = useAlarms()
  const byId = useCameraById()
  const now = useNow()
  const whyNot = useWhyNot()('alarms.acknowledge')
  const [chosen, setChosen] = useState<string>()
  const [problem, setProblem] = useState<string>()
  const rows = useMemo(() => inOrder(alarms), [alarms])
  const at = Math.max(
    0,
    rows.findIndex((alarm) => alarm.id === chosen),
  )
  const row = rows[at]
  const whyNotThis =
    whyNot ??
    (row === undefined ? text('alarms.none') : row.state === 'acknowledged' ? text('alarms.already') : undefined)
  const acknowledge = async (): Promise<void> => {
    if (!row || whyNotThis !== undefined) return
    setProblem(undefined)
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
  const move = (step: number): void => setChosen(rows[Math.max(0, Math.min(rows.length - 1, at + step))]?.id)
  useKeys('alarms', {
    alarmUp: () => move(-1),
    alarmDown: () => move(1),
    acknowledge: () => void acknowledge(),
    alarmCamera: () => openCamera(row),
  })
  return (
    <div className={styles.screen}>
      <header className={styles.head}>
        <h1>{text('alarms.title')}</h1>
        <span className={styles.quiet}>{text('alarms.count', { count: rows.length })}</span>
        <span className={styles.gap} />
        <Button kind="main" shortcut="X" why={whyNotThis} onPress={() => void acknowledge()}>
          {text('alarms.acknowledge')}
        </Button>
      </header>
      {problem && <Notice priority={3}>{problem}</Notice>}
      <div className={styles.table}>
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
          onSelect={(index) => setChosen(rows[index]?.id)}
          onOpen={openCamera}
          empty={text('alarms.none')}
        >
          {(alarm) => <Row alarm={alarm} camera={alarm.camera ? byId.get(alarm.camera) : undefined} now={now} />}
        </Rows>
      </div>
    </div>
  )
}

interface RowProps {
  readonly alarm: AlarmRow
  readonly camera: { readonly number: number; readonly name: string } | undefined
  readonly now: number
}

function Row({ alarm, camera, now }: RowProps) {
  const state = text(`alarm.state.${alarm.state}`)
  return (
    <span className={styles.columns} data-acknowledged={alarm.state === 'acknowledged' || undefined}>
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
