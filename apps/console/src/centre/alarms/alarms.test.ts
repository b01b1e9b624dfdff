import { alarmShape } from '@sereno/contract/alarms'
import { expect, test } from 'vitest'
import { type AlarmRow, countAlarms, inOrder, inPlace } from './alarms.ts'

function anAlarm(over: {
  tail: string
  priority: 1 | 2 | 3 | 4
  state?: AlarmRow['state']
  raisedAt?: number
}): AlarmRow {
  return alarmShape.parse({
    id: `alarm-00000000${over.tail}`,
    kind: 'camera-not-recording',
    priority: over.priority,
    state: over.state ?? 'unacknowledged',
    raisedAt: over.raisedAt ?? 1_000,
    cause: 'no-picture',
  })
}

test('what nobody has acknowledged comes first, then priority, then age', () => {
  const rows = inOrder([
    anAlarm({ tail: 'aa', priority: 1, state: 'acknowledged' }),
    anAlarm({ tail: 'bb', priority: 3, raisedAt: 2_000 }),
    anAlarm({ tail: 'cc', priority: 3, raisedAt: 1_000 }),
    anAlarm({ tail: 'dd', priority: 2 }),
    anAlarm({ tail: 'ee', priority: 1, state: 'cleared' }),
  ])
  expect(rows.map((row) => row.id.slice(-2))).toEqual(['dd', 'cc', 'bb', 'aa'])
})

test('the bar counts by priority, leaves out what is cleared, and knows whether somebody has to look', () => {
  const counts = countAlarms([
    anAlarm({ tail: 'aa', priority: 1, state: 'acknowledged' }),
    anAlarm({ tail: 'bb', priority: 3 }),
    anAlarm({ tail: 'cc', priority: 4, state: 'cleared' }),
  ])
  expect(counts).toEqual([
    { priority: 1, count: 1, hasUnacknowledged: false },
    { priority: 3, count: 1, hasUnacknowledged: true },
  ])
})

test('under a hand rows keep their place, what is over says so, and what is new comes at the foot in its order', () => {
  const shown = [anAlarm({ tail: 'aa', priority: 3 }), anAlarm({ tail: 'bb', priority: 2 })]
  const rows = inPlace(shown, [
    anAlarm({ tail: 'bb', priority: 2, state: 'acknowledged' }),
    anAlarm({ tail: 'cc', priority: 2 }),
    anAlarm({ tail: 'dd', priority: 1 }),
  ])
  expect(rows.map((row) => `${row.id.slice(-2)} ${row.state}`)).toEqual([
    'aa cleared',
    'bb acknowledged',
    'dd unacknowledged',
    'cc unacknowledged',
  ])
})
