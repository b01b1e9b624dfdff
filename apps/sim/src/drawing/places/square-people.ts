// Who is in the square, and the benches on which they sit.

import { paint } from '../colour.ts'
import { someone } from '../looks.ts'
import { type Member, personsFrom } from '../place.ts'
import type { Random } from '../random.ts'

export const BENCHES: readonly (readonly [x: number, z: number, facing: number])[] = [
  [-7.2, -5.4, 0.75],
  [-9.6, 1.6, Math.PI / 2],
  [6.9, -5.6, -0.75],
  [9.4, 2.4, -Math.PI / 2],
  [-6.8, 9.6, 2.4],
  [7.2, 9.8, -2.4],
]
export const SEAT = 0.44

export function squareMembers(random: Random): Member[] {
  return [...sitters(random), ...walkers(random)]
}

function sitters(random: Random): Member[] {
  const sitter = (which: number, along: number, gesture: 'none' | 'talk' | 'phone', turn = 0): Member => {
    const [x, z, facing] = BENCHES[which] ?? [0, 0, 0]
    const start = [x + Math.cos(facing) * along, z - Math.sin(facing) * along] as const
    return {
      kind: 'person',
      look: someone(random, { bag: 'none', top: 'shirt' }),
      seatMetres: SEAT,
      path: { start, steps: [{ stay: 16, act: 'sit', face: facing + turn, gesture, look: 0.5 }] },
    }
  }
  return [
    sitter(0, -0.4, 'talk', 0.3),
    sitter(0, 0.4, 'none', -0.3),
    sitter(1, 0.1, 'phone'),
    sitter(2, -0.45, 'none'),
    sitter(3, 0.3, 'talk', -0.2),
    sitter(3, -0.4, 'none', 0.2),
    sitter(5, 0, 'phone'),
  ]
}

function walkers(random: Random): Member[] {
  const person = personsFrom(random)
  return [
    person({ start: [-16, -2.6], steps: [{ go: [-3.8, -4.2] }, { go: [1, -9] }, { go: [2, -18] }], ahead: 0.1 }),
    person({ start: [2, 19], steps: [{ go: [3.5, 8] }, { go: [4.6, -4] }], ahead: 0.35 }, { bag: 'shopping' }),
    person(
      {
        start: [0.5, -20],
        steps: [{ go: [-1.2, -7] }, { stay: 2.5, act: 'wait', face: 0.1, gesture: 'phone' }, { go: [-7, -1.4] }],
      },
      { bag: 'backpack' },
    ),
    person(
      { start: [16, -1], steps: [{ go: [3, -5] }, { go: [-4, -6.5] }], ahead: 0.6 },
      { bag: 'pram', bottom: 'trousers' },
    ),
    person({ start: [-3.6, -2.6], steps: [{ stay: 16, act: 'meet', face: 1.3, gesture: 'talk' }] }),
    person(
      { start: [-2.7, -2.4], steps: [{ stay: 16, act: 'meet', face: -1.7, gesture: 'none', look: 0.3 }] },
      { top: 'poncho', hat: 'brim' },
    ),
    person({
      start: [-14, 3.4],
      steps: [{ go: [-3.4, -3.4] }, { stay: 3, act: 'meet', face: 0.8, gesture: 'talk' }, { go: [-14, 3.4] }],
    }),
    person({ start: [6, -19], steps: [{ go: [3.6, -7] }, { go: [7.6, 2] }], ahead: 0.8 }),
    person({ start: [-2.4, 20], steps: [{ go: [-3.6, 8] }, { go: [-6.5, 3] }], ahead: 0.15 }),
    person({ start: [1.2, 16], steps: [{ stay: 16, act: 'wait', face: 0.1, look: 0.5 }] }),
    person(
      {
        start: [4.4, -3.2],
        steps: [
          { go: [5.6, 4] },
          { go: [0.4, 6.4] },
          { go: [-4.6, 4.6] },
          { go: [-4.8, -0.8] },
          { go: [0, -3.8] },
          { go: [4.4, -3.2] },
        ],
      },
      { metres: 1.22, bag: 'none', top: 'shirt' },
    ),
    person({ start: [-8.2, -7.6], steps: [{ go: [0.6, -12.6] }, { go: [8, -9.4] }], ahead: 0.42 }, { hat: 'cap' }),
    {
      kind: 'dog',
      colour: paint('#a97842'),
      path: { start: [-7.6, -8.3], steps: [{ go: [1, -13.2] }, { go: [8.4, -10.2] }], ahead: 0.41 },
    },
    {
      kind: 'dog',
      colour: paint('#4a4440'),
      path: {
        start: [2.6, -5.2],
        steps: [{ go: [-1.6, -5] }, { stay: 3, act: 'wait', face: 1 }, { go: [0.4, -7.4] }, { go: [2.6, -5.2] }],
      },
    },
  ]
}
