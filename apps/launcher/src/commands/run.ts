// demo and start: the system runs until it is asked to stop. They differ in what is in it and in what is said.

import { openSystem } from '../opened-system.ts'
import { refuseTakenPorts } from '../ports.ts'
import type { ProcessPlan, ReadyFacts } from '../process-plan.ts'
import { portsFrom } from '../settings.ts'
import { type Running, startStages } from '../stages.ts'
import { stopSignals } from '../stop-signals.ts'
import { type SystemFacts, systemPlans } from '../system-plans.ts'
import type { Terminal } from '../terminal.ts'

export interface RunCommand {
  mode: 'demo' | 'start'
  dataFolder: string
  port: number
  recorders: number
  checkout: string
  env: NodeJS.ProcessEnv
  /** Where root keeps its copies of a checkout. */
  copies?: string
  /** A test brings small processes of its own. */
  plansFor?: (facts: SystemFacts) => ProcessPlan[][]
}

/** Done when everything has ended; its value is the exit status. */
export async function runSystem(command: RunCommand, terminal: Terminal): Promise<number> {
  const { mode, env, plansFor = systemPlans } = command
  const { say, complain } = terminal
  const begunAt = performance.now()
  const opened = openSystem(command)
  let running: Running | undefined
  const signals = stopSignals(() => {
    running?.kill()
    process.exit(1)
  })
  try {
    await refuseTakenPorts(wantedPorts(command), env['SERENO_HOST'] || '127.0.0.1')
    const greeter = makeGreeter(command, say)
    const plans = plansFor({ ...command, ...opened, say, onServerReady: (facts) => greeter.onServerReady(facts) })
    const surroundings = { identity: opened.data.identity, tracesFolder: `${opened.data.path}/traces`, complain }
    running = await startStages(plans, surroundings, {
      onTrouble: mode === 'demo' ? 'end' : 'go-on',
      signal: signals.asked,
    })
    if (!signals.asked.aborted) {
      greeter.greet(performance.now() - begunAt)
      await Promise.race([aborted(signals.asked), running.hopeless])
    }
    await running.stop()
    return 0
  } catch (thrown) {
    await running?.stop()
    throw thrown
  } finally {
    signals.release()
    opened.release()
  }
}

function wantedPorts(command: RunCommand) {
  const ports = portsFrom(command)
  return [
    { port: ports.server, use: 'the console' },
    ...ports.pictures.map((port) => ({ port, use: 'pictures' })),
    ...(command.mode === 'demo' ? [{ port: ports.simRtsp, use: "the demonstration's cameras" }] : []),
  ]
}

/**
 * Says how to get in: once when all has started, and again where that is no longer true. The server makes a new
 * one-time link at each of its starts, which voids the one before; and it may be ready only after everything else.
 */
function makeGreeter(command: RunCommand, say: (line: string) => void) {
  let facts: ReadyFacts | undefined
  let said: ReadyFacts | 'nothing yet' | 'not ready' = 'nothing yet'
  return {
    onServerReady(newest: ReadyFacts): void {
      facts = newest
      if (said === 'nothing yet') return
      if (said === 'not ready') for (const line of welcome(command, facts)) say(line)
      else if (facts.welcomeUrl && facts.welcomeUrl !== said.welcomeUrl) {
        say(
          'The server has started anew, and with it the link to make the first administrator; the one before is void:',
        )
        say(facts.welcomeUrl)
      }
      said = facts
    },
    greet(tookMs: number): void {
      for (const line of welcome(command, facts, tookMs)) say(line)
      said = facts ?? 'not ready'
    },
  }
}

/** What the person reads when it runs: one address, and how to get in. `tookMs` is left out where it came late. */
export function welcome(
  { mode, port, dataFolder, env }: Pick<RunCommand, 'mode' | 'port' | 'dataFolder' | 'env'>,
  facts: ReadyFacts | undefined,
  tookMs?: number,
): string[] {
  const origin = env['SERENO_ORIGIN'] || `http://localhost:${portsFrom({ port, recorders: 1 }).server}`
  const when = tookMs === undefined ? 'Ready' : `Ready in ${(tookMs / 1_000).toFixed(1)} s`
  const ready = `${when}. Data: ${dataFolder}. Ctrl-C stops it.`
  if (mode === 'demo') {
    const login = facts?.demoLogin
    return [
      `Sereno, demonstration city: ${origin}`,
      ...(login ? [`Login: ${login.login}   Password: ${login.password}`] : []),
      ready,
    ]
  }
  if (!facts) return [`Sereno is starting; its server is not ready yet. Data: ${dataFolder}. Ctrl-C stops it.`]
  if (!facts.welcomeUrl) return [`Sereno: ${origin}`, ready]
  return ['Open this link to make the first administrator. It works once:', facts.welcomeUrl, ready]
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve())
  })
}
