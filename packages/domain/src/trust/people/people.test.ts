import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { makeId } from '../../ids.ts'
import { checkNewPassword } from './password.ts'
import { decideAccessChange } from './person-change.ts'
import { type Role, may, roleNames, roles } from './roles.ts'

const ana = { id: makeId('person', new Uint8Array(16).fill(1)), roles: ['administrator'] as Role[], isDisabled: false }
const beto = { id: makeId('person', new Uint8Array(16).fill(2)), roles: ['operator'] as Role[], isDisabled: false }

describe('an account', () => {
  test('that alone administers can neither be closed nor lose that role', () => {
    for (const change of [{ isDisabled: true }, { roles: ['operator' as const] }]) {
      expect(decideAccessChange(ana, change, [ana, beto]).refused?.code).toBe('last-administrator')
    }
  })

  test('that administers may go where another one is left, but not where that one is closed', () => {
    const other = { ...beto, roles: ['administrator' as const] }
    expect(decideAccessChange(ana, { isDisabled: true }, [ana, other]).value).toMatchObject({ endsSessions: true })
    const closed = { ...other, isDisabled: true }
    expect(decideAccessChange(ana, { isDisabled: true }, [ana, closed]).refused?.code).toBe('last-administrator')
  })

  test('that gets more roles loses nothing; one that gets others does', () => {
    expect(decideAccessChange(beto, { roles: ['operator', 'auditor'] }, [ana, beto]).value?.losesRights).toBe(false)
    expect(decideAccessChange(beto, { roles: ['auditor'] }, [ana, beto]).value?.losesRights).toBe(true)
  })

  test('whatever is changed in whatever order, somebody administers', () => {
    const change = fc.record({
      who: fc.nat(2),
      roles: fc.option(fc.uniqueArray(fc.constantFrom(...roleNames), { minLength: 1 }), { nil: undefined }),
      isDisabled: fc.option(fc.boolean(), { nil: undefined }),
    })
    fc.assert(
      fc.property(fc.array(change), (changes) => {
        let all = [ana, beto, { ...beto, id: makeId('person', new Uint8Array(16).fill(3)) }]
        for (const { who, ...wanted } of changes) {
          const person = all[who] ?? ana
          const done = decideAccessChange(person, wanted, all)
          if (done.value)
            all = all.map((one) =>
              one.id === person.id ? { ...one, ...done.value.after, roles: [...done.value.after.roles] } : one,
            )
        }
        expect(all.some(({ roles: held, isDisabled }) => !isDisabled && may(held, 'people.change'))).toBe(true)
      }),
    )
  })
})

test('nobody who only administers sees pictures', () => {
  expect(roles.administrator).not.toContain('views.live')
  expect(roles.administrator).not.toContain('views.playback')
})

describe('a password', () => {
  test('of twelve unusual characters is taken', () => {
    expect(checkNewPassword('tres gatos en el tejado', 'ana').value).toBeDefined()
  })

  test.each(['short', '123456789012', 'PasswordPassword', 'aaaaaaaaaaaaaaaa', 'anamariaanamaria'])(
    '%s is not',
    (password) => {
      expect(checkNewPassword(password, 'anamaria').refused?.code).toBe('password-weak')
    },
  )
})
