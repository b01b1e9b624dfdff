// The session cookie's name and form. Same-site strict, no script reads it, the browser forgets it when it closes.

export const SESSION_COOKIE = 'sereno_session'
/** 32 random bytes, base64url. */
const VALUE = /^[A-Za-z0-9_-]{43}$/

export function sessionCookieOf(header: string | undefined): string | undefined {
  for (const part of (header ?? '').slice(0, 8_192).split(';')) {
    const [name, value = ''] = part.trim().split('=', 2)
    if (name === SESSION_COOKIE) return VALUE.test(value) ? value : undefined
  }
  return undefined
}

export function setSessionCookie(value: string, origin: string): string {
  const secure = origin.startsWith('https:') ? '; Secure' : ''
  return `${SESSION_COOKIE}=${value}; HttpOnly; SameSite=Strict; Path=/${secure}`
}

export function clearSessionCookie(origin: string): string {
  return `${setSessionCookie('', origin)}; Max-Age=0`
}
