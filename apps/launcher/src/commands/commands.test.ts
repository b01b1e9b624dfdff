import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

import { identityFor, withRightsOf } from '../identity.ts'
import { openDataFolder } from '../data-folder.ts'
import { claimPidFile } from '../pid-file.ts'
import { readReadyLine } from '../process-plan.ts'
import { appEnv, internalSettings, systemPlans } from '../system-plans.ts'
import { aCheckout } from '../testing/a-checkout.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { countsIn, reindex } from './reindex.ts'
import { welcome } from './run.ts'
import { runTests } from './test.ts'

test('a demonstration says one address and the login; the real thing a link, but only where nobody can log in yet', () => {
  expect(say('demo', { demoLogin: { login: 'demo', password: 'x' } })).toBe(
    'Sereno, demonstration city: http://localhost:8080\nLogin: demo   Password: x\nReady in 1.2 s. Data: /d. Ctrl-C stops it.',
  )
  expect(say('start', { welcomeUrl: 'http://localhost:8080/welcome#T' })).toContain(
    '\nhttp://localhost:8080/welcome#T\n',
  )
  expect(say('start')).toMatch(/^Sereno: http:\/\/localhost:8080\nReady/)
})

test.each([
  ['{"ready":true,"port":8080}', { port: 8080 }],
  [
    '{"ready":true,"welcomeUrl":"http://localhost/welcome#a","demoLogin":{"login":"a","password":"b"}}',
    {
      welcomeUrl: 'http://localhost/welcome#a',
      demoLogin: { login: 'a', password: 'b' },
    },
  ],
  ['{"ready":true,"port":"8080","welcomeUrl":"\\u001b[2J","demoLogin":null}', {}],
  ['{"ready":false}', undefined],
  ['{"ready":', undefined],
  ['hello', undefined],
])('of the line %s we take %j', (line, facts) => {
  expect(readReadyLine(line)).toEqual(facts)
})

test('each process gets its own environment and nothing else of the caller’s; a database password goes to the server alone', () => {
  const facts = {
    tree: '/s',
    data: { path: '/d', identity: undefined },
    cluster: undefined,
    port: 8080,
    recorders: 2,
    env: { DATABASE_URL: 'postgres://u:secret@h/d', SERENO_SEAL: 'aes-256-gcm', SERENO_DATA: '/x', AWS_KEY: 'k' },
    say: () => {},
    onServerReady: () => {},
  }
  const [database, server, recorders, sim] = systemPlans({ ...facts, mode: 'start' })
  expect([database, sim]).toEqual([[], []])
  expect(server?.[0]?.env).toMatchObject({ SERENO_PORT: '8080', DATABASE_URL: 'postgres://u:secret@h/d' })
  expect(
    recorders?.map(({ env }) => [env['SERENO_RECORDER'], env['SERENO_PICTURES_PORT'], env['SERENO_SEAL']]),
  ).toEqual([
    ['rec-1', '8081', 'aes-256-gcm'],
    ['rec-2', '8082', 'aes-256-gcm'],
  ])
  expect(JSON.stringify(recorders)).not.toContain('secret')
  expect(JSON.stringify([server, recorders])).not.toContain('AWS_KEY')
  expect(server?.[0]?.env['SERENO_DATA']).toBe('/d')
  expect(appEnv({ ...facts, mode: 'demo' })).toMatchObject({ SERENO_DEMO: '1', SERENO_SIM_RTSP_PORT: '8554' })
  expect(systemPlans({ ...facts, mode: 'demo' }).at(-1)).toHaveLength(1)
})

test('settings that are the launcher’s own cannot be set from outside, and the page calls the same ones internal', () => {
  const env = Object.fromEntries(internalSettings.map((name) => [name, 'of-somebody-else']))
  const facts = {
    tree: '/s',
    data: { path: '/d', identity: undefined },
    cluster: undefined,
    port: 8080,
    recorders: 1,
    env,
    say: () => {},
    onServerReady: () => {},
  }
  for (const mode of ['start', 'demo'] as const)
    expect(JSON.stringify(systemPlans({ ...facts, mode }))).not.toContain('of-somebody-else')
  expect(appEnv({ ...facts, mode: 'start' })).not.toHaveProperty('SERENO_DEMO')
  const page = readFileSync(join(import.meta.dirname, '../../../../docs/reference/settings.md'), 'utf8')
  const internalOnPage = page.split('## Internal')[1]?.split('\n## ')[0] ?? ''
  expect([...internalOnPage.matchAll(/^\| `(SERENO_\w+)`/gm)].map(([, name]) => name)).toEqual([...internalSettings])
})

