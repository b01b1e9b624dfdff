// What other parts may use of people.

export { addPerson, changePerson, peopleQuery, reloadPeople } from './people.ts'
