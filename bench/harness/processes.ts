// Starting what a bench measures, and reading what it costs. Everything started here is ended here, by its pid.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

export const root = new URL('../..', import.meta.url).pathname

export interface Started<Ready = Record<string, unknown>> {
  readonly child: ChildProcess
  readonly pid: number
  readonly ready: Ready
  /** Last 20 kB of what it wrote to stderr: shown when a bench fails. */
  said(): string
  kill(signal: NodeJS.Signals): Promise<void>
}

const running = new Set<ChildProcess>()
const READY_WAIT_MS = 30_000
const END_WAIT_MS = 15_000

/** Starts a program of ours and waits for its ready line. */
export async function startOurs<Ready>(
  file: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<Started<Ready>> {
  const child = spawn(process.execPath, [`${root}${file}`, ...args], {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  running.add(child)
  const said = tail(child)
  const ready = await Promise.race([
    firstLine(child),
    once(child, 'exit').then(([code]) => {
      throw new Error(`${file} ended with ${code}: ${said()}`)
    }),
    sleep(READY_WAIT_MS).then(() => {
      throw new Error(`${file} not ready: ${said()}`)
    }),
  ])
  return { child, pid: child.pid ?? 0, ready: JSON.parse(ready) as Ready, said, kill: (signal) => end(child, signal) }
}

/** Starts a peer: no ready line is waited for. */
export function startPeer(program: string, args: readonly string[]): ChildProcess {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'ignore'] })
  running.add(child)
  return child
}

export async function end(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  running.delete(child)
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill(signal)
  await Promise.race([ended, sleep(END_WAIT_MS)])
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
}

process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1))

async function firstLine(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('no stdout')
  const lines = createInterface({ input: child.stdout })
  const [line] = (await once(lines, 'line')) as [string]
  child.stdout.resume()
  return line
}

function tail(child: ChildProcess): () => string {
  let text = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    text = (text + chunk.toString()).slice(-20_000)
  })
  return () => text
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

const TICKS_PER_SECOND = 100 // getconf CLK_TCK on every Linux we know

/** Seconds of CPU that these processes have used, user and system. */
export function cpuSeconds(pids: readonly number[]): number {
  let ticks = 0
  for (const pid of pids) {
    const stat = read(`/proc/${pid}/stat`)
    // The name in brackets may hold blanks: count from behind it. utime and stime are fields 14 and 15.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    ticks += Number(fields[11] ?? 0) + Number(fields[12] ?? 0)
  }
  return ticks / TICKS_PER_SECOND
}

const IDLE_LOOK_MS = 1_000
const IDLE_SHARE = 0.03

/** Until a process has used next to no CPU for two looks; a scan of a full store takes minutes. */
export async function untilIdle(pid: number, waitMs = 1_200_000): Promise<void> {
  let quiet = 0
  for (let [before, late] = [cpuSeconds([pid]), Date.now() + waitMs]; quiet < 2;) {
    if (Date.now() > late) throw new Error(`process ${pid} is still busy after ${waitMs / 1_000} s`)
    await sleep(IDLE_LOOK_MS)
    const now = cpuSeconds([pid])
    quiet = now - before < (IDLE_LOOK_MS / 1_000) * IDLE_SHARE ? quiet + 1 : 0
    before = now
  }
}

/** Proportional set size in MB: shared pages are counted once over all who share them. */
export function pssMb(pids: readonly number[]): number {
  let kb = 0
  for (const pid of pids) kb += Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0)
  return kb / 1024
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
