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

export function failure(code: RtspFailureCode, detail: string, statusCode?: number): RtspFailure {
  return statusCode === undefined ? { code, detail } : { code, detail, statusCode }
}

export function isFailure(value: object): value is RtspFailure {
  return 'code' in value && 'detail' in value
}

/** What a status says that ends a run. The camera's own reason phrase is left out on purpose. */
export function failureOfStatus(step: string, statusCode: number, withLogin: boolean): RtspFailure {
  const detail = `${step}: the camera answered ${statusCode}`
  if (statusCode === 401 || statusCode === 403) {
    return failure(withLogin ? 'wrong-password' : 'login-required', detail, statusCode)
  }
  if (statusCode === 404 || statusCode === 410) return failure('stream-not-found', detail, statusCode)
  // RFC 2326 §11.3.15: it does not speak TCP interleaved, the only transport that we ask for.
  if (statusCode === 461) return failure('no-usable-track', `${detail}, so it cannot send over TCP`, statusCode)
  // Not enough bandwidth, or too many viewers already: what cameras say when their places are taken.
  if (statusCode === 453 || statusCode === 503) return failure('refused', detail, statusCode)
  return failure('protocol-error', detail, statusCode)
}

const socketFailures: Readonly<Record<string, RtspFailureCode>> = {
  ENOTFOUND: 'name-not-found',
  EAI_AGAIN: 'name-not-found',
  EAI_NODATA: 'name-not-found',
  EAI_NONAME: 'name-not-found',
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'timeout',
  ECONNRESET: 'closed-by-camera',
  EPIPE: 'closed-by-camera',
}

/** Only the code of the error is used: its message holds host and port, which the caller knows better how to name. */
export function failureOfSocketError(error: NodeJS.ErrnoException): RtspFailure {
  const code = error.code ?? 'unknown'
  return failure(socketFailures[code] ?? 'unreachable', `connection: ${code}`)
}
