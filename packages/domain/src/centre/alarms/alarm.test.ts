import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type AlarmId, makeId } from '../../ids.ts'
import { instant } from '../../instant.ts'
import { type Alarm, acknowledge, alarmNext, followCondition } from './alarm.ts'

const id = makeId('alarm', new Uint8Array(16)) as AlarmId
const reported = (isActive: boolean, at: number) =>
  ({ kind: 'recorder-away', recorder: 'rec-1', isActive, cause: 'silent', at: instant(at) }) as const

function raised(): Alarm {
  const alarm = followCondition(undefined, reported(true, 1_000), id)
  if (!alarm) throw new Error('not raised')
  return alarm
}

describe('an alarm', () => {
  test('is raised by its condition, once', () => {
    expect(raised()).toMatchObject({ state: 'unacknowledged', priority: 1, raisedAt: 1_000 })
    expect(followCondition(raised(), reported(true, 2_000), id)).toBeUndefined()
  })

  test('whose condition never was is not raised', () => {
    expect(followCondition(undefined, reported(false, 1_000), id)).toBeUndefined()
  })

  test('that is over before anybody took note waits to be acknowledged, and is cleared then', () => {
    const over = followCondition(raised(), reported(false, 2_000), id)
    expect(over).toMatchObject({ state: 'returned-to-normal', returnedAt: 2_000 })
    expect(acknowledge(over ?? raised(), 'Ana', instant(3_000)).value).toMatchObject({ state: 'cleared' })
  })

  test('that was acknowledged is cleared when it is over', () => {
    const noted = acknowledge(raised(), 'Ana', instant(2_000)).value ?? raised()
    expect(followCondition(noted, reported(false, 3_000), id)).toMatchObject({ state: 'cleared' })
  })

  test('that comes back before anybody took note is the same one, active again', () => {
    const over = followCondition(raised(), reported(false, 2_000), id)
    const back = followCondition(over, reported(true, 3_000), id)
    expect(back).toMatchObject({ id, state: 'unacknowledged', raisedAt: 1_000 })
    expect(back).not.toHaveProperty('returnedAt')
  })

  test('cannot be acknowledged twice: the second person is told who was first', () => {
    const noted = acknowledge(raised(), 'Ana', instant(2_000)).value ?? raised()
    expect(acknowledge(noted, 'Beto', instant(3_000)).refused).toMatchObject({
      code: 'alarm-not-unacknowledged',
      facts: { by: 'Ana' },
    })
  })
})

test('whatever happens in whatever order, every step is one of the table, and at most one alarm is not cleared', () => {
  const step = fc.oneof(fc.constant('acknowledge' as const), fc.boolean())
  fc.assert(
    fc.property(fc.array(step, { maxLength: 50 }), (steps) => {
      let alarm: Alarm | undefined
      for (const [index, what] of steps.entries()) {
        const before = alarm
        const at = 1_000 + index
        if (what === 'acknowledge') alarm = (alarm && acknowledge(alarm, 'Ana', instant(at)).value) ?? alarm
        else alarm = followCondition(alarm, reported(what, at), id) ?? alarm
        if (!alarm || alarm === before) continue
        if (!before || before.state === 'cleared') {
          if (alarm.state !== 'cleared') expect(alarm.state).toBe('unacknowledged')
        } else {
          const allowed: readonly string[] = alarmNext[before.state]
          expect(allowed).toContain(alarm.state)
        }
      }
    }),
  )
})
