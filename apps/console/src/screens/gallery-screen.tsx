// Every primitive of ui/ in every state, on one page: what one looks at after changing a token. Not in any menu.

import { type ReactNode, useState } from 'react'
import { text } from '../i18n/text.ts'
import { prefer, themes, usePreferences } from '../platform/preferences.ts'
import { AlarmShape } from '../ui/alarm-shape.tsx'
import { Button } from '../ui/button.tsx'
import { Checkbox } from '../ui/checkbox.tsx'
import { ChoiceBar } from '../ui/choice-bar.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field } from '../ui/field.tsx'
import { Icon, iconNames } from '../ui/icon.tsx'
import { KeyCap } from '../ui/key-cap.tsx'
import { Menu, MenuAction, MenuLine } from '../ui/menu.tsx'
import { Meter } from '../ui/meter.tsx'
import { Notice } from '../ui/notice.tsx'
import { Facts, Panel } from '../ui/panel.tsx'
import { Rows } from '../ui/rows.tsx'
import { Select } from '../ui/select.tsx'
import { StateMark } from '../ui/state-mark.tsx'
import styles from './gallery-screen.module.css'

const many = Array.from({ length: 1_000 }, (_, at) => `row ${at + 1}`)

export function GalleryScreen() {
  const theme = usePreferences((preferences) => preferences.theme)
  const [words, setWords] = useState('Belgrano y Lavalle')
  const [isChecked, setChecked] = useState(true)
  const [choice, setChoice] = useState('b')
  const [selected, setSelected] = useState(2)
  const [isOpen, setOpen] = useState(false)
  const choices = ['a', 'b', 'c'].map((value) => ({ value, word: `choice ${value}` }))
  return (
    <main className={styles.gallery}>
      <h1>ui/</h1>
      <ChoiceBar
        label="theme"
        value={theme}
        choices={themes.map((value) => ({ value, word: text(`theme.${value}`) }))}
        onChoose={(value) => prefer({ theme: value })}
      />
      <Piece name="button">
        <Button kind="main" shortcut="F8">
          main
        </Button>
        <Button>plain</Button>
        <Button kind="quiet">quiet</Button>
        <Button kind="grave">grave</Button>
        <Button pressed>pressed</Button>
        <Button why={text('error.no-server')}>dead</Button>
      </Piece>
      <Piece name="alarm-shape">
        {([1, 2, 3, 4] as const).map((priority) => (
          <AlarmShape key={priority} priority={priority} label={text(`alarm.priority.${priority}`)} />
        ))}
        <AlarmShape priority={1} blinks label="blinks" />
      </Piece>
      <Piece name="state-mark">
        {(['good', 'waiting', 'trouble', 'off'] as const).map((state) => (
          <span key={state}>
            <StateMark state={state} /> {state}
          </span>
        ))}
      </Piece>
      <Piece name="icon, key-cap">
        {iconNames.map((name) => (
          <Icon key={name} name={name} label={name} />
        ))}
        <KeyCap>F10</KeyCap>
        <KeyCap>←</KeyCap>
      </Piece>
      <Piece name="field">
        <Field label="label" value={words} onChange={setWords} hint="a hint" />
        <Field label="wrong" value={words} onChange={setWords} problem="what is wrong with it" />
        <Field label="key" value="rtsp://192.0.2.1/live" onChange={setWords} isMono isReadOnly shortcut="F4" />
      </Piece>
      <Piece name="select, checkbox, menu">
        <Select label="select" value={choice} choices={choices} onChange={setChoice} />
        <Checkbox word="checkbox" note="with a note" isChecked={isChecked} onChange={setChecked} />
        <Menu word="menu" label="menu">
          <MenuAction onChoose={() => setOpen(true)} note="F1">
            opens a dialog
          </MenuAction>
          <MenuLine />
          <MenuAction onChoose={() => undefined}>nothing</MenuAction>
        </Menu>
      </Piece>
      <Piece name="notice, meter">
        <Notice>quiet</Notice>
        <Notice priority={1}>urgent</Notice>
        <Notice priority={3}>medium</Notice>
        <Meter label="meter" share={0.6} />
        <Meter label="beyond" share={0.95} isBeyond />
      </Piece>
      <Panel title="panel and facts" count={2}>
        <Facts
          rows={[
            ['label', 'value'],
            ['other', '–'],
          ]}
        />
      </Panel>
      <div className={styles.rows}>
        <Rows label="rows" rows={many} keyOf={(row) => row} selected={selected} onSelect={setSelected} empty="none">
          {(row) => row}
        </Rows>
      </div>
      <Dialog title="dialog" isOpen={isOpen} onClose={() => setOpen(false)} closeWord="close it">
        <p>what happens</p>
      </Dialog>
    </main>
  )
}

function Piece({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <section className={styles.piece} aria-label={name}>
      <h2>{name}</h2>
      <div className={styles.samples}>{children}</div>
    </section>
  )
}
