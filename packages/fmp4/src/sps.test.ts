// Both SPS parsers against a writer that takes every branch of the syntax.

import {
  type Arbitrary,
  array,
  assert,
  boolean,
  constantFrom,
  integer,
  option,
  property,
  record,
  tuple,
} from 'fast-check'
import { expect, test } from 'vitest'

import { parseH264Sps } from './h264-sps.ts'
import { parseH265Sps } from './h265-sps.ts'
import {
  type H264Options,
  type H265Options,
  type ReferenceSet,
  type Vui,
  writeH264Sps,
  writeH265Sps,
} from './testing/sps-writer.ts'
import { sound } from './testing/vectors.ts'

const maybe = <T>(value: Arbitrary<T>): Arbitrary<T | undefined> => option(value, { nil: undefined })
const side = integer({ min: 0, max: 7 })
const anyCrop = maybe(tuple(side, side, side, side))
const anyDepths = tuple(integer({ min: 8, max: 14 }), integer({ min: 8, max: 14 }))

const anyVui: Arbitrary<Vui> = record(
  {
    sar: constantFrom(1, 14, 255),
    overscan: boolean(),
    colour: constantFrom(0, 0x010101, 0x000001),
    chromaLocation: integer({ min: 0, max: 5 }),
    unitsInTick: constantFrom(1, 1001, 3600, 0x10000),
    timeScale: constantFrom(50, 60_000, 90_000, 0x80_0000),
  },
  { requiredKeys: ['overscan', 'unitsInTick', 'timeScale'] },
)

/** Deltas whose sums stay above 0, or end at 0 where the list is to end early. */
const anyList = (size: number): Arbitrary<readonly number[]> =>
  tuple(
    array(integer({ min: -3, max: 9 }), { minLength: size, maxLength: size }),
    maybe(integer({ min: 0, max: size - 2 })),
  ).map(([deltas, stop]) => {
    let scale = 8
    const written: number[] = []
    for (const [index, delta] of deltas.entries()) {
      if (index === stop) return [...written, -scale]
      const next = Math.min(120, Math.max(1, scale + delta)) // a delta has 8 bits
      written.push(next - scale)
      scale = next
    }
    return written
  })

const anyH264: Arbitrary<H264Options> = record(
  {
    chromaFormat: integer({ min: 0, max: 3 }),
    separatePlanes: boolean(),
    depths: anyDepths,
    lists: tuple(...Array.from({ length: 12 }, (_, index) => maybe(anyList(index < 6 ? 16 : 64)))),
    orderType: integer({ min: 0, max: 2 }),
    orderCycle: array(integer({ min: -9, max: 9 }), { maxLength: 255 }),
    widthMbs: integer({ min: 2, max: 1024 }),
    heightUnits: integer({ min: 2, max: 512 }),
    framesOnly: boolean(),
    crop: anyCrop.map((crop) => crop ?? ([0, 0, 0, 0] as const)),
    vui: anyVui,
  },
  {
    requiredKeys: [
      'chromaFormat',
      'separatePlanes',
      'depths',
      'orderType',
      'orderCycle',
      'widthMbs',
      'heightUnits',
      'framesOnly',
    ],
  },
)

const steps = array(integer({ min: 1, max: 4 }), { maxLength: 3 })
const anyPlan = record({
  before: steps,
  after: steps,
  delta: constantFrom(-3, -2, -1, 1, 2, 3),
  fates: array(constantFrom('used', 'kept', 'gone'), { minLength: 17, maxLength: 17 }),
  isDifference: boolean(),
})

/** Follows the pictures as a sorted list of distances, which is not how the parser does it. */
const anySets: Arbitrary<readonly ReferenceSet[]> = array(anyPlan, { maxLength: 64 }).map((plans) => {
  let last: number[] = []
  return plans.map(({ before, after, delta, fates: allFates, isDifference }, index): ReferenceSet => {
    // 16 pictures may not grow to 17.
    if (!isDifference || index === 0 || last.length >= 16) {
      last = [...sums(before).map((distance) => -distance), ...sums(after)]
      return { before, after }
    }
    const fates = allFates.slice(0, last.length + 1)
    last = nearestFirst([...last, 0].flatMap((distance, place) => (fates[place] === 'gone' ? [] : [distance + delta])))
    return { delta, fates }
  })
})

