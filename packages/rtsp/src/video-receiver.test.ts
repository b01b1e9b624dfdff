import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import {
  fuA,
  goodbye,
  h264Idr,
  h264Pps,
  h264Slice,
  h264Sps,
  nalUnit,
  rtp,
  type RtpFields,
  senderReport,
  stapA,
} from '../test/packets.ts'
import type { AccessUnit, SenderReport } from './access-unit.ts'
import type { RtspFailure } from './failure.ts'
import { H264Depacketiser } from './h264.ts'
import { defaultLimits, type RtspLimits } from './limits.ts'
import { VideoReceiver } from './video-receiver.ts'

const noSets = { vps: [], sps: [], pps: [] }

function receiver(limits: Partial<RtspLimits> = {}) {
  const units: AccessUnit[] = []
  const reports: SenderReport[] = []
  const failures: RtspFailure[] = []
  let byes = 0
  const video = new VideoReceiver(
    {
      payloadType: 96,
      depacketiser: new H264Depacketiser(),
      parameterSets: noSets,
      limits: { ...defaultLimits, ...limits },
    },
    {
      onAccessUnit: (unit) => units.push(unit),
      onSenderReport: (report) => reports.push(report),
      onBye: () => byes++,
      onFailure: (failure) => failures.push(failure),
    },
  )
  let sequence = 0
  const add = (fields: Omit<RtpFields, 'sequence'> & { sequence?: number }, nowMs = 0) => {
    if (fields.sequence !== undefined) sequence = fields.sequence
    const bytes = rtp({ ...fields, sequence: sequence++ })
    video.addRtp(bytes, 0, bytes.length, nowMs)
  }
  const addRtcp = (bytes: Uint8Array, nowMs = 0) => video.addRtcp(bytes, 0, bytes.length, nowMs)
  return {
    video,
    units,
    reports,
    failures,
    add,
    addRtcp,
    skip: (count: number) => void (sequence += count),
    byes: () => byes,
  }
}

const key = stapA(h264Sps, h264Pps, h264Idr())

test('a unit ends at its marker, or else when the time changes, and arrives with its last packet', () => {
  const { add, units } = receiver()
  const [one = key, two = key, three = key] = fuA(h264Idr(90), 30)
  add({ timestamp: 0, payload: one }, 10)
  add({ timestamp: 0, payload: two }, 20)
  expect(units).toHaveLength(0)
  add({ timestamp: 0, payload: three, hasMarker: true }, 30)
  expect(units).toMatchObject([{ nalUnits: [h264Idr(90)], arrivedMs: 30, isKeyframe: true }])
  add({ timestamp: 6000, payload: h264Slice() }, 40)
  add({ timestamp: 6000, payload: h264Slice() }, 50)
  expect(units).toHaveLength(1)
  add({ timestamp: 12_000, payload: h264Slice() }, 60)
  expect(units[1]).toMatchObject({ nalUnits: [h264Slice(), h264Slice()], rtpTicks: 6000, arrivedMs: 50 })
})

test('the sample is the NAL units behind their lengths, and is the receiver’s no more', () => {
  const { add, units } = receiver()
  add({ timestamp: 0, payload: key, hasMarker: true })
  const [unit] = units
  const expected = [h264Sps, h264Pps, h264Idr()].flatMap((nal) => [0, 0, nal.length >> 8, nal.length & 0xff, ...nal])
  expect([...(unit?.sample ?? [])]).toEqual(expected)
  add({ timestamp: 1, payload: h264Idr(200, 0xff), hasMarker: true })
  expect([...(unit?.sample ?? [])]).toEqual(expected)
})

test('parameter sets that come alone, under their own time and marker, belong to the picture behind them', () => {
  const { add, units } = receiver()
  add({ timestamp: 0, payload: h264Sps, hasMarker: true })
  add({ timestamp: 1, payload: h264Pps, hasMarker: true })
  add({ timestamp: 2, payload: h264Idr(), hasMarker: true })
  expect(units).toMatchObject([{ nalUnits: [h264Sps, h264Pps, h264Idr()], isKeyframe: true }])
})

test('an access unit delimiter opens a new picture under the same time', () => {
  const { add, units } = receiver()
  for (let count = 0; count < 3; count++) {
    add({ timestamp: 5, payload: Uint8Array.of(9, 0xf0) })
    add({ timestamp: 5, payload: h264Slice() })
  }
  expect(units).toHaveLength(2)
})

