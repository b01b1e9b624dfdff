// A camera is a place and a purpose; the box behind it is a device. Limits and the reading of its address; no network.

import { type Result, accepted, refuse, refused } from '../../refusal.ts'

/** Where nobody chose: 72 hours. */
export const RETENTION_HOURS_DEFAULT = 72
/** A year: the longest any law we know lets such recordings lie without a case. */
export const RETENTION_HOURS_MAX = 8_784
export const CAMERA_NUMBER_MAX = 9_999
export const CAMERA_NAME_LENGTH_MAX = 80
const HOST_LENGTH_MAX = 253 // RFC 1035
const PATH_LENGTH_MAX = 1_024
export const USERNAME_LENGTH_MAX = 128
export const PASSWORD_LENGTH_MAX = 256

/** Where a camera's stream is, without the credentials: those travel apart and sealed. */
export interface StreamAddress {
  readonly host: string
  readonly port: number
  /** With its query, beginning with "/". Values that are passwords are hidden in it. */
  readonly path: string
}

export interface ReadAddress extends StreamAddress {
  /** Credentials that somebody pasted inside the URL; they are taken out of it here and never put back. */
  readonly username?: string
  readonly password?: string
  /** The path as the camera wants it, where it holds a password: to be sealed like one, never shown. */
  readonly secretPath?: string
}

/** What stands in a path that is shown, in place of a password. */
export const HIDDEN = '***'
// Cheap cameras take their login from the address alone: ?user=admin&password=…, /user=admin_password=…_channel=1, ?auth=….
// Generous on purpose: what is hidden too much still works, what is hidden too little lies open in every backup. A value
// ends at "&"; what follows without a name of its own belongs to it, because passwords hold "&" too.
const SECRET_VALUES =
  /((?:pass|pwd|psw|secret|token|auth|cred|clave|contrase|apikey|api_key)[\w.%-]*=)([^&]+(?:&[^&=]*(?=&|$))*)/gi
// Of a proxy that is told the camera's own address: /rtsp://user:password@camera/live.
const NESTED_LOGIN = /(:\/\/[^/@:]*:)([^/@]+)(?=@)/g

/** The path as it may be shown, stored and traced. */
export function hidePasswords(path: string): string {
  return path.replace(SECRET_VALUES, `$1${HIDDEN}`).replace(NESTED_LOGIN, `$1${HIDDEN}`)
}

/** Whether somebody sent back an address as it was shown, without the password that was hidden in it. */
export function isHidden({ path, secretPath }: ReadAddress): boolean {
  return (secretPath ?? path).includes(HIDDEN)
}

/**
 * Reads `rtsp://[user:password@]host[:port]/path`, and hides what is a password in the path. Refuses other schemes, empty
 * hosts and overlong parts, naming the part.
 */
export function readStreamAddress(text: string): Result<ReadAddress> {
  const match = /^rtsp:\/\/(?:([^/?#]*)@)?(\[[0-9a-fA-F:.]+\]|[^/?#:@[\]\s]+)(?::(\d{1,5}))?([/?][^#\s]*)?$/.exec(
    text.trim(),
  )
  if (!match) return refused(refuse('camera-url-not-valid', { problem: 'not of the form rtsp://host[:port]/path' }))
  const [, login, host = '', port, path = '/'] = match
  if (host.length > HOST_LENGTH_MAX) return refused(refuse('camera-url-not-valid', { problem: 'the host is too long' }))
  if (path.length > PATH_LENGTH_MAX) return refused(refuse('camera-url-not-valid', { problem: 'the path is too long' }))
  const portNumber = port === undefined ? 554 : Number(port)
  if (portNumber < 1 || portNumber > 65_535)
    return refused(refuse('camera-url-not-valid', { problem: 'the port is not between 1 and 65535' }))
  const credentials = login === undefined ? {} : readCredentials(login)
  const whole = path.startsWith('?') ? `/${path}` : path
  const shown = hidePasswords(whole)
  return accepted({
    host,
    port: portNumber,
    path: shown,
    ...(shown !== whole && { secretPath: whole }),
    ...credentials,
  })
}

function readCredentials(login: string): { username: string; password?: string } {
  const colon = login.indexOf(':')
  if (colon < 0) return { username: decoded(login) }
  return { username: decoded(login.slice(0, colon)), password: decoded(login.slice(colon + 1)) }
}

// Passwords with a bare "%" are common in pasted addresses: then the text is meant as it stands.
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The address as it may be shown, stored and traced: without credentials by construction. */
export function streamUrl({ host, port, path }: StreamAddress): string {
  return `rtsp://${host}${port === 554 ? '' : `:${port}`}${path}`
}
