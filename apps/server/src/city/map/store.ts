// The city's ground: one document, replaced whole.

import { type City, cityShape } from '@sereno/contract/city'
import { sql } from 'kysely'
import type { Reader, Tx } from '../../platform/db/database.ts'

export async function readCity(db: Reader): Promise<{ city: City; version: number } | undefined> {
  const row = await db.selectFrom('city').select(['version', 'document']).where('id', '=', 1).executeTakeFirst()
  return row && { city: cityShape.parse(row.document), version: row.version }
}

/** Answers its version. */
export async function saveCity(tx: Tx, city: City, now: number): Promise<number> {
  const document = JSON.stringify(city)
  const row = await tx
    .insertInto('city')
    .values({ id: 1, version: 1, document, changed_at: now })
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet({ version: sql<number>`city.version + 1`, document, changed_at: now }),
    )
    .returning('version')
    .executeTakeFirstOrThrow()
  return row.version
}
