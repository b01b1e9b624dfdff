// Which passwords are taken. Long is what counts (NIST SP 800-63B §5.1.1.2: no rules of composition, but a list of those
// that everybody tries). Knows no hash.

import { type Result, accepted, refuse, refused } from '../../refusal.ts'

/** Also in the contract, which refuses shorter ones before they come here. */
const LENGTH_MIN = 12

// Those of twelve characters and more that lead the public lists of leaked ones, in our two languages.
const common = new Set([
  '123456789012',
  '1234567890123',
  '12345678901234567890',
  '111111111111',
  '000000000000',
  'password1234',
  'password12345',
  'passwordpassword',
  'contraseña123',
  'contrasena123',
  'contrasenia123',
  'administrador',
  'administrator',
  'qwertyuiop12',
  'qwertyuiop123',
  'qwertyuiopasdfgh',
  '1q2w3e4r5t6y',
  'adminadminadmin',
  'serenosereno',
  'sereno123456',
])

export function checkNewPassword(password: string, login: string): Result<string> {
  const plain = password.toLowerCase()
  const isOneCharacter = new Set(plain).size < 3
  const isLogin = plain.replaceAll(login.toLowerCase(), '').length < 4
  if (password.length < LENGTH_MIN || common.has(plain) || isOneCharacter || isLogin) {
    return refused(refuse('password-weak', { lengthMin: LENGTH_MIN }))
  }
  return accepted(password)
}
