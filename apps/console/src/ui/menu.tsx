// A menu behind a word: places to go and choices for this seat.

import { Menu as Base } from '@base-ui/react/menu'
import type { ReactNode } from 'react'
import { Icon } from './icon.tsx'
import styles from './menu.module.css'

export interface MenuProps {
  readonly word: string
  readonly label: string
  readonly children: ReactNode
}

export function Menu({ word, label, children }: MenuProps) {
  return (
    <Base.Root modal={false}>
      <Base.Trigger className={styles.trigger} title={label}>
        <span className={styles.word}>{word}</span>
        <Icon name="down" size="small" />
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner className={styles.positioner} sideOffset={4} align="start">
          <Base.Popup className={styles.popup} data-owns-keys>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

export function MenuAction({
  children,
  onChoose,
  note,
}: {
  readonly children: ReactNode
  readonly onChoose: () => void
  readonly note?: string
}) {
  return (
    <Base.Item className={styles.item} onClick={onChoose}>
      <span>{children}</span>
      {note && <span className={styles.note}>{note}</span>}
    </Base.Item>
  )
}

export interface MenuChoiceProps<Value extends string> {
  readonly heading: string
  readonly value: Value
  readonly choices: readonly { readonly value: Value; readonly word: string }[]
  readonly onChoose: (value: Value) => void
}

export function MenuChoice<Value extends string>({ heading, value, choices, onChoose }: MenuChoiceProps<Value>) {
  return (
    <Base.Group>
      <Base.GroupLabel className={styles.heading}>{heading}</Base.GroupLabel>
      <Base.RadioGroup value={value} onValueChange={(chosen: Value) => onChoose(chosen)}>
        {choices.map((choice) => (
          <Base.RadioItem key={choice.value} value={choice.value} className={styles.item}>
            <span>{choice.word}</span>
            <Base.RadioItemIndicator>
              <Icon name="check" size="small" />
            </Base.RadioItemIndicator>
          </Base.RadioItem>
        ))}
      </Base.RadioGroup>
    </Base.Group>
  )
}

export function MenuLine() {
  return <Base.Separator className={styles.line} />
}
