// How full something is, with where it will be and what it must not pass. The number stands beside it in words.

import styles from './meter.module.css'

export interface MeterProps {
  readonly label: string
  /** 0 to 1. */
  readonly share: number
  readonly isBeyond?: boolean
}

export function Meter({ label, share, isBeyond = false }: MeterProps) {
  const part = Math.round(Math.min(1, Math.max(0, share)) * 100)
  return (
    <>
      <span className="unseen">{`${label} ${part} %`}</span>
      <svg
        className={styles.meter}
        data-beyond={isBeyond || undefined}
        viewBox="0 0 100 8"
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        <rect className={styles.ground} width="100" height="8" />
        <rect className={styles.part} width={part} height="8" />
      </svg>
    </>
  )
}
