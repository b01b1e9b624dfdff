// A part of a screen with its heading, and a page made of such parts.

import type { ReactNode } from 'react'
import styles from './panel.module.css'

export interface PanelProps {
  readonly title: string
  readonly count?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
  /** The body scrolls by itself and fills what is left. */
  readonly fills?: boolean
}

export function Panel({ title, count, actions, children, fills = false }: PanelProps) {
  return (
    <section className={styles.panel} data-fills={fills || undefined} aria-label={title}>
      <header className={styles.head}>
        <h2>
          {title}
          {count !== undefined && <span className={styles.count}> {count}</span>}
        </h2>
        {actions && <div className={styles.actions}>{actions}</div>}
      </header>
      <div className={styles.body}>{children}</div>
    </section>
  )
}

/** What belongs together as label and value, one row each. */
export function Facts({ rows }: { readonly rows: readonly (readonly [label: string, value: ReactNode])[] }) {
  return (
    <dl className={styles.facts}>
      {rows.map(([label, value]) => (
        <div key={label} className={styles.fact}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
