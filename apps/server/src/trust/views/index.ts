// What others may use of views.

export { endViewsOfSession, endViewsWithoutRight, listenerUrl, revocationsFor } from './handlers.ts'
export type { ViewsNeeds } from './handlers.ts'
export { viewRoutes } from './routes.ts'
export { deleteViewsBefore } from './store.ts'
