// The recorder's program. What is wired, in order:
//  1. settings of the environment            2. folders, the mark of a running recorder
//  3. journal                                4. key of the camera passwords, cameras of before
//  5. the recorder itself                    6. its listener for pictures
//  7. the last settings: recording begins    8. the wire to the server
//  9. "ready"                               10. the orderly end

import './collector.ts'
import { mkdir, rm, stat } from 'node:fs/promises'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { systemClock } from '@sereno/rtsp/clock'
import { ConfigProblem, folders, readConfig } from './config.ts'
import { Journal } from './journal/journal.ts'
import { Link } from './link/link.ts'
import { PasswordKey } from './link/passwords.ts'
import { readSettings } from './link/settings-file.ts'
import { recorderMetrics } from './metrics.ts'
import { listen } from './pictures/listener.ts'
import { Recorder } from './recorder.ts'
import { realFiles } from './store/files.ts'
import { KeptCameras } from './store/kept-cameras.ts'
import { trace } from './trace.ts'
import { VERSION } from './version.ts'

/** Launchers wait three seconds; what is not closed by then the next start closes. */
const END_MS_MAX = 2_800

async function main(): Promise<void> {
  const config = readConfig(process.env)
  const { recordings, own, journal: journalFolder, settings, running, passwordKey, serverSocket } = folders(config)

  await mkdir(recordings, { recursive: true, mode: 0o750 })
  await mkdir(own, { recursive: true, mode: 0o700 })
  const crashed = await isThere(running)
  await writeFile(running, String(process.pid))

  const journal = await Journal.open({
    folder: journalFolder,
    now: Date.now,
    onProblem: (error) => trace.error({ error: String(error) }, 'the journal could not be written'),
  })
  const known = await journal.knownSegments()
  journal.append({ kind: 'recorder.started', crashed })

  const passwords = await PasswordKey.read(passwordKey).catch((error: unknown) => {
    trace.error({ error: String(error) }, 'cameras with a password cannot be reached: their key is not readable')
    return undefined
  })
  const kept = await KeptCameras.read(join(own, 'cameras.json'))

  const recorder = new Recorder({
    config,
    files: realFiles,
    journal,
    known,
    passwords,
    kept,
    send: (message) => link.send(message),
    hearsServer: () => link.hearsServer,
  })
  const link = new Link({
    url: `ws+unix:${serverSocket}:/recorders`,
    journal,
    hello: () => ({
      recorder: config.name,
      picturesPort: listener.port,
      camerasMax: config.camerasMax,
      version: VERSION,
    }),
    onMessage: (message) => recorder.hear(message),
    nowMs: () => systemClock.nowMs(),
  })
  await recorder.start()

  const listener = await listen({
    host: config.host,
    port: config.picturesPort,
    origin: config.origin,
    door: recorder.door,
    tables: recorder.tables,
    feed: (camera) => recorder.feed(camera),
    now: () => recorder.now(),
    health: () => ({ ok: true, hearsServer: link.hearsServer, ...recorder.figures() }),
    metrics: recorderMetrics(recorder),
  })

  const last = await readSettings(settings)
  if (last) void recorder.apply(last, { isNew: false })
  link.start()
  process.stdout.write(`${JSON.stringify({ ready: true, port: listener.port })}\n`)

  const end = async (why: string): Promise<void> => {
    trace.info({ why }, 'the recorder ends')
    const late = setTimeout(() => process.exit(1), END_MS_MAX)
    await recorder.stop()
    await journal.close()
    link.close()
    await listener.close()
    await rm(running, { force: true })
    clearTimeout(late)
    process.exit(0)
  }
  endOnce(end)
}

/** SIGTERM, Ctrl-C, or a launcher that is gone: its end of our stdin closes. */
function endOnce(end: (why: string) => Promise<void>): void {
  let isEnding = false
  const once = (why: string): void => {
    if (isEnding) return
    isEnding = true
    end(why).catch((error: unknown) => {
      trace.error({ error: String(error) }, 'the end was not orderly')
      process.exit(1)
    })
  }
  process.on('SIGTERM', () => once('SIGTERM'))
  process.on('SIGINT', () => once('SIGINT'))
  process.stdin.on('end', () => once('stdin'))
  process.stdin.on('error', () => once('stdin'))
  process.stdin.resume()
}

async function isThere(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  )
}

// A promise that nobody looked at is a mistake of ours, and no reason to stop recording.
process.on('unhandledRejection', (error) => trace.error({ error: String(error) }, 'unhandled'))

try {
  await main()
} catch (error) {
  const isConfig = error instanceof ConfigProblem
  process.stderr.write(`recorder: ${isConfig ? error.message : String(error)}\n`)
  // 78 says to the launcher that a second try cannot help (EX_CONFIG of sysexits.h).
  process.exit(isConfig ? 78 : 1)
}
