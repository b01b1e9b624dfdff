// Who is given what: the nouns, in the order in which they need each other. Nothing listens yet; server.ts starts it.

import type { KeyObject } from 'node:crypto'
import type { Instant } from '@sereno/domain/instant'
import type { CameraId } from '@sereno/domain/ids'
import { AlarmMonitor, alarmRoutes, alarmsTaker } from './centre/alarms/index.ts'
import { cityRoutes } from './city/map/index.ts'
import { rightForEvent } from './event-rights.ts'
import type { Base } from './platform/base.ts'
import { LiveFeed } from './platform/events/live-feed.ts'
import { eventRoutes } from './platform/events/routes.ts'
import type { Route } from './platform/http/route.ts'
import type { Metrics } from './platform/metrics/metrics.ts'
import type { PasswordSeal } from './platform/secrets/password-seal.ts'
import { type PasswordHasher, type PeopleNeeds, peopleRoutes } from './trust/people/index.ts'
import { type SessionsNeeds, endSessionsOf, makeLoginPause, sessionRoutes } from './trust/sessions/index.ts'
import {
  type ViewsNeeds,
  endViewsOfSession,
  endViewsWithoutRight,
  revocationsFor,
  viewRoutes,
} from './trust/views/index.ts'
import { adoptCameras, cameraRoutes, camerasFor } from './video/cameras/index.ts'
import { holdRoutes, runningHoldsFor, runningHoldsIn } from './video/holds/index.ts'
import { type HubWiring, RecorderHub, settingsVersion, systemRoutes, tellFacts } from './video/recorders/index.ts'
import { recordingRoutes, recordingsTaker } from './video/recordings/index.ts'

export interface Given {
  readonly base: Base
  readonly metrics: Metrics
  readonly seal: PasswordSeal
  readonly signingKey: KeyObject
  readonly hasher: PasswordHasher
  readonly origin: string
  readonly version: string
  readonly isDemo: boolean
}

export interface Parts {
  readonly routes: Route[]
  readonly hub: RecorderHub
  readonly hubWiring: HubWiring
  readonly feed: LiveFeed
  readonly monitor: AlarmMonitor
  readonly sessions: SessionsNeeds
}

// An account can be kept waiting from outside by whoever knows its name: not for long. An address only by itself.
const PAUSE_BY_LOGIN_SECONDS_MAX = 60
const PAUSE_BY_ADDRESS_SECONDS_MAX = 900

export function wire(given: Given): Parts {
  const { base, metrics, seal, signingKey, hasher, origin, version, isDemo } = given
  const startedAt = base.clock.now()

  // Video: recorders first, because cameras, holds and views speak to them.
  const hub = new RecorderHub(base)
  const stateOf = (camera: CameraId) => hub.stateOf(camera)?.state
  const holdsIn = (camera: CameraId, from: Instant, to: Instant) => runningHoldsIn(base.db, camera, from, to)

  // Centre: what recorders say, and what they leave unsaid, becomes alarms.
  const monitor = new AlarmMonitor(base, hub)

  // The live feed hears of everything and asks nobody.
  const feed = makeFeed(given, hub)

  // Trust: views before sessions before people, because the end of the one ends the other.
  const views: ViewsNeeds = { base, hub, signingKey, origin, stateOf }
  const sessions: SessionsNeeds = {
    base,
    hasher,
    pauses: {
      byLogin: makeLoginPause({ secondsMax: PAUSE_BY_LOGIN_SECONDS_MAX }),
      byAddress: makeLoginPause({ secondsMax: PAUSE_BY_ADDRESS_SECONDS_MAX }),
    },
    origin,
    isDemo,
    sessionEnded: endViewsOfSession,
    sessionEndedNow: (session) => {
      hub.revoke({ session: session.toString('base64url') })
      feed.end({ session })
    },
  }
  const people = makePeople(given, sessions, hub, feed)

  const hubWiring = makeHubWiring(given, feed)
  const routes = [
    ...sessionRoutes(sessions),
    ...peopleRoutes(people),
    ...viewRoutes(views),
    ...cameraRoutes({ base, hub, seal, startedAt }),
    ...recordingRoutes({ base, stateOf, holdsIn }),
    ...holdRoutes({ base, hub }),
    ...alarmRoutes(base),
    ...cityRoutes(base),
    ...systemRoutes({ base, hub, version, startedAt, isDemo }),
    ...eventRoutes(base.db, rightForEvent),
  ]
  metrics.recorders.set(0)
  return { routes, hub, hubWiring, feed, monitor, sessions }
}

function makeFeed({ base, metrics }: Given, hub: RecorderHub): LiveFeed {
  return new LiveFeed({
    db: base.db,
    clock: base.clock,
    trace: base.trace,
    metrics,
    rightFor: rightForEvent,
    states: () => hub.states().map(({ camera, state }) => ({ camera, state })),
    recorders: () => {
      const recorders = hub.list().map(({ name, isConnected }) => ({ recorder: name, isConnected }))
      metrics.recorders.set(recorders.filter(({ isConnected }) => isConnected).length)
      return recorders
    },
  })
}

function makePeople({ base, hasher }: Given, sessions: SessionsNeeds, hub: RecorderHub, feed: LiveFeed): PeopleNeeds {
  /** What the transaction ended, for those who are told after it. By person: two changes of one person wait for each other. */
  const ended = new Map<string, (() => void)[]>()
  return {
    base,
    hasher,
    accessChanged: async (tx, person, decision, now) => {
      const closed = decision.endsSessions ? await endSessionsOf(sessions, tx, person.id, now) : []
      const views = decision.losesRights ? await endViewsWithoutRight(tx, person, now) : []
      ended.set(person.id, [
        ...closed.map((session) => () => sessions.sessionEndedNow(session)),
        ...views.map((view) => () => hub.revoke({ view })),
      ])
    },
    accessChangedNow: (person, decision) => {
      for (const tell of ended.get(person.id) ?? []) tell()
      ended.delete(person.id)
      if (decision.changesRights) feed.end({ person: person.id })
    },
  }
}

function makeHubWiring({ base, metrics }: Given, feed: LiveFeed): HubWiring {
  return {
    settingsFor: async (recorder) => ({
      version: await settingsVersion(base.db),
      cameras: await camerasFor(base.db, recorder),
      holds: await runningHoldsFor(base.db, recorder),
    }),
    welcomed: (recorder) => adoptCameras({ base }, recorder),
    revocationsFor: (recorder) => revocationsFor(base, recorder),
    takers: [
      recordingsTaker(base.trace),
      alarmsTaker(base),
      tellFacts,
      async (_tx, { events }) => {
        for (const { kind } of events) metrics.factsTaken.inc({ kind })
      },
    ],
    stateChanged: (camera, state) => feed.stateChanged(camera, state),
    recordersChanged: () => feed.recordersChanged(),
  }
}
