// Brings the tables to what this code knows: db/migrations/NNNN-name.sql in order, all in one transaction, under a lock.
// Goes only forward. A database that is newer, or whose migration was edited afterwards, is refused in one line.

import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import { type DatabaseAddress, connectionOf } from './database.ts'

export interface Migration {
  readonly number: number
  readonly name: string
  readonly sql: string
  readonly hash: Buffer
}

/** Said to the person who starts the program, on one line; nothing was changed. */
export class MigrationRefused extends Error {}

// Any number, as long as it is always the same: "sereno" on a telephone's keys.
const LOCK = 737366
// Another server may be migrating: the longest of ours moves no rows and takes under a second.
const LOCK_WAIT_MS = 30_000

export const migrationsDir = join(import.meta.dirname, '../../../../../db/migrations')

export function readMigrations(dir = migrationsDir): Migration[] {
  return readdirSync(dir)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file, index) => {
      const [, digits = '', name = ''] = /^(\d{4})-([a-z0-9-]+)\.sql$/.exec(file) ?? []
      if (Number(digits) !== index + 1)
        throw new Error(`${file} is not migration ${index + 1}: NNNN-name.sql, no holes`)
      const sql = readFileSync(join(dir, file), 'utf8')
      return { number: index + 1, name, sql, hash: createHash('sha256').update(sql).digest() }
    })
}

/** Answers how many ran. */
export async function migrate(
  address: DatabaseAddress,
  migrations = readMigrations(),
  now = Date.now,
): Promise<number> {
  const client = new Client({ ...connectionOf(address), lock_timeout: LOCK_WAIT_MS })
  await client.connect()
  try {
    await client.query('begin')
    await client.query('select pg_advisory_xact_lock($1)', [LOCK])
    const done = await alreadyDone(client)
    refuseForeign(done, migrations)
    for (const { number, name, sql, hash } of migrations.slice(done.length)) {
      await client.query(sql)
      const row = [number, name, hash, now()]
      await client.query('insert into schema_migrations (number, name, hash, applied_at) values ($1, $2, $3, $4)', row)
    }
    await client.query('commit')
    return migrations.length - done.length
  } finally {
    await client.end()
  }
}

interface Done {
  number: number
  name: string
  hash: Buffer
}

async function alreadyDone(client: Client): Promise<Done[]> {
  await client.query(
    `create table if not exists schema_migrations (
      number integer primary key, name text not null, hash bytea not null, applied_at bigint not null)`,
  )
  const { rows } = await client.query<Done>('select number, name, hash from schema_migrations order by number')
  return rows
}

function refuseForeign(done: Done[], migrations: readonly Migration[]): void {
  const last = done.at(-1)
  if (last && last.number > migrations.length) {
    throw new MigrationRefused(
      `the database was changed by a newer Sereno (migration ${last.number} ${last.name}, this one knows ${migrations.length}); update Sereno, or give it another database`,
    )
  }
  for (const [index, { name, hash }] of done.entries()) {
    const ours = migrations[index]
    if (ours === undefined || !ours.hash.equals(hash)) {
      throw new MigrationRefused(
        `migration ${index + 1} (${name}) ran in another form in this database; use the Sereno that made it, or give it another database`,
      )
    }
  }
}
