// The server's process: settings in, one ready line out, an orderly end. What is wired in which order: server.ts.

import { fstatSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from './platform/clock/clock.ts'
import { SettingMissing, readConfig } from './platform/config/config.ts'
import { MigrationRefused } from './platform/db/migrations.ts'
import { readKeys } from './platform/secrets/key-files.ts'
import { makeTrace } from './platform/traces/trace.ts'
import { type RunningServer, startServer } from './server.ts'

// The launcher gives 3 s; what has not ended by then would be killed in the middle.
const END_WAIT_MS = 2_500

const trace = makeTrace()

try {
  const config = readConfig(process.env)
  const version = readVersion()
  const server = await startServer({ config, keys: readKeys(config.dataFolder), clock: systemClock, trace, version })
  endInOrder(server)
  const { port, welcomeUrl, demoLogin } = server
  process.stdout.write(`${JSON.stringify({ ready: true, port, welcomeUrl, demoLogin })}\n`)
} catch (error) {
  process.stderr.write(`${reasonOf(error)}\n`)
  // 78 says to the launcher that a second try cannot help (EX_CONFIG of sysexits.h).
  process.exit(error instanceof MigrationRefused || error instanceof SettingMissing ? 78 : 1)
}

function readVersion(): string {
  const { version }: { version: string } = JSON.parse(
    readFileSync(join(import.meta.dirname, '../package.json'), 'utf8'),
  )
  return version
}

/** One line that says what and what to do; an error that nobody expected brings its stack. */
function reasonOf(error: unknown): string {
  if (error instanceof MigrationRefused || error instanceof SettingMissing) return error.message
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE')
    return `port ${process.env['SERENO_PORT'] ?? 8_080} is taken: stop what listens there, or set SERENO_PORT`
  if (code === 'EACCES')
    return `${error.message}: this user may not; check who owns the data folder, or take a port over 1023`
  return error.stack ?? error.message
}

function endInOrder(server: RunningServer): void {
  let isEnding = false
  const end = (why: string) => {
    if (isEnding) return
    isEnding = true
    trace.info({ why }, 'the server ends')
    setTimeout(() => process.exit(1), END_WAIT_MS).unref()
    server.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        trace.error({ err: error }, 'the server could not end in order')
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', () => end('SIGTERM'))
  process.on('SIGINT', () => end('SIGINT'))
  // A pipe from the launcher: it closes when the launcher is gone, however it went. /dev/null and a terminal say nothing.
  const stdin = fstatSync(0, { throwIfNoEntry: false })
  if (stdin?.isFIFO() || stdin?.isSocket()) process.stdin.resume().on('end', () => end('end of stdin'))
}
