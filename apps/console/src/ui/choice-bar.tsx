// Few choices side by side, one of them taken: layouts, ranges.

import styles from './choice-bar.module.css'

export interface ChoiceBarProps<Value extends string | number> {
  readonly label: string
  readonly value: Value
  readonly choices: readonly { readonly value: Value; readonly word: string; readonly title?: string }[]
  readonly onChoose: (value: Value) => void
}

export function ChoiceBar<Value extends string | number>({ label, value, choices, onChoose }: ChoiceBarProps<Value>) {
  return (
    <fieldset aria-label={label} className={styles.bar}>
      {choices.map((choice) => (
        <button
          key={choice.value}
          type="button"
          className={styles.choice}
          aria-pressed={choice.value === value}
          aria-label={choice.title}
          onClick={() => onChoose(choice.value)}
        >
          {choice.word}
        </button>
      ))}
    </fieldset>
  )
}
