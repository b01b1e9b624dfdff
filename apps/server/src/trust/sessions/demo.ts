// The demonstration's login: one account with every role, its random password in secrets/demo.json for whoever runs it.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeId } from '@sereno/domain/ids'
import { roleNames } from '@sereno/domain/trust/people/roles'
import { z } from 'zod'
import type { Base } from '../../platform/base.ts'
import { type PasswordHasher, findByLogin, insertAccount, updatePerson } from '../people/index.ts'
import type { PersonId } from '@sereno/domain/ids'

const DEMO_LOGIN = 'demo'
const demoShape = z.object({ login: z.string(), password: z.string() })
export type DemoLogin = z.infer<typeof demoShape>

export async function prepareDemoLogin(base: Base, hasher: PasswordHasher, dataFolder: string): Promise<DemoLogin> {
  const file = join(dataFolder, 'secrets', 'demo.json')
  const known = readDemo(file)
  const person = await findByLogin(base.db, DEMO_LOGIN)
  if (known && person && (await hasher.matches(known.password, person.password_hash))) return known
  const demo = known ?? { login: DEMO_LOGIN, password: Buffer.from(base.random(12)).toString('base64url') }
  writeFileSync(file, `${JSON.stringify(demo)}\n`, { mode: 0o600 })
  const passwordHash = await hasher.hash(demo.password)
  const id = makeId('person', base.random(16))
  await base.write(async (tx, now) => {
    if (person) await updatePerson(tx, person.id as PersonId, { password_hash: passwordHash })
    else await insertAccount(tx, { id, login: DEMO_LOGIN, name: 'Demo', roles: roleNames, passwordHash }, now)
  })
  return demo
}

function readDemo(file: string): DemoLogin | undefined {
  try {
    return demoShape.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return undefined
  }
}
