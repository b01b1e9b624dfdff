// What others may use of recorders.

export { RecorderHub } from './hub.ts'
export type { HubWiring, RecorderNow, Revocation } from './hub.ts'
export type { ProbeSource } from './probes.ts'
export { listenForRecorders } from './link-socket.ts'
export { systemRoutes } from './routes.ts'
export { countUpSettings, settingsVersion } from './store.ts'
export { tellFacts } from './taking.ts'
export type { Taker } from './taking.ts'
