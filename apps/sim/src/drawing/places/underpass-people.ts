// Who drives and walks through the underpass.

import { carColours } from '../cars.ts'
import { paint } from '../colour.ts'
import { someone } from '../looks.ts'
import { type Member, personsFrom } from '../place.ts'
import type { Random } from '../random.ts'
import type { Drive } from '../script.ts'

const lane = (x: number, from: number, to: number, ahead: number): Drive => ({
  points: [
    [0, x, from],
    [16, x, to],
  ],
  ahead,
})
const north = (ahead: number): Drive => lane(2.3, -48, 96, ahead)
const south = (ahead: number): Drive => lane(-2.3, 96, -48, ahead)

export function underpassMembers(random: Random): Member[] {
  const person = personsFrom(random)
  const colours = [...carColours]
  const colour = () => colours.splice(Math.floor(random() * colours.length), 1)[0] ?? ([0.5, 0.5, 0.5] as const)
  return [
    { kind: 'car', shape: 'hatch', colour: colour(), drive: north(0.05), lights: 'on' },
    { kind: 'bus', coat: { base: paint('#e9e4d6'), band: paint('#2f6a8a') }, drive: north(0.36), lights: 'on' },
    { kind: 'car', shape: 'taxi', colour: paint('#e8c33a'), drive: north(0.6), lights: 'on' },
    {
      kind: 'motorbike',
      colour: paint('#2d4f8a'),
      look: someone(random, { hat: 'helmet', bag: 'backpack' }),
      drive: north(0.8),
      lights: 'on',
    },
    { kind: 'car', shape: 'sedan', colour: colour(), drive: south(0.12), lights: 'on' },
    { kind: 'car', shape: 'pickup', colour: colour(), drive: south(0.4), lights: 'on' },
    { kind: 'car', shape: 'van', colour: paint('#dfe2e2'), drive: south(0.66), lights: 'on' },
    {
      kind: 'motorbike',
      colour: paint('#8d1f24'),
      look: someone(random, { hat: 'helmet', bag: 'none' }),
      drive: south(0.88),
      lights: 'on',
    },
    person({ start: [5.9, -16], steps: [{ go: [6.1, 8] }], ahead: 0.05 }, { bag: 'backpack' }),
    person({ start: [6.5, 14], steps: [{ go: [6.4, -9] }], ahead: 0.3 }, { bag: 'shopping' }),
    person({ start: [5.7, 30], steps: [{ go: [5.8, 8] }], ahead: 0.7 }),
    person({ start: [6.3, 4], steps: [{ go: [6.2, 26] }], ahead: 0.45 }, { hat: 'cap' }),
    person({ start: [6.8, -3.2], steps: [{ stay: 16, act: 'wait', face: -2.2, gesture: 'phone', look: 0.4 }] }),
    person({ start: [6.9, 4.4], steps: [{ stay: 16, act: 'meet', face: -2.6, gesture: 'talk' }] }, { top: 'coat' }),
    person({
      start: [6.5, -8.2],
      steps: [{ go: [6.4, 3.5] }, { stay: 3.5, act: 'meet', face: 0.4, gesture: 'talk' }, { go: [6.5, -8.2] }],
    }),
    person({ start: [6.7, 17], steps: [{ stay: 16, act: 'wait', face: -1.6, look: 0.8 }] }, { bag: 'suitcase' }),
    person({
      start: [6.6, 22.5],
      steps: [{ go: [5.7, 15.4] }, { stay: 3, act: 'wait', face: -1.5, gesture: 'phone' }, { go: [6.6, 22.5] }],
    }),
    {
      kind: 'bicycle',
      colour: paint('#3f7a56'),
      look: someone(random, { hat: 'cap', bag: 'none' }),
      drive: {
        points: [
          [0, 3.6, -40],
          [16, 3.6, 42],
        ],
        ahead: 0.2,
      },
    },
  ]
}
