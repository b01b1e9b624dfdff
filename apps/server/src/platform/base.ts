// What every noun is given: the database, the clock, chance, traces, and the one way to write.

import { randomBytes } from 'node:crypto'
import type { Instant } from '@sereno/domain/instant'
import type { Clock } from './clock/clock.ts'
import type { Db, Tx } from './db/database.ts'
import type { Sequencer } from './events/sequencer.ts'
import type { Trace } from './traces/trace.ts'

export interface Base {
  readonly db: Db
  readonly clock: Clock
  readonly trace: Trace
  random(bytes: number): Uint8Array
  /** Rows and facts in one transaction; when it has committed, the facts set off. */
  write<T>(run: (tx: Tx, now: Instant) => Promise<T>): Promise<T>
}

export function makeBase(db: Db, clock: Clock, trace: Trace, sequencer: Pick<Sequencer, 'wake'>): Base {
  return {
    db,
    clock,
    trace,
    random: (bytes) => randomBytes(bytes),
    write: async (run) => {
      const answer = await db.transaction().execute((tx) => run(tx, clock.now()))
      sequencer.wake()
      return answer
    },
  }
}
