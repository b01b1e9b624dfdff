// The command line, for people who come from older systems: one short line, read into what it asks for. Pure.
// Every command stands in `commandHelp`; the help screen lists it and a test tries its example.

import type { WordKey } from '../i18n/text.ts'

export type Command =
  | { readonly do: 'camera'; readonly number: number }
  | { readonly do: 'back'; readonly seconds: number }
  | { readonly do: 'playback'; readonly number: number; readonly clock?: string }
  | { readonly do: 'layout'; readonly tiles: 1 | 4 | 9 | 16 }
  | { readonly do: 'go'; readonly screen: CommandScreen }

export type CommandScreen = 'wall' | 'map' | 'cameras' | 'alarms' | 'holds' | 'people' | 'system'
export type CommandProblem =
  | 'command.problem.empty'
  | 'command.problem.unknown'
  | 'command.problem.number'
  | 'command.problem.layout'
  | 'command.problem.time'
export type ReadCommand = { readonly command: Command } | { readonly problem: CommandProblem }

export const commandHelp: readonly { readonly example: string; readonly label: WordKey }[] = [
  { example: 'C 142', label: 'command.camera' },
  { example: '142', label: 'command.camera' },
  { example: 'D 30', label: 'command.back' },
  { example: 'G 142 03:12', label: 'command.playback' },
  { example: 'W 9', label: 'command.layout' },
  { example: 'M', label: 'command.map' },
  { example: 'L', label: 'command.cameras' },
  { example: 'A', label: 'command.alarms' },
  { example: 'H', label: 'command.holds' },
  { example: 'P', label: 'command.people' },
  { example: 'S', label: 'command.system' },
]

const screens: Readonly<Record<string, CommandScreen>> = {
  m: 'map',
  l: 'cameras',
  a: 'alarms',
  h: 'holds',
  p: 'people',
  s: 'system',
  w: 'wall',
}
/** Going back further than a day is the timeline's work. */
const BACK_SECONDS_MAX = 86_400
const COMMAND_LENGTH_MAX = 80

export function readCommand(line: string): ReadCommand {
  const words = line.slice(0, COMMAND_LENGTH_MAX).trim().toLowerCase().split(/\s+/)
  const [verb = '', first, second] = words
  if (verb === '') return { problem: 'command.problem.empty' }
  if (/^\d+$/.test(verb) && first === undefined) return cameraCommand(verb)
  if (verb === 'c') return cameraCommand(first)
  if (verb === 'd') return backCommand(first)
  if (verb === 'g') return playbackCommand(first, second)
  if (verb === 'w' && first !== undefined) return layoutCommand(first)
  const screen = Object.hasOwn(screens, verb) ? screens[verb] : undefined
  if (screen && first === undefined) return { command: { do: 'go', screen } }
  return { problem: 'command.problem.unknown' }
}

function cameraNumber(word: string | undefined): number | undefined {
  return word !== undefined && /^\d{1,4}$/.test(word) && Number(word) > 0 ? Number(word) : undefined
}

function cameraCommand(word: string | undefined): ReadCommand {
  const number = cameraNumber(word)
  return number === undefined ? { problem: 'command.problem.number' } : { command: { do: 'camera', number } }
}

function backCommand(word: string | undefined): ReadCommand {
  if (word === undefined || !/^\d{1,5}$/.test(word)) return { problem: 'command.problem.time' }
  const seconds = Number(word)
  if (seconds < 1 || seconds > BACK_SECONDS_MAX) return { problem: 'command.problem.time' }
  return { command: { do: 'back', seconds } }
}

function playbackCommand(word: string | undefined, clock: string | undefined): ReadCommand {
  const number = cameraNumber(word)
  if (number === undefined) return { problem: 'command.problem.number' }
  if (clock === undefined) return { command: { do: 'playback', number } }
  if (!/^([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/.test(clock)) return { problem: 'command.problem.time' }
  return { command: { do: 'playback', number, clock } }
}

function layoutCommand(word: string): ReadCommand {
  const tiles = ([1, 4, 9, 16] as const).find((count) => String(count) === word)
  return tiles ? { command: { do: 'layout', tiles } } : { problem: 'command.problem.layout' }
}

/** The last moment at which the clock showed `clock`: later today is yesterday. */
export function lastTimeAt(clock: string, now: number): number {
  const [hours = 0, minutes = 0, seconds = 0] = clock.split(':').map(Number)
  const date = new Date(now)
  date.setHours(hours, minutes, seconds, 0)
  if (date.getTime() > now) date.setDate(date.getDate() - 1)
  return date.getTime()
}
