// A demonstration city of the journeys' own, started by the real launcher in a temporary data folder on free ports, and
// a real browser beside it. Ended by closing what the launcher waits for; nothing is left behind.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type Page, chromium } from 'playwright-core'

const root = new URL('../..', import.meta.url).pathname
const NOBODY = 65_534
/** A clean clone builds the console first: half a minute on two loaded cores. */
const READY_WAIT_MS = 180_000

export interface Demo {
  readonly origin: string
  readonly login: { readonly login: string; readonly password: string }
  readonly dataFolder: string
  readonly launcher: ChildProcess
  /** Port of the virtual cameras. */
  readonly simPort: number
  /** Switches a fault of a virtual camera on, or all of its faults off (apps/sim, faults.ts). */
  fault(camera: number, fault: { kind: string } | undefined): Promise<void>
  /** Everything the launcher said. */
  said(): string
  stop(): Promise<void>
}

export async function startDemo(): Promise<Demo> {
  return await startSereno('demo')
}

export async function startSereno(command: 'demo' | 'start'): Promise<Demo> {
  const port = await freePort()
  const own = mkdtempSync(join(tmpdir(), 'sereno-e2e-'))
  // Started by root, the services run as nobody: the data folder is theirs to make.
  if (process.getuid?.() === 0) chownSync(own, NOBODY, NOBODY)
  const dataFolder = join(own, 'data')
  const launcher = spawn(`${root}sereno`, [command, '--data', dataFolder, '--port', String(port)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, SERENO_SIM_CONTROL_PORT: String(port + 475) },
  })
  let said = ''
  const hear = (chunk: Buffer) => {
    said += chunk.toString()
  }
  launcher.stdout.on('data', hear)
  launcher.stderr.on('data', hear)
  const origin = `http://localhost:${port}`
  await until(
    () => said.includes(origin),
    READY_WAIT_MS,
    () => `not ready: ${said}`,
    launcher,
  )
  const [, login = '', password = ''] = /Login: (\S+)\s+Password: (\S+)/.exec(`${said}\n`) ?? []
  return {
    origin,
    login: { login, password },
    dataFolder,
    launcher,
    simPort: port + 474,
    async fault(camera, fault) {
      const body = JSON.stringify({ camera: String(camera), ...(fault && { fault }) })
      const answer = await fetch(`http://127.0.0.1:${port + 475}/${fault ? 'fault' : 'heal'}`, { method: 'POST', body })
      if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
    },
    said: () => said,
    async stop() {
      if (launcher.exitCode === null) {
        const ended = once(launcher, 'exit')
        launcher.kill('SIGTERM')
        await ended
      }
      rmSync(join(dataFolder, '..'), { recursive: true, force: true })
    },
  }
}

export async function until(
  holds: () => boolean | Promise<boolean>,
  waitMs: number,
  otherwise: () => string,
  process?: ChildProcess,
): Promise<void> {
  for (const end = Date.now() + waitMs; ;) {
    if (await holds()) return
    if (Date.now() > end || (process && process.exitCode !== null)) throw new Error(otherwise())
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

// Software GL for the map; no traffic but to the page's own host.
const chromiumArgs = [
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--autoplay-policy=no-user-gesture-required',
]

export function openBrowser(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
  return chromium.launch({ executablePath, args: chromiumArgs, chromiumSandbox: false })
}

export interface Look {
  readonly language?: 'es-AR' | 'en-US'
  readonly width?: number
  readonly height?: number
}

export async function newPage(
  browser: Browser,
  { language = 'en-US', width = 1366, height = 768 }: Look = {},
): Promise<Page> {
  const context = await browser.newContext({ locale: language, viewport: { width, height } })
  return await context.newPage()
}

/** Two neighbours and the cameras' port have to be free as well; the launcher says so if one is not. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address ? address.port : 0
      server.close(() => resolve(port > 63_000 ? port - 2_000 : port))
    })
  })
}
