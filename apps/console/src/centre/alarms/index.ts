// What other parts may use of alarms.

export { AlarmCounts } from './alarm-counts.tsx'
export { type AlarmRow, acknowledgeAlarm, inOrder, reloadAlarms, useAlarms } from './alarms.ts'