const nearestFirst = (distances: readonly number[]): number[] => [
  ...distances.filter((distance) => distance < 0).sort((a, b) => b - a),
  ...distances.filter((distance) => distance > 0).sort((a, b) => a - b),
]

function sums(parts: readonly number[]): number[] {
  let sum = 0
  return parts.map((part) => (sum += part))
}

const anyH265: Arbitrary<H265Options> = record(
  {
    subLayers: integer({ min: 0, max: 6 }),
    subLayerFlags: tuple(boolean(), boolean()),
    chromaFormat: integer({ min: 0, max: 3 }),
    separatePlanes: boolean(),
    width: integer({ min: 64, max: 16_384 }),
    height: integer({ min: 64, max: 16_384 }),
    crop: tuple(side, side, side, side),
    depths: anyDepths,
    orderingForAll: boolean(),
    scaling: constantFrom('predicted' as const, 0, -7, 100),
    pcm: boolean(),
    referenceSets: anySets,
    longTerm: integer({ min: 0, max: 32 }),
    displayWindow: boolean(),
    vui: anyVui,
  },
  {
    requiredKeys: [
      'subLayers',
      'subLayerFlags',
      'chromaFormat',
      'separatePlanes',
      'width',
      'height',
      'depths',
      'orderingForAll',
      'pcm',
      'referenceSets',
      'displayWindow',
    ],
  },
)

/** Table 6-1 of both standards. */
const subsampling = [[1, 1], [2, 2], [2, 1], [1, 1]] as const // prettier-ignore

test('H.264: size, depths and rate behind every optional part', () => {
  const check = property(anyH264, (options) => {
    const { chromaFormat, depths, crop = [0, 0, 0, 0], framesOnly, vui } = options
    const [x, y] = options.separatePlanes && chromaFormat === 3 ? [1, 1] : (subsampling[chromaFormat] ?? [1, 1])
    const unitsHigh = framesOnly ? 1 : 2
    const sps = sound(parseH264Sps(writeH264Sps(options)))
    expect(sps).toMatchObject({
      profile: 244,
      level: 51,
      chromaFormat,
      bitDepthLuma: depths[0],
      bitDepthChroma: depths[1],
      width: options.widthMbs * 16 - x * (crop[0] + crop[1]),
      height: options.heightUnits * unitsHigh * 16 - y * unitsHigh * (crop[2] + crop[3]),
    })
    expect(sps.frameRateHint).toBe(rateOf(vui, 2))
  })
  assert(check, { numRuns: 1500 })
})

test('H.265: size, depths, layers and rate behind every optional part', () => {
  const check = property(anyH265, (options) => {
    const { chromaFormat, depths, crop = [0, 0, 0, 0], subLayers, vui } = options
    const [x, y] = options.separatePlanes && chromaFormat === 3 ? [1, 1] : (subsampling[chromaFormat] ?? [1, 1])
    const sps = sound(parseH265Sps(writeH265Sps(options)))
    expect(sps).toMatchObject({
      temporalLayers: subLayers + 1,
      isTemporalIdNested: true,
      chromaFormat,
      bitDepthLuma: depths[0],
      bitDepthChroma: depths[1],
      width: options.width - x * (crop[0] + crop[1]),
      height: options.height - y * (crop[2] + crop[3]),
    })
    expect([...sps.profileTierLevel]).toEqual([0x24, 0x08, 0, 0, 0, 0x9d, 0x08, 0, 0, 0, 0, 120])
    expect(sps.frameRateHint).toBe(rateOf(vui, 1))
  })
  assert(check, { numRuns: 1500 })
})

function rateOf(vui: Vui | undefined, ticksPerFrame: number): number | undefined {
  const rate = vui ? vui.timeScale / (vui.unitsInTick * ticksPerFrame) : 0
  return rate > 0 && rate <= 240 ? rate : undefined
}
