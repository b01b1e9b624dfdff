// From the video track's RTP packets to access units: order, losses, time, damage. A unit that is known to be damaged is dropped
// and counted, never handed on: half a picture in a recording looks like evidence of something.

import type { AccessUnit, ParameterSets, SenderReport } from './access-unit.ts'
import type { Depacketiser } from './depacketiser.ts'
import { failure, type RtspFailure } from './failure.ts'
import type { RtspLimits } from './limits.ts'
import { ParameterSetStore } from './parameter-set-store.ts'
import { readRtcp } from './rtcp.ts'
import { SequenceOrder, TickCount } from './rtp-order.ts'
import { RtpPacket } from './rtp-packet.ts'
import { nalUnitsOf, UnitAssembly } from './unit-assembly.ts'

export interface VideoCounters {
  packets: number
  lostPackets: number
  strayPackets: number
  malformedPackets: number
  units: number
  keyframes: number
  droppedUnits: number
  senderReports: number
}

export interface VideoSink {
  onAccessUnit(unit: AccessUnit): void
  onSenderReport(report: SenderReport): void
  /** The camera's RTCP says that this source has ended. */
  onBye(): void
  onFailure(failure: RtspFailure): void
}

export interface VideoReceiverOptions {
  readonly payloadType: number
  readonly depacketiser: Depacketiser
  readonly parameterSets: ParameterSets
  readonly limits: RtspLimits
}

const MALFORMED_IN_A_ROW_MAX = 64 // about a second of video: no accident any more, and sooner said than `no-picture`
const FOREIGN_IN_A_ROW_MAX = 16 // the source was replaced by another, whose times have nothing to do with ours

export class VideoReceiver {
  readonly counters: VideoCounters = {
    packets: 0,
    lostPackets: 0,
    strayPackets: 0,
    malformedPackets: 0,
    units: 0,
    keyframes: 0,
    droppedUnits: 0,
    senderReports: 0,
  }
  readonly #sink: VideoSink
  readonly #payloadType: number
  readonly #depacketiser: Depacketiser
  readonly #sets: ParameterSetStore
  readonly #unit: UnitAssembly
  readonly #packet = new RtpPacket()
  readonly #order = new SequenceOrder()
  readonly #ticks = new TickCount()
  #ssrc = -1
  #foreignInARow = 0
  #malformedInARow = 0

  // The unit at hand.
  #isStarted = false
  #isDamaged = false
  #followsGap = false
  #timestamp = 0
  #lastPacketMs = 0
  #finishedTimestamp = -1
  /** Some cameras set the marker at every slice; once that is seen, only a new timestamp ends a unit. */
  #trustsMarker = true

  // Since the unit handed on before.
  #refersToMissing = true
  #lostPackets = 0
  #droppedUnits = 0
  #heldReport: { ntpMs: number; timestamp: number; arrivedMs: number } | undefined

  constructor(options: VideoReceiverOptions, sink: VideoSink) {
    this.#payloadType = options.payloadType
    this.#depacketiser = options.depacketiser
    this.#sets = new ParameterSetStore(options.depacketiser, options.parameterSets)
    this.#unit = new UnitAssembly(options.limits)
    this.#sink = sink
  }

