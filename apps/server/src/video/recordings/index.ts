// What others may use of recordings.

export { anythingRecorded } from './handlers.ts'
export { dropEmptyPartitions, makePartitionsAhead } from './partition-store.ts'
export { replaceIndex } from './replacing.ts'
export { recordingRoutes } from './routes.ts'
export { deleteGapsBefore } from './store.ts'
export { recordingsTaker } from './taking.ts'
