// Recordings over the API. Where and when there are pictures, never a picture: those leave by the recorder's door.

import { cameraIdShape } from '@sereno/contract/common'
import { segmentAnswerShape, segmentQueryShape, timelineQueryShape, timelineShape } from '@sereno/contract/recordings'
import { may } from '@sereno/domain/trust/people/roles'
import { z } from 'zod'
import { type Route, route } from '../../platform/http/route.ts'
import { type RecordingsNeeds, readSegment, readTimeline } from './handlers.ts'

const one = z.object({ id: cameraIdShape })

export function recordingRoutes(needs: RecordingsNeeds): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/cameras/{id}/timeline',
      summary: 'When a camera was recorded, and for the rest why not. With keyframes for at most two hours.',
      access: 'cameras.list',
      params: one,
      query: timelineQueryShape,
      answer: timelineShape,
      run: ({ params, query, caller }) => readTimeline(needs, params.id, query, may(caller.person.roles, 'holds.list')),
    }),
    route({
      method: 'get',
      path: '/api/cameras/{id}/segment',
      summary: "The index row of the recording file that holds a moment, and the file's path.",
      access: 'cameras.list',
      params: one,
      query: segmentQueryShape,
      answer: segmentAnswerShape,
      run: ({ params, query }) => readSegment(needs, params.id, query.at),
    }),
  ]
}
