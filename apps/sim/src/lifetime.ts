// Ends a program of the simulator once, in order, when it is told to or when whoever started it is gone.

import { fstatSync } from 'node:fs'

/** The launcher waits three seconds after SIGTERM; what hangs longer is ended hard. */
const END_MS_MAX = 2500

export function endWithParent(close: () => Promise<void>): void {
  let isEnding = false
  const end = () => {
    if (isEnding) return
    isEnding = true
    setTimeout(() => process.exit(1), END_MS_MAX).unref()
    void close().then(() => process.exit(0))
  }
  process.once('SIGTERM', end)
  process.once('SIGINT', end)
  // Only a pipe ends with its owner: /dev/null ends at once, and a terminal is nobody's parent.
  const input = fstatSync(0)
  if (!input.isFIFO() && !input.isSocket()) return
  process.stdin.once('end', end)
  process.stdin.once('error', end)
  process.stdin.resume()
}
