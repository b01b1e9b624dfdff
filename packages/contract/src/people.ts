// Logins, persons and their roles over the API. Passwords go in and never come out.

import { rights, roleNames } from '@sereno/domain/trust/people/roles'
import { z } from 'zod'
import { personIdShape } from './common.ts'

export const PASSWORD_LENGTH_MIN = 12
export const loginNameShape = z
  .string()
  .trim()
  .toLowerCase()
  .min(2)
  .max(60)
  .regex(/^[a-z0-9._@-]+$/)
export const newPasswordShape = z.string().min(PASSWORD_LENGTH_MIN).max(256)
const rolesShape = z.array(z.enum(roleNames)).min(1).max(5)

export const personShape = z.object({
  id: personIdShape,
  login: z.string(),
  name: z.string(),
  roles: rolesShape,
  isDisabled: z.boolean(),
  version: z.int(),
})
export type Person = z.infer<typeof personShape>

export const meShape = z.object({
  person: personShape,
  rights: z.array(z.enum(rights)),
  /** The server's clock, so that the console's follows it. */
  now: z.int(),
  /** False until pictures are anonymised: the console says so. */
  isDemo: z.boolean(),
})
export type Me = z.infer<typeof meShape>

export const loginShape = z.object({ login: z.string().min(1).max(60), password: z.string().min(1).max(256) })

/** The first administrator, by the one-time link that `start` prints. */
export const welcomeShape = z.object({
  token: z.string().min(20).max(100),
  login: loginNameShape,
  name: z.string().trim().min(1).max(80),
  password: newPasswordShape,
})

export const newPersonShape = z.object({
  login: loginNameShape,
  name: z.string().trim().min(1).max(80),
  password: newPasswordShape,
  roles: rolesShape,
})

export const personChangeShape = z.object({
  version: z.int().min(1),
  name: z.string().trim().min(1).max(80).optional(),
  password: newPasswordShape.optional(),
  roles: rolesShape.optional(),
  isDisabled: z.boolean().optional(),
})

export const peopleShape = z.object({ people: z.array(personShape) })
