import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type World, PASSWORD, cookieOf, logIn, seat, startWorld } from '../../testing/world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())

const HOUR = 3_600_000

describe('the welcome link', () => {
  test('makes the first administrator with every role, once', async () => {
    const me = await world.chief.get<{ person: { login: string; roles: string[] } }>('/api/me')
    expect(me.body.person).toMatchObject({ login: 'chief' })
    expect(me.body.person.roles).toHaveLength(5)
    const token = new URL(world.server.welcomeUrl ?? '').hash.slice(1)
    const again = await world.nobody.send('POST', '/api/welcome', {
      token,
      login: 'second',
      name: 'B',
      password: PASSWORD,
    })
    expect(again.status).toBe(410)
    await world.restart()
    expect(world.server.welcomeUrl).toBeUndefined()
  })

  test('with another token makes nobody', async () => {
    const body = { token: 'x'.repeat(43), login: 'thief', name: 'T', password: PASSWORD }
    expect((await world.nobody.send('POST', '/api/welcome', body)).status).toBe(410)
  })
})

async function says(language: string): Promise<string> {
  const answer = await world.nobody.get<{ refusal: { text: string } }>('/api/me', { 'accept-language': language })
  return answer.body.refusal.text
}

describe('a login', () => {
  test('gives a cookie that no script reads and no other site sends', async () => {
    const answer = await world.nobody.send('POST', '/api/login', { login: ' CHIEF ', password: PASSWORD })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('set-cookie')).toMatch(
      /^sereno_session=[A-Za-z0-9_-]{43}; HttpOnly; SameSite=Strict; Path=\/$/,
    )
  })

  test('is refused alike for a wrong password and for a name that does not exist', async () => {
    for (const body of [
      { login: 'chief', password: 'wrong password' },
      { login: 'nobody-here', password: PASSWORD },
    ]) {
      const answer = await world.nobody.send<{ refusal: { code: string; text: string } }>('POST', '/api/login', body)
      expect([answer.status, answer.body.refusal.code]).toEqual([401, 'login-wrong'])
    }
  })

  test('is paused after some failures, for that name only, and goes on when the time is over', async () => {
    const tries = { login: 'victim', password: 'guess guess guess' }
    for (let count = 0; count < 5; count++) await world.nobody.send('POST', '/api/login', tries)
    const paused = await world.nobody.send<{ refusal: { code: string } }>('POST', '/api/login', tries)
    expect([paused.status, paused.body.refusal.code]).toEqual([429, 'login-paused'])
    expect(Number(paused.headers.get('retry-after'))).toBeGreaterThan(0)
    world.clock.advance(1_000_000)
    expect((await world.nobody.send('POST', '/api/login', tries)).status).toBe(401)
    world.clock.advance(4 * HOUR)
  })

  test('says no in the language that was asked for, Spanish by default', async () => {
    expect(await says('en-GB,es;q=0.5')).toMatch(/^Your session/)
    expect(await says('fr, es;q=0.8, en;q=0.2')).toMatch(/^Tu sesión/)
    expect(await says('fr')).toMatch(/^Tu sesión/)
  })
})

describe('a session', () => {
  test('ends at logout, for that cookie only', async () => {
    const [one, two] = [await world.seatOf('operator'), await world.seatOf('operator')]
    expect((await one.send('POST', '/api/logout')).status).toBe(204)
    expect((await one.get('/api/me')).status).toBe(401)
    expect((await two.get('/api/me')).status).toBe(200)
  })

  test('ends after twelve idle hours, and lives on while it is used', async () => {
    const [idle, busy] = [await world.seatOf('operator'), await world.seatOf('operator')]
    world.clock.advance(11 * HOUR)
    expect((await busy.get('/api/me')).status).toBe(200)
    world.clock.advance(2 * HOUR)
    expect((await idle.get('/api/me')).status).toBe(401)
    expect((await busy.get('/api/me')).status).toBe(200)
    world.clock.advance(11.5 * HOUR)
    expect((await busy.get('/api/me')).status).toBe(401)
    const chief = await logIn(world, 'chief')
    Object.assign(world, { chief })
  })

  test('is stored as a hash only', async () => {
    const { rows } = await world.server.database.pool.query('select * from sessions')
    const stored = JSON.stringify(rows)
    expect(rows.length).toBeGreaterThan(0)
    expect(stored).not.toContain(world.chief.cookie.split('=')[1])
  })

  test('with a cookie that is none is refused, whatever it is', async () => {
    for (const cookie of [
      'sereno_session=',
      'sereno_session=%00',
      `sereno_session=${'a'.repeat(43)}`,
      'x'.repeat(9_000),
    ]) {
      expect((await seat(() => world.server, cookie).get('/api/me')).status).toBe(401)
    }
  })
})

describe('a request that changes something', () => {
  test.each([undefined, 'http://evil.example', 'http://localhost:8081', 'null'])(
    'from %s is dropped',
    async (origin) => {
      const headers = new Headers({ 'content-type': 'application/json', cookie: world.chief.cookie })
      if (origin !== undefined) headers.set('origin', origin)
      const request = new Request('http://localhost:8080/api/logout', { method: 'POST', headers })
      const response = await world.server.ask(request)
      expect(response.status).toBe(403)
      expect((await world.chief.get('/api/me')).status).toBe(200)
    },
  )
})

describe('an account', () => {
  test('that is closed is logged out at once', async () => {
    const seatOfAna = await world.seatOf('operator')
    const { body } = await seatOfAna.get<{ person: { id: string; version: number } }>('/api/me')
    const { id, version } = body.person
    const closed = await world.chief.send('PATCH', `/api/people/${id}`, { version, isDisabled: true })
    expect(closed.status).toBe(200)
    expect((await seatOfAna.get('/api/me')).status).toBe(401)
    expect((await world.chief.send('PATCH', `/api/people/${id}`, { version, isDisabled: false })).status).toBe(409)
  })

  test('that administers alone can neither close itself nor lose that role', async () => {
    const { body } = await world.chief.get<{ person: { id: string; version: number } }>('/api/me')
    const { id, version } = body.person
    const answer = await world.chief.send<{ refusal: { code: string } }>('PATCH', `/api/people/${id}`, {
      version,
      roles: ['operator'],
    })
    expect([answer.status, answer.body.refusal.code]).toEqual([409, 'last-administrator'])
  })

  test('has a login of its own and a password that nobody guesses', async () => {
    const made = { login: 'chief', name: 'x', password: PASSWORD, roles: ['operator'] }
    expect((await world.chief.send('POST', '/api/people', made)).status).toBe(409)
    const weak = { ...made, login: 'weak', password: 'passwordpassword' }
    expect((await world.chief.send('POST', '/api/people', weak)).status).toBe(422)
    expect((await world.chief.send('POST', '/api/people', { ...weak, password: 'short' })).status).toBe(400)
  })

  test('shows its password to nobody', async () => {
    const answer = await world.chief.get('/api/people')
    expect(JSON.stringify(answer.body)).not.toMatch(/scrypt|hash|password/)
    expect(cookieOf(answer)).toBe('')
  })
})
