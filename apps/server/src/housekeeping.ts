// What has to be done now and then: logins and holds whose time is over, partitions for the days to come, old rows away.
// Each task by itself: one that fails is tried again at its next time and keeps no other from running.

import { RETENTION_HOURS_MAX } from '@sereno/domain/video/cameras/camera'
import type { Base } from './platform/base.ts'
import { isDatabaseAway } from './platform/db/database.ts'
import { deleteOldEvents } from './platform/events/event-log.ts'
import { type SessionsNeeds, endSessionsOver } from './trust/sessions/index.ts'
import { deleteViewsBefore } from './trust/views/index.ts'
import { endHoldsThatRanOut } from './video/holds/index.ts'
import { deleteGapsBefore, dropEmptyPartitions, makePartitionsAhead } from './video/recordings/index.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
/** Who looked at what is kept two years (specs of the transparency log: entryRetentionMonths 24). */
const VIEWS_KEPT_MS = 730 * DAY_MS

export interface Housekeeping {
  stop(): void
}

export function startHousekeeping(base: Base, sessions: SessionsNeeds): Housekeeping {
  const { db, clock } = base
  const timers = [
    every(base, MINUTE_MS, 'sessions', () => endSessionsOver(sessions)),
    every(base, MINUTE_MS, 'holds', () => endHoldsThatRanOut({ base })),
    every(base, HOUR_MS, 'partitions', async () => {
      await makePartitionsAhead(db, clock.now())
      const dropped = await dropEmptyPartitions(db, clock.now())
      if (dropped.length > 0) base.trace.info({ dropped }, 'empty partitions of the index were dropped')
    }),
    every(base, HOUR_MS, 'old rows', async () => {
      await deleteOldEvents(db, clock.now())
      await deleteViewsBefore(db, clock.now() - VIEWS_KEPT_MS)
      await deleteGapsBefore(db, clock.now() - (RETENTION_HOURS_MAX + 24) * HOUR_MS)
    }),
  ]
  return {
    stop: () => {
      for (const timer of timers) clearInterval(timer)
    },
  }
}

function every(base: Base, ms: number, task: string, run: () => Promise<void>): NodeJS.Timeout {
  return setInterval(() => {
    run().catch((error: unknown) => {
      if (!isDatabaseAway(error)) base.trace.error({ err: error, task }, 'housekeeping failed; it is tried again')
    })
  }, ms)
}
