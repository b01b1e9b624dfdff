// Reads RTSP requests out of a client's bytes, wherever those are cut, and steps over interleaved packets between them
// (receiver reports). Every length is bounded: a client is a stranger.

/** A request line and headers: URLs of cameras stay under 300 bytes, a Digest header under 600. */
export const REQUEST_HEAD_BYTES_MAX = 8192
/** SET_PARAMETER and ANNOUNCE carry bodies; we read none of them, only step over. */
export const REQUEST_BODY_BYTES_MAX = 16_384

export type RtspRequest = {
  readonly method: string
  readonly uri: string
  readonly headers: Readonly<Record<string, string>>
}

export type RequestReading = { requests: RtspRequest[]; packets: number; problem?: string }

const headEnd = Buffer.from('\r\n\r\n')

export class RequestReader {
  #rest: Buffer = Buffer.alloc(0)

  /** What is complete now. After a `problem` the connection cannot be understood any more. */
  read(bytes: Buffer): RequestReading {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes])
    const reading: RequestReading = { requests: [], packets: 0 }
    while (this.#rest.length > 0) {
      const length = this.#rest[0] === 0x24 ? this.#packetLength() : this.#requestLength(reading)
      if (length === 'incomplete' || reading.problem !== undefined) break
      if (this.#rest[0] === 0x24) reading.packets++
      this.#rest = this.#rest.subarray(length)
    }
    return reading
  }

  #packetLength(): number | 'incomplete' {
    if (this.#rest.length < 4) return 'incomplete'
    const length = 4 + this.#rest.readUInt16BE(2)
    return this.#rest.length < length ? 'incomplete' : length
  }

  #requestLength(reading: RequestReading): number | 'incomplete' {
    const end = this.#rest.indexOf(headEnd)
    if (end > REQUEST_HEAD_BYTES_MAX || (end < 0 && this.#rest.length > REQUEST_HEAD_BYTES_MAX)) {
      reading.problem = `a request's head has more than ${REQUEST_HEAD_BYTES_MAX} bytes`
      return 'incomplete'
    }
    if (end < 0) return 'incomplete'
    const request = requestFrom(this.#rest.toString('latin1', 0, end))
    const body = Number(request?.headers['content-length'] ?? 0)
    if (!request) reading.problem = 'not an RTSP request'
    else if (!(Number.isInteger(body) && body >= 0 && body <= REQUEST_BODY_BYTES_MAX)) {
      reading.problem = `a request's body has at most ${REQUEST_BODY_BYTES_MAX} bytes`
    }
    const length = end + headEnd.length + body
    if (!request || reading.problem !== undefined || this.#rest.length < length) return 'incomplete'
    reading.requests.push(request)
    return length
  }
}

function requestFrom(head: string): RtspRequest | undefined {
  const [first = '', ...lines] = head.split('\r\n')
  const [, method, uri] = /^([A-Z_]{1,32}) (\S+) RTSP\/1\.\d$/.exec(first) ?? []
  if (!method || !uri) return undefined
  const headers: Record<string, string> = {}
  for (const line of lines) {
    const colon = line.indexOf(':')
    if (colon > 0) headers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim()
  }
  return { method, uri, headers }
}
