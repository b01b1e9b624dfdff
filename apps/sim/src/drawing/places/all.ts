// The places that have cameras, in the order of the wall.

import type { Place } from '../place.ts'
import { crossing } from './crossing.ts'

export const places: readonly Place[] = [crossing]
