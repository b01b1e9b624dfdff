// A yes or no with its word.

import { Checkbox as Base } from '@base-ui/react/checkbox'
import { Icon } from './icon.tsx'
import styles from './checkbox.module.css'

export interface CheckboxProps {
  readonly word: string
  readonly note?: string
  readonly isChecked: boolean
  readonly onChange: (isChecked: boolean) => void
  readonly isReadOnly?: boolean
}

export function Checkbox({ word, note, isChecked, onChange, isReadOnly = false }: CheckboxProps) {
  return (
    <label className={styles.whole}>
      <Base.Root className={styles.box} checked={isChecked} onCheckedChange={onChange} readOnly={isReadOnly}>
        <Base.Indicator className={styles.mark}>
          <Icon name="check" size="small" />
        </Base.Indicator>
      </Base.Root>
      <span>
        {word}
        {note && <span className={styles.note}> {note}</span>}
      </span>
    </label>
  )
}
