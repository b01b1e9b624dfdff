// Starts a process that cannot outlive us, not even when we are killed with -9.
// A small sh stands between: it holds the reading end of a pipe whose writing end only we hold. The kernel closes
// that when we end, however we end, and the guard then stops the process. Node cannot set PR_SET_PDEATHSIG.

import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process'
import { constants } from 'node:os'
import type { Readable, Writable } from 'node:stream'

import type { Identity } from './identity.ts'

/** In the guard's command line; what finds leftovers in /proc looks for it. */
export const GUARD_NAME = 'sereno-guard'

// $1 the signal that asks the process to stop, $2 tenths of a second until its whole group is killed, then the command.
// The watcher is a process of its own, so that it acts even where the guard was killed together with us.
// It asks every tenth of a second, and is waited for, so that nothing of it sleeps on after the process is gone.
// fd 0 is given on by hand (fd 4): sh gives /dev/null to what it starts in the background.
const GUARD_SCRIPT = `signal=$1; tenths=$2; shift 2
exec 4<&0
"$@" <&4 3<&- 4<&- & pid=$!
{ trap 'exit 0' TERM
  read -r _
  kill -s "$signal" "$pid"
  while [ "$tenths" -gt 0 ] && kill -0 "$pid"; do sleep 0.1; tenths=$((tenths - 1)); done
  kill -0 "$pid" && kill -s KILL 0
} <&3 3<&- 4<&- >/dev/null 2>&1 & watcher=$!
exec 3<&- 4<&- </dev/null 2>/dev/null
trap 'kill -s "$signal" "$pid" 2>/dev/null' TERM INT HUP
while :; do wait "$pid"; code=$?; kill -0 "$pid" 2>/dev/null || break; done
kill "$watcher" 2>/dev/null
wait "$watcher"
exit "$code"`

export interface GuardedCommand {
  command: string
  args: readonly string[]
  cwd: string
  env: NodeJS.ProcessEnv
  identity: Identity | undefined
  /** Default SIGTERM. PostgreSQL takes SIGINT as "now, in order" and SIGTERM as "when everyone has left". */
  stopSignal?: 'TERM' | 'INT'
  /** How long it may take to end in order; then its whole group is killed. */
  stopWaitMs?: number
  stdout?: 'pipe' | 'inherit' | 'ignore'
  stderr?: 'pipe' | 'inherit' | 'ignore'
}

/** How a process ended. `status` is set, or `signal`, or `failure` where it never began. */
export interface Ending {
  status?: number
  signal?: string
  failure?: string
}

export interface Guarded {
  /** Of the guard, which leads the process group; the process itself is its child. */
  guardPid: number | undefined
  stdin: Writable | null
  stdout: Readable | null
  stderr: Readable | null
  ended: Promise<Ending>
  /** Asks it to end, kills it after `stopWaitMs`, and is done when it has ended. */
  stop(): Promise<void>
  /** Ends it and all that it started, now. */
  kill(): void
}

// What our processes are promised by the launcher is 3 s; a disk that stalls may need a little more.
const STOP_WAIT_MS = 5_000

export function spawnGuarded(given: GuardedCommand): Guarded {
  const { command, args, cwd, env, identity, stopSignal = 'TERM', stopWaitMs = STOP_WAIT_MS } = given
  const { stdout = 'pipe', stderr = 'pipe' } = given
  const stdio: StdioOptions = ['pipe', stdout, stderr, 'pipe']
  const tenths = String(Math.ceil(stopWaitMs / 100))
  const child = spawn('/bin/sh', ['-c', GUARD_SCRIPT, GUARD_NAME, stopSignal, tenths, command, ...args], {
    cwd,
    // The guard needs sleep and kill, and the folder of the process's own PATH may have neither.
    env: { ...env, PATH: env['PATH'] ?? '/usr/bin:/bin' },
    ...identity,
    // A session of its own: Ctrl-C in the terminal reaches only us, and we stop the processes in their order.
    detached: true,
    stdio,
  })
  const lifeline = child.stdio[3] as Writable
  // A process that ends by itself leaves pipes behind that fail when written to or closed; `ended` tells of it.
  for (const stream of [lifeline, child.stdin]) stream?.on('error', () => {})
  const ended = endingOf(child)
  // Where only the guard was killed, this tells its watcher; Node closes fd 0 by itself, but not this one.
  void ended.then(() => lifeline.destroy())
  return {
    guardPid: child.pid,
    stdin: child.stdin,
    stdout: child.stdout,
    stderr: child.stderr,
    ended,
    stop: async () => {
      child.stdin?.end()
      lifeline.end()
      // The watcher kills after its time. Where it was killed itself, we do, a second later.
      const late = setTimeout(() => killGroup(child), stopWaitMs + 1_000)
      await ended
      clearTimeout(late)
    },
    kill: () => killGroup(child),
  }
}

function endingOf(child: ChildProcess): Promise<Ending> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ failure: error.message }))
    child.once('exit', (status, signal) => {
      if (signal) return resolve({ signal })
      // sh passes on "ended by signal N" as status 128 + N; 126 and 127 are its own, for what it could not start.
      if (status !== null && status > 128) return resolve({ signal: signalName(status - 128) })
      resolve({ status: status ?? 1 })
    })
  })
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // ESRCH: the whole group is gone already, which is what was asked.
  }
}

function signalName(number: number): string {
  return Object.entries(constants.signals).find(([, value]) => value === number)?.[0] ?? `signal ${number}`
}

/** "status 1", "SIGKILL" or why it never began; for a sentence. */
export function describeEnding({ status, signal, failure }: Ending): string {
  return failure ?? signal ?? `status ${status ?? 0}`
}
