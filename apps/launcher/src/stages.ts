// Starts the processes in their order and stops them in the reverse one. Those of one stage start and stop together.

import { Obstacle } from './obstacle.ts'
import type { ProcessPlan } from './process-plan.ts'
import { type Supervised, supervise, type Surroundings } from './supervise.ts'

export interface Running {
  stop(): Promise<void>
  kill(): void
}

export interface StartOptions {
  /**
   * A demonstration ends where something in it cannot start. The real thing goes on without and tries again:
   * recorders need nobody, and a database that does not come up after a power cut must not cost the pictures.
   */
  onTrouble: 'end' | 'go-on'
  /** Ctrl-C while it is still starting. */
  signal: AbortSignal
}

/** Done when each process is ready, or known not to be; rejects with an `Obstacle` where trouble ends it. */
export async function startStages(
  stages: readonly (readonly ProcessPlan[])[],
  surroundings: Surroundings,
  { onTrouble, signal }: StartOptions,
): Promise<Running> {
  const begun: Supervised[][] = []
  const running = runningStages(begun)
  const stopped = new Promise<'stopped'>((resolve) => {
    if (signal.aborted) resolve('stopped')
    signal.addEventListener('abort', () => resolve('stopped'))
  })
  for (const stage of stages) {
    if (signal.aborted) break
    let isUp = onTrouble === 'go-on'
    // Where trouble ends the launcher, its last line tells of it, once.
    const complain = (line: string) => isUp && surroundings.complain(line)
    const these = stage.map((plan) => supervise(plan, { ...surroundings, complain }))
    begun.push(these)
    const news = await Promise.race([Promise.all(these.map(({ firstNews }) => firstNews)), stopped])
    if (news === 'stopped') break
    for (const [index, each] of news.entries()) {
      if ('ready' in each) continue
      const { title, name } = these[index]!.plan
      if (onTrouble === 'go-on') continue
      await running.stop()
      const { tracesFolder } = surroundings
      const where = each.trouble.includes(tracesFolder) ? '' : `; its traces are in ${tracesFolder}`
      throw new Obstacle(`${title ?? name} cannot start, ${each.trouble}${where}`)
    }
    isUp = true
  }
  return running
}

function runningStages(begun: readonly Supervised[][]): Running {
  return {
    stop: async () => {
      for (const stage of begun.toReversed()) await Promise.all(stage.map((each) => each.stop()))
    },
    kill: () => {
      for (const each of begun.flat()) each.kill()
    },
  }
}
