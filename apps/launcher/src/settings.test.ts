import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { Obstacle } from './obstacle.ts'
import { demoDataFolder, portsFrom, readSettings } from './settings.ts'

const read = (line: string, env: NodeJS.ProcessEnv = {}) =>
  readSettings(
    line.split(' ').filter((word) => word !== ''),
    env,
    '/home/ana',
  )

test('no word at all asks for help', () => {
  expect(read('').command).toBe('help')
  expect(read('demo --help').command).toBe('help')
})

test('--data is taken from where the command was typed, and goes before SERENO_DATA', () => {
  expect(read('start --data city').dataFolder).toBe('/home/ana/city')
  expect(read('start', { SERENO_DATA: '/srv/city' }).dataFolder).toBe('/srv/city')
  expect(read('start --data /a', { SERENO_DATA: '/b' }).dataFolder).toBe('/a')
  expect(read('start', { SERENO_DATA: '' }).dataFolder).toBeUndefined()
})

test('--port goes before SERENO_PORT, and that before 8080; what is no port is refused by its name', () => {
  expect(read('start', { SERENO_PORT: '8443' }).port).toBe(8_443)
  expect(read('start --port 9000', { SERENO_PORT: '8443' }).port).toBe(9_000)
  expect(read('start', { SERENO_PORT: '' }).port).toBe(8_080)
  expect(catching(() => read('start', { SERENO_PORT: '443' })).message).toBe(
    'SERENO_PORT takes a whole number from 1024 to 64000, not "443"',
  )
})

test.each([
  ['strat', 'there is no command "strat"'],
  ['demo now', '"now" is one word too many'],
  ['demo --prot 80', "Unknown option '--prot'"],
  ['demo --port 1023', '--port takes a whole number from 1024 to 64000, not "1023"'],
  ['demo --port 64001', '--port takes'],
  ['demo --port 8080.5', '--port takes'],
  ['demo --recorders 0', '--recorders takes a whole number from 1 to 32'],
  ['demo --recorders 33', '--recorders takes'],
])('"%s" is refused in one line, with status 2', (line, said) => {
  const refusal = catching(() => read(line))
  expect(refusal.status).toBe(2)
  expect(refusal.message).toContain(said)
  expect(refusal.message).not.toContain('\n')
})

test.each(['1024', '64000'])('port %s is still allowed', (port) => {
  expect(read(`demo --port ${port}`).port).toBe(Number(port))
})

test('whatever is typed is either understood or refused, and nothing else happens', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string(), fc.constantFrom('demo', '--port', '--data', '--', '-h'))), (args) => {
      try {
        expect(readSettings(args, {}, '/').port).toBeGreaterThan(0)
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(Obstacle)
      }
    }),
  )
})

test('all ports follow the one that is chosen, and none is used twice', () => {
  expect(portsFrom({ port: 8080, recorders: 2 })).toEqual({ server: 8080, pictures: [8081, 8082], simRtsp: 8554 })
  const { server, pictures, simRtsp } = portsFrom({ port: 64_000, recorders: 32 })
  const all = [server, ...pictures, simRtsp]
  expect(new Set(all).size).toBe(all.length)
  expect(Math.max(...all)).toBeLessThan(65_536)
})

test("the demonstration's folder is the machine's for root and else the user's own", () => {
  expect(demoDataFolder({}, true)).toBe('/var/lib/sereno/demo')
  expect(demoDataFolder({}, false, '/home/ana')).toBe('/home/ana/.local/share/sereno/demo')
  expect(demoDataFolder({ XDG_DATA_HOME: '/data/ana' }, false, '/home/ana')).toBe('/data/ana/sereno/demo')
  // A relative one is invalid by its specification.
  expect(demoDataFolder({ XDG_DATA_HOME: 'x' }, false, '/home/ana')).toBe('/home/ana/.local/share/sereno/demo')
})

function catching(work: () => unknown): Obstacle {
  try {
    work()
  } catch (thrown) {
    if (thrown instanceof Obstacle) return thrown
    throw thrown
  }
  throw new Error('it was not refused')
}
