// The line at the foot: commands on the left, the keys that work here on the right.

import { useNavigate } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { text } from '../i18n/text.ts'
import { serverNow } from '../platform/clock.ts'
import { type Command, lastTimeAt, readCommand } from '../platform/command.ts'
import { keyTable, keysOf } from '../platform/key-table.ts'
import { tell, useEntry, useKeys } from '../platform/keyboard.ts'
import { KeyCap } from '../ui/key-cap.tsx'
import { keyWord } from './help-dialog.tsx'
import styles from './command-line.module.css'

function useRun(): (command: Command) => void {
  const navigate = useNavigate()
  return (command) => {
    switch (command.do) {
      case 'camera':
        tell('onNumber', command.number)
        return
      case 'layout':
        if (!tell('onLayout', command.tiles % 10))
          void navigate({ to: '/wall', search: { layout: String(command.tiles) } })
        return
      case 'back':
        tell('onBack', command.seconds)
        return
      case 'playback': {
        const at = command.clock === undefined ? serverNow() - 60_000 : lastTimeAt(command.clock, serverNow())
        void navigate({ to: '/playback', search: { camera: String(command.number), at: new Date(at).toISOString() } })
        return
      }
      case 'go':
        void navigate({ to: `/${command.screen}` })
    }
  }
}

export function CommandLine({ onHelp }: { readonly onHelp: () => void }) {
  const run = useRun()
  const input = useRef<HTMLInputElement>(null)
  const [line, setLine] = useState('')
  const [problem, setProblem] = useState<string>()
  const { entry, place } = useEntry()
  useKeys('everywhere', { command: () => input.current?.focus() })
  const send = (): void => {
    const read = readCommand(line)
    if ('problem' in read) return setProblem(text(read.problem))
    setLine('')
    setProblem(undefined)
    input.current?.blur()
    run(read.command)
  }
  const typed = entry.prefix + entry.digits
  return (
    <footer className={styles.line}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          send()
        }}
      >
        <label className={styles.label}>
          <KeyCap>F10</KeyCap>
          <span className="unseen">{text('key.command')}</span>
          <input
            ref={input}
            className={styles.input}
            value={line}
            placeholder={text('command.placeholder')}
            autoComplete="off"
            spellCheck={false}
            maxLength={80}
            onChange={(event) => {
              setLine(event.target.value)
              setProblem(undefined)
            }}
            onKeyDown={(event) => {
              if (event.key !== 'Escape') return
              event.preventDefault()
              event.stopPropagation()
              input.current?.blur()
            }}
          />
        </label>
        <output className={styles.said} data-problem={problem !== undefined || undefined}>
          {problem ??
            (typed === ''
              ? ''
              : text(entry.prefix === 'W' ? 'command.typing-layout' : 'command.typing-camera', { typed }))}
        </output>
      </form>
      <ul className={styles.keys}>
        {keysOf(place)
          .filter((name) => keyTable[name].isHint)
          .map((name) => (
            <li key={name} className={styles.key}>
              <KeyCap>{keyWord(keyTable[name].shown)}</KeyCap>
              {text(keyTable[name].label)}
            </li>
          ))}
        <li>
          <button type="button" className={styles.help} onClick={onHelp}>
            <KeyCap>F1</KeyCap>
            {text('key.help')}
          </button>
        </li>
      </ul>
    </footer>
  )
}
