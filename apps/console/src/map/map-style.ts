// The map's style out of the city's own features and the page's tokens: no tiles, no glyph files, nothing from outside.
// Land and roads lie close together in lightness; hue belongs to what is wrong.

import type { City, CityFeature } from '@sereno/contract/city'
import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl'

export type Color = (token: string) => string

/** The page's font by its CSS name: MapLibre draws labels with it where a style has no glyphs. */
const FONT = ['Atkinson Hyperlegible Next Variable']

interface CityGeoJson {
  readonly type: 'FeatureCollection'
  readonly features: {
    readonly type: 'Feature'
    readonly properties: { readonly kind: string; readonly name: string }
    readonly geometry: CityFeature['geometry']
  }[]
}

export function cityGeoJson(city: City | undefined): CityGeoJson {
  return {
    type: 'FeatureCollection',
    features: (city?.features ?? []).map(({ kind, name, geometry }) => ({
      type: 'Feature',
      properties: { kind, name: name ?? '' },
      geometry,
    })),
  }
}

export const emptyGeoJson = { type: 'FeatureCollection' as const, features: [] }

export function mapStyle(city: City | undefined, color: Color): StyleSpecification {
  return {
    version: 8,
    sources: {
      city: { type: 'geojson', data: cityGeoJson(city) },
      cones: { type: 'geojson', data: emptyGeoJson },
      cameras: { type: 'geojson', data: emptyGeoJson },
      draft: { type: 'geojson', data: emptyGeoJson },
    },
    layers: [...groundLayers(color), ...labelLayers(color), ...cameraLayers(color)],
  }
}

const kinds = (...names: string[]): ExpressionSpecification => ['in', ['get', 'kind'], ['literal', names]]

/** Width in pixels that doubles with each zoom level, so that a street keeps its width on the ground. */
const metres = (at16: number): [string, ...unknown[]] =>
  ['interpolate', ['exponential', 2], ['zoom'], 12, at16 / 16, 20, at16 * 16] as [string, ...unknown[]]

function line(id: string, names: string[], color: string, at16: number): LayerSpecification {
  return {
    id,
    type: 'line',
    source: 'city',
    filter: kinds(...names),
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: { 'line-color': color, 'line-width': metres(at16) as never },
  }
}

function area(id: string, names: string[], color: string): LayerSpecification {
  return { id, type: 'fill', source: 'city', filter: kinds(...names), paint: { 'fill-color': color } }
}

function groundLayers(color: Color): LayerSpecification[] {
  return [
    { id: 'land', type: 'background', paint: { 'background-color': color('ground') } },
    area('blocks', ['block'], color('map-block')),
    area('greens', ['green'], color('map-green')),
    area('waters', ['water'], color('map-water')),
    line('rivers', ['river'], color('map-water'), 10),
    line('paths', ['path'], color('map-road'), 1.5),
    line('streets', ['street'], color('map-road'), 5),
    line('avenues', ['avenue'], color('map-road'), 9),
    {
      id: 'rails',
      type: 'line',
      source: 'city',
      filter: kinds('rail'),
      paint: { 'line-color': color('line'), 'line-width': 1.5, 'line-dasharray': [4, 3] },
    },
    area('buildings', ['building'], color('map-block')),
    {
      id: 'building-edges',
      type: 'line',
      source: 'city',
      minzoom: 15,
      filter: kinds('building'),
      paint: { 'line-color': color('map-road'), 'line-width': 1 },
    },
  ]
}

function labelLayers(color: Color): LayerSpecification[] {
  const paint = { 'text-color': color('text-quiet'), 'text-halo-color': color('ground'), 'text-halo-width': 1.5 }
  return [
    {
      id: 'street-names',
      type: 'symbol',
      source: 'city',
      minzoom: 14,
      filter: ['all', ['!=', ['get', 'name'], ''], kinds('street', 'avenue', 'river')],
      layout: {
        'symbol-placement': 'line',
        'symbol-spacing': 320,
        'text-field': ['get', 'name'],
        'text-font': FONT,
        'text-size': ['interpolate', ['linear'], ['zoom'], 14, 12, 17, 15],
      },
      paint,
    },
    // House numbers and names of buildings: only from where one can tell the houses apart.
    {
      id: 'building-names',
      type: 'symbol',
      source: 'city',
      minzoom: 16.75,
      filter: ['all', ['!=', ['get', 'name'], ''], kinds('building')],
      layout: { 'text-field': ['get', 'name'], 'text-font': FONT, 'text-size': 12, 'text-max-width': 7 },
      paint,
    },
    {
      id: 'place-names',
      type: 'symbol',
      source: 'city',
      filter: ['all', ['!=', ['get', 'name'], ''], kinds('place', 'green', 'water')],
      minzoom: 13.5,
      layout: { 'text-field': ['get', 'name'], 'text-font': FONT, 'text-size': 14, 'text-max-width': 8 },
      paint: { ...paint, 'text-color': color('text') },
    },
  ]
}

function cameraLayers(color: Color): LayerSpecification[] {
  const isChosen = ['boolean', ['get', 'isChosen'], false]
  return [
    {
      id: 'cones',
      type: 'fill',
      source: 'cones',
      paint: {
        'fill-color': ['case', isChosen, color('you'), color('text-quiet')] as never,
        'fill-opacity': ['case', isChosen, 0.3, 0.16] as never,
      },
    },
    {
      id: 'cone-edges',
      type: 'line',
      source: 'cones',
      paint: {
        'line-color': ['case', isChosen, color('you'), color('text-quiet')] as never,
        'line-width': ['case', isChosen, 2, 1] as never,
      },
    },
    { id: 'draft-cone', type: 'fill', source: 'draft', paint: { 'fill-color': color('you'), 'fill-opacity': 0.3 } },
    { id: 'draft-edge', type: 'line', source: 'draft', paint: { 'line-color': color('you'), 'line-width': 2 } },
    {
      id: 'cameras',
      type: 'symbol',
      source: 'cameras',
      layout: {
        'icon-image': ['get', 'mark'],
        'icon-allow-overlap': true,
        'text-field': ['get', 'words'],
        'text-font': FONT,
        'text-size': 15,
        'text-anchor': 'left',
        'text-offset': [0.85, 0],
        'text-optional': true,
        'text-justify': 'left',
        'symbol-sort-key': ['get', 'rank'],
      },
      paint: {
        'text-color': [
          'case',
          isChosen,
          color('you'),
          ['boolean', ['get', 'isTrouble'], false],
          color('alarm-medium-ink'),
          color('text'),
        ] as never,
        'text-halo-color': color('ground'),
        'text-halo-width': 2,
      },
    },
  ]
}
