// What other parts may use of login.

export { logIn, logOut, meQuery, useMe, useWhyNot, welcome } from './login.ts'
