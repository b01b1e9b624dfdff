// One listener on the window. Screens say which names of the key table they answer; the newest screen is asked first.
// While somebody types only function keys and Ctrl+Enter act, and Escape leaves the field. Digits make a number that
// Enter sends. An open menu, select or dialog has the keyboard to itself, but for the help.

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

/**
 * Enter and Space belong to the control that has focus. A list or a tile is no such control: it has no keys of its own,
 * those of the screen move the choice, also once somebody has clicked into it.
 */
function belongsToControl(event: KeyboardEvent): boolean {
  const target = event.target
  if (!(target instanceof HTMLElement)) return false
  if (event.key === 'Enter' || event.key === ' ')
    return target.matches('button, a, summary, [role=button], [role=checkbox], [role=combobox], [role=switch]')
  return event.key.startsWith('Arrow') && target.closest('[role=combobox]') !== null
}

/** Ours mark theirs with data-owns-keys; `data-open` is Base UI's, which keeps some of them mounted while closed. */
function isPopupOpen(): boolean {
  return document.querySelector('[data-owns-keys][data-open]') !== null
}

function press(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.altKey) return
  const key = keyOf(event)
  if (isPopupOpen()) return act(key, event, (name) => name === 'help')
  if (isTyping(event.target)) {
    if (key === 'escape') return leaveField(event)
    return act(key, event, (name) => keyTable[name].whileTyping === true)
  }
  const isControls = belongsToControl(event)
  if (!isControls && enterNumber(key, event)) return
  act(key, event, (name) => !isControls || keyTable[name].whileTyping === true)
}

/** What was typed stays: a search field would empty itself, and a page left would take its form along. */
function leaveField(event: KeyboardEvent): void {
  event.preventDefault()
  if (event.target instanceof HTMLElement) event.target.blur()
}

function act(key: string, event: KeyboardEvent, isAllowed: (name: KeyName) => boolean): void {
  for (const answerer of answerers.toReversed()) {
    for (const [name, run] of Object.entries(answerer.actions()) as [KeyName, (event: KeyboardEvent) => void][]) {
      if (!keyTable[name].keys.includes(key) || !isAllowed(name)) continue
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

/** Digits were typed outside any field and wait for Enter; whoever takes Enter before the window does has to ask. */
export function isNumberBegun(target: EventTarget | null): boolean {
  return !isTyping(target) && useEntry.getState().entry.digits !== ''
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
