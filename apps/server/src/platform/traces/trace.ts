// Traces: JSON lines on stderr for whoever repairs the machine. Never facts (those are events), never secrets.

import pino from 'pino'

export type Trace = pino.Logger

// The last net under the rule that no secret is handed to a trace at all. pino matches names at two depths here.
const SECRET_NAMES = [
  'password',
  'secret',
  'token',
  'cookie',
  'authorization',
  'sealedPassword',
  'receipt',
  'set-cookie',
]
const redactedPaths = SECRET_NAMES.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`])

export function makeTrace(options: { level?: string; to?: pino.DestinationStream } = {}): Trace {
  const settings: pino.LoggerOptions = {
    level: options.level ?? 'info',
    base: { process: 'server' },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: redactedPaths, censor: '[hidden]' },
  }
  return options.to ? pino(settings, options.to) : pino(settings, pino.destination({ fd: 2, sync: true }))
}
