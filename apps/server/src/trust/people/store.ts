// Accounts in the database. The hash of the password leaves here only to be compared.

import { type Person, personShape } from '@sereno/contract/people'
import type { PersonId } from '@sereno/domain/ids'
import type { Insertable, Selectable, Updateable } from 'kysely'
import type { Reader, Tx } from '../../platform/db/database.ts'
import type { Tables } from '../../platform/db/tables.ts'

type PersonsTable = Tables['persons']
export type PersonRow = Selectable<PersonsTable>

export async function listPersons(db: Reader): Promise<Person[]> {
  const rows = await db.selectFrom('persons').selectAll().orderBy('login').execute()
  return rows.map(personOf)
}

/** All of them: who decides about one must know that the others stay as they are. */
export async function lockPersons(tx: Tx): Promise<PersonRow[]> {
  return tx.selectFrom('persons').selectAll().orderBy('id').forUpdate().execute()
}

/** Until the transaction is over nobody changes what this person may. */
export async function holdPerson(tx: Tx, id: PersonId): Promise<PersonRow | undefined> {
  return tx.selectFrom('persons').selectAll().where('id', '=', id).forShare().executeTakeFirst()
}

export async function findByLogin(db: Reader, login: string): Promise<PersonRow | undefined> {
  return db.selectFrom('persons').selectAll().where('login', '=', login).executeTakeFirst()
}

export async function insertPerson(tx: Tx, row: Insertable<PersonsTable>): Promise<PersonRow> {
  return tx.insertInto('persons').values(row).returningAll().executeTakeFirstOrThrow()
}

export async function updatePerson(tx: Tx, id: PersonId, change: Updateable<PersonsTable>): Promise<PersonRow> {
  return tx.updateTable('persons').set(change).where('id', '=', id).returningAll().executeTakeFirstOrThrow()
}

export function personOf(row: PersonRow): Person {
  const { id, login, name, roles, is_disabled, version } = row
  return personShape.parse({ id, login, name, roles, isDisabled: is_disabled, version })
}
