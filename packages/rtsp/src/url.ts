// rtsp:// addresses: the caller's, taken apart and checked, and the camera's control attributes, joined to it (RFC 2326 §C.1.1).

import { failure, type RtspFailure } from './failure.ts'

export interface RtspAddress {
  readonly host: string
  readonly port: number
  /** As it stands in requests: without user name, password and fragment. */
  readonly url: string
}

const URL_CHARS_MAX = 2048 // longer than any camera's, and short enough for every camera's buffer
const RTSP_PORT = 554
// No space and no control character: one of them in a request line would be a second request.
const safeUrl = /^[\x21-\x7e]{1,2048}$/

export function parseAddress(text: string): RtspAddress | RtspFailure {
  if (text.length > URL_CHARS_MAX) return failure('bad-url', `url: longer than ${URL_CHARS_MAX} characters`)
  if (!safeUrl.test(text)) return failure('bad-url', 'url: holds a space, a control or a non-ASCII character')
  const match = /^rtsp:\/\/([^/?#]*)([^#]*)/i.exec(text)
  if (!match) return failure('bad-url', 'url: does not begin with rtsp://')
  const [, authority = '', rest = ''] = match
  if (authority.includes('@')) return failure('bad-url', 'url: user name and password do not belong into it')
  const place = /^(?:\[([0-9a-fA-F:.]+)\]|([0-9A-Za-z.\-_]+))(?::(\d{1,5}))?$/.exec(authority)
  const host = place?.[1] ?? place?.[2]
  if (host === undefined) return failure('bad-url', 'url: host or port')
  const port = place?.[3] === undefined ? RTSP_PORT : Number(place[3])
  if (port < 1 || port > 65_535) return failure('bad-url', 'url: port')
  return { host, port, url: `rtsp://${authority}${rest === '' ? '/' : rest}` }
}

/**
 * The address of a control attribute. A relative one is put behind the base as ffmpeg and live555 do it, also where the base
 * has a query: cameras are tested against those two and not against RFC 1808. Undefined when it may not stand in a request.
 */
export function resolveControl(base: string, control: string | undefined): string | undefined {
  if (control === undefined || control === '' || control === '*') return base
  if (!safeUrl.test(control)) return undefined
  // Only a name for the stream: the connection and the credentials stay with the camera that we called.
  if (/^rtsp:\/\//i.test(control)) return withoutUserInfo(control)
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(control)) return undefined
  const url = base.endsWith('/')
    ? base + control.replace(/^\//, '')
    : base + (/^[/?]/.test(control) ? '' : '/') + control
  return url.length > URL_CHARS_MAX ? undefined : url
}

/** Content-Base or Content-Location when it is a whole address, else the address that was asked. */
export function baseOf(asked: string, candidates: readonly (string | undefined)[]): string {
  for (const candidate of candidates) {
    if (candidate !== undefined && /^rtsp:\/\//i.test(candidate) && safeUrl.test(candidate)) {
      return withoutUserInfo(candidate)
    }
  }
  return asked
}

function withoutUserInfo(url: string): string {
  return url.replace(/^(rtsp:\/\/)[^/?#]*@/i, '$1')
}