  addRtp(bytes: Uint8Array, start: number, end: number, nowMs: number): void {
    const packet = this.#packet
    const malformed = packet.read(bytes, start, end)
    if (malformed !== undefined) return this.#countMalformed(malformed)
    this.counters.packets++
    if (packet.payloadType !== this.#payloadType) {
      this.counters.strayPackets++
      return
    }
    if (this.#ssrc < 0) this.#ssrc = packet.ssrc
    if (packet.ssrc !== this.#ssrc) return this.#countForeign()
    this.#foreignInARow = 0
    const missing = this.#order.missingBefore(packet.sequence)
    if (missing < 0) {
      this.counters.strayPackets++
      return
    }
    if (missing > 0) this.#noteLoss(missing)
    // Packets without a payload keep some cameras' connections open; they are no part of a picture.
    if (packet.payloadStart < packet.payloadEnd) this.#addPayload(bytes, missing > 0, nowMs)
  }

  #addPayload(bytes: Uint8Array, followsGap: boolean, nowMs: number): void {
    const { payloadStart, payloadEnd, timestamp, hasMarker } = this.#packet
    const unit = this.#unit
    if (this.#isStarted) {
      const isOther =
        timestamp !== this.#timestamp ||
        (unit.hasPicture && !unit.isNalOpen && this.#depacketiser.isDelimiter(bytes, payloadStart, payloadEnd))
      // Parameter sets that came alone, under a time of their own, belong to the picture behind them.
      if (isOther && (unit.hasPicture || this.#isDamaged)) this.#finish()
    }
    if (!this.#isStarted) {
      this.#isStarted = true
      this.#followsGap = followsGap
    }
    this.#timestamp = timestamp
    this.#lastPacketMs = nowMs
    if (!this.#isDamaged) {
      const malformed = this.#depacketiser.add(bytes, payloadStart, payloadEnd, unit)
      if (malformed === undefined) this.#malformedInARow = 0
      else {
        this.#isDamaged = true
        // Behind a gap a fragment without its start is what one expects, not a fault of its own.
        if (!this.#followsGap) this.#countMalformed(malformed)
      }
      if (unit.overflow) return this.#sink.onFailure(unit.overflow)
    }
    if (hasMarker && this.#trustsMarker && (unit.hasPicture || this.#isDamaged)) this.#finish()
  }

  #finish(): void {
    const unit = this.#unit
    const timestamp = this.#timestamp
    const isWhole = !this.#isDamaged && !unit.isNalOpen
    const sample = isWhole ? unit.take() : undefined
    const nalUnits = sample ? nalUnitsOf(sample) : []
    // A picture without its first slice is damaged, whatever the sequence numbers say. That parameter sets or SEI are missing in
    // front of it cannot be seen; the loss is told with the unit.
    const isKept = isWhole && this.#depacketiser.beginsPicture(nalUnits)
    if (isWhole && !isKept && !this.#followsGap && timestamp === this.#finishedTimestamp) this.#trustsMarker = false
    unit.clear()
    this.#isStarted = false
    this.#isDamaged = false
    this.#finishedTimestamp = timestamp
    const rtpTicks = this.#ticks.advance(timestamp)
    if (isKept && sample) this.#handOn(sample, nalUnits, rtpTicks)
    else {
      this.counters.droppedUnits++
      this.#droppedUnits++
      this.#refersToMissing = true
    }
    this.#tellHeldReport()
  }

  #handOn(sample: Uint8Array, nalUnits: Uint8Array[], rtpTicks: number): void {
    const { codec } = this.#depacketiser
    const isKeyframe = this.#depacketiser.isKeyframe(nalUnits)
    for (const nalUnit of nalUnits) this.#sets.keep(nalUnit)
    if (isKeyframe) this.#refersToMissing = false
    const parameterSets = this.#sets.takeChange()
    const refersToMissing = this.#refersToMissing
    const lostPackets = this.#lostPackets
    const droppedUnits = this.#droppedUnits
    const arrivedMs = this.#lastPacketMs
    this.#lostPackets = 0
    this.#droppedUnits = 0
    this.counters.units++
    if (isKeyframe) this.counters.keyframes++
    this.#sink.onAccessUnit({
      codec,
      nalUnits,
      sample,
      rtpTicks,
      isKeyframe,
      refersToMissing,
      parameterSets,
      lostPackets,
      droppedUnits,
      arrivedMs,
    })
  }

  addRtcp(bytes: Uint8Array, start: number, end: number, nowMs: number): void {
    const malformed = readRtcp(bytes, start, end, {
      onSenderReport: (ssrc, ntpMs, timestamp) => {
        if (this.#ssrc >= 0 && ssrc !== this.#ssrc) return
        this.counters.senderReports++
        this.#heldReport = { ntpMs, timestamp, arrivedMs: nowMs }
        this.#tellHeldReport()
      },
      onBye: (ssrc) => {
        if (ssrc === this.#ssrc) this.#sink.onBye()
      },
    })
    if (malformed !== undefined) this.#countMalformed(malformed)
  }

  /** A report before the first picture has no scale to be told on, so it waits for it. */
  #tellHeldReport(): void {
    const report = this.#heldReport
    if (!report || !this.#ticks.isStarted) return
    this.#heldReport = undefined
    const { ntpMs, arrivedMs } = report
    this.#sink.onSenderReport({ ntpMs, rtpTicks: this.#ticks.ticksAt(report.timestamp), arrivedMs })
  }

  #noteLoss(missing: number): void {
    this.counters.lostPackets += missing
    this.#lostPackets += missing
    this.#refersToMissing = true
    if (this.#isStarted) this.#isDamaged = true
  }

  #countForeign(): void {
    this.counters.strayPackets++
    if (++this.#foreignInARow > FOREIGN_IN_A_ROW_MAX) {
      this.#sink.onFailure(failure('protocol-error', 'rtp: ssrc changed for good'))
    }
  }

  #countMalformed(field: string): void {
    this.counters.malformedPackets++
    if (++this.#malformedInARow > MALFORMED_IN_A_ROW_MAX) {
      this.#sink.onFailure(
        failure('protocol-error', `${this.#malformedInARow} malformed packets in a row, the last: ${field}`),
      )
    }
  }
}
