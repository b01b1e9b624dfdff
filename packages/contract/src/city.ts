// The city's own ground, drawn without tiles from outside: features with names, in WGS 84.

import { z } from 'zod'

const position = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]).describe('longitude, latitude')
const line = z.array(position).min(2).max(5_000)
export const cityFeatureShape = z.object({
  kind: z.enum(['street', 'avenue', 'path', 'block', 'building', 'water', 'river', 'green', 'place', 'rail']),
  name: z.string().max(120).optional(),
  geometry: z.discriminatedUnion('type', [
    z.object({ type: z.literal('Point'), coordinates: position }),
    z.object({ type: z.literal('LineString'), coordinates: line }),
    z.object({ type: z.literal('Polygon'), coordinates: z.array(line).min(1).max(50) }),
  ]),
})
export type CityFeature = z.infer<typeof cityFeatureShape>

export const cityShape = z.object({
  name: z.string().min(1).max(120),
  centre: position,
  timeZone: z.string().max(60).describe('IANA name, e.g. America/Argentina/Jujuy'),
  features: z.array(cityFeatureShape).max(20_000),
})
export type City = z.infer<typeof cityShape>
