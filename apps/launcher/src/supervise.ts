// Runs one process for as long as the system runs: starts it, says when it is ready, starts it again when it died.
// What it says goes to its trace file; trouble goes to the terminal, one line each. The order of several is stages.ts.

import { setTimeout as sleep } from 'node:timers/promises'

import { describeEnding, type Guarded, spawnGuarded } from './guard.ts'
import type { Identity } from './identity.ts'
import { eachLine } from './lines.ts'
import { oneLine } from './obstacle.ts'
import { HOPELESS_STATUS, type ProcessPlan, type ReadyFacts, readReadyLine } from './process-plan.ts'
import { pauseAfterDeath } from './restart-pause.ts'
import { openTraceFile, reasonIn, summaryGate, type TraceFile, troubleIn } from './traces.ts'

// A process that listens after half a minute is one that waits for something; the terminal says so.
const READY_WAIT_MS = 30_000
const READY_LOOK_MS = 10
// Enough to find the reason of a crash in, with its stack.
const LAST_LINES_MAX = 50

export interface Surroundings {
  identity: Identity | undefined
  tracesFolder: string
  /** One line for the terminal about something that is wrong. */
  complain: (line: string) => void
  now?: () => number
  pause?: (ms: number, signal: AbortSignal) => Promise<void>
}

/** The first thing known of a process: it is ready, or why it is not (yet). */
export type FirstNews = { ready: ReadyFacts } | { trouble: string }

export interface Supervised {
  plan: ProcessPlan
  /** Never comes from a process that is hopeless. */
  firstNews: Promise<FirstNews>
  /** Comes, with the reason, only where it is not tried again: it never was ready, and says that it cannot be. */
  hopeless: Promise<string>
  /** In order; done when it has ended. */
  stop(): Promise<void>
  kill(): void
}

export function supervise(plan: ProcessPlan, surroundings: Surroundings): Supervised {
  const life = new Life(plan, surroundings)
  const over = life.liveOn()
  return {
    plan,
    firstNews: life.firstNews.promise,
    hopeless: life.hopeless.promise,
    stop: async () => {
      await life.stop()
      await over
    },
    kill: () => life.kill(),
  }
}

class Life {
  readonly firstNews = Promise.withResolvers<FirstNews>()
  readonly hopeless = Promise.withResolvers<string>()
  readonly #plan: ProcessPlan
  readonly #around: Required<Surroundings>
  readonly #trace: TraceFile
  readonly #gate: (text: string) => string | undefined
  readonly #stopping = new AbortController()
  #current: Guarded | undefined
  #wasReady = false

  constructor(plan: ProcessPlan, around: Surroundings) {
    this.#plan = plan
    this.#around = { now: () => performance.now(), pause: pauseUnlessStopped, ...around }
    this.#trace = openTraceFile(around.tracesFolder, plan.name, around.identity)
    this.#gate = summaryGate(this.#around.now)
  }

  async liveOn(): Promise<void> {
    const { now, pause, complain } = this.#around
    const title = this.#plan.title ?? this.#plan.name
    let pauseMs = 0
    for (;;) {
      const begunAt = now()
      const { why, isHopeless = false } = await this.#liveOnce()
      if (this.#stopping.signal.aborted) break
      if (isHopeless) {
        this.hopeless.resolve(why)
        this.#trace.close()
        return
      }
      pauseMs = pauseAfterDeath(pauseMs, now() - begunAt)
      this.firstNews.resolve({ trouble: why })
      complain(`${title} ended, ${why}; it starts again in ${pauseMs / 1_000} s (traces: ${this.#trace.path})`)
      await pause(pauseMs, this.#stopping.signal)
      if (this.#stopping.signal.aborted) break
    }
    this.firstNews.resolve({ trouble: 'it was stopped' })
    this.#trace.close()
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#current?.stop()
  }

  kill(): void {
    this.#stopping.abort()
    this.#current?.kill()
  }

  /** From its start to its end; says why it ended. */
  async #liveOnce(): Promise<{ why: string; isHopeless?: boolean }> {
    try {
      await this.#plan.prepare?.(this.#stopping.signal)
    } catch (thrown) {
      return { why: oneLine(thrown) }
    }
    // Asked to stop while it was being prepared: then it never begins.
    if (this.#stopping.signal.aborted) return { why: 'it was stopped' }
    const process = spawnGuarded({ ...this.#plan, identity: this.#around.identity })
    this.#current = process
    const lastLines: string[] = []
    const said = this.#listen(process, lastLines)
    const watch = new AbortController()
    void this.#watchReadiness(watch.signal)
    const ending = await process.ended
    watch.abort()
    this.#current = undefined
    // The last words are still in the pipe when the process is gone; a grandchild may hold it open for longer.
    await Promise.race([said, sleep(200, undefined, { ref: false })])
    const reason = reasonIn(lastLines)
    // Who was ready once is not given up: recorders work beside it, and whatever changed may be changed back.
    if (reason && ending.status === HOPELESS_STATUS && !this.#wasReady) return { why: reason, isHopeless: true }
    return { why: reason ? `${describeEnding(ending)}: ${reason}` : describeEnding(ending) }
  }

  #listen(process: Guarded, lastLines: string[]): Promise<unknown> {
    const name = this.#plan.title ?? this.#plan.name
    const { stderr, stdout } = process
    if (stdout) eachLine(stdout, (line) => this.#onStdout(line))
    if (!stderr) return Promise.resolve()
    eachLine(stderr, (line) => {
      this.#trace.write(line)
      lastLines.push(line)
      if (lastLines.length > LAST_LINES_MAX) lastLines.shift()
      const trouble = this.#stopping.signal.aborted ? undefined : troubleIn(line)
      const summary = trouble && this.#gate(trouble)
      if (summary) this.#around.complain(`${name}: ${summary}`)
    })
    return new Promise((resolve) => stderr.once('close', resolve))
  }

  #onStdout(line: string): void {
    const facts = this.#plan.isReady ? undefined : readReadyLine(line)
    if (facts) this.#ready(facts)
    else this.#trace.write(line)
  }

  #ready(facts: ReadyFacts): void {
    this.#wasReady = true
    this.firstNews.resolve({ ready: facts })
    this.#plan.onReady?.(facts)
  }

  async #watchReadiness(signal: AbortSignal): Promise<void> {
    const { isReady, readyWaitMs = READY_WAIT_MS } = this.#plan
    const late = setTimeout(() => {
      this.firstNews.resolve({ trouble: `it is not ready after ${readyWaitMs / 1_000} s` })
    }, readyWaitMs)
    signal.addEventListener('abort', () => clearTimeout(late))
    void this.firstNews.promise.then(() => clearTimeout(late))
    if (!isReady) return
    while (!signal.aborted) {
      if (isReady()) return this.#ready({})
      await pauseUnlessStopped(READY_LOOK_MS, signal)
    }
  }
}

async function pauseUnlessStopped(ms: number, signal: AbortSignal): Promise<void> {
  // Rejects only by the signal, and then there is nothing left to wait for.
  await sleep(ms, undefined, { signal }).catch(() => {})
}
