// What a place must say of itself. How it looks is its own business; places share textures, people, vehicles and light.

import type { Atmosphere, Light, Outlook } from './atmosphere.ts'
import type { BusPaint } from './buses.ts'
import type { CarShape } from './cars.ts'
import { type Look, someone } from './looks.ts'
import type { View } from './projection.ts'
import type { Random } from './random.ts'
import type { Scene } from './scene.ts'
import type { Drive, Path } from './script.ts'
import type { Vec } from './vector.ts'

export type Member =
  | { kind: 'person'; look: Look; path: Path; seatMetres?: number }
  | { kind: 'dog'; colour: Vec; path: Path }
  | { kind: 'car'; shape: CarShape; colour: Vec; drive: Drive; facing?: number; lights?: 'off' | 'on' }
  | { kind: 'bus'; coat: BusPaint; drive: Drive; facing?: number; lights?: 'off' | 'on' }
  | { kind: 'bicycle' | 'motorbike'; colour: Vec; look: Look; drive: Drive; facing?: number; lights?: 'off' | 'on' }

export interface Place {
  name: string
  /** As burnt into the picture. */
  title: string
  outlook: Outlook
  views: readonly View[]
  build(scene: Scene, air: Atmosphere, random: Random): void
  members(random: Random, light: Light): Member[]
  /** Height of the ground; 0 where not said. */
  floor?(x: number, z: number): number
}

/** Gives somebody seeded a path; `wish` settles what chance must not. */
export const personsFrom =
  (random: Random) =>
  (path: Path, wish: Partial<Look> = {}): Member => ({ kind: 'person', look: someone(random, wish), path })

/** A vehicle that stands all the time. */
export const standing = (x: number, z: number): Drive => ({
  points: [
    [0, x, z],
    [16, x, z],
  ],
})
