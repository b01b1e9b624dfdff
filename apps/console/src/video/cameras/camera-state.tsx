// The state of a camera as shape, word and age.

import type { CameraState } from '@sereno/contract/cameras'
import { spanText } from '../../i18n/format.ts'
import { text } from '../../i18n/text.ts'
import { type MarkedState, StateMark } from '../../ui/state-mark.tsx'
import styles from './camera-state.module.css'

export const markOf: Readonly<Record<CameraState['what'], MarkedState>> = {
  recording: 'good',
  connecting: 'waiting',
  'not-recording': 'trouble',
  off: 'off',
}

export function stateWord(state: CameraState): string {
  return text(`camera.state.${state.what}`)
}

/** Why, where there is a why: "not recording: wrong password". */
export function stateReason(state: CameraState): string {
  const word = stateWord(state)
  return state.cause && state.what !== 'recording' ? `${word}: ${text(`cause.${state.cause}`)}` : word
}

export function CameraStateLine({ state, now }: { readonly state: CameraState; readonly now: number }) {
  return (
    <span className={styles.line} data-trouble={state.what === 'not-recording' || undefined}>
      <StateMark state={markOf[state.what]} />
      <span className={styles.word}>{stateReason(state)}</span>
      <span className={styles.age}>{spanText(now - state.since)}</span>
    </span>
  )
}
