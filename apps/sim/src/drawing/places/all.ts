// The places that have cameras, in the order of the wall.

import type { Place } from '../place.ts'
import { busStation } from './bus-station.ts'
import { carPark } from './car-park.ts'
import { crossing } from './crossing.ts'
import { marketStreet } from './market-street.ts'
import { square } from './square.ts'
import { underpass } from './underpass.ts'

export const places: readonly Place[] = [crossing, square, busStation, marketStreet, underpass, carPark]
