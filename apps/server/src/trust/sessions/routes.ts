// Logging in and out over the API.

import { loginShape, meShape, welcomeShape } from '@sereno/contract/people'
import { type Result, accepted } from '@sereno/domain/refusal'
import { clearSessionCookie, setSessionCookie } from '../../platform/http/cookies.ts'
import { type Reply, type Route, route } from '../../platform/http/route.ts'
import { type Opened, type SessionsNeeds, logIn, logOut, meOf, welcome } from './handlers.ts'

export function sessionRoutes(needs: SessionsNeeds): Route[] {
  const opened = (done: Result<Opened>, reply: Reply) => {
    if (done.refused) return done
    reply.headers['set-cookie'] = setSessionCookie(done.value.cookie, needs.origin)
    return accepted(done.value.me)
  }
  return [
    route({
      method: 'post',
      path: '/api/login',
      summary: 'Opens a session: the cookie comes with the answer.',
      access: 'public',
      body: loginShape,
      answer: meShape,
      run: async ({ body, request, reply }) => opened(await logIn(needs, body, request.address), reply),
    }),
    route({
      method: 'post',
      path: '/api/logout',
      summary: 'Ends the session and every view opened in it.',
      access: 'login',
      run: async ({ caller, reply }) => {
        reply.headers['set-cookie'] = clearSessionCookie(needs.origin)
        return logOut(needs, caller)
      },
    }),
    route({
      method: 'get',
      path: '/api/me',
      summary: "Who is logged in, what they may do, and the server's clock.",
      access: 'login',
      answer: meShape,
      run: async ({ caller }) => accepted(meOf(caller.person, needs.base.clock.now(), needs.isDemo)),
    }),
    route({
      method: 'post',
      path: '/api/welcome',
      summary: 'Makes the first administrator, once, with the token of the link that the start printed.',
      access: 'public',
      body: welcomeShape,
      answer: meShape,
      run: async ({ body, reply }) => opened(await welcome(needs, body), reply),
    }),
  ]
}
