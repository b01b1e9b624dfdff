// How people look: seeded height, hair, clothes and bags. Nobody is like anybody who lives.

import { paint } from './colour.ts'
import { type Random, pick } from './random.ts'
import type { Vec } from './vector.ts'

export interface Look {
  metres: number
  width: number
  skin: Vec
  hair: Vec
  hairdo: 'short' | 'long' | 'bun' | 'bald'
  hat: 'none' | 'cap' | 'brim' | 'wool' | 'helmet'
  hatColour: Vec
  top: 'shirt' | 'coat' | 'poncho' | 'vest'
  topColour: Vec
  trimColour: Vec
  bareArms: boolean
  bottom: 'trousers' | 'skirt' | 'shorts'
  bottomColour: Vec
  shoes: Vec
  bag: 'none' | 'shoulder' | 'backpack' | 'shopping' | 'suitcase' | 'pram'
  bagColour: Vec
}

const skins = ['#e0b08c', '#c98f66', '#b57a52', '#9c6743', '#7d4f33', '#d7a27a', '#a9714a'].map(paint)
const hairs = ['#1c1512', '#241a16', '#3a261a', '#54371f', '#8d8680', '#b9b4ac', '#171310'].map(paint)
const cloth = [
  '#b3322e',
  '#2f5d8c',
  '#d9cfb8',
  '#3a3f4a',
  '#e2b23c',
  '#3f7a56',
  '#7b3f6b',
  '#c96a3a',
  '#e8e6df',
  '#21262f',
  '#5f8fb0',
  '#8a2f45',
  '#6d7c3a',
].map(paint)
const trousers = ['#2a3550', '#23262d', '#4a4034', '#5c6674', '#7a6a52', '#1c2230', '#3d4a3a'].map(paint)

export function someone(random: Random, wish: Partial<Look> = {}): Look {
  const woman = random() < 0.5
  const look: Look = {
    metres: (woman ? 1.58 : 1.7) + random() * 0.14,
    width: 0.92 + random() * 0.22,
    skin: pick(random, skins),
    hair: pick(random, hairs),
    hairdo: woman ? pick(random, ['long', 'long', 'bun', 'short']) : pick(random, ['short', 'short', 'short', 'bald']),
    hat: pick(random, ['none', 'none', 'none', 'none', 'cap', 'brim', 'wool']),
    hatColour: pick(random, cloth),
    top: pick(random, ['shirt', 'shirt', 'shirt', 'coat', 'vest']),
    topColour: pick(random, cloth),
    trimColour: pick(random, cloth),
    bareArms: random() < 0.4,
    bottom: woman && random() < 0.35 ? 'skirt' : random() < 0.1 ? 'shorts' : 'trousers',
    bottomColour: pick(random, trousers),
    shoes: pick(random, [paint('#1b1917'), paint('#4a3020'), paint('#d8d4cc'), paint('#7a1f24')]),
    bag: pick(random, ['none', 'none', 'none', 'shoulder', 'backpack', 'shopping']),
    bagColour: pick(random, cloth),
  }
  return { ...look, ...wish }
}
