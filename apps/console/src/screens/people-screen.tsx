// Accounts: who may come in, and with which roles. What a role may do is written beside it, from the one table.

import { PASSWORD_LENGTH_MIN, type Person } from '@sereno/contract/people'
import { type Role, rightsOf, roleNames } from '@sereno/domain/trust/people/roles'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { text } from '../i18n/text.ts'
import { sentenceOf } from '../platform/api.ts'
import { useKeptLine } from '../platform/kept-text.ts'
import { useWhyNot } from '../trust/login/index.ts'
import { addPerson, changePerson, peopleQuery, reloadPeople } from '../trust/people/index.ts'
import { Button } from '../ui/button.tsx'
import { Checkbox } from '../ui/checkbox.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field } from '../ui/field.tsx'
import { Notice } from '../ui/notice.tsx'
import styles from './page.module.css'

export function PeopleScreen() {
  const { data: people, error } = useQuery(peopleQuery)
  const whyNot = useWhyNot()('people.change')
  const [edited, setEdited] = useState<Person | 'new'>()
  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <h1>{text('people.title')}</h1>
        <Button kind="main" why={whyNot} onPress={() => setEdited('new')}>
          {text('person.add')}
        </Button>
      </div>
      {error && <Notice priority={3}>{sentenceOf(error)}</Notice>}
      <table className={styles.table}>
        <thead>
          <tr>
            <th>{text('person.name')}</th>
            <th>{text('login.name')}</th>
            <th>{text('person.roles')}</th>
            <th>{text('person.state')}</th>
            <th>
              <span className="unseen">{text('person.change')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {people?.map((person) => (
            <tr key={person.id} data-quiet={person.isDisabled || undefined}>
              <td>{person.name}</td>
              <td>{person.login}</td>
              <td>{person.roles.map((role) => text(`role.${role}`)).join(', ')}</td>
              <td>{text(person.isDisabled ? 'person.disabled' : 'person.enabled')}</td>
              <td>
                <Button kind="quiet" why={whyNot} onPress={() => setEdited(person)}>
                  {text('person.change')}
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {edited && <PersonDialog person={edited === 'new' ? undefined : edited} onClose={() => setEdited(undefined)} />}
    </div>
  )
}

function PersonDialog({ person, onClose }: { readonly person: Person | undefined; readonly onClose: () => void }) {
  const client = useQueryClient()
  const [newName, setNewName] = useKeptLine('new-person-name')
  const [changedName, setChangedName] = useState(person?.name ?? '')
  // Only a new account's words outlive the dialog: those of an account that is there would look as if they were stored.
  const [name, setName] = person ? [changedName, setChangedName] : [newName, setNewName]
  const [login, setLogin] = useKeptLine('new-person-login')
  const [password, setPassword] = useState('')
  const [roles, setRoles] = useState<readonly Role[]>(person?.roles ?? ['operator'])
  const [isDisabled, setDisabled] = useState(person?.isDisabled ?? false)
  const [problem, setProblem] = useState<string>()
  const needsPassword = person === undefined || password !== ''
  const why =
    name.trim() === '' || (person === undefined && login.trim() === '')
      ? text('welcome.needs-names')
      : needsPassword && password.length < PASSWORD_LENGTH_MIN
        ? text('welcome.needs-length', { lengthMin: PASSWORD_LENGTH_MIN })
        : roles.length === 0
          ? text('person.needs-role')
          : undefined
  const store = async (): Promise<void> => {
    if (why !== undefined) return
    try {
      if (person === undefined)
        await addPerson({ login: login.trim().toLowerCase(), name: name.trim(), password, roles: [...roles] })
      else
        await changePerson(person.id, {
          version: person.version,
          name: name.trim(),
          roles: [...roles],
          isDisabled,
          ...(password === '' ? {} : { password }),
        })
      if (person === undefined) {
        setNewName('')
        setLogin('')
      }
      await reloadPeople(client)
      onClose()
    } catch (error) {
      setProblem(sentenceOf(error))
    }
  }
  const toggle = (role: Role, isHeld: boolean): void =>
    setRoles(isHeld ? [...roles, role] : roles.filter((held) => held !== role))
  return (
    <Dialog
      title={person ? text('person.change-title', { name: person.name }) : text('person.add')}
      isOpen
      onClose={onClose}
      onConfirm={() => void store()}
      closeWord={text('form.leave')}
      actions={
        <Button kind="main" why={why} onPress={() => void store()}>
          {text('form.store')}
        </Button>
      }
    >
      <Field label={text('person.name')} value={name} onChange={setName} lengthMax={80} takesFocus />
      {person === undefined && <Field label={text('login.name')} value={login} onChange={setLogin} lengthMax={60} />}
      <Field
        label={text('login.password')}
        value={password}
        onChange={setPassword}
        type="password"
        autoComplete="new-password"
        lengthMax={256}
        placeholder={person ? text('camera.password-kept') : ''}
      />
      <fieldset className={styles.roles}>
        <legend className={styles.quiet}>{text('person.roles')}</legend>
        {roleNames.map((role) => (
          <Checkbox
            key={role}
            word={text(`role.${role}`)}
            note={text('person.rights-count', { count: rightsOf([role]).length })}
            isChecked={roles.includes(role)}
            onChange={(isHeld) => toggle(role, isHeld)}
          />
        ))}
        <p className={styles.quiet}>
          {rightsOf(roles)
            .map((right) => text(`right.${right}`))
            .join(' · ')}
        </p>
      </fieldset>
      {person && <Checkbox word={text('person.disable')} isChecked={isDisabled} onChange={setDisabled} />}
      {problem && <Notice priority={3}>{problem}</Notice>}
    </Dialog>
  )
}
