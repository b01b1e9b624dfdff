// What others may use of people.

export { insertAccount, tooBusy } from './handlers.ts'
export type { PeopleNeeds } from './handlers.ts'
export { makePasswordHasher } from './password-hash.ts'
export type { PasswordHasher } from './password-hash.ts'
export { peopleRoutes } from './routes.ts'
export { findByLogin, holdPerson, lockPersons, personOf, updatePerson } from './store.ts'
