// Why a run ended, as a value. Holds no text that came from the camera: it could echo our credentials back to us.

export const rtspFailureCodes = [
  'bad-url',
  'name-not-found',
  'refused',
  'unreachable',
  'timeout',
  'wrong-password',
  'login-required',
  'stream-not-found',
  'no-usable-track',
  'no-picture',
  'protocol-error',
  'closed-by-camera',
  'closed-by-us',
  'too-large',
] as const
export type RtspFailureCode = (typeof rtspFailureCodes)[number]

export interface RtspFailure {
  readonly code: RtspFailureCode
  /** English, for traces: names the step, and the field or byte. Never a password, a user name or a URL. */
  readonly detail: string
  /** The RTSP status that said so, where one did. */
  readonly statusCode?: number
}
