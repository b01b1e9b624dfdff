import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { startTestPostgres, type TestPostgres } from '@sereno/testkit/postgres'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type DatabaseAddress, connectionOf } from './database.ts'
import { MigrationRefused, migrate, migrationsDir, readMigrations } from './migrations.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres.stop())

/** A new database of that name. */
async function fresh(name: string): Promise<DatabaseAddress> {
  await ask({ socketDir: postgres.socketDir }, `create database ${name}`)
  return { url: `postgres://sereno@localhost/${name}?host=${encodeURIComponent(postgres.socketDir)}` }
}

async function ask(address: DatabaseAddress, text: string): Promise<Record<string, unknown>[]> {
  const client = new Client(connectionOf(address))
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

/** All that makes the shape of a database, by name: what two of them must agree on. */
async function catalogue(address: DatabaseAddress) {
  return {
    columns: await ask(
      address,
      `select table_name, column_name, data_type, udt_name, is_nullable, column_default, is_identity, identity_generation
       from information_schema.columns where table_schema = 'public' order by table_name, column_name`,
    ),
    indexes: await ask(
      address,
      `select tablename, indexname, indexdef from pg_indexes where schemaname = 'public' order by indexname`,
    ),
    constraints: await ask(
      address,
      `select c.relname, k.conname, pg_get_constraintdef(k.oid) as definition from pg_constraint k
       join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = 'public' order by 1, 2`,
    ),
    partitions: await ask(
      address,
      `select c.relname, c.relkind, pg_get_partkeydef(c.oid) as key, pg_get_expr(c.relpartbound, c.oid) as bound from pg_class c
       join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = 'public' and c.relkind in ('r', 'p') order by c.relname`,
    ),
    others: await ask(
      address,
      `select p.proname as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'public'
       union all select tgname from pg_trigger where not tgisinternal order by 1`,
    ),
  }
}

describe('the migrations', () => {
  test('come to what db/schema.sql says, table by table and index by index', async () => {
    const [migrated, described] = [await fresh('migrated'), await fresh('described')]
    expect(await migrate(migrated)).toBe(readMigrations().length)
    await ask(described, readFileSync(join(migrationsDir, '../schema.sql'), 'utf8'))
    const [ours, written] = [await catalogue(migrated), await catalogue(described)]
    expect(ours).toEqual(written)
    expect(ours.columns.length).toBeGreaterThan(80)
    // No trigger, no function: portable SQL only.
    expect(ours.others).toEqual([])
  })

  test('that differ from it are noticed', async () => {
    const [a, b] = [await fresh('one'), await fresh('other')]
    await ask(a, 'create table t (x integer primary key)')
    await ask(b, 'create table t (x bigint primary key)')
    expect(await catalogue(a)).not.toEqual(await catalogue(b))
  })

  test('run once, whoever starts how often, also at the same time', async () => {
    const address = await fresh('twice')
    const counts = await Promise.all([migrate(address), migrate(address), migrate(address)])
    expect(counts.toSorted((a, b) => a - b)).toEqual([0, 0, readMigrations().length])
    expect(await migrate(address)).toBe(0)
  })

  test('of which one fails leave the database as it was', async () => {
    const address = await fresh('halfway')
    const bad = {
      number: 2,
      name: 'bad',
      sql: 'create table half (x integer); select nonsense',
      hash: Buffer.alloc(32),
    }
    await expect(migrate(address, [...readMigrations().slice(0, 1), bad])).rejects.toThrow('nonsense')
    expect((await catalogue(address)).columns).toEqual([])
  })

  test('of a newer Sereno are refused in one line, and nothing is touched', async () => {
    const address = await fresh('newer')
    const next = { number: readMigrations().length + 1, name: 'next', sql: 'select 1', hash: Buffer.alloc(32) }
    await migrate(address, [...readMigrations(), next])
    const refusal = await migrate(address).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(MigrationRefused)
    expect(String(refusal)).toMatch(/newer Sereno.*update/)
    expect(String(refusal)).not.toContain('\n')
  })

  test('that were edited after they ran are refused', async () => {
    const address = await fresh('edited')
    await migrate(address)
    const [first, ...rest] = readMigrations()
    if (!first) throw new Error('no migration')
    await expect(migrate(address, [{ ...first, hash: Buffer.alloc(32) }, ...rest])).rejects.toThrow(MigrationRefused)
  })
})
