// What other parts may use of people.

export { type PersonChange, addPerson, changePerson, peopleQuery, reloadPeople } from './people.ts'
