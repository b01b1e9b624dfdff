// A labelled input with its hint and its refusal. What it holds belongs to whoever mounts it.

import { type ReactNode, type Ref, useEffect, useId, useImperativeHandle, useRef } from 'react'
import styles from './field.module.css'
import { KeyCap } from './key-cap.tsx'

export interface FieldProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly type?: 'text' | 'password' | 'number' | 'search' | 'datetime-local'
  readonly hint?: ReactNode
  /** What is wrong with it, as a sentence. */
  readonly problem?: string | undefined
  readonly shortcut?: string
  readonly unit?: string
  readonly autoComplete?: string
  /** The person came here to type into this one. */
  readonly takesFocus?: boolean
  readonly isMono?: boolean
  readonly isReadOnly?: boolean
  readonly lengthMax?: number
  readonly step?: string
  readonly placeholder?: string
  readonly inputRef?: Ref<HTMLInputElement>
  readonly isLabelUnseen?: boolean
}

export function Field(props: FieldProps) {
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const { inputRef, takesFocus = false } = props
  useImperativeHandle(inputRef, () => input.current as HTMLInputElement)
  useEffect(() => {
    if (takesFocus) input.current?.focus()
  }, [takesFocus])
  const { label, value, onChange, type = 'text', hint, problem, shortcut, unit } = props
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={props.isLabelUnseen ? 'unseen' : styles.label}>
        {label}
        {shortcut && <KeyCap>{shortcut}</KeyCap>}
      </label>
      <div className={styles.line}>
        <input
          id={id}
          ref={input}
          type={type}
          className={styles.input}
          value={value}
          data-mono={props.isMono || undefined}
          aria-invalid={problem ? true : undefined}
          aria-describedby={problem || hint ? `${id}-more` : undefined}
          autoComplete={props.autoComplete ?? 'off'}
          readOnly={props.isReadOnly}
          maxLength={props.lengthMax}
          step={props.step}
          placeholder={props.placeholder}
          spellCheck={false}
          onChange={(event) => onChange(event.target.value)}
        />
        {unit && <span className={styles.unit}>{unit}</span>}
      </div>
      {(problem || hint) && (
        <p id={`${id}-more`} className={problem ? styles.problem : styles.hint}>
          {problem ?? hint}
        </p>
      )}
    </div>
  )
}
