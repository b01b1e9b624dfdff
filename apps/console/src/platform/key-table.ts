// Every key of the console, once: the help lists it, the command line shows it, the screens bind to it by name.
// Never taken: F5, F11, F12, Ctrl+F4, Ctrl+W, Ctrl+T, Ctrl+N (the browser's). Nothing that needs Shift or AltGr on a
// Latin American or US keyboard.

import type { WordKey } from '../i18n/text.ts'

export const keyPlaces = ['everywhere', 'wall', 'cameras', 'map', 'playback', 'alarms'] as const
export type KeyPlace = (typeof keyPlaces)[number]

export interface KeyRow {
  readonly place: KeyPlace
  /** KeyboardEvent.key in lower case; 'ctrl+' before it where it is held. More than one: any of them. */
  readonly keys: readonly string[]
  readonly shown: string
  readonly label: WordKey
  /** Also acts while somebody is typing. */
  readonly whileTyping?: true
  /** Shown in the command line of its screen. */
  readonly isHint?: true
}

const table = {
  help: { place: 'everywhere', keys: ['f1'], shown: 'F1', label: 'key.help', whileTyping: true },
  find: { place: 'everywhere', keys: ['f3'], shown: 'F3', label: 'key.find', whileTyping: true },
  command: { place: 'everywhere', keys: ['f10'], shown: 'F10', label: 'key.command', whileTyping: true },
  back: { place: 'everywhere', keys: ['escape'], shown: 'Esc', label: 'key.back' },
  confirm: { place: 'everywhere', keys: ['ctrl+enter'], shown: 'Ctrl Enter', label: 'key.confirm', whileTyping: true },
  // The browser's own: only listed.
  paper: { place: 'everywhere', keys: [], shown: 'Ctrl P', label: 'key.paper' },

  wallNumber: { place: 'wall', keys: [], shown: '142 Enter', label: 'key.wall-number', isHint: true },
  wallLayout: { place: 'wall', keys: ['w'], shown: 'W 9', label: 'key.wall-layout', isHint: true },
  wallLeft: { place: 'wall', keys: ['arrowleft'], shown: '←', label: 'key.wall-left' },
  wallRight: { place: 'wall', keys: ['arrowright'], shown: '→', label: 'key.wall-right' },
  wallUp: { place: 'wall', keys: ['arrowup'], shown: '↑', label: 'key.wall-up' },
  wallDown: { place: 'wall', keys: ['arrowdown'], shown: '↓', label: 'key.wall-down' },
  wallOpen: { place: 'wall', keys: ['enter'], shown: 'Enter', label: 'key.wall-open', isHint: true },
  wallEmpty: { place: 'wall', keys: ['delete'], shown: 'Supr', label: 'key.wall-empty' },
  wallRewind: { place: 'wall', keys: ['j'], shown: 'J', label: 'key.wall-rewind', isHint: true },
  wallList: { place: 'wall', keys: ['l'], shown: 'L', label: 'key.wall-list' },

  cameraUp: { place: 'cameras', keys: ['arrowup'], shown: '↑', label: 'key.row-up' },
  cameraDown: { place: 'cameras', keys: ['arrowdown'], shown: '↓', label: 'key.row-down' },
  cameraOpen: { place: 'cameras', keys: ['enter'], shown: 'Enter', label: 'key.camera-open', isHint: true },
  cameraAdd: { place: 'cameras', keys: ['a'], shown: 'A', label: 'key.camera-add', isHint: true },

  mapOpen: { place: 'map', keys: ['enter'], shown: 'Enter', label: 'key.camera-open', isHint: true },
  mapIn: { place: 'map', keys: ['+', '='], shown: '+', label: 'key.closer', isHint: true },
  mapOut: { place: 'map', keys: ['-'], shown: '-', label: 'key.wider', isHint: true },

  pause: { place: 'playback', keys: [' '], shown: 'Espacio', label: 'key.pause', isHint: true },
  backward: { place: 'playback', keys: ['j'], shown: 'J', label: 'key.backward', isHint: true },
  halt: { place: 'playback', keys: ['k'], shown: 'K', label: 'key.halt' },
  forward: { place: 'playback', keys: ['l'], shown: 'L', label: 'key.forward', isHint: true },
  frameBack: { place: 'playback', keys: [','], shown: ',', label: 'key.frame-back' },
  frameOn: { place: 'playback', keys: ['.'], shown: '.', label: 'key.frame-on', isHint: true },
  live: { place: 'playback', keys: ['home'], shown: 'Inicio', label: 'key.live', isHint: true },
  closer: { place: 'playback', keys: ['+', '='], shown: '+', label: 'key.closer', isHint: true },
  wider: { place: 'playback', keys: ['-'], shown: '-', label: 'key.wider' },
  earlier: { place: 'playback', keys: ['arrowleft'], shown: '←', label: 'key.earlier' },
  later: { place: 'playback', keys: ['arrowright'], shown: '→', label: 'key.later' },
  markIn: { place: 'playback', keys: ['i'], shown: 'I', label: 'key.mark-in', isHint: true },
  markOut: { place: 'playback', keys: ['o'], shown: 'O', label: 'key.mark-out', isHint: true },
  hold: { place: 'playback', keys: ['r'], shown: 'R', label: 'key.hold' },
  still: { place: 'playback', keys: ['s'], shown: 'S', label: 'key.still' },

  alarmUp: { place: 'alarms', keys: ['arrowup'], shown: '↑', label: 'key.row-up' },
  alarmDown: { place: 'alarms', keys: ['arrowdown'], shown: '↓', label: 'key.row-down' },
  acknowledge: { place: 'alarms', keys: ['x'], shown: 'X', label: 'key.acknowledge', isHint: true },
  alarmOrder: { place: 'alarms', keys: ['home'], shown: 'Inicio', label: 'key.alarm-order' },
  alarmCamera: { place: 'alarms', keys: ['enter'], shown: 'Enter', label: 'key.alarm-camera', isHint: true },
} as const satisfies Record<string, KeyRow>

export type KeyName = keyof typeof table
export const keyTable: Readonly<Record<KeyName, KeyRow>> = table
export const keyNames = Object.keys(table) as KeyName[]

export function keysOf(place: KeyPlace): KeyName[] {
  return keyNames.filter((name) => keyTable[name].place === place)
}
