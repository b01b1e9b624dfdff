// The way to PostgreSQL: one pool, and what it means when it does not answer. Knows no table's meaning.

import { Kysely, PostgresDialect, type Transaction, type Updateable, sql } from 'kysely'
import { type ClientConfig, Pool, types } from 'pg'
import type { Trace } from '../traces/trace.ts'
import type { Tables } from './tables.ts'

export type Db = Kysely<Tables>
export type Tx = Transaction<Tables>
/** Reads may happen inside a transaction or outside. */
export type Reader = Db | Tx

// Ten connections answer some thousand small queries a second; PostgreSQL's default allows a hundred in all.
const CONNECTIONS_MAX = 10
// A new connection costs some ten milliseconds: whoever comes after a quiet minute must not pay them one by one.
const CONNECTIONS_KEPT = 4
const CONNECT_WAIT_MS = 3_000
// The slowest of our questions, a month's timeline, takes some 10 ms; what takes longer than this is stuck.
const STATEMENT_WAIT_MS = 15_000

export interface DatabaseAddress {
  readonly url?: string | undefined
  /** Folder of the Unix socket; user and database are `sereno` then. */
  readonly socketDir?: string | undefined
}

export interface Database {
  readonly db: Db
  readonly pool: Pool
  close(): Promise<void>
}

export function connectionOf(address: DatabaseAddress): ClientConfig {
  return address.url !== undefined
    ? { connectionString: address.url }
    : { host: address.socketDir ?? '', user: 'sereno', database: 'sereno' }
}

/** `statementWaitMs` 0: as long as it takes. */
export function openDatabase(address: DatabaseAddress, trace: Trace, statementWaitMs = STATEMENT_WAIT_MS): Database {
  const pool = new Pool({
    ...connectionOf(address),
    max: CONNECTIONS_MAX,
    min: CONNECTIONS_KEPT,
    connectionTimeoutMillis: CONNECT_WAIT_MS,
    statement_timeout: statementWaitMs,
    // The second net: PostgreSQL itself may be frozen.
    query_timeout: statementWaitMs === 0 ? 0 : statementWaitMs + 1_000,
    // Our bigints are times, sizes and counts below 2^53: plain numbers in the house.
    types: {
      getTypeParser: (oid, format) => (oid === types.builtins.INT8 ? Number : types.getTypeParser(oid, format)),
    },
  })
  // Without this handler an idle connection that breaks would end the process.
  pool.on('error', (error) => trace.warn({ error: error.message }, 'a database connection broke'))
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  return { db, pool, close: () => db.destroy() }
}

/** What may be changed of a row. */
export type ChangesOf<Table extends keyof Tables> = Updateable<Tables[Table]>

/** Throws where the database is away. */
export async function ping(db: Db): Promise<void> {
  await sql`select 1`.execute(db)
}

// Node's codes of a socket that is not there, and PostgreSQL's class 08 and 57P (shutdown, crash, starting up).
const AWAY_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT', '53300'])
const AWAY_MESSAGES =
  /^(Connection terminated|timeout exceeded|Client has encountered|Query read timeout|driver has already)/

/** Whether an error means "no database", as against "a mistake of ours". */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return AWAY_CODES.has(code) || code.startsWith('08') || code.startsWith('57P') || AWAY_MESSAGES.test(error.message)
}
