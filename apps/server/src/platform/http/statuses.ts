// Which HTTP status a refusal has. What is not listed is 422: understood, well-formed, and not to be had as things are.

import type { RefusalCode } from '@sereno/domain/refusal'

type RefusalStatus = 400 | 401 | 403 | 404 | 409 | 410 | 413 | 422 | 429 | 500 | 503
const statuses: Partial<Record<RefusalCode, RefusalStatus>> = {
  'not-valid': 400,
  'login-required': 401,
  'login-wrong': 401,
  'right-missing': 403,
  'origin-wrong': 403,
  'not-found': 404,
  'no-recording': 404,
  'changed-meanwhile': 409,
  'camera-number-taken': 409,
  'recorders-full': 409,
  'login-taken': 409,
  'last-administrator': 409,
  'alarm-not-unacknowledged': 409,
  'welcome-used': 410,
  'too-large': 413,
  'too-many-requests': 429,
  'login-paused': 429,
  'too-many-views': 429,
  'server-error': 500,
  'database-away': 503,
  'no-recorder': 503,
}

export function statusOf(code: RefusalCode): RefusalStatus {
  return statuses[code] ?? 422
}
