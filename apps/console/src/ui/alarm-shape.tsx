// Priority as shape, colour and digit: 1 diamond, 2 triangle, 3 square, 4 circle. The shape of an urgent alarm that
// nobody has acknowledged blinks once a second; nothing else moves.

import styles from './alarm-shape.module.css'

export type Priority = 1 | 2 | 3 | 4

const names = { 1: 'urgent', 2: 'high', 3: 'medium', 4: 'low' } as const

function Outline({ priority }: { readonly priority: Priority }) {
  if (priority === 1) return <path d="M12 1.5 22.5 12 12 22.5 1.5 12z" />
  if (priority === 2) return <path d="M12 1.5 23 21.5H1z" />
  if (priority === 3) return <rect x="2.5" y="2.5" width="19" height="19" />
  return <circle cx="12" cy="12" r="10" />
}

export interface AlarmShapeProps {
  readonly priority: Priority
  /** The word beside it says the same; without a word, say it here. */
  readonly label?: string
  readonly blinks?: boolean
}

export function AlarmShape({ priority, label, blinks = false }: AlarmShapeProps) {
  return (
    <svg
      className={styles.shape}
      data-priority={names[priority]}
      data-blinks={blinks || undefined}
      viewBox="0 0 24 24"
      role={label ? 'img' : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
    >
      <Outline priority={priority} />
      <text x="12" y={priority === 2 ? 19 : 16.5} textAnchor="middle">
        {priority}
      </text>
    </svg>
  )
}
