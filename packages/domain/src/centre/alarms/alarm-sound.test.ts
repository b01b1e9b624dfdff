import { expect, test } from 'vitest'
import type { AlarmId } from '../../ids.ts'
import { instant } from '../../instant.ts'
import type { AlarmPriority, AlarmState } from './alarm.ts'
import { noSoundYet, soundNow } from './alarm-sound.ts'

const anAlarm = (id: string, priority: AlarmPriority, state: AlarmState = 'unacknowledged') => ({
  id: id as AlarmId,
  priority,
  state,
})

/** What sounds in each second, asked once a second. */
function heard(seconds: number, alarmsAt: (second: number) => ReturnType<typeof anAlarm>[]): string[] {
  let memory = noSoundYet
  const sounds: string[] = []
  for (let second = 0; second < seconds; second++) {
    const step = soundNow(alarmsAt(second), memory, instant(1_000_000 + second * 1_000))
    memory = step.memory
    if (step.sound) sounds.push(`${second} ${step.sound}`)
  }
  return sounds
}

test('an urgent alarm sounds every five seconds until it is taken', () => {
  expect(heard(20, (second) => [anAlarm('a', 1, second < 12 ? 'unacknowledged' : 'acknowledged')])).toEqual([
    '0 urgent',
    '5 urgent',
    '10 urgent',
  ])
})

test('one that comes right after another was taken sounds at once', () => {
  expect(heard(5, (second) => (second < 2 ? [anAlarm('a', 1)] : second === 2 ? [] : [anAlarm('b', 1)]))).toEqual([
    '0 urgent',
    '3 urgent',
  ])
})

test('a high alarm sounds once, and once more after a minute', () => {
  expect(heard(200, () => [anAlarm('a', 2)])).toEqual(['0 high', '60 high'])
})

test('a high alarm beside an urgent one is heard too, after it', () => {
  expect(heard(6, () => [anAlarm('a', 1), anAlarm('b', 2)])).toEqual(['0 urgent', '1 high', '5 urgent'])
})

test('medium, low, acknowledged and what is over make no sound', () => {
  const quiet = [
    anAlarm('a', 3),
    anAlarm('b', 4),
    anAlarm('c', 1, 'acknowledged'),
    anAlarm('d', 1, 'returned-to-normal'),
  ]
  expect(heard(100, () => quiet)).toEqual([])
})
