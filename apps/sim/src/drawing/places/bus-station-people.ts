// Who is at the bus station, and which coaches stand in its bays.

import { paint } from '../colour.ts'
import { someone } from '../looks.ts'
import { type Member, personsFrom, standing } from '../place.ts'
import type { Random } from '../random.ts'

export const SEAT = 0.45
/** The middles of the bays, west to east. */
export const BAYS = [-10.2, -5.1, 0, 5.1, 10.2] as const

const bay = (k: number, base: string, band: string): Member => ({
  kind: 'bus',
  coat: { base: paint(base), band: paint(band) },
  drive: standing(BAYS[k] ?? 0, -6.4),
  facing: 0,
  lights: 'off',
})

export function busStationMembers(random: Random): Member[] {
  return [...seatedAndBuses(random), ...walkers(random)]
}

function seatedAndBuses(random: Random): Member[] {
  const sitter = (x: number, row: 0 | 1, gesture: 'none' | 'talk' | 'phone', turn = 0): Member => ({
    kind: 'person',
    look: someone(random, { bag: 'none' }),
    seatMetres: SEAT,
    path: {
      start: [x, row === 0 ? 3.36 : 4.24],
      steps: [{ stay: 16, act: 'sit', face: (row === 0 ? Math.PI : 0) + turn, gesture, look: 0.6 }],
    },
  })
  return [
    bay(2, '#e8e3d6', '#1f6f78'),
    bay(3, '#d8b13a', '#7a1f24'),
    bay(4, '#e6e8ea', '#2d4f8a'),
    {
      kind: 'bus',
      coat: { base: paint('#e4e0d4'), band: paint('#a8381f') },
      drive: {
        points: [
          [0, -60, -19],
          [5, -14, -18.6],
          [8, 6, -18.4],
          [11.5, 34, -18.6],
          [16, 95, -19],
        ],
      },
      lights: 'on',
    },
    sitter(-9.8, 0, 'phone'),
    sitter(-8.9, 0, 'none'),
    sitter(-3.6, 0, 'talk', 0.4),
    sitter(-2.7, 0, 'none', -0.4),
    sitter(3.2, 0, 'none'),
    sitter(9.2, 0, 'talk', 0.3),
    sitter(9.9, 0, 'phone', -0.2),
    sitter(8.6, 1, 'none'),
    sitter(-2.9, 1, 'phone'),
  ]
}

function walkers(random: Random): Member[] {
  const person = personsFrom(random)
  return [
    person(
      {
        start: [-16, 1.1],
        steps: [{ go: [-5.4, 1.2] }, { stay: 4, act: 'wait', face: Math.PI, look: 0.6 }, { go: [-5, 6.2] }],
        ahead: 0.1,
      },
      { bag: 'suitcase' },
    ),
    person({ start: [15, 2.3], steps: [{ go: [-6, 2.4] }], ahead: 0.5 }, { bag: 'backpack' }),
    person({ start: [-17, 5.6], steps: [{ go: [5.5, 5.9] }], ahead: 0.3 }, { bag: 'shopping' }),
    person({ start: [0.8, 1.1], steps: [{ stay: 16, act: 'meet', face: 1.2, gesture: 'talk' }] }),
    person(
      { start: [1.7, 1.3], steps: [{ stay: 16, act: 'meet', face: -1.6, gesture: 'none', look: 0.3 }] },
      { bag: 'suitcase' },
    ),
    person(
      {
        start: [12.5, 5.9],
        steps: [{ go: [3.1, 2.0] }, { stay: 3.5, act: 'meet', face: -1.5, gesture: 'talk' }, { go: [12.5, 5.9] }],
      },
      { bag: 'shoulder' },
    ),
    person({ start: [-8, 1.3], steps: [{ stay: 16, act: 'wait', face: 2.6, gesture: 'phone' }] }, { bag: 'backpack' }),
    person(
      { start: [6.8, 1.2], steps: [{ stay: 16, act: 'wait', face: -2.2, look: 0.8 }] },
      { top: 'poncho', hat: 'brim' },
    ),
    person({ start: [-11.6, 6.4], steps: [{ stay: 16, act: 'wait', face: 0, gesture: 'reach' }] }),
    person({ start: [2.1, 6.4], steps: [{ stay: 16, act: 'wait', face: 0, gesture: 'carry' }] }),
    person(
      {
        start: [-8.4, 4.9],
        steps: [{ stay: 6, act: 'wait', face: 0, look: 0.4 }, { go: [-2, 5.4] }, { go: [-8.4, 4.9] }],
      },
      { bag: 'suitcase' },
    ),
    person(
      { start: [7.7, -12], steps: [{ go: [7.6, -1] }, { go: [12, 1.4] }], ahead: 0.7 },
      { hat: 'cap', top: 'vest' },
    ),
    person(
      {
        start: [-3.4, -10],
        steps: [{ go: [-3.3, -1.2] }, { stay: 3, act: 'wait', face: 1.6, gesture: 'phone' }, { go: [-3.4, -10] }],
      },
      { hat: 'cap' },
    ),
    {
      kind: 'dog',
      colour: paint('#7a6a58'),
      path: { start: [-12, 2.6], steps: [{ go: [-6.4, 2.8] }, { stay: 5, act: 'wait', face: 2 }, { go: [-12, 2.6] }] },
    },
  ]
}
