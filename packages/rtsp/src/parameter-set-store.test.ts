import { expect, test } from 'vitest'

import { h264Pps, h264Sps } from '../test/packets.ts'
import { H264Depacketiser } from './h264.ts'
import { ParameterSetStore } from './parameter-set-store.ts'

function store(): ParameterSetStore {
  return new ParameterSetStore(new H264Depacketiser(), { vps: [], sps: [], pps: [] })
}

/** A PPS with this id, as ue(v) in 17 bits, so long. */
function pps(id: number, length = 8): Uint8Array {
  const bytes = new Uint8Array(length).fill(0x55)
  const code = id + 1
  const zeros = 31 - Math.clz32(code)
  const bits = code << (24 - 2 * zeros - 1)
  bytes.set([0x68, bits >> 16, bits >> 8, bits])
  return bytes
}

test('a set of the same id replaces the older one, another id stands beside it, a repeated one changes nothing', () => {
  const sets = store()
  for (const set of [h264Sps, h264Pps, pps(3)]) sets.keep(set)
  expect(sets.takeChange()).toEqual({ vps: [], sps: [h264Sps], pps: [h264Pps, pps(3)] })
  sets.keep(h264Sps)
  expect(sets.takeChange()).toBeUndefined()
  sets.keep(pps(3, 9))
  expect(sets.takeChange()?.pps).toEqual([h264Pps, pps(3, 9)])
})

test('what is kept is a copy', () => {
  const sets = store()
  const lent = Uint8Array.from(h264Pps)
  sets.keep(lent)
  lent.fill(0)
  expect(sets.takeChange()?.pps).toEqual([h264Pps])
})

test('a set of 4096 bytes is kept, a longer one is left', () => {
  const sets = store()
  sets.keep(pps(1, 4097))
  expect(sets.takeChange()).toBeUndefined()
  sets.keep(pps(1, 4096))
  expect(sets.takeChange()?.pps).toHaveLength(1)
})

test('64 sets of a kind are kept; further ids are left, known ones may still change', () => {
  const sets = store()
  for (let id = 0; id < 80; id++) sets.keep(pps(id))
  expect(sets.takeChange()?.pps).toHaveLength(64)
  sets.keep(pps(70, 9))
  expect(sets.takeChange()).toBeUndefined()
  sets.keep(pps(7, 9))
  expect(sets.takeChange()?.pps[7]).toEqual(pps(7, 9))
})
