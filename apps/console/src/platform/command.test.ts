import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { commandHelp, lastTimeAt, readCommand } from './command.ts'

test.each([
  ['C 142', { do: 'camera', number: 142 }],
  ['c142', undefined],
  ['142', { do: 'camera', number: 142 }],
  ['  c   7 ', { do: 'camera', number: 7 }],
  ['D 30', { do: 'back', seconds: 30 }],
  ['G 14 3:12', { do: 'playback', number: 14, clock: '3:12' }],
  ['G 14', { do: 'playback', number: 14 }],
  ['W 16', { do: 'layout', tiles: 16 }],
  ['W', { do: 'go', screen: 'wall' }],
  ['M', { do: 'go', screen: 'map' }],
])('%s is read', (line, command) => {
  if (command) expect(readCommand(line)).toEqual({ command })
  else expect(readCommand(line)).toHaveProperty('problem')
})

test.each([
  ['', 'command.problem.empty'],
  ['C', 'command.problem.number'],
  ['C 0', 'command.problem.number'],
  ['C 10000', 'command.problem.number'],
  ['D', 'command.problem.time'],
  ['D 0', 'command.problem.time'],
  ['D 86401', 'command.problem.time'],
  ['G 14 25:00', 'command.problem.time'],
  ['W 5', 'command.problem.layout'],
  ['constructor', 'command.problem.unknown'],
  ['M 4', 'command.problem.unknown'],
])('%s is refused with its reason', (line, problem) => {
  expect(readCommand(line)).toEqual({ problem })
})

test('every command of the help is understood', () => {
  for (const { example } of commandHelp) expect(readCommand(example), example).toHaveProperty('command')
})

test('no line throws', () => {
  fc.assert(fc.property(fc.string({ maxLength: 200 }), (line) => void readCommand(line)))
})

test('a time later than now means yesterday', () => {
  const now = new Date(2026, 10, 24, 3, 12, 0).getTime()
  expect(lastTimeAt('3:10', now)).toBe(new Date(2026, 10, 24, 3, 10).getTime())
  expect(lastTimeAt('23:00', now)).toBe(new Date(2026, 10, 23, 23, 0).getTime())
})
