// Heads of slices and messages that went wrong (fuzz/slice-heads.json), and such ones damaged by chance. They say only whether a
// decoder can begin here: what cannot be read is no keyframe, and nothing throws or hangs.

import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import type { Depacketiser } from './depacketiser.ts'
import { H264Depacketiser } from './h264.ts'
import { H265Depacketiser } from './h265.ts'

interface SliceHead {
  readonly name: string
  readonly codec: 'h264' | 'h265'
  readonly nalUnits: readonly string[]
  readonly isKeyframe: boolean
  readonly beginsPicture: boolean
}

const heads = JSON.parse(
  readFileSync(new URL('../fuzz/slice-heads.json', import.meta.url), 'utf8'),
) as readonly SliceHead[]
const rules: Record<SliceHead['codec'], Depacketiser> = {
  h264: new H264Depacketiser(),
  h265: new H265Depacketiser({ hasDonl: false }),
}
const bytesOf = (nalUnits: readonly string[]) => nalUnits.map((hex) => Uint8Array.from(Buffer.from(hex, 'hex')))

test.each(heads.map((head) => [`${head.codec}: ${head.name}`, head] as const))('%s', (_, head) => {
  const nalUnits = bytesOf(head.nalUnits)
  const { isKeyframe, beginsPicture } = head
  const depacketiser = rules[head.codec]
  expect({
    isKeyframe: depacketiser.isKeyframe(nalUnits),
    beginsPicture: depacketiser.beginsPicture(nalUnits),
  }).toEqual({ isKeyframe, beginsPicture })
})

test('whatever stands in a unit, it is looked at in no time and nothing is thrown', () => {
  const anyUnits = fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 4 })
  const anyHead = fc.constantFrom(...heads)
  fc.assert(
    fc.property(anyHead, anyUnits, fc.nat(20), fc.nat(255), ({ codec, nalUnits }, more, at, value) => {
      const units = [...bytesOf(nalUnits), ...more]
      const [first] = units
      if (first && first.length > 0) first[at % first.length] = value
      const depacketiser = rules[codec]
      const fromMs = performance.now()
      for (const unit of units) {
        const kind = depacketiser.parameterSetKind(unit)
        if (kind === undefined) continue
        const id = depacketiser.parameterSetId(kind, unit)
        expect(id === undefined || (id >= 0 && id <= 255)).toBe(true)
      }
      expect(typeof depacketiser.isKeyframe(units)).toBe('boolean')
      expect(typeof depacketiser.beginsPicture(units)).toBe('boolean')
      expect(performance.now() - fromMs).toBeLessThan(500)
    }),
    { numRuns: 5_000 },
  )
})

test('a message of four megabytes without an end is looked at once', () => {
  for (const byte of [0xff, 0x00, 0x06]) {
    const message = new Uint8Array(4 * 1024 * 1024).fill(byte)
    message[0] = 0x06
    const fromMs = performance.now()
    expect(rules.h264.isKeyframe([message, Uint8Array.of(0x41, 0x9a)])).toBe(false)
    expect(performance.now() - fromMs).toBeLessThan(2_000)
  }
})
