// The way in. A wrong password and a missing server are told apart, in the server's own words.

import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useRouter, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { text } from '../i18n/text.ts'
import { sentenceOf } from '../platform/api.ts'
import { prefer, themes, usePreferences } from '../platform/preferences.ts'
import { logIn, meQuery } from '../trust/login/index.ts'
import { Button } from '../ui/button.tsx'
import { ChoiceBar } from '../ui/choice-bar.tsx'
import { Field } from '../ui/field.tsx'
import { Notice } from '../ui/notice.tsx'
import styles from './door.module.css'

/** Only a path of ours: an address that somebody planted in `next` leads nowhere else. */
export function safeNext(next: string | undefined): string {
  return next !== undefined && /^\/(?![/\\])/.test(next) && !next.startsWith('/login') ? next : '/wall'
}

export function LoginScreen() {
  const { next } = useSearch({ from: '/login' })
  const client = useQueryClient()
  const navigate = useNavigate()
  const router = useRouter()
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState('')
  const [problem, setProblem] = useState<string>()
  const enter = async (): Promise<void> => {
    setProblem(undefined)
    try {
      await logIn(login.trim(), password)
      client.clear()
      await client.fetchQuery(meQuery)
      await router.invalidate()
      await navigate({ href: safeNext(next) })
    } catch (error) {
      setPassword('')
      setProblem(sentenceOf(error))
    }
  }
  return (
    <main className={styles.door}>
      <div className={styles.card}>
        <div className={styles.brand}>
          <h1>Sereno</h1>
          <span className={styles.quiet}>{text('login.subtitle')}</span>
        </div>
        <form
          className={styles.form}
          onSubmit={(event) => {
            event.preventDefault()
            void enter()
          }}
        >
          <Field
            label={text('login.name')}
            value={login}
            onChange={setLogin}
            autoComplete="username"
            takesFocus
            lengthMax={60}
          />
          <Field
            label={text('login.password')}
            value={password}
            onChange={setPassword}
            type="password"
            autoComplete="current-password"
            lengthMax={256}
          />
          {problem && <Notice priority={3}>{problem}</Notice>}
          <Button kind="main" type="submit" shortcut="Enter">
            {text('login.enter')}
          </Button>
        </form>
        <DoorChoices />
      </div>
    </main>
  )
}

export function DoorChoices() {
  const { theme, language } = usePreferences()
  return (
    <div className={styles.languages}>
      <ChoiceBar
        label={text('language.label')}
        value={language}
        choices={[
          { value: 'es', word: 'Español' },
          { value: 'en', word: 'English' },
        ]}
        onChoose={(value) => prefer({ language: value })}
      />
      <ChoiceBar
        label={text('theme.label')}
        value={theme}
        choices={themes.map((value) => ({ value, word: text(`theme.${value}`) }))}
        onChoose={(value) => prefer({ theme: value })}
      />
    </div>
  )
}
