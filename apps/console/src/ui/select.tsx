// One choice out of few, opened with Enter or Space and moved with the arrows.

import { Select as Base } from '@base-ui/react/select'
import { Icon } from './icon.tsx'
import styles from './select.module.css'

export interface SelectProps<Value extends string> {
  readonly label: string
  readonly value: Value
  readonly onChange: (value: Value) => void
  readonly choices: readonly { readonly value: Value; readonly word: string }[]
  /** The label stands before the box, in the bar; or above it, in a form. */
  readonly placing?: 'before' | 'above'
}

export function Select<Value extends string>({
  label,
  value,
  onChange,
  choices,
  placing = 'above',
}: SelectProps<Value>) {
  const word = choices.find((choice) => choice.value === value)?.word ?? '–'
  return (
    <Base.Root
      value={value}
      modal={false}
      onValueChange={(chosen) => {
        if (chosen !== null) onChange(chosen)
      }}
    >
      <div className={styles.whole} data-placing={placing}>
        <Base.Label className={styles.label}>{label}</Base.Label>
        <Base.Trigger className={styles.trigger}>
          <Base.Value className={styles.value}>{word}</Base.Value>
          <Icon name="down" size="small" />
        </Base.Trigger>
      </div>
      <Base.Portal>
        <Base.Positioner className={styles.positioner} sideOffset={4} alignItemWithTrigger={false}>
          <Base.Popup className={styles.popup} aria-label={label} data-owns-keys>
            {choices.map((choice) => (
              <Base.Item key={choice.value} value={choice.value} className={styles.item}>
                <span className={styles.check}>
                  <Base.ItemIndicator>
                    <Icon name="check" size="small" />
                  </Base.ItemIndicator>
                </span>
                <Base.ItemText>{choice.word}</Base.ItemText>
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
