// The settings that the server is started with: environment variables, read once (docs/reference/settings.md).

import type { DatabaseAddress } from '../db/database.ts'

export interface Config {
  readonly dataFolder: string
  readonly host: string
  readonly port: number
  /** The one origin that the console is opened at. */
  readonly origin: string
  readonly consoleFolder: string | undefined
  readonly database: DatabaseAddress
  readonly isDemo: boolean
}

/** Said to the person who starts the program, on one line. */
export class SettingMissing extends Error {}

export function readConfig(env: NodeJS.ProcessEnv): Config {
  const dataFolder = needed(env, 'SERENO_DATA')
  const port = Number(env['SERENO_PORT'] ?? 8_080)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new SettingMissing('SERENO_PORT is not a port')
  const origin = env['SERENO_ORIGIN'] ?? `http://localhost:${port}`
  if (URL.parse(origin)?.origin !== origin) {
    throw new SettingMissing(`SERENO_ORIGIN ${origin} is not an origin: write it like http://localhost:8080`)
  }
  const [url, socketDir] = [env['DATABASE_URL'], env['SERENO_PG_SOCKET']]
  if (url === undefined && socketDir === undefined) {
    throw new SettingMissing('neither SERENO_PG_SOCKET nor DATABASE_URL is set; one of them says where PostgreSQL is')
  }
  return {
    dataFolder,
    host: env['SERENO_HOST'] ?? '127.0.0.1',
    port,
    origin,
    consoleFolder: env['SERENO_CONSOLE_DIR'],
    database: { url, socketDir },
    isDemo: env['SERENO_DEMO'] === '1',
  }
}

function needed(env: NodeJS.ProcessEnv, name: string): string {
  const value = env[name]
  if (value === undefined || value === '') throw new SettingMissing(`${name} is not set`)
  return value
}
