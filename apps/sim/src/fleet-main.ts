// A fleet of virtual cameras as a process of its own, for benches and tests, which never import an app. Its options come as
// JSON in the first argument; its first line on stdout says where it and its control port listen.
// It ends on SIGTERM, on SIGINT and when stdin ends, so that a bench that dies leaves none behind.

import { startControl } from './cameras/control.ts'
import { type FleetOptions, startFleet } from './cameras/fleet.ts'
import { endWithParent } from './lifetime.ts'

type FleetArguments = FleetOptions & { controlPort?: number }
export type FleetReady = { ready: true; port: number; controlPort: number; cameras: number; pid: number }

const given: unknown = JSON.parse(process.argv[2] ?? '{}')
if (!isArguments(given)) {
  process.stderr.write('usage: fleet-main.ts \'{"clip":"FILE.h264","cameras":100,"fps":15}\'\n')
  process.exit(2)
}
const fleet = await startFleet(given)
const control = await startControl(fleet, given.controlPort)
endWithParent(async () => {
  await control.close()
  await fleet.close()
})
const ready: FleetReady = {
  ready: true,
  port: fleet.port,
  controlPort: control.port,
  cameras: fleet.cameras.size,
  pid: process.pid,
}
process.stdout.write(`${JSON.stringify(ready)}\n`)

function isArguments(value: unknown): value is FleetArguments {
  if (typeof value !== 'object' || value === null) return false
  const { clip, cameras, fps }: Record<string, unknown> = { ...value }
  return typeof clip === 'string' && typeof cameras === 'number' && typeof fps === 'number'
}
