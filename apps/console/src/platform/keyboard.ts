// One listener on the window. Screens say which names of the key table they answer; the newest screen is asked first.
// While somebody types only function keys, Escape and Ctrl+Enter act. Digits make a number that Enter sends.

import { useEffect } from 'react'
import { create } from 'zustand'
import { useLatest } from '../ui/use-latest.ts'
import { type KeyName, type KeyPlace, keyTable } from './key-table.ts'
import { type Entry, emptyEntry, typeInto } from './number-entry.ts'

export type KeyActions = Partial<Record<KeyName, (event: KeyboardEvent) => void>>

interface Answerer {
  readonly actions: () => KeyActions
  readonly numbers: () => NumberActions
}
export interface NumberActions {
  /** A number and Enter: a camera. */
  onNumber?: (number: number) => void
  /** W and a digit: how many tiles (0 stands for 16). */
  onLayout?: (digit: number) => void
  /** "D 30" in the command line: so many seconds back. */
  onBack?: (seconds: number) => void
}

const answerers: Answerer[] = []

/** What has been typed of a number, for the command line to show; and where the keys of this screen are listed. */
export const useEntry = create<{ entry: Entry; place: KeyPlace }>(() => ({ entry: emptyEntry, place: 'everywhere' }))

export function keyOf(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey'>): string {
  const key = event.key.toLowerCase()
  return event.ctrlKey || event.metaKey ? `ctrl+${key}` : key
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.matches('input:not([type=checkbox],[type=radio],[type=range]), textarea, select'))
  )
}

/** Enter and Space belong to the control that has focus; arrows too where it moves by itself. */
function belongsToControl(event: KeyboardEvent): boolean {
  const target = event.target
  if (!(target instanceof HTMLElement)) return false
  if (event.key === 'Enter' || event.key === ' ')
    return target.matches('button, a, summary, [role=option], [role=menuitem], [role=combobox], [role=switch]')
  return event.key.startsWith('Arrow') && target.closest('[role=menu], [role=listbox], [role=combobox]') !== null
}

function press(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.altKey) return
  const key = keyOf(event)
  const typing = isTyping(event.target)
  if (!typing && !belongsToControl(event) && enterNumber(key, event)) return
  for (const answerer of answerers.toReversed()) {
    const actions = answerer.actions()
    for (const [name, run] of Object.entries(actions) as [KeyName, (event: KeyboardEvent) => void][]) {
      const row = keyTable[name]
      if (!row.keys.includes(key) || (typing && !row.whileTyping)) continue
      if (!row.whileTyping && belongsToControl(event)) continue
      event.preventDefault()
      run(event)
      return
    }
  }
}

function enterNumber(key: string, event: KeyboardEvent): boolean {
  const handler = answerers.findLast(({ numbers }) => numbers().onNumber !== undefined)?.numbers()
  if (!handler) return false
  const { entry } = useEntry.getState()
  const step = typeInto(entry, key, handler.onLayout !== undefined)
  if (!step) return false
  event.preventDefault()
  useEntry.setState({ entry: step.entry })
  if (step.camera !== undefined) handler.onNumber?.(step.camera)
  if (step.layout !== undefined) handler.onLayout?.(step.layout)
  return true
}

/** What the command line asks of the screen in front. False where no screen answers it. */
export function tell(name: keyof NumberActions, value: number): boolean {
  const run = answerers.findLast(({ numbers }) => numbers()[name] !== undefined)?.numbers()[name]
  run?.(value)
  return run !== undefined
}

let isListening = false

/** Binds the keys of a screen for as long as it is mounted. */
export function useKeys(place: KeyPlace, actions: KeyActions, numbers: NumberActions = {}): void {
  const latest = useLatest({ actions, numbers })
  useEffect(() => {
    if (!isListening) {
      isListening = true
      addEventListener('keydown', press)
    }
    const answerer: Answerer = { actions: () => latest.current.actions, numbers: () => latest.current.numbers }
    // A frame's effects run after those of the screen inside it: what works everywhere is asked last all the same.
    if (place === 'everywhere') answerers.unshift(answerer)
    else answerers.push(answerer)
    if (place !== 'everywhere') useEntry.setState({ place, entry: emptyEntry })
    return () => {
      answerers.splice(answerers.indexOf(answerer), 1)
      if (place !== 'everywhere' && useEntry.getState().place === place)
        useEntry.setState({ place: 'everywhere', entry: emptyEntry })
    }
  }, [place, latest])
}
