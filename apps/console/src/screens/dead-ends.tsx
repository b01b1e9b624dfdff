// Addresses that lead nowhere, and screens that broke: what happened and what one can do.

import { Link, type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import { text } from '../i18n/text.ts'
import { sentenceOf } from '../platform/api.ts'
import { Button } from '../ui/button.tsx'
import styles from './door.module.css'

export function NotFound() {
  return (
    <main className={styles.door}>
      <div className={styles.card}>
        <h1>{text('dead-end.title')}</h1>
        <p>{text('dead-end.text')}</p>
        <Link to="/wall" className={styles.link}>
          {text('nav.wall')}
        </Link>
      </div>
    </main>
  )
}

export function Broken({ error }: ErrorComponentProps) {
  const router = useRouter()
  return (
    <main className={styles.door}>
      <div className={styles.card}>
        <h1>{text('broken.title')}</h1>
        <p>{sentenceOf(error)}</p>
        <Button kind="main" onPress={() => void router.invalidate()}>
          {text('broken.again')}
        </Button>
      </div>
    </main>
  )
}
