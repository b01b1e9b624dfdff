// One RTSP message's head as data, and requests as text (RFC 2326 §4 to §6). Bodies are cut off the stream by connection-reader.ts.

import { failure, type RtspFailure } from './failure.ts'

export interface RtspHead {
  /** Undefined for a request from the camera. */
  readonly statusCode: number | undefined
  /** Empty for an answer. */
  readonly method: string
  /** By lower-case name; a name that came twice has two values. */
  readonly headers: ReadonlyMap<string, readonly string[]>
  readonly contentLength: number
}

export function headerOf(head: RtspHead, name: string): string | undefined {
  return head.headers.get(name)?.[0]
}

const statusLine = /^RTSP\/\d\.\d (\d{3})(?: |$)/
const requestLine = /^([A-Z_]{3,32}) \S+ RTSP\/\d\.\d$/
const headerName = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,64}$/

/** `text` ends before the empty line. Lines may end in LF alone, as some cameras send them. */
export function parseHead(text: string, headersMax: number): RtspHead | RtspFailure {
  const lines = text.split(/\r?\n/)
  const first = lines[0] ?? ''
  const status = statusLine.exec(first)
  const request = status ? undefined : requestLine.exec(first)
  if (!status && !request) return failure('protocol-error', 'message: its first line is no status line and no request')
  const headers = parseHeaders(lines, headersMax)
  if (!(headers instanceof Map)) return headers
  const lengths = headers.get('content-length') ?? []
  const length = lengths[0] ?? '0'
  if (!/^\d{1,9}$/.test(length) || lengths.some((other) => other !== length)) {
    return failure('protocol-error', 'message: Content-Length is not one decimal number')
  }
  const statusCode = status ? Number(status[1]) : undefined
  return { statusCode, method: request?.[1] ?? '', headers, contentLength: Number(length) }
}

function parseHeaders(lines: string[], headersMax: number): Map<string, string[]> | RtspFailure {
  const headers = new Map<string, string[]>()
  let count = 0
  let last: string[] | undefined
  for (let index = 1; index < lines.length; index++) {
    const line = lines[index] ?? ''
    if (line === '') continue
    if ((line.startsWith(' ') || line.startsWith('\t')) && last) {
      // RFC 2326 §4.2 takes over HTTP's folded headers.
      last.push(`${last.pop() ?? ''} ${line.trim()}`)
      continue
    }
    const colon = line.indexOf(':')
    const name = line.slice(0, Math.max(colon, 0)).trimEnd().toLowerCase()
    if (!headerName.test(name)) return failure('protocol-error', `message: header line ${index} has no name`)
    if (++count > headersMax) return failure('too-large', `message: more than ${headersMax} headers`)
    last = headers.get(name) ?? []
    last.push(line.slice(colon + 1).trim())
    headers.set(name, last)
  }
  return headers
}

/** Values must hold no line break; they come from us or were checked when they were read. */
export function writeRequest(method: string, url: string, headers: Iterable<readonly [string, string]>): string {
  let text = `${method} ${url} RTSP/1.0\r\n`
  for (const [name, value] of headers) text += `${name}: ${value}\r\n`
  return `${text}\r\n`
}
