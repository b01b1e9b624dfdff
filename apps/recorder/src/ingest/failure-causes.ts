// What the end of a run means: for the gap that it leaves, and for the person who tests a camera.

import type { GapCause } from '@sereno/domain/video/recordings/gap'
import { type Refusal, type RefusalCode, refuse } from '@sereno/domain/refusal'
import type { RtspFailure, RtspFailureCode } from '@sereno/rtsp/run'

export const gapCauseOf = {
  'bad-url': 'not-reachable',
  'name-not-found': 'not-reachable',
  refused: 'refused',
  unreachable: 'not-reachable',
  timeout: 'not-reachable',
  'wrong-password': 'wrong-password',
  'login-required': 'wrong-password',
  'stream-not-found': 'no-usable-track',
  'no-usable-track': 'no-usable-track',
  'no-picture': 'no-picture',
  'protocol-error': 'protocol-error',
  'closed-by-camera': 'closed-by-camera',
  'closed-by-us': 'settings-changed',
  'too-large': 'protocol-error',
} as const satisfies Record<RtspFailureCode, GapCause>

export interface ProbedSource {
  readonly host: string
  readonly port: number
  readonly path: string
}

/** What a person is told who tests the camera. */
export function probeRefusal({ code, detail }: RtspFailure, source: ProbedSource, seconds: number): Refusal {
  const facts = { ...source, seconds, detail, problem: detail }
  const [refusal, ...named] = refusalOf[code]
  return refuse(refusal, Object.fromEntries(named.map((name) => [name, facts[name]])))
}

type Fact = 'host' | 'port' | 'path' | 'seconds' | 'detail' | 'problem'
const refusalOf: Readonly<Record<RtspFailureCode, readonly [RefusalCode, ...Fact[]]>> = {
  'bad-url': ['camera-url-not-valid', 'problem'],
  'name-not-found': ['camera-name-not-found', 'host'],
  refused: ['camera-refused', 'host', 'port'],
  unreachable: ['camera-unreachable', 'host'],
  timeout: ['camera-timeout', 'host', 'seconds'],
  'wrong-password': ['camera-wrong-password'],
  'login-required': ['camera-login-required'],
  'stream-not-found': ['camera-stream-not-found', 'path'],
  'no-usable-track': ['camera-no-usable-track'],
  'no-picture': ['camera-no-picture', 'seconds'],
  'protocol-error': ['camera-protocol-error', 'detail'],
  'closed-by-camera': ['camera-closed'],
  'closed-by-us': ['camera-closed'],
  'too-large': ['camera-protocol-error', 'detail'],
}
