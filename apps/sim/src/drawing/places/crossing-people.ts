// Who is at the crossing. The avenue has green all the time, the side street waits; people cross beside the moving avenue.

import { carColours } from '../cars.ts'
import { paint } from '../colour.ts'
import { someone } from '../looks.ts'
import { type Member, personsFrom, standing } from '../place.ts'
import type { Random } from '../random.ts'
import type { Drive } from '../script.ts'

const avenue = (x: number, ahead: number): Drive => ({
  points: [
    [0, x, -50],
    [16, x, 92],
  ],
  ahead,
})

export function crossingMembers(random: Random): Member[] {
  return [...traffic(random), ...people(random)]
}

function traffic(random: Random): Member[] {
  const paints = [...carColours]
  const colour = () => paints.splice(Math.floor(random() * paints.length), 1)[0] ?? ([0.5, 0.5, 0.5] as const)
  return [
    { kind: 'car', shape: 'taxi', colour: paint('#e8c33a'), drive: avenue(-2.9, 0.02) },
    { kind: 'car', shape: 'hatch', colour: colour(), drive: avenue(0.1, 0.24) },
    { kind: 'car', shape: 'pickup', colour: colour(), drive: avenue(2.9, 0.47) },
    { kind: 'bus', coat: { base: paint('#e9e4d6'), band: paint('#b23a2c') }, drive: avenue(-2.8, 0.62) },
    { kind: 'car', shape: 'sedan', colour: colour(), drive: avenue(0.2, 0.86) },
    {
      kind: 'motorbike',
      colour: paint('#b3322e'),
      look: someone(random, { hat: 'helmet', bag: 'none' }),
      drive: avenue(2.2, 0.09),
    },
    {
      kind: 'bicycle',
      colour: paint('#2f6d8c'),
      look: someone(random, { bag: 'backpack' }),
      drive: {
        points: [
          [0, 4.2, -36],
          [16, 4.2, 34],
        ],
        ahead: 0.33,
      },
    },
    {
      kind: 'car',
      shape: 'van',
      colour: paint('#e6e3da'),
      drive: standing(-12.2, -1.9),
      facing: Math.PI / 2,
      lights: 'on',
    },
    { kind: 'car', shape: 'hatch', colour: colour(), drive: standing(-12.0, 1.6), facing: Math.PI / 2, lights: 'on' },
    { kind: 'car', shape: 'sedan', colour: colour(), drive: standing(-18.4, 1.7), facing: Math.PI / 2, lights: 'on' },
  ]
}

function people(random: Random): Member[] {
  const person = personsFrom(random)
  return [
    // Over the side street and back, east and west of the avenue.
    person({ start: [6.4, -16], steps: [{ go: [6.6, 6] }], ahead: 0.1 }),
    person({ start: [7.4, 14], steps: [{ go: [7.3, -9] }], ahead: 0.55 }),
    person({ start: [7.7, 9], steps: [{ go: [7.2, -10] }], ahead: 0.8 }, { bag: 'shopping' }),
    person({ start: [-7.2, -13], steps: [{ go: [-7, 7.8] }], ahead: 0.25 }),
    person({ start: [-6.4, 16], steps: [{ go: [-6.6, -4] }], ahead: 0.68 }, { bag: 'pram' }),
    // They wait for the avenue to stop, and look up the street.
    person({ start: [5.6, 5.4], steps: [{ stay: 16, act: 'wait', face: -Math.PI / 2, look: 0.7 }] }),
    person({ start: [5.7, 6.4], steps: [{ stay: 16, act: 'wait', face: -Math.PI / 2, gesture: 'phone' }] }),
    person(
      { start: [-5.6, -5.9], steps: [{ stay: 16, act: 'wait', face: Math.PI / 2, look: 0.6 }] },
      { top: 'poncho' },
    ),
    person({
      start: [13, 5.2],
      steps: [{ go: [6.2, 5.6] }, { stay: 5, act: 'wait', face: -Math.PI / 2, look: 0.8 }, { go: [13, 5.2] }],
    }),
    // Two meet by the pharmacy.
    person({ start: [7.9, 9.8], steps: [{ stay: 16, act: 'meet', face: 2.4, gesture: 'talk' }] }),
    person({
      start: [8.0, 0.4 + 15],
      steps: [
        { go: [8.05, 8.9] },
        { stay: 6.5, act: 'meet', face: -0.4, gesture: 'talk', look: 0.3 },
        { go: [8, 15.4] },
      ],
    }),
    person({ start: [-6.3, 7.4], steps: [{ stay: 16, act: 'wait', face: -1.4, gesture: 'reach' }] }, { hat: 'brim' }),
    person({ start: [6.7, 30], steps: [{ go: [6.9, 9] }], ahead: 0.4 }),
    person({ start: [-6.9, 22], steps: [{ go: [-7.5, 6] }], ahead: 0.05 }),
    { kind: 'dog', colour: paint('#8a6238'), path: { start: [-7.6, -12], steps: [{ go: [-7.5, 8.4] }], ahead: 0.22 } },
  ]
}
