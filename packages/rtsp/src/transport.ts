// The two answer headers of SETUP: which channels the camera will use, and how long the session lives without a word from us.

import { failure, type RtspFailure } from './failure.ts'

export interface Session {
  readonly id: string
  readonly timeoutSeconds: number
}

const SESSION_ID_CHARS_MAX = 256
const SESSION_SECONDS_DEFAULT = 60 // RFC 2326 §12.37
const SESSION_SECONDS_MIN = 4 // below it we would do little else than to say that we are there
const SESSION_SECONDS_MAX = 600 // a camera that says a day still hears from us in time for a router's forgetting

/** `Session: id;timeout=60`. A camera without one is taken at its word: then we name none. */
export function parseSession(value: string | undefined): Session | RtspFailure | undefined {
  if (value === undefined) return undefined
  const [id = '', ...parameters] = value.split(';').map((part) => part.trim())
  if (!/^[\x21-\x7e]+$/.test(id) || id.length > SESSION_ID_CHARS_MAX) {
    return failure('protocol-error', 'setup: the id in the Session header')
  }
  let timeoutSeconds = SESSION_SECONDS_DEFAULT
  for (const parameter of parameters) {
    const seconds = /^timeout\s*=\s*"?(\d{1,9})"?$/i.exec(parameter)?.[1]
    if (seconds !== undefined) timeoutSeconds = Number(seconds)
  }
  timeoutSeconds = Math.min(SESSION_SECONDS_MAX, Math.max(SESSION_SECONDS_MIN, timeoutSeconds))
  return { id, timeoutSeconds }
}

/** The camera may choose other channels than we asked for; one that names none has taken ours. */
export function parseChannels(value: string | undefined, asked: number): readonly [number, number] | RtspFailure {
  const transport = value?.split(',', 1)[0] ?? ''
  if (/^RTP\/AVP(?:;|$)|^RTP\/AVP\/UDP/i.test(transport.trim()) && !/interleaved/i.test(transport)) {
    return failure('no-usable-track', 'setup: the Transport header offers UDP, not TCP')
  }
  const match = /(?:^|;)\s*interleaved\s*=\s*([^;]*)/i.exec(transport)
  if (!match) return [asked, asked + 1]
  const pair = /^(\d{1,3})(?:-(\d{1,3}))?$/.exec((match[1] ?? '').trim())
  const media = Number(pair?.[1])
  const control = pair?.[2] === undefined ? media + 1 : Number(pair[2])
  if (!pair || media > 255 || control > 255 || media === control) {
    return failure('protocol-error', 'setup: interleaved in the Transport header')
  }
  return [media, control]
}
