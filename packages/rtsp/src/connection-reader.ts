// Splits what a connection brings into interleaved packets (RFC 2326 §10.12) and messages, whatever the chunks. Never looks for
// the next `$` behind garbage: a guess could show one camera's bytes as another picture, so the first wrong byte ends the run.

import { failure, isFailure, type RtspFailure } from './failure.ts'
import type { RtspLimits } from './limits.ts'
import { parseHead, type RtspHead } from './message.ts'

export interface ConnectionSink {
  /** The bytes are lent for the call only. */
  onPacket(channel: number, bytes: Uint8Array, start: number, end: number): void
  onMessage(head: RtspHead, body: Uint8Array): void
  onFailure(failure: RtspFailure): void
}

const DOLLAR = 0x24
const CR = 0x0d
const LF = 0x0a
const TAB = 0x09
const PACKET_HEAD_BYTES = 4
const CARRY_BYTES_FIRST = 2048 // one packet of an Ethernet frame
const BLANK_BYTES_MAX = 64 // some cameras send an empty line or two behind a body; a stream of them is garbage
const noBytes = new Uint8Array(0)

export class ConnectionReader {
  readonly #sink: ConnectionSink
  readonly #limits: RtspLimits
  #state: 'between' | 'packet' | 'head' | 'body' | 'stopped' = 'between'
  /** Holds what has come of a packet or a head that a chunk cut; 64 KiB at most, the interleaved length has 16 bits. */
  #carry = noBytes
  #carried = 0
  #lineIsEmpty = false
  #blankBytes = 0
  #head: RtspHead | undefined
  #body = noBytes
  #bodyFilled = 0
  /** Bytes of the connection before the chunk at hand. */
  #offset = 0

  constructor(sink: ConnectionSink, limits: RtspLimits) {
    this.#sink = sink
    this.#limits = limits
  }

  /** The chunk is used up when this returns: its memory may be read into again. */
  push(chunk: Uint8Array, length: number): void {
    let at = 0
    while (at < length && this.#state !== 'stopped') {
      if (this.#state === 'between') at = this.#begin(chunk, at, length)
      else if (this.#state === 'packet') at = this.#continuePacket(chunk, at, length)
      else if (this.#state === 'head') at = this.#continueHead(chunk, at, length)
      else at = this.#continueBody(chunk, at, length)
    }
    this.#offset += length
  }

  stop(): void {
    this.#state = 'stopped'
    this.#carry = noBytes
    this.#body = noBytes
  }

  #begin(chunk: Uint8Array, at: number, length: number): number {
    const byte = chunk[at] ?? 0
    if (byte === DOLLAR) {
      this.#blankBytes = 0
      if (length - at >= PACKET_HEAD_BYTES) {
        const end = at + PACKET_HEAD_BYTES + (((chunk[at + 2] ?? 0) << 8) | (chunk[at + 3] ?? 0))
        if (end <= length) {
          // The common way: the packet lies whole in the chunk and nothing is copied or made for it.
          this.#sink.onPacket(chunk[at + 1] ?? 0, chunk, at + PACKET_HEAD_BYTES, end)
          return end
        }
      }
      this.#state = 'packet'
      this.#carried = 0
      return at
    }
    if (byte === CR || byte === LF) {
      if (++this.#blankBytes > BLANK_BYTES_MAX) return this.#fail('protocol-error', 'only empty lines', at, length)
      return at + 1
    }
    // Every status line and every method begins with a capital.
    if (byte < 0x41 || byte > 0x5a) {
      return this.#fail('protocol-error', `${hex(byte)} where '$' or a message was due`, at, length)
    }
    this.#blankBytes = 0
    this.#state = 'head'
    this.#carried = 0
    this.#lineIsEmpty = false
    return at
  }

  #continuePacket(chunk: Uint8Array, at: number, length: number): number {
    let from = at
    if (this.#carried < PACKET_HEAD_BYTES) {
      from += this.#carryOver(chunk, from, Math.min(length, from + PACKET_HEAD_BYTES - this.#carried))
      if (this.#carried < PACKET_HEAD_BYTES) return from
    }
    const total = PACKET_HEAD_BYTES + (((this.#carry[2] ?? 0) << 8) | (this.#carry[3] ?? 0))
    from += this.#carryOver(chunk, from, Math.min(length, from + total - this.#carried))
    if (this.#carried === total) {
      this.#state = 'between'
      this.#carried = 0
      this.#sink.onPacket(this.#carry[1] ?? 0, this.#carry, PACKET_HEAD_BYTES, total)
    }
    return from
  }

  #continueHead(chunk: Uint8Array, at: number, length: number): number {
    let end = at
    let isWhole = false
    while (end < length && !isWhole) {
      const byte = chunk[end] ?? 0
      if (byte === LF) {
        isWhole = this.#lineIsEmpty
        this.#lineIsEmpty = true
      } else if (byte !== CR) {
        if ((byte < 0x20 && byte !== TAB) || byte === 0x7f) {
          return this.#fail('protocol-error', `${hex(byte)} in the head of a message`, end, length)
        }
        this.#lineIsEmpty = false
      }
      end++
    }
    if (this.#carried + (end - at) > this.#limits.headBytesMax) {
      return this.#fail('too-large', `a message head of more than ${this.#limits.headBytesMax} bytes`, at, length)
    }
    this.#carryOver(chunk, at, end)
    if (isWhole) this.#endHead()
    return end
  }

  #endHead(): void {
    const text = Buffer.from(this.#carry.buffer, 0, this.#carried).toString('latin1')
    this.#carried = 0
    const head = parseHead(text, this.#limits.headersMax)
    if (isFailure(head)) {
      this.stop()
      this.#sink.onFailure(head)
    } else if (head.contentLength > this.#limits.bodyBytesMax) {
      this.stop()
      this.#sink.onFailure(failure('too-large', `message: Content-Length is over ${this.#limits.bodyBytesMax}`))
    } else if (head.contentLength === 0) {
      this.#state = 'between'
      this.#sink.onMessage(head, noBytes)
    } else {
      this.#state = 'body'
      this.#head = head
      this.#body = new Uint8Array(head.contentLength)
      this.#bodyFilled = 0
    }
  }

  #continueBody(chunk: Uint8Array, at: number, length: number): number {
    const end = Math.min(length, at + this.#body.length - this.#bodyFilled)
    this.#body.set(chunk.subarray(at, end), this.#bodyFilled)
    this.#bodyFilled += end - at
    if (this.#bodyFilled === this.#body.length && this.#head) {
      const body = this.#body
      this.#body = noBytes
      this.#state = 'between'
      this.#sink.onMessage(this.#head, body)
    }
    return end
  }

  #carryOver(chunk: Uint8Array, start: number, end: number): number {
    const needed = this.#carried + end - start
    if (needed > this.#carry.length) {
      const grown = new Uint8Array(Math.max(CARRY_BYTES_FIRST, 2 ** Math.ceil(Math.log2(needed))))
      grown.set(this.#carry.subarray(0, this.#carried))
      this.#carry = grown
    }
    this.#carry.set(chunk.subarray(start, end), this.#carried)
    this.#carried = needed
    return end - start
  }

  #fail(code: 'protocol-error' | 'too-large', what: string, at: number, length: number): number {
    this.stop()
    this.#sink.onFailure(failure(code, `byte ${this.#offset + at} of the connection: ${what}`))
    return length
  }
}

function hex(byte: number): string {
  return `0x${byte.toString(16).padStart(2, '0')}`
}
