// What ./sereno hands over to: reads the command and runs it. Started by sh under Node 24, from any folder.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { HELP } from './commands/help.ts'
import { reindex } from './commands/reindex.ts'
import { runSystem } from './commands/run.ts'
import { runTests } from './commands/test.ts'
import { Obstacle } from './obstacle.ts'
import { demoDataFolder, readSettings, type Settings } from './settings.ts'
import { processTerminal, type Terminal } from './terminal.ts'

const checkout = join(import.meta.dirname, '../../..')

async function obey(settings: Settings, terminal: Terminal): Promise<number> {
  const { env } = process
  switch (settings.command) {
    case 'demo': {
      const dataFolder = settings.dataFolder ?? demoDataFolder(env, process.geteuid!() === 0)
      return runSystem({ ...settings, mode: 'demo', dataFolder, checkout, env }, terminal)
    }
    case 'start':
      return runSystem({ ...settings, mode: 'start', dataFolder: chosenFolder(settings), checkout, env }, terminal)
    case 'reindex':
      return reindex({ dataFolder: chosenFolder(settings), checkout, env }, terminal)
    case 'test':
      return runTests({ checkout, env }, terminal)
    case 'help':
      terminal.say(HELP)
      return 0
    case 'version':
      terminal.say(`sereno ${versionOf(checkout)}, Node ${process.versions.node}`)
      return 0
    default:
      throw new Error(`no code for ${String(settings.command satisfies never)}`)
  }
}

/** The real thing never chooses for its owner where years of recordings go. */
function chosenFolder({ command, dataFolder }: Settings): string {
  if (dataFolder !== undefined) return dataFolder
  throw new Obstacle(`${command} needs a folder to keep everything in: ./sereno ${command} --data DIR`, 2)
}

function versionOf(folder: string): string {
  const { version }: { version: string } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return version
}

const terminal = processTerminal()
try {
  process.exitCode = await obey(readSettings(process.argv.slice(2), process.env, process.cwd()), terminal)
} catch (thrown) {
  if (!(thrown instanceof Obstacle)) throw thrown
  terminal.complain(thrown.message)
  process.exitCode = thrown.status
}
