// All benches by name, in the order of the README's figures.

import type { Effort, Row } from './harness/report.ts'
import { liveBench } from './live/live.ts'
import { aloneBench } from './recorder/alone.ts'
import { clockBench } from './recorder/clock.ts'
import { costBench } from './recorder/cost.ts'
import { killedBench } from './recorder/killed.ts'
import { soakBench } from './recorder/soak.ts'
import { stallBench } from './recorder/stall.ts'
import { seekBench } from './seek/seek.ts'

type Bench = (effort: Effort) => Promise<Row[]>

const recorderParts: Record<string, Bench> = {
  'recorder.cost': costBench,
  'recorder.clock': clockBench,
  'recorder.killed': killedBench,
  'recorder.stall': stallBench,
  'recorder.alone': aloneBench,
  'recorder.soak': soakBench,
}

/** Quick and smoke keep to what fits in their time; the whole takes about an hour. */
async function recorderBench(effort: Effort): Promise<Row[]> {
  const chosen = effort === 'full' ? Object.keys(recorderParts) : ['recorder.cost', 'recorder.clock']
  const rows: Row[] = []
  for (const name of chosen) rows.push(...((await recorderParts[name]?.(effort)) ?? []))
  return rows
}

export const benches: Record<string, Bench> = {
  recorder: recorderBench,
  ...recorderParts,
  live: liveBench,
  seek: seekBench,
}
