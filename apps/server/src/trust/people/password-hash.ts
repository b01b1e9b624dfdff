// Passwords as they are stored: scrypt (RFC 7914), each with its own salt, its cost written beside it so that it can grow.
// Slow on purpose; how many run at once is bounded, or a few hundred wrong logins would stop the server.

import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'

// OWASP's Password Storage Cheat Sheet for scrypt: N=2^15, r=8, p=3 or N=2^16, p=2. 64 MB and some 150 ms each.
const COST = { N: 2 ** 16, r: 8, p: 2 }
const HASH_BYTES = 32
const AT_ONCE = 2
/** Logins that wait. With more, whoever comes is told to come back: 32 take some 3 s. */
export const HASHES_WAITING_MAX = 32

export interface PasswordHasher {
  hash(password: string): Promise<string>
  /** Takes as long for nobody (`undefined`) as for somebody. */
  matches(password: string, stored: string | undefined): Promise<boolean>
  isBusy(): boolean
}

export function makePasswordHasher(cost = COST): PasswordHasher {
  const waiting: (() => void)[] = []
  let running = 0
  const nobody = `scrypt$${cost.N}$${cost.r}$${cost.p}$${randomBytes(16).toString('base64')}$${randomBytes(HASH_BYTES).toString('base64')}`

  async function derive(password: string, salt: Buffer, { N, r, p }: typeof COST): Promise<Buffer> {
    if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve))
    running++
    try {
      return await new Promise((resolve, reject) => {
        // The same letters may come composed or not, by keyboard: NFC makes them one password.
        const text = password.normalize('NFC')
        scrypt(text, salt, HASH_BYTES, { N, r, p, maxmem: 256 * N * r }, (error, key) => {
          if (error) reject(error)
          else resolve(key)
        })
      })
    } finally {
      running--
      waiting.shift()?.()
    }
  }

  return {
    hash: async (password) => {
      const salt = randomBytes(16)
      const key = await derive(password, salt, cost)
      return `scrypt$${cost.N}$${cost.r}$${cost.p}$${salt.toString('base64')}$${key.toString('base64')}`
    },
    matches: async (password, stored = nobody) => {
      const [, N, r, p, salt = '', hash = ''] = stored.split('$')
      const wanted = Buffer.from(hash, 'base64')
      const key = await derive(password, Buffer.from(salt, 'base64'), { N: Number(N), r: Number(r), p: Number(p) })
      return stored !== nobody && key.length === wanted.length && timingSafeEqual(key, wanted)
    },
    isBusy: () => waiting.length >= HASHES_WAITING_MAX,
  }
}
