// A sentence that matters, in its place on the page: a refusal, an empty list, what is missing. Never a toast.

import type { ReactNode } from 'react'
import { AlarmShape, type Priority } from './alarm-shape.tsx'
import styles from './notice.module.css'

export interface NoticeProps {
  readonly children: ReactNode
  /** With a priority it carries its shape; without, it is only quiet text. */
  readonly priority?: Priority
  readonly action?: ReactNode
}

export function Notice({ children, priority, action }: NoticeProps) {
  return (
    <div className={styles.notice} data-priority={priority} role={priority ? 'alert' : undefined}>
      {priority && <AlarmShape priority={priority} />}
      <div className={styles.words}>{children}</div>
      {action}
    </div>
  )
}
