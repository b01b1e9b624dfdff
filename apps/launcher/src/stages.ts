// Starts the processes in their order and stops them in the reverse one. Those of one stage start and stop together.

import { Obstacle } from './obstacle.ts'
import type { ProcessPlan } from './process-plan.ts'
import { type Supervised, supervise, type Surroundings } from './supervise.ts'

export interface Running {
  /** Only ever rejects, with an `Obstacle`: one of them cannot start and will not be tried again. */
  hopeless: Promise<never>
  stop(): Promise<void>
  kill(): void
}

export interface StartOptions {
  /**
   * A demonstration ends where something in it cannot start. The real thing goes on without and tries again:
   * recorders need nobody, and a database that does not come up after a power cut must not cost the pictures.
   * What is hopeless ends both: data of a newer version must not be written into.
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
  const hopeless = Promise.withResolvers<never>()
  // Unhandled it would end the launcher without a word; whoever waits for it still hears of it.
  hopeless.promise.catch(() => {})
  const running = runningStages(begun, hopeless.promise)
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
    for (const each of these) {
      void each.hopeless.then((why) => hopeless.reject(new Obstacle(`${nameOf(each.plan)} cannot start: ${why}`)))
    }
    const allNews = Promise.all(these.map(({ firstNews }) => firstNews))
    const news = await Promise.race([allNews, stopped, hopeless.promise]).catch((thrown) => endWith(running, thrown))
    if (news === 'stopped') break
    for (const [index, each] of news.entries()) {
      if ('ready' in each) continue
      if (onTrouble === 'go-on') continue
      const { tracesFolder } = surroundings
      const where = each.trouble.includes(tracesFolder) ? '' : `; its traces are in ${tracesFolder}`
      await endWith(running, new Obstacle(`${nameOf(these[index]!.plan)} cannot start, ${each.trouble}${where}`))
    }
    isUp = true
  }
  return running
}

const nameOf = ({ title, name }: ProcessPlan) => title ?? name

async function endWith(running: Running, thrown: unknown): Promise<never> {
  await running.stop()
  throw thrown
}

function runningStages(begun: readonly Supervised[][], hopeless: Promise<never>): Running {
  return {
    hopeless,
    stop: async () => {
      for (const stage of begun.toReversed()) await Promise.all(stage.map((each) => each.stop()))
    },
    kill: () => {
      for (const each of begun.flat()) each.kill()
    },
  }
}
