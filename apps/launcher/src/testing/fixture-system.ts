// The launcher with small processes instead of ours and, where wanted, a real PostgreSQL, so that a test can end it by its number.
// node fixture-system.ts DATA_FOLDER PIDS_FOLDER PORT CHECKOUT [start] [postgres] [server:HABIT…] [habit of the recorder…]

import { join } from 'node:path'

import { runSystem } from '../commands/run.ts'
import { postgresPlan } from '../postgres/plan.ts'
import type { ProcessPlan } from '../process-plan.ts'
import { processTerminal } from '../terminal.ts'

const [dataFolder = '', pids = '', port = '0', checkout = '', ...habits] = process.argv.slice(2)
const fixture = join(import.meta.dirname, 'fixture-process.ts')

const ofServer = habits.filter((habit) => habit.startsWith('server:')).map((habit) => habit.slice('server:'.length))

const plan = (name: string, more: readonly string[] = []): ProcessPlan => ({
  name,
  command: process.execPath,
  args: [fixture, name, pids, ...more],
  cwd: '/',
  env: { PATH: '/usr/bin:/bin' },
  stopWaitMs: 500,
})

try {
  process.exitCode = await runSystem(
    {
      mode: habits.includes('start') ? 'start' : 'demo',
      dataFolder,
      port: Number(port),
      recorders: 1,
      checkout,
      // With a server of somebody else's the launcher starts none.
      env: habits.includes('postgres') ? {} : { DATABASE_URL: 'postgres://not-asked' },
      plansFor: ({ cluster, data, onServerReady }) => [
        cluster ? [postgresPlan(cluster, data)] : [],
        [
          {
            ...plan('server', ofServer),
            onReady: onServerReady,
            readyWaitMs: ofServer.includes('late') ? 200 : 20_000,
          },
        ],
        [plan('rec-1', habits)],
      ],
    },
    processTerminal(),
  )
} catch (thrown) {
  process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`)
  process.exitCode = 1
}
