// Reads the command line and the environment. Touches no file and asks nothing of the machine.

import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'

import { Obstacle } from './obstacle.ts'

export const commands = ['demo', 'start', 'test', 'reindex', 'help', 'version'] as const
export type Command = (typeof commands)[number]

export interface Settings {
  command: Command
  /** Absolute. Undefined where neither --data nor SERENO_DATA named one. */
  dataFolder: string | undefined
  /** Of the console and the API; the recorders' picture ports follow it. */
  port: number
  recorders: number
}

const PORT_DEFAULT = 8080
// Ports below 1024 need root, which the server is not; above 64000 the ports that follow would leave the range.
const PORT_MIN = 1024
const PORT_MAX = 64_000
// A shard takes 150 cameras, so this is 4,800 of them on one machine: more than its network card carries.
const RECORDERS_MAX = 32

/** Refuses what it does not know with a one-line `Obstacle` of status 2. */
export function readSettings(args: readonly string[], env: NodeJS.ProcessEnv, folder: string): Settings {
  const { values, positionals } = parse(args)
  if (values.help) return { command: 'help', dataFolder: undefined, port: PORT_DEFAULT, recorders: 1 }
  const [word = 'help', ...more] = positionals
  const command = commands.find((known) => known === word)
  if (!command) throw new Obstacle(`there is no command "${word}"; the commands are ${commands.join(', ')}`, 2)
  if (more.length > 0) throw new Obstacle(`"${more[0]}" is one word too many after ${command}; type ./sereno help`, 2)
  const data = values.data ?? (env['SERENO_DATA'] || undefined)
  return {
    command,
    dataFolder: data === undefined ? undefined : resolve(folder, data),
    port:
      number('--port', values.port, PORT_MIN, PORT_MAX) ??
      number('SERENO_PORT', env['SERENO_PORT'] || undefined, PORT_MIN, PORT_MAX) ??
      PORT_DEFAULT,
    recorders: number('--recorders', values.recorders, 1, RECORDERS_MAX) ?? 1,
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        data: { type: 'string' },
        port: { type: 'string' },
        recorders: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (thrown) {
    const said = thrown instanceof Error ? thrown.message.split('. ')[0] : String(thrown)
    throw new Obstacle(`${said}; type ./sereno help`, 2)
  }
}

function number(option: string, text: string | undefined, min: number, max: number): number | undefined {
  if (text === undefined) return undefined
  const value = /^\d{1,6}$/.test(text) ? Number(text) : NaN
  if (value >= min && value <= max) return value
  throw new Obstacle(`${option} takes a whole number from ${min} to ${max}, not "${text}"`, 2)
}

/** Where the demonstration keeps its city if nobody chose: the machine's for root, else the user's own. */
export function demoDataFolder(env: NodeJS.ProcessEnv, isRoot: boolean, home = homedir()): string {
  if (isRoot) return '/var/lib/sereno/demo'
  const xdg = env['XDG_DATA_HOME']
  // XDG Base Directory Specification: a relative path in it is invalid and to be ignored.
  return join(xdg && isAbsolute(xdg) ? xdg : join(home, '.local/share'), 'sereno/demo')
}

/** All ports, from the one that can be chosen. */
export function portsFrom({ port, recorders }: Pick<Settings, 'port' | 'recorders'>) {
  return {
    server: port,
    /** Of each recorder's listener for pictures. */
    pictures: Array.from({ length: recorders }, (_, index) => port + 1 + index),
    // 8080 gives 8554, which is where people expect a test server of RTSP.
    simRtsp: port + 474,
  }
}
