// What others may use of sessions.

export { prepareDemoLogin } from './demo.ts'
export type { DemoLogin } from './demo.ts'
export { authenticate, endSessionsOf, endSessionsOver, holdLogin, makeWelcomeToken } from './handlers.ts'
export type { SessionsNeeds } from './handlers.ts'
export { makeLoginPause } from './login-pause.ts'
export { sessionRoutes } from './routes.ts'
