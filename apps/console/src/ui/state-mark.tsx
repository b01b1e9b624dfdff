// The state of equipment as a shape, so that it is told without colour: full, half, crossed, hollow. Quiet by design:
// a camera that records has no hue. The word always stands beside it.

import styles from './state-mark.module.css'

export type MarkedState = 'good' | 'waiting' | 'trouble' | 'off'

export function StateMark({ state }: { readonly state: MarkedState }) {
  return (
    <svg className={styles.mark} data-state={state} viewBox="0 0 16 16" aria-hidden="true">
      {state === 'good' && <circle cx="8" cy="8" r="5" className={styles.full} />}
      {state === 'waiting' && (
        <>
          <circle cx="8" cy="8" r="5" />
          <path d="M8 3a5 5 0 0 1 0 10z" className={styles.full} />
        </>
      )}
      {state === 'trouble' && <path d="m3.5 3.5 9 9m0-9-9 9" className={styles.cross} />}
      {state === 'off' && <circle cx="8" cy="8" r="5" />}
    </svg>
  )
}
