// ./sereno itself, in a small checkout of its own, with an npm that only writes down how it was called.

import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

import { nobody } from './identity.ts'
import { aCheckout } from './testing/a-checkout.ts'
import { isRoot, temporaryFolder } from './testing/temporary-folder.ts'

test('it hands its arguments over to Node 24 of the checkout, from another folder and through a symlink', () => {
  const checkout = aCheckout()
  const link = join(temporaryFolder(), 'a link')
  symlinkSync(join(checkout, 'sereno'), link)
  const { stdout } = spawnSync(link, ['start', '--data', 'my city'], { cwd: '/', encoding: 'utf8' })
  expect(JSON.parse(stdout)).toMatchObject({ name: 'domain', args: ['start', '--data', 'my city'] })
})

test('it installs where something is missing or the lockfile changed, once', () => {
  const { checkout, run, npmCalls } = withNpm()
  run()
  expect(npmCalls()).toEqual([])
  writeFileSync(join(checkout, 'package-lock.json'), '{ "changed": true }')
  expect(run().status).toBe(0)
  expect(npmCalls()).toEqual([`${checkout}: ci --ignore-scripts --no-audit --no-fund --loglevel=error`])
  run()
  expect(npmCalls()).toHaveLength(1)
  rmSync(join(checkout, 'node_modules/.sereno-lock'))
  run()
  expect(npmCalls()).toHaveLength(2)
})

test('an installation that fails is told, and done again next time', () => {
  const { checkout, run, npmCalls } = withNpm('exit 1')
  writeFileSync(join(checkout, 'package-lock.json'), '{ "changed": true }')
  for (const calls of [1, 2]) {
    const { status, stderr } = run()
    expect([status, npmCalls().length]).toEqual([1, calls])
    expect(stderr).toMatch(/sereno: npm ci failed, see above; .*\n$/)
  }
})

test('without npm it says what to install', () => {
  const { checkout, run, npm } = withNpm()
  rmSync(npm)
  rmSync(join(checkout, 'node_modules/.sereno-lock'))
  const { status, stderr } = run()
  expect([status, stderr]).toEqual([
    1,
    'sereno: npm is missing; install Node 20 or newer with its npm, then try again\n',
  ])
})

test('a read-only checkout that is installed runs; one that is not says what to do', () => {
  const checkout = aCheckout()
  const user = isRoot ? nobody : {}
  chmodSync(checkout, 0o555)
  const run = () => spawnSync(join(checkout, 'sereno'), ['help'], { ...user, cwd: '/', encoding: 'utf8' })
  expect(JSON.parse(run().stdout)).toMatchObject({ args: ['help'] })
  chmodSync(join(checkout, 'node_modules'), 0o755)
  rmSync(join(checkout, 'node_modules/.sereno-lock'))
  const { status, stderr } = run()
  expect(status).toBe(1)
  expect(stderr).toMatch(
    /^sereno: .* is not installed and \w+ may not write there; run .*sereno version' once as its owner\n$/,
  )
  chmodSync(checkout, 0o755)
})

if (isRoot) {
  test('as root it runs in a checkout of mode 0700 that belongs to somebody else', () => {
    const checkout = aCheckout({ mode: 0o700 })
    chownSync(checkout, nobody.uid, nobody.gid)
    const { stdout } = spawnSync(join(checkout, 'sereno'), ['help'], { cwd: '/', encoding: 'utf8' })
    expect(JSON.parse(stdout)).toMatchObject({ uid: 0 })
  })
}

function withNpm(ending = 'exit 0') {
  const checkout = aCheckout()
  const programs = temporaryFolder()
  const npm = join(programs, 'npm')
  const calls = join(programs, 'calls')
  writeFileSync(npm, `#!/bin/sh\necho "$PWD: $*" >> ${calls}\n${ending}\n`, { mode: 0o755 })
  // All that the script itself uses and no npm of the machine's.
  for (const name of ['sh', 'dirname', 'readlink', 'uname', 'cmp', 'cp', 'id']) {
    symlinkSync(which(name), join(programs, name))
  }
  const run = () =>
    spawnSync(join(checkout, 'sereno'), ['version'], { cwd: '/', encoding: 'utf8', env: { PATH: programs } })
  return {
    checkout,
    npm,
    run,
    npmCalls: () => (existsSync(calls) ? readFileSync(calls, 'utf8').trim().split('\n') : []),
  }
}

function which(name: string): string {
  const found = ['/usr/bin', '/bin'].find((folder) => readdirSync(folder).includes(name))
  return join(found ?? '/usr/bin', name)
}