function say(mode: 'demo' | 'start', facts = {}): string {
  return welcome({ mode, port: 8080, dataFolder: '/d', env: {} }, facts, 1_234).join('\n')
}

const reader = 'for (let i = 0; i < 3; i++) console.log(JSON.stringify({ segment: i }))'
const loader = `let lines = 0
process.stdin.setEncoding('utf8').on('data', (text) => { lines += text.split('\\n').length - 1 })
process.stdin.on('end', () => console.log(JSON.stringify({ segments: lines, gaps: 0, data: process.env.SERENO_DATA })))`

test('reindex pipes what the recorder reads into the server, and says how many', async () => {
  const place = aReindex(reader, loader)
  expect(await place.run()).toBe(0)
  expect(place.said).toEqual(['The index is rebuilt: 3 segments, 0 gaps.'])
  expect(existsSync(join(place.data, 'run/launcher.pid'))).toBe(false)
})

test.each([
  [
    'reading',
    "throw new Error('torn file')",
    loader,
    /^reading the recordings failed \(status 1\): Error: torn file; see/,
  ],
  [
    'loading',
    reader,
    "throw new Error('no table')",
    /^loading the recordings failed \(status 1\): Error: no table; see/,
  ],
])('%s that fails is told as what it was', async (_, read, load, said) => {
  await expect(aReindex(read, load).run()).rejects.toThrow(said)
})

test('reindex refuses while the system runs', async () => {
  const place = aReindex(reader, loader)
  const identity = identityFor(place.data)
  openDataFolder(place.data, identity)
  const held = withRightsOf(identity, () => claimPidFile(place.data))
  await expect(place.run()).rejects.toThrow(/is in use by another Sereno/)
  held.release()
})

test('counts of the loader are any whole numbers by name; other lines are none', () => {
  expect(countsIn('{"segments":12,"gaps":1,"took":"2 s"}')).toBe('12 segments, 1 gaps')
  expect([countsIn('done'), countsIn('null'), countsIn('{}')]).toEqual([undefined, undefined, undefined])
})

test('test runs what is there, and one failure in any of it fails all', async () => {
  const checkout = temporaryFolder()
  const write = (name: string, content: string) => {
    mkdirSync(join(checkout, name, '..'), { recursive: true })
    writeFileSync(join(checkout, name), content)
  }
  const report = {
    testResults: [{ name: 'a', status: 'passed', assertionResults: [{ fullName: 'x', status: 'passed' }] }],
  }
  const place = `process.argv[process.argv.indexOf('--outputFile.json') + 1]`
  write('tools/check.ts', "console.log('check: all 5 hold')")
  write(
    'node_modules/vitest/vitest.mjs',
    `require('fs').writeFileSync(${place}, '${JSON.stringify(report)}')`.replace(
      'require(',
      'process.getBuiltinModule(',
    ),
  )
  write('e2e/login.e2e.ts', "import { test } from 'node:test'\ntest('logs in', () => {})\n")
  const run = async () => {
    const said: string[] = []
    const status = await runTests(
      { checkout, env: {}, installPackages: () => {} },
      { say: (line) => void said.push(line), complain: (line) => void said.push(line) },
    )
    return [status, said.at(-1)]
  }
  expect(await run()).toEqual([0, '\n3 passed, 0 failed'])
  write('bench/main.ts', 'process.exit(process.argv.slice(2).join() === "--all,--smoke" ? 9 : 0)')
  expect(await run()).toEqual([1, '\n3 passed, 1 failed'])
}, 60_000)

function aReindex(read: string, load: string) {
  const checkout = aCheckout()
  const programs = { read: join(checkout, 'read.ts'), load: join(checkout, 'load.ts') }
  writeFileSync(programs.read, read)
  writeFileSync(programs.load, load)
  const data = join(temporaryFolder(), 'd')
  const said: string[] = []
  const terminal = { say: (line: string) => void said.push(line), complain: (line: string) => void said.push(line) }
  const env = { DATABASE_URL: 'postgres://nowhere/none' }
  return { data, said, run: () => reindex({ dataFolder: data, checkout, env, programs }, terminal) }
}
