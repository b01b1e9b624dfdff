// Which cars stand in the car park, who comes, leaves, and waits.

import { type CarShape, carColours } from '../cars.ts'
import { paint } from '../colour.ts'
import { someone } from '../looks.ts'
import { type Member, personsFrom, standing } from '../place.ts'
import { type Random, pick } from '../random.ts'

export const SEAT = 0.46
/** Rows of bays: z of their middle, and which way the noses look. */
export const ROWS: readonly (readonly [z: number, facing: number])[] = [
  [15.4, 0],
  [4.6, Math.PI],
  [-0.6, 0],
]
export const BAY = 2.7
export const BAYS = 9
export const FIRST = -10.8

export function carParkMembers(random: Random): Member[] {
  return [...parked(random), ...moving(random), ...people(random)]
}

function parked(random: Random): Member[] {
  const empty = new Set(['0:3', '1:6', '2:2', '2:7', '0:7'])
  const kinds: CarShape[] = ['hatch', 'hatch', 'sedan', 'sedan', 'pickup', 'van']
  return ROWS.flatMap(([z, facing], row) =>
    Array.from({ length: BAYS }, (_, k): Member[] => {
      const shape = pick(random, kinds)
      const colour = pick(random, carColours)
      if (empty.has(`${row}:${k}`)) return []
      const wayward = (random() - 0.5) * 0.06
      return [
        {
          kind: 'car',
          shape,
          colour,
          drive: standing(FIRST + k * BAY + (random() - 0.5) * 0.3, z + (random() - 0.5) * 0.4),
          facing: facing + (random() < 0.25 ? Math.PI : 0) + wayward,
        },
      ]
    }).flat(),
  )
}

function moving(random: Random): Member[] {
  return [
    // One leaves along the south aisle, one comes in and goes round.
    {
      kind: 'car',
      shape: 'hatch',
      colour: paint('#a3282b'),
      drive: {
        points: [
          [0, 26, 10.2],
          [3, 12, 10.2],
          [7, -6, 10.2],
          [9.5, -13, 9.6],
          [11.5, -14.4, 4],
          [13.5, -14, -4.6],
          [16, -14.2, -26],
        ],
      },
      lights: 'on',
    },
    {
      kind: 'car',
      shape: 'sedan',
      colour: paint('#d8dadb'),
      drive: {
        points: [
          [0, -4.2, -24],
          [3, -4.2, -11],
          [4.6, -4.2, -9.9],
          [7.2, -4.2, -9.9],
          [9, -2.6, -6.4],
          [12, 7, -5.4],
          [16, 30, -5.2],
        ],
      },
      lights: 'on',
    },
    {
      kind: 'motorbike',
      colour: paint('#22262b'),
      look: someone(random, { hat: 'helmet', bag: 'backpack' }),
      drive: {
        points: [
          [0, 34, -18.6],
          [16, -60, -18.6],
        ],
        ahead: 0.3,
      },
    },
    {
      kind: 'car',
      shape: 'taxi',
      colour: paint('#e8c33a'),
      drive: {
        points: [
          [0, -60, -16.2],
          [16, 60, -16.2],
        ],
        ahead: 0.7,
      },
    },
    {
      kind: 'person',
      look: someone(random, { hat: 'cap', top: 'vest', bag: 'none' }),
      seatMetres: SEAT,
      path: { start: [-8.3, -6.4], steps: [{ stay: 16, act: 'sit', face: 1.3, gesture: 'none', look: 0.7 }] },
    },
  ]
}

function people(random: Random): Member[] {
  const person = personsFrom(random)
  return [
    person(
      { start: [-6.8, -6.0], steps: [{ stay: 16, act: 'meet', face: -1.7, gesture: 'talk' }] },
      { top: 'poncho', hat: 'brim' },
    ),
    person(
      {
        start: [-5.4, -5.2],
        steps: [
          { go: [-1.4, -4.2] },
          { go: [2.6, -3.8] },
          { stay: 4, act: 'wait', face: 0.1, gesture: 'reach' },
          { go: [-5.4, -5.2] },
        ],
      },
      { bag: 'shopping' },
    ),
    person({ start: [-3, -18], steps: [{ go: [-3.4, -9] }, { go: [-0.2, 1] }], ahead: 0.3 }, { bag: 'shoulder' }),
    person({ start: [11.8, 8.2], steps: [{ go: [-5.4, 8] }], ahead: 0.1 }, { bag: 'pram' }),
    person({ start: [-12.5, 11.4], steps: [{ go: [3, 12.2] }, { go: [7.6, 13.4] }], ahead: 0.6 }),
    person({ start: [3.6, 8], steps: [{ stay: 16, act: 'meet', face: -1.2, gesture: 'talk' }] }),
    person({ start: [2.7, 8.3], steps: [{ stay: 16, act: 'meet', face: 1.9, look: 0.3 }] }, { bag: 'shopping' }),
    person({ start: [-8.1, 12.2], steps: [{ stay: 16, act: 'wait', face: 0.2, gesture: 'reach' }] }),
    person(
      {
        start: [8, -4.4],
        steps: [{ stay: 5, act: 'wait', face: 0, gesture: 'phone' }, { go: [11.2, -4.6] }, { go: [8, -4.4] }],
      },
      { top: 'coat' },
    ),
    person({ start: [-9, -11.4], steps: [{ go: [13, -11.3] }], ahead: 0.8 }, { bag: 'backpack' }),
    {
      kind: 'dog',
      colour: paint('#5a4a3a'),
      path: {
        start: [-7.4, -5],
        steps: [{ stay: 5, act: 'wait', face: 1.2 }, { go: [-3.6, -5.6] }, { go: [-7.4, -5] }],
      },
    },
  ]
}
