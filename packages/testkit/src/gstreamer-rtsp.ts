// Starts Debian's GStreamer RTSP server on a free port of this machine with one file to serve: a camera that we did not write.
// Needs the packages python3-gi, gir1.2-gst-rtsp-server-1.0, gstreamer1.0-plugins-good and -bad.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface GstreamerRtspOptions {
  /** An MP4 or MOV file. */
  readonly file: string
  readonly codec: 'h264' | 'h265'
  /** Small NAL units share packets (STAP-A, AP) instead of one packet each. */
  readonly aggregates?: boolean
  readonly login?: { readonly method: 'basic' | 'digest'; readonly username: string; readonly password: string }
}

export interface GstreamerRtsp extends AsyncDisposable {
  readonly url: string
  readonly port: number
  readonly pid: number
}

const START_MS_MAX = 15_000 // the first start on a machine scans the plugins, 4 s here

/** Debian's own interpreter, since another one on the PATH has no gi. */
const python = process.env['SERENO_TEST_PYTHON'] ?? '/usr/bin/python3'

/** Rejects when the server does not come up, with what it wrote. Dispose of it to end it. */
export async function startGstreamerRtsp(options: GstreamerRtspOptions): Promise<GstreamerRtsp> {
  const script = fileURLToPath(new URL('gstreamer-rtsp.py', import.meta.url))
  const server = spawn(python, [script], { stdio: ['pipe', 'pipe', 'pipe'] })
  let complaints = ''
  server.stderr.on('data', (text: Buffer) => {
    complaints = (complaints + text.toString()).slice(-4000)
  })
  server.stdin.on('error', () => {})
  server.stdin.write(`${JSON.stringify({ ...options, login: options.login ?? null })}\n`)
  const timer = setTimeout(() => server.kill('SIGKILL'), START_MS_MAX)
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject)
    server.once('exit', () => reject(new Error(`GStreamer's RTSP server did not start: ${complaints}`)))
    createInterface(server.stdout).once('line', (line) => resolve(Number(/"port": (\d+)/.exec(line)?.[1])))
  }).finally(() => clearTimeout(timer))
  return {
    url: `rtsp://127.0.0.1:${port}/clip`,
    port,
    pid: server.pid ?? 0,
    async [Symbol.asyncDispose]() {
      if (server.exitCode !== null || server.signalCode !== null) return
      const ended = once(server, 'exit')
      server.kill('SIGKILL')
      await ended
    },
  }
}
