// What other parts may use of login.

export { logIn, logOut, meQuery, useMe, useRightMissing, useWhyNot, welcome } from './login.ts'