test('parameter sets are told at the first unit and when they change, not when they are repeated', () => {
  const { add, units } = receiver()
  const otherPps = Uint8Array.of(0x68, 0xee, 0x3c, 0x80)
  add({ timestamp: 0, payload: key, hasMarker: true })
  add({ timestamp: 1, payload: key, hasMarker: true })
  add({ timestamp: 2, payload: stapA(h264Sps, otherPps, h264Idr()), hasMarker: true })
  add({ timestamp: 3, payload: h264Slice(), hasMarker: true })
  expect(units.map(({ parameterSets }) => parameterSets?.pps)).toEqual([[h264Pps], undefined, [otherPps], undefined])
})

test('units before the first keyframe are marked', () => {
  const { add, units } = receiver()
  add({ timestamp: 0, payload: h264Slice(), hasMarker: true })
  add({ timestamp: 1, payload: key, hasMarker: true })
  add({ timestamp: 2, payload: h264Slice(), hasMarker: true })
  expect(units.map(({ refersToMissing }) => refersToMissing)).toEqual([true, false, false])
})

test('a picture with a hole is dropped and counted, and those that need it are marked until the next keyframe', () => {
  const { add, units, skip, video } = receiver()
  add({ timestamp: 0, payload: key, hasMarker: true })
  const [one = key, , three = key] = fuA(nalUnit([0x41, 0x9a], 90), 30)
  add({ timestamp: 1, payload: one })
  skip(1)
  add({ timestamp: 1, payload: three, hasMarker: true })
  add({ timestamp: 2, payload: h264Slice(), hasMarker: true })
  add({ timestamp: 3, payload: key, hasMarker: true })
  expect(
    units.map(({ rtpTicks, refersToMissing, lostPackets, droppedUnits }) => [
      rtpTicks,
      refersToMissing,
      lostPackets,
      droppedUnits,
    ]),
  ).toEqual([
    [0, false, 0, 0],
    [2, true, 1, 1],
    [3, false, 0, 0],
  ])
  expect(video.counters).toMatchObject({ lostPackets: 1, droppedUnits: 1, units: 3, keyframes: 2, malformedPackets: 0 })
})

test('a picture whose first slices were lost before it began is known by its first slice', () => {
  const { add, units, skip } = receiver()
  add({ timestamp: 0, payload: key, hasMarker: true })
  skip(1)
  add({ timestamp: 1, payload: nalUnit([0x41, 0x3a], 20), hasMarker: true })
  add({ timestamp: 2, payload: h264Slice(), hasMarker: true })
  expect(units.map(({ rtpTicks }) => rtpTicks)).toEqual([0, 2])
  expect(units[1]).toMatchObject({ lostPackets: 1, droppedUnits: 1, refersToMissing: true })
})

test('a camera that sets the marker at every slice is understood from the second picture on', () => {
  const { add, units } = receiver()
  for (let time = 0; time < 4; time++) {
    add({ timestamp: time, payload: time === 0 ? key : h264Idr(), hasMarker: true })
    add({ timestamp: time, payload: nalUnit([0x65, 0x3a], 20), hasMarker: true })
  }
  expect(units.slice(1).map(({ rtpTicks, nalUnits }) => [rtpTicks, nalUnits.length])).toEqual([
    [1, 2],
    [2, 2],
  ])
})

test('a repeated packet changes nothing; one of another source or type is skipped', () => {
  const { add, units, video } = receiver()
  const [one = key, two = key] = fuA(h264Idr(40), 30)
  add({ sequence: 10, timestamp: 0, payload: one })
  add({ sequence: 10, timestamp: 0, payload: one })
  add({ sequence: 900, timestamp: 9, payload: two, ssrc: 8 })
  add({ sequence: 901, timestamp: 9, payload: two, payloadType: 97 })
  add({ sequence: 11, timestamp: 0, payload: two, hasMarker: true })
  expect(units).toMatchObject([{ nalUnits: [h264Idr(40)], lostPackets: 0 }])
  expect(video.counters.strayPackets).toBe(3)
})

test('sixteen packets of another source are borne, the next ends the run', () => {
  const { add, failures } = receiver()
  add({ timestamp: 0, payload: key })
  for (let count = 0; count < 16; count++) add({ timestamp: 0, payload: key, ssrc: 9 })
  expect(failures).toEqual([])
  add({ timestamp: 0, payload: key, ssrc: 9 })
  expect(failures).toEqual([{ code: 'protocol-error', detail: 'rtp: ssrc changed for good' }])
})

test('64 malformed packets in a row are borne, the next ends the run and names the field', () => {
  const { video, failures, add } = receiver()
  add({ timestamp: 0, payload: key, hasMarker: true })
  for (let count = 0; count < 64; count++) video.addRtp(Uint8Array.of(0x40), 0, 1, 0)
  expect(failures).toEqual([])
  video.addRtp(Uint8Array.of(0x40), 0, 1, 0)
  expect(failures).toEqual([
    { code: 'protocol-error', detail: '65 malformed packets in a row, the last: rtp: shorter than its header' },
  ])
})

