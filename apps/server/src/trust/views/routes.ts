// Opening and closing views over the API.

import { viewIdShape } from '@sereno/contract/common'
import { newViewShape, viewAnswerShape } from '@sereno/contract/views'
import { rightForView } from '@sereno/domain/trust/views/decide-view'
import { z } from 'zod'
import { type Route, route } from '../../platform/http/route.ts'
import { type ViewsNeeds, closeView, openView } from './handlers.ts'

export function viewRoutes(needs: ViewsNeeds): Route[] {
  return [
    route({
      method: 'post',
      path: '/api/views',
      summary: 'Opens a view: the answer is the ticket for the listeners it names, good for 30 s and one use.',
      access: 'by body',
      rightFor: rightForView,
      body: newViewShape,
      answer: viewAnswerShape,
      status: 201,
      run: ({ body, caller }) => openView(needs, body, caller),
    }),
    route({
      method: 'delete',
      path: '/api/views/{id}',
      summary: "Ends a view of one's own before its time.",
      access: 'login',
      params: z.object({ id: viewIdShape }),
      run: ({ params, caller }) => closeView(needs, params.id, caller),
    }),
  ]
}
