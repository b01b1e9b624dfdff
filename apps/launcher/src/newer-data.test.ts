// The real server and the real PostgreSQL on a data folder that a newer Sereno has changed.

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import { expect, onTestFinished, test } from 'vitest'

import { runSystem } from './commands/run.ts'
import { openSystem } from './opened-system.ts'
import { POSTGRES_DATABASE, POSTGRES_USER } from './postgres/cluster.ts'
import { processesIn } from './process-table.ts'
import { startStages } from './stages.ts'
import { type SystemFacts, systemPlans } from './system-plans.ts'
import { until } from './testing/processes.ts'
import { checkout } from './testing/readable-checkout.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'

test('start refuses a database of a newer Sereno in one line, ends, and no recorder has written by then', async () => {
  const dataFolder = join(temporaryFolder(), 'd')
  await makeNewer(dataFolder)
  const said: string[] = []
  const complained: string[] = []
  const refused = runSystem(
    // Ports that the kernel gives to nobody by itself.
    { mode: 'start', dataFolder, port: 9_640, recorders: 1, checkout, env: {}, plansFor: withoutConsole },
    { say: (line) => void said.push(line), complain: (line) => void complained.push(line) },
  )
  await expect(refused).rejects.toThrow(
    /^server cannot start: the database was changed by a newer Sereno \(migration 9999 moon-light, this one knows \d+\); update Sereno, or give it another database$/,
  )
  expect([said, complained]).toEqual([[], []])
  expect(filesIn(join(dataFolder, 'recorder'))).toEqual([])
  expect(filesIn(join(dataFolder, 'recordings'))).toEqual([])
  await until(() => processesIn(join(dataFolder, 'pg18')).length === 0)
}, 120_000)

/** As it was left by a Sereno with one migration more. */
async function makeNewer(dataFolder: string): Promise<void> {
  const opened = openSystem({ dataFolder, checkout, env: {} })
  const facts = { ...opened, mode: 'start', port: 9_640, recorders: 1, env: {}, say: () => {} } as const
  const [postgres = [], server = []] = withoutConsole({ ...facts, onServerReady: () => {} })
  const running = await startStages(
    [postgres, server],
    { ...opened.data, tracesFolder: join(dataFolder, 'traces'), complain: () => {} },
    { onTrouble: 'end', signal: new AbortController().signal },
  )
  onTestFinished(() => running.stop())
  // The folder of the socket is closed to all but the service user; root passes.
  const database = new Client({ host: join(dataFolder, 'run'), user: POSTGRES_USER, database: POSTGRES_DATABASE })
  await database.connect()
  await database.query(
    "insert into schema_migrations (number, name, hash, applied_at) values (9999, 'moon-light', '', 0)",
  )
  await database.end()
  await running.stop()
  opened.release()
}

/** The console's build takes most of a minute and says nothing here. */
function withoutConsole(facts: SystemFacts) {
  return systemPlans(facts).map((stage) =>
    stage.map(({ prepare, ...plan }) => (plan.name === 'postgres' && prepare ? { ...plan, prepare } : plan)),
  )
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
}
