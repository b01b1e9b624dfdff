// Traces go to stderr as JSON. No URL with a login, no password and no picture ever goes in: callers pass ids.

import { pino } from 'pino'

export const trace = pino(
  { name: 'recorder', level: process.env['SERENO_TRACE_LEVEL'] ?? 'info' },
  pino.destination({ dest: 2, sync: false }),
)
