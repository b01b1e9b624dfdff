// Villa Serena, the town of the demonstration: one seed, one town, to the last byte.

import type { City } from '@sereno/contract/city'
import type { Address } from './buildings.ts'
import { type TownCamera, camerasOf } from './cameras.ts'
import { townOf } from './features.ts'
import { planOf } from './plan.ts'

export type VillaSerena = { city: City; cameras: TownCamera[]; addresses: Address[] }

export function villaSerena(seed: number): VillaSerena {
  const plan = planOf(seed)
  return { ...townOf(plan, seed), cameras: camerasOf(plan) }
}
