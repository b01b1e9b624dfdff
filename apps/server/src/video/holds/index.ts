// What others may use of holds.

export { endHoldsThatRanOut } from './handlers.ts'
export { holdRoutes } from './routes.ts'
export { runningHoldsFor, runningHoldsIn } from './store.ts'
