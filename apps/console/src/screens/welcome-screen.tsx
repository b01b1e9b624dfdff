// The first administrator, by the one-time link that starting Sereno prints. The token stands in the fragment, which no
// browser sends to a server and no trace keeps.

import { PASSWORD_LENGTH_MIN, loginNameShape } from '@sereno/contract/people'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { text } from '../i18n/text.ts'
import { sentenceOf } from '../platform/api.ts'
import { meQuery, welcome } from '../trust/login/index.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Notice } from '../ui/notice.tsx'
import styles from './door.module.css'
import { DoorChoices } from './login-screen.tsx'

function readToken(): string {
  return new URLSearchParams(location.hash.slice(1)).get('token') ?? location.hash.slice(1)
}

export function WelcomeScreen() {
  const client = useQueryClient()
  const navigate = useNavigate()
  const [token] = useState(readToken)
  const [name, setName] = useState('')
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState('')
  const [again, setAgain] = useState('')
  const [problem, setProblem] = useState<string>()
  const isLoginGood = login === '' || loginNameShape.safeParse(login).success
  const why =
    name.trim() === '' || login === ''
      ? text('welcome.needs-names')
      : password.length < PASSWORD_LENGTH_MIN
        ? text('welcome.needs-length', { lengthMin: PASSWORD_LENGTH_MIN })
        : password !== again
          ? text('welcome.needs-same')
          : undefined
  const make = async (): Promise<void> => {
    setProblem(undefined)
    try {
      await welcome({ token, login: login.trim().toLowerCase(), name: name.trim(), password })
      // The link is spent: it need not stay in the history.
      history.replaceState(null, '', location.pathname)
      client.clear()
      const me = await client.fetchQuery(meQuery)
      await navigate(me ? { to: '/cameras/new' } : { to: '/login', search: {} })
    } catch (error) {
      setProblem(sentenceOf(error))
    }
  }
  return (
    <main className={styles.door}>
      <div className={styles.card}>
        <div className={styles.brand}>
          <h1>Sereno</h1>
          <span className={styles.quiet}>{text('welcome.subtitle')}</span>
        </div>
        {token === '' ? (
          <Notice priority={3}>{text('welcome.no-token')}</Notice>
        ) : (
          <form
            className={styles.form}
            onSubmit={(event) => {
              event.preventDefault()
              if (why === undefined) void make()
            }}
          >
            <p className={styles.quiet}>{text('welcome.text')}</p>
            <Field
              label={text('person.name')}
              value={name}
              onChange={setName}
              autoComplete="name"
              takesFocus
              lengthMax={80}
            />
            <Field
              label={text('login.name')}
              value={login}
              onChange={setLogin}
              autoComplete="username"
              lengthMax={60}
              problem={isLoginGood ? undefined : text('welcome.login-shape')}
            />
            <Field
              label={text('login.password')}
              value={password}
              onChange={setPassword}
              type="password"
              autoComplete="new-password"
              lengthMax={256}
              hint={text('welcome.needs-length', { lengthMin: PASSWORD_LENGTH_MIN })}
            />
            <Field
              label={text('welcome.again')}
              value={again}
              onChange={setAgain}
              type="password"
              autoComplete="new-password"
              lengthMax={256}
            />
            {problem && <Notice priority={3}>{problem}</Notice>}
            <Button kind="main" type="submit" why={why}>
              {text('welcome.make')}
            </Button>
          </form>
        )}
        <DoorChoices />
      </div>
    </main>
  )
}
