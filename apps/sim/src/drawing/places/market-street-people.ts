// Who sells, buys and strolls in the market street.

import { paint } from '../colour.ts'
import type { Look } from '../looks.ts'
import { type Member, personsFrom } from '../place.ts'
import type { Random } from '../random.ts'

export const FRONT = 3.1 // where the stalls begin, from the middle of the lane
/** From one stall to the next. */
export const PITCH = 3.3

export function marketStreetMembers(random: Random): Member[] {
  return [...atStalls(random), ...strollers(random)]
}

function atStalls(random: Random): Member[] {
  const person = personsFrom(random)
  const seller = (side: number, k: number, gesture: 'talk' | 'reach' | 'none'): Member => {
    const z = -6 + k * PITCH + (side > 0 ? 1.1 : 0)
    return person(
      {
        start: [side * (FRONT + 1.75), z + 0.2],
        steps: [{ stay: 16, act: 'wait', face: (-side * Math.PI) / 2, gesture, look: 0.4 }],
      },
      { top: 'vest', bag: 'none' },
    )
  }
  const buyer = (
    side: number,
    k: number,
    dz: number,
    gesture: 'talk' | 'reach' | 'carry' | 'none',
    wish: Partial<Look> = {},
  ): Member => {
    const z = -6 + k * PITCH + (side > 0 ? 1.1 : 0) + dz
    return person(
      {
        start: [side * (FRONT - 0.62), z],
        steps: [
          {
            stay: 16,
            act: gesture === 'talk' ? 'meet' : 'wait',
            face: (side * Math.PI) / 2 + dz * 0.3,
            gesture,
            look: 0.4,
          },
        ],
      },
      wish,
    )
  }
  return [
    seller(-1, 1, 'talk'),
    seller(1, 1, 'reach'),
    seller(-1, 3, 'none'),
    seller(1, 3, 'talk'),
    seller(-1, 5, 'reach'),
    seller(1, 7, 'none'),
    seller(-1, 8, 'talk'),
    buyer(-1, 1, 0.5, 'talk', { bag: 'shopping' }),
    buyer(1, 1, -0.4, 'reach', { top: 'poncho', hat: 'brim' }),
    buyer(1, 3, 0.1, 'talk', { bag: 'shoulder' }),
    buyer(-1, 5, 0.4, 'carry'),
    buyer(1, 7, 0.5, 'none', { bag: 'backpack' }),
    buyer(-1, 8, -0.3, 'talk'),
    buyer(-1, 3, -0.2, 'reach', { hairdo: 'long' }),
  ]
}

function strollers(random: Random): Member[] {
  const person = personsFrom(random)
  return [
    person({ start: [0.6, -14], steps: [{ go: [0.9, 6] }], ahead: 0.12 }, { bag: 'shopping' }),
    person({ start: [-0.9, 24], steps: [{ go: [-0.8, 1] }], ahead: 0.4 }),
    person({ start: [1.1, 31], steps: [{ go: [1.2, 9] }], ahead: 0.75 }, { bag: 'shoulder' }),
    person(
      {
        start: [-1.2, -15],
        steps: [{ go: [-1.4, -3] }, { stay: 3, act: 'wait', face: -1.5, gesture: 'reach' }, { go: [-0.6, 5] }],
        ahead: 0.55,
      },
      { hat: 'brim' },
    ),
    person({ start: [0.2, 8], steps: [{ go: [0.1, 30] }], ahead: 0.3 }, { bag: 'pram' }),
    person({
      start: [1.6, 12.4],
      steps: [{ go: [0.9, 3.6] }, { stay: 3.2, act: 'meet', face: -1.6, gesture: 'talk' }, { go: [1.6, 12.4] }],
    }),
    person({ start: [-0.3, 3.6], steps: [{ stay: 16, act: 'meet', face: 1.5, gesture: 'talk' }] }, { top: 'poncho' }),
    person({
      start: [-1.5, 14],
      steps: [{ go: [-2.2, 20] }, { stay: 4, act: 'wait', face: -1.6, gesture: 'reach' }, { go: [-1.5, 14] }],
    }),
    person(
      {
        start: [1, -4],
        steps: [
          { go: [1.9, -0.6] },
          { stay: 5, act: 'wait', face: 1.6, gesture: 'carry' },
          { go: [0.6, -3] },
          { go: [1, -4] },
        ],
      },
      { metres: 1.25, bag: 'none' },
    ),
    {
      kind: 'dog',
      colour: paint('#c9a36a'),
      path: {
        start: [-0.2, -2],
        steps: [{ go: [0.3, 5] }, { stay: 3, act: 'wait', face: 0.6 }, { go: [-1.6, 2] }, { go: [-0.2, -2] }],
      },
    },
  ]
}
