// A button. One that cannot act stays in its place and says why, beside itself, in the words of the refusal.

import { type ReactNode, useId } from 'react'
import styles from './button.module.css'
import { KeyCap } from './key-cap.tsx'

export interface ButtonProps {
  readonly children: ReactNode
  readonly onPress?: (() => void) | undefined
  /** 'main' once on a screen at most: what Enter would mean. */
  readonly kind?: 'main' | 'plain' | 'quiet' | 'grave'
  readonly shortcut?: string
  /** Why it cannot act now; set means that it does not. */
  readonly why?: string | undefined
  readonly type?: 'button' | 'submit'
  readonly pressed?: boolean
  readonly label?: string
}

export function Button({
  children,
  onPress,
  kind = 'plain',
  shortcut,
  why,
  type = 'button',
  pressed,
  label,
}: ButtonProps) {
  const reason = useId()
  const dead = why !== undefined
  return (
    <span className={styles.whole}>
      <button
        type={type}
        className={styles.button}
        data-kind={kind}
        aria-disabled={dead || undefined}
        aria-describedby={dead ? reason : undefined}
        aria-pressed={pressed}
        aria-label={label}
        onClick={(event) => {
          if (dead) event.preventDefault()
          else onPress?.()
        }}
      >
        {children}
      </button>
      {shortcut && <KeyCap>{shortcut}</KeyCap>}
      {dead && (
        <span id={reason} className={styles.why}>
          {why}
        </span>
      )}
    </span>
  )
}
