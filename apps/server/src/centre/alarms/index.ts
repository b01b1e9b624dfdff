// What others may use of alarms.

export { alarmsTaker } from './handlers.ts'
export { AlarmMonitor } from './monitor.ts'
export { alarmRoutes } from './routes.ts'