test('a picture over the limit ends the run as too large', () => {
  const { add, failures } = receiver({ accessUnitBytesMax: 1000 })
  for (let count = 0; count < 30; count++) add({ timestamp: 0, payload: h264Slice(100) })
  expect(failures[0]).toEqual({ code: 'too-large', detail: 'picture: more than 1000 bytes' })
})

test('a report before the first picture waits for it; one of another source is not ours', () => {
  const { add, addRtcp, reports, byes } = receiver()
  addRtcp(senderReport(3_900_000_000, 0, 0xffff_f000), 5)
  expect(reports).toEqual([])
  add({ timestamp: 0x0800, payload: key, hasMarker: true })
  expect(reports).toEqual([{ ntpMs: (3_900_000_000 - 2_208_988_800) * 1000, rtpTicks: -0x1800, arrivedMs: 5 }])
  addRtcp(senderReport(3_900_000_000, 0, 0x0800, 8))
  addRtcp(goodbye(8))
  expect([reports.length, byes()]).toEqual([1, 0])
  addRtcp(goodbye())
  expect(byes()).toBe(1)
})

test('of a stream with packets missing, every picture handed on is one that was sent, and the losses add up', () => {
  const sent = Array.from({ length: 20 }, (_, index) =>
    index % 5 === 0
      ? [h264Sps, h264Pps, h264Idr(120 + index, index)]
      : [h264Slice(80 + index, index), nalUnit([0x41, 0x3a], 70, index)],
  )
  const packets = sent.flatMap((nals, index) => {
    const payloads = nals.flatMap((nal) => (nal.length > 60 ? fuA(nal, 30) : [nal]))
    return payloads.map((payload, at) => ({ timestamp: index * 6000, payload, hasMarker: at === payloads.length - 1 }))
  })
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 1, max: packets.length - 2 }), { maxLength: 30 }), (missing) => {
      const { video, units } = receiver()
      packets.forEach((packet, index) => {
        if (missing.includes(index)) return
        const bytes = rtp({ ...packet, sequence: 65_500 + index })
        video.addRtp(bytes, 0, bytes.length, index)
      })
      let needsKey = true
      let seen = -1
      for (const unit of units) {
        const index = Math.round((unit.rtpTicks - (units[0]?.rtpTicks ?? 0)) / 6000) + sent.length
        expect(index).toBeGreaterThan(seen)
        seen = index
        // Parameter sets at its beginning may be among the lost; what is left of it is the picture whole.
        const original = sent.find((nals) => endsWith(nals, unit.nalUnits))
        expect(original).toBeDefined()
        if (unit.isKeyframe) needsKey = false
        else if (unit.lostPackets > 0 || unit.droppedUnits > 0) needsKey = true
        expect(unit.refersToMissing).toBe(needsKey)
      }
      expect(video.counters.lostPackets).toBe(missing.length)
    }),
    { numRuns: 150 },
  )
})

test('whatever the packets say, nothing is thrown and memory stays within the limits', () => {
  const payload = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.constantFrom(key, h264Slice(), h264Idr(), ...fuA(h264Idr(100), 30)),
  )
  const fields = fc.record({
    sequence: fc.oneof(fc.nat(65_535), fc.nat(8)),
    timestamp: fc.oneof(fc.nat(0xffff_ffff), fc.nat(3)),
    hasMarker: fc.boolean(),
    ssrc: fc.constantFrom(7, 7, 7, 8),
    payload,
  })
  fc.assert(
    fc.property(fc.array(fc.oneof(fields.map(rtp), fc.uint8Array({ maxLength: 40 })), { maxLength: 80 }), (packets) => {
      const { video, units, failures } = receiver({ accessUnitBytesMax: 600 })
      for (const bytes of packets) {
        video.addRtp(bytes, 0, bytes.length, 0)
        video.addRtcp(bytes, 0, bytes.length, 0)
      }
      for (const { sample, rtpTicks } of units) {
        expect(sample.length).toBeLessThanOrEqual(600)
        expect(Number.isSafeInteger(rtpTicks)).toBe(true)
      }
      for (const { code } of failures) expect(code).toMatch(/too-large|protocol-error/)
    }),
    { numRuns: 200 },
  )
})

function endsWith(nals: readonly Uint8Array[], end: readonly Uint8Array[]): boolean {
  const from = nals.length - end.length
  const isSame = from >= 0 && Buffer.compare(Buffer.concat(nals.slice(from)), Buffer.concat(end)) === 0
  return isSame && nals.slice(0, from).every((nal) => nal === h264Sps || nal === h264Pps)
}
