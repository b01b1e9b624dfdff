// What other parts may use of alarms.

export { AlarmCounts } from './alarm-counts.tsx'
export { AlarmSound } from './alarm-sound.tsx'
export { type AlarmRow, acknowledgeAlarm, reloadAlarms, useAlarms } from './alarms.ts'
export { useSteadyAlarms } from './use-steady-alarms.ts'
